"""What gives the factors of a study their scale: a variance of 1, or a loading the model fixes."""

from __future__ import annotations

from gainsem.estimation.invariance.fitting import with_lines
from gainsem.estimation.measurement_model import quoted
from gainsem.syntax.statements import ModelText


def scaled_once(model: ModelText) -> ModelText:
    """Return the model with variances of factors free where a fixed loading gives their scale.

    All other factors have variance 1 in the first group.
    """
    marked = dict.fromkeys(
        row.lhs
        for row in model.statements
        if row.op == "=~" and any(m.kind == "fixed" and any(m.values) for m in row.modifiers)
    )
    said = {row.lhs for row in model.statements if row.op == "~~" and row.lhs == row.rhs}
    return with_lines(
        model, [f"{quoted(name)} ~~ NA*{quoted(name)}" for name in marked if name not in said]
    )
