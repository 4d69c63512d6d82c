"""The command line: one file a command; each parses, calls the rooms below and prints."""
