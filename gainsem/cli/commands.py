"""The names of the commands, in the order of the help page: one module each."""

COMMANDS = (
    "fit",
    "screen",
    "missing",
    "factors",
    "efa",
    "reliability",
    "invariance",
    "longitudinal",
    "equity",
    "compare",
    "influence",
    "score",
    "report",
    "cite",
    "init",
    "codebook",
    "completion",
)
