"""Alignment of the measurement of many groups (Asparouhov & Muthén 2014)."""
