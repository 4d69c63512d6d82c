"""Surveys: codebook, answers, what was done to them, and their sample statistics."""
