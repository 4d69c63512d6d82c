"""Reliability and validity of the constructs of a fit: the measurement sheet."""
