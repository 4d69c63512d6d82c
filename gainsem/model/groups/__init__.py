"""Models of several groups: a table each, and one numbering over all of them."""
