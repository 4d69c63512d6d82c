"""Tests of how single respondents answered."""
