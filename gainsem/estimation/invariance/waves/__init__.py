"""Longitudinal invariance: the same people, the same items, several waves."""
