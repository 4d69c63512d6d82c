"""Are groups measured alike?  Levels of invariance, partial invariance, alignment."""
