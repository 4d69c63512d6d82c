"""The same model at many parameter vectors at once: stacks of arrays, draws first."""
