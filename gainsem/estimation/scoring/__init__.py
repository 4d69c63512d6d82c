"""A survey scored with a saved fit: indices, gaps, trends, importance."""
