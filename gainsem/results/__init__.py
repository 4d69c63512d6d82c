"""What comes out of a fit, and its faces in a terminal, a notebook and a file."""
