"""What freeing one more parameter would be expected to bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gainsem.core.implied import Implied
from gainsem.core.modification import ScoreTests, score_tests
from gainsem.core.standardize import standardizing_factors
from gainsem.errors import NonConvergenceError, OptionError
from gainsem.model.candidates import Candidates, candidates
from gainsem.results.computed import likelihood
from gainsem.results.fitted import Fitted
from gainsem.results.incomplete import fiml_score_tests
from gainsem.results.missing_answers import is_fiml
from gainsem.results.moment_fit import moment_score_tests, uses_moments
from gainsem.results.one_of_several import refuse_one_of_several
from gainsem.results.ordinal_modification import ordinal_score_tests

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.core.linalg import Array

OPERATORS = ("=~", "~", "~~", "~1")


@dataclass(frozen=True, slots=True)
class Modification:
    """One parameter the model leaves out.

    Parameters
    ----------
    lhs, op, rhs : str
        As it would be written in the model.
    mi : float
        Modification index: expected drop of the chi-square.
    epc : float
        Expected change of the parameter.
    sepc_lv, sepc_all : float
        The same, standardized by latent variables, or by all.
    """

    lhs: str
    op: str
    rhs: str
    mi: float
    epc: float
    sepc_lv: float
    sepc_all: float


def modification_list(
    fit: Fitted,
    *,
    minimum: float = 0.0,
    sort: bool = True,
    op: str | None = None,
    inverse: Array | None = None,
) -> tuple[Modification, ...]:
    """Return the modification indices; a parameter that could not be told apart has none.

    Parameters
    ----------
    fit : Fitted
    minimum : float
        Smallest index to return.
    sort : bool
        Largest first; otherwise in the order of the variables.
    op : str, optional
        Only parameters with this operator.
    inverse : ndarray, shape (q, q), optional
        Inverse of the expected information about the free parameters, where more than this
        fit knows of them: as one of several groups.

    Raises
    ------
    NonConvergenceError
        ``E-EST-99`` when the search found no minimum: the scores mean nothing there.
    OptionError
        ``E-OPT-01`` for an operator that is none.
    EstimationError
        ``E-GRP-67`` for one group of several without ``inverse``.
    """
    if inverse is None:
        refuse_one_of_several(fit, "Modification indices", "modification_indices()")
    if op is not None and op not in OPERATORS:
        raise OptionError.of(
            "E-OPT-01",
            f"op={op!r} is no operator with modification indices.",
            do=f"op can be: {', '.join(OPERATORS)}",
        )
    if not fit.converged:
        raise NonConvergenceError.of(
            "E-EST-99",
            "There are no modification indices: the search found no minimum.",
            why=fit.solution.status,
        )
    found = [row for row in _all(fit, inverse) if row.mi >= minimum and op in (None, row.op)]
    return tuple(sorted(found, key=lambda row: -row.mi) if sort else found)


def modification_frame(
    fit: Fitted, *, minimum: float = 0.0, sort: bool = True, op: str | None = None
) -> DataFrame:
    """Return the modification indices as a data frame."""
    import pandas as pd

    columns = list(Modification.__slots__)
    rows = modification_list(fit, minimum=minimum, sort=sort, op=op)
    return pd.DataFrame([[getattr(row, name) for name in columns] for row in rows], columns=columns)


def _all(fit: Fitted, inverse: Array | None) -> list[Modification]:
    """Return every candidate, with NaN where it has no index."""
    wanted = candidates(fit.table)
    if not wanted.rows:
        return []
    tests, implied = _tests(fit, wanted, inverse)
    by_latent = tests.epc * _factors(fit, wanted, implied, observed=False)
    by_all = tests.epc * _factors(fit, wanted, implied, observed=True)
    columns = zip(tests.mi, tests.epc, by_latent, by_all, strict=True)
    return [
        Modification(candidate.lhs, candidate.op, candidate.rhs, *map(float, values))
        for candidate, values in zip(wanted.rows, columns, strict=True)
    ]


def _tests(fit: Fitted, wanted: Candidates, inverse: Array | None) -> tuple[ScoreTests, Implied]:
    if fit.table.levels:
        return ordinal_score_tests(fit, wanted, inverse)
    if is_fiml(fit):
        implied = wanted.compiled.implied(fit.solution.params)
        if implied is not None:
            return fiml_score_tests(fit, wanted, inverse), implied
    if uses_moments(fit):
        return moment_score_tests(fit, wanted, inverse)
    numbers = likelihood(fit, wanted.compiled)
    matrix, row, col = wanted.places.T
    tests = score_tests(
        numbers.compiled.structure,
        numbers.point,
        numbers.expected_vcov(fit.solution.params) if inverse is None else inverse,
        numbers.sample.n,
        candidates=(matrix, row, col),
    )
    return tests, numbers.point.implied


def _factors(fit: Fitted, wanted: Candidates, implied: Implied, *, observed: bool) -> Array:
    latent = np.array([name in fit.table.latent for name in wanted.compiled.eta], dtype=bool)
    return standardizing_factors(
        wanted.compiled.structure,
        implied,
        wanted.places,
        scaled=latent,
        observed=observed,
    )
