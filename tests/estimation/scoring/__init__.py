"""Tests of a survey scored with a saved fit."""
