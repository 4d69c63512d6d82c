"""The sections of the report: each takes a fit and the words, and returns blocks."""
