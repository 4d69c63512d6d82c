"""A model fitted again with every set of replicate weights of a sampling design."""
