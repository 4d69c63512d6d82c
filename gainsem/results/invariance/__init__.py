"""What a study of measurement invariance holds, and how it is shown."""
