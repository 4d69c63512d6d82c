"""Path diagrams and their fonts."""
