"""How far apart groups lie in what a model measures, and what their gaps are made of."""
