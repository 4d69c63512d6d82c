"""Can the solution be trusted?  What it says about itself, as findings in the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gainsem.core.implied import Implied
from gainsem.core.linalg import cholesky
from gainsem.diagnostics import Diagnostic, warning
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.fit import ParameterEstimate, Solution

ABSURD = 10.0
AT_ROUNDING = 1e-8


@dataclass(frozen=True)
class Outcome:
    """What the trust in a solution is decided on.

    ``unrelated`` says whether the test of the independence model leaves room for
    items that share nothing.
    """

    table: ParameterTable
    compiled: CompiledModel
    implied: Implied
    solution: Solution
    rows: tuple[ParameterEstimate, ...]
    asked_for_errors: bool
    unrelated: bool


def findings(outcome: Outcome) -> tuple[Diagnostic, ...]:
    """Return what makes the solution unusable (``E-EST-...``) or doubtful (``W-EST-...``).

    E-EST-94 no minimum, or estimates of no meaning: they are withheld.  E-EST-93
    negative variance, item by name.  E-EST-88 latent covariances that are not a
    covariance matrix.  E-EST-86 thresholds out of order.  E-EST-95 no standard errors.
    W-EST-92 items that may be unrelated.  W-EST-96 a standardised loading above 1
    although all variances are positive.
    """
    if not outcome.solution.converged:
        return (_no_minimum(outcome),)
    improper = (*_absurd_loadings(outcome), *_negative_variances(outcome))
    improper += (*_latent_covariances(outcome), *_crossed_thresholds(outcome))
    improper += tuple(_no_standard_errors(outcome))
    if improper and outcome.unrelated:
        return (_noise(), *improper)
    if outcome.unrelated:
        improper += (_perhaps_noise(),)
    return improper or tuple(_large_loadings(outcome.rows))


def _no_minimum(outcome: Outcome) -> Diagnostic:
    last = next(iter(_latent_covariances(outcome)), None)
    where = f"where the search ended: {last.message}" if last else ""
    return Diagnostic(
        "E-EST-94",
        "warning",
        f"no minimum was found: {outcome.solution.status}. The estimates are withheld.",
        where=where,
        why="numbers from an unfinished search are not estimates",
        do="check the model and the items, or simplify the model; a larger"
        " max_iterations helps only when the search was still going down",
    )


def _noise() -> Diagnostic:
    return Diagnostic(
        "E-EST-94",
        "warning",
        "the solution is improper and the items may share nothing: the model in which they"
        " are unrelated is not rejected (p > .05). The estimates are withheld.",
        why="factors of unrelated items are chance",
        do="look at the correlations of the items before fitting factors to them",
    )


def _perhaps_noise() -> Diagnostic:
    return warning(
        "W-EST-92",
        "the model in which the items are unrelated is not rejected (p > .05).",
        why="there may be nothing for factors or paths to explain",
        do="look at the correlations of the items; more respondents may be needed",
    )


def _absurd_loadings(outcome: Outcome) -> Iterator[Diagnostic]:
    absurd = [row for row in outcome.rows if row.op == "=~" and abs(row.std_all) > ABSURD]
    if absurd:
        names = ", ".join(f"{row.lhs} =~ {row.rhs} ({row.std_all:.1f})" for row in absurd[:6])
        yield Diagnostic(
            "E-EST-94",
            "warning",
            f"standardised loadings far above 1: {names}. The estimates are withheld.",
            why="the items share too little for the factors the model asks for",
            do="look at the correlations of these items; drop items or factors",
        )


def _negative(outcome: Outcome) -> list[ParameterEstimate]:
    return [
        row
        for row in outcome.rows
        if row.op == "~~" and row.lhs == row.rhs and row.est < -AT_ROUNDING
    ]


def _negative_variances(outcome: Outcome) -> Iterator[Diagnostic]:
    for row in _negative(outcome):
        kind = "latent variable" if row.lhs in outcome.table.latent else "item"
        yield Diagnostic(
            "E-EST-93",
            "warning",
            f"Heywood case: the variance of {kind} '{row.lhs}' is estimated at {row.est:.3f}.",
            why="a variance cannot be negative; the solution is improper and must not be"
            " interpreted as it stands",
            do=f"look for outliers and too few items; or fix it ({row.lhs} ~~ 0.01*{row.lhs}),"
            " and say so",
        )


def _no_standard_errors(outcome: Outcome) -> Iterator[Diagnostic]:
    if outcome.solution.vcov is None and outcome.asked_for_errors:
        yield Diagnostic(
            "E-EST-95",
            "warning",
            "standard errors could not be computed: the information matrix is singular at"
            " the solution.",
            why="some parameters are not determined at these estimates",
            do="look for parameters near a boundary, and simplify the model",
        )


def _latent_covariances(outcome: Outcome) -> Iterator[Diagnostic]:
    table = outcome.table
    chosen = [outcome.compiled.eta.index(name) for name in table.latent]
    cov = outcome.implied.eta_cov[np.ix_(chosen, chosen)]
    told = any(row.lhs in table.latent for row in _negative(outcome))
    if told or not chosen or cholesky(cov + AT_ROUNDING * np.diag(np.diag(cov))) is not None:
        return
    deviation = np.sqrt(np.clip(np.diag(cov), np.finfo(float).tiny, None))
    correlation = cov / np.outer(deviation, deviation)
    below = np.tril(np.abs(correlation), -1)
    i, j = np.unravel_index(int(below.argmax()), below.shape)
    yield Diagnostic(
        "E-EST-88",
        "warning",
        "the covariance matrix of the latent variables is not positive definite; the"
        f" strongest correlation is {table.latent[j]} with {table.latent[i]}:"
        f" {correlation[i, j]:.3f}.",
        why="the factors cannot be told apart, or a linear combination of them has a"
        " negative variance",
        do="merge the two factors, or look for items that measure both",
    )


def _crossed_thresholds(outcome: Outcome) -> Iterator[Diagnostic]:
    levels: dict[str, dict[int, float]] = {}
    for row in outcome.rows:
        if row.op == "|":
            levels.setdefault(row.lhs, {})[int(row.rhs[1:])] = row.est
    for name, by_level in levels.items():
        values = [by_level[level] for level in sorted(by_level)]
        if any(low >= high for low, high in pairwise(values)):
            listed = ", ".join(f"{value:.3f}" for value in values)
            yield Diagnostic(
                "E-EST-86",
                "warning",
                f"the thresholds of '{name}' are not in ascending order: {listed}.",
                why="the categories between them would have no or negative probabilities",
                do="take fixed values and equal labels of these thresholds out of the model",
            )


def _large_loadings(rows: tuple[ParameterEstimate, ...]) -> Iterator[Diagnostic]:
    large = [row for row in rows if row.op == "=~" and 1.0 + 1e-6 < abs(row.std_all) <= ABSURD]
    for row in large:
        yield warning(
            "W-EST-96",
            f"the standardised loading {row.lhs} =~ {row.rhs} is {row.std_all:.3f}, above 1.",
            why="possible with correlated factors, but often a sign of items that measure"
            " several factors",
        )
