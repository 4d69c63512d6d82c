"""Results of several groups."""
