"""Exploratory factor analysis: from correlations to rotated loadings."""
