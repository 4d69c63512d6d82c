"""What a family of estimators hands back to the fit it is part of."""

from __future__ import annotations

from dataclasses import dataclass

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.errors import NonConvergenceError
from gainsem.estimation.sample import Sample
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.block_rotation import BlockRotation
from gainsem.results.fit import Solution
from gainsem.results.missing_answers import MissingAnswers


@dataclass(frozen=True)
class Found:
    """Model, data, solution and measures of fit.

    ``missing`` says what was done about missing answers where somebody with one was used;
    ``simple_vcov`` what the covariance of the estimates would be had the respondents of a
    designed sample been a simple random one.
    """

    table: ParameterTable
    compiled: CompiledModel
    sample: Sample
    solution: Solution
    measures: dict[str, float]
    diagnostics: tuple[Diagnostic, ...]
    missing: MissingAnswers | None = None
    rotations: tuple[BlockRotation, ...] = ()
    simple_vcov: Array | None = None


def nothing_implied(status: str) -> NonConvergenceError:
    """Return the refusal of a search that ended where the model implies no moments."""
    return NonConvergenceError.of(
        "E-EST-94",
        f"no minimum was found: {status}.",
        do="give start values with start(), or simplify the model",
    )
