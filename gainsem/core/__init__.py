"""Formulas on arrays: no names, no files, no pandas."""
