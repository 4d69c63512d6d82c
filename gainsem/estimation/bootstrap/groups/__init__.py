"""Resamples of several groups: drawn within each, fitted together."""
