"""The arguments of ``gainsem score`` as those of :func:`gainsem.score`."""

from __future__ import annotations

from typing import Any

from gainsem.errors import OptionError

NAMES = (
    *("by", "compare", "wave", "min_cell", "overall", "target"),
    *("weights", "cluster", "draws", "seed"),
)


def score_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of :func:`gainsem.score` in those of the command line.

    Raises
    ------
    OptionError
        E-OPT-01 for a weight of a part that cannot be read.
    """
    weights: dict[str, float] = {}
    for text in arguments["part_weight"]:
        name, sign, number = text.partition("=")
        try:
            weights[name.strip()] = float(number)
        except ValueError:
            sign = ""
        if not sign:
            raise OptionError.of(
                "E-OPT-01", f"--part-weight {text!r} is not a weight.", do="write  PART=WEIGHT"
            )
    own = {name: arguments[name] for name in NAMES}
    return {**own, "gap": list(arguments["gap"]), "part_weights": weights}
