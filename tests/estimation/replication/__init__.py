"""Tests of fits to replicates of a sampling design."""
