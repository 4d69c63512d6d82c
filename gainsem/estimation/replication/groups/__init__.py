"""Replicates of a sampling design of several groups: all groups are fitted again together."""
