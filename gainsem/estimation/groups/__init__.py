"""Models of several groups, estimated together."""
