"""Which parameters of the waves are equal, and the label that says so in the model text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gainsem.estimation.invariance.levels import LevelModel, Measured
from gainsem.syntax.tokens import NAME_PART

NOT_OF_A_NAME = re.compile(rf"[^{NAME_PART}]")


def shared_labels(
    level: LevelModel, measured: Measured, pairs: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """Return the label of every parameter that is equal in all waves.

    Parameters
    ----------
    level : LevelModel
        What is equal, and what stays apart all the same.
    measured : Measured
    pairs : sequence of (str, str)
        Factors whose covariance is free.

    Returns
    -------
    dict of str to str
        Name in the model of one wave (``"trust=~x1"``) to label (``"lambda.trust.x1"``).
    """
    labels: dict[str, str] = {}
    for family, name, words in _parameters(measured, pairs):
        if family not in level.equal or name in level.partial:
            continue
        label = NOT_OF_A_NAME.sub("_", ".".join(words))
        # Names with dots of their own can make one label of two parameters.
        while label in labels.values():
            label += "_"
        labels[name] = label
    return labels


def _parameters(
    measured: Measured, pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield family, name and the words of the label."""
    for factor, items in measured.factors.items():
        for item in items:
            yield "loadings", f"{factor}=~{item}", ("lambda", factor, item)
    for item in measured.items:
        for k in range(measured.thresholds.get(item, 0)):
            yield "thresholds", f"{item}|t{k + 1}", ("tau", item, str(k + 1))
        if item not in measured.thresholds:
            yield "intercepts", f"{item}~1", ("nu", item)
            yield "residuals", f"{item}~~{item}", ("theta", item)
    for one, other in pairs:
        yield "lv.covariances", f"{one}~~{other}", ("psi", one, other)
