"""Parameter table, its defaults and its matrices."""
