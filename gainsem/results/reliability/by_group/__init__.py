"""Reliability in several groups: the sheet of each, and what differs between them."""
