"""Can the solution be trusted?  What it says about itself, as findings in the result."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gainsem.core.implied import Implied
from gainsem.core.linalg import cholesky
from gainsem.diagnostics import Diagnostic, warning
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.fit import ParameterEstimate, Solution

ABSURD = 10.0
AT_ROUNDING = 1e-8


def findings(
    table: ParameterTable,
    compiled: CompiledModel,
    implied: Implied,
    solution: Solution,
    rows: tuple[ParameterEstimate, ...],
    options: Options,
) -> tuple[Diagnostic, ...]:
    """Return what makes the solution unusable (``E-EST-...``) or doubtful (``W-EST-...``).

    E-EST-94 no minimum, or estimates of no meaning: they are withheld.  E-EST-93
    negative variance, item by name.  E-EST-88 latent covariances that are not a
    covariance matrix.  E-EST-95 no standard errors.  W-EST-96 a standardised
    loading above 1 although all variances are positive.
    """
    if not solution.converged:
        return (
            Diagnostic(
                "E-EST-94",
                "warning",
                f"no minimum was found: {solution.status}. The estimates are withheld.",
                why="numbers from an unfinished search are not estimates",
                do="check the model and the items, or simplify the model; a larger"
                " max_iterations helps only when the search was still going down",
            ),
        )
    return tuple(_improper(table, compiled, implied, solution, rows, options))


def _improper(
    table: ParameterTable,
    compiled: CompiledModel,
    implied: Implied,
    solution: Solution,
    rows: tuple[ParameterEstimate, ...],
    options: Options,
) -> Iterator[Diagnostic]:
    absurd = [row for row in rows if row.op == "=~" and abs(row.std_all) > ABSURD]
    if absurd:
        names = ", ".join(f"{row.lhs} =~ {row.rhs} ({row.std_all:.1f})" for row in absurd[:6])
        yield Diagnostic(
            "E-EST-94",
            "warning",
            f"standardised loadings far above 1: {names}. The estimates are withheld.",
            why="the items share too little for the factors the model asks for",
            do="look at the correlations of these items; drop items or factors",
        )
    negative = [
        row for row in rows if row.op == "~~" and row.lhs == row.rhs and row.est < -AT_ROUNDING
    ]
    for row in negative:
        kind = "latent variable" if row.lhs in table.latent else "item"
        yield Diagnostic(
            "E-EST-93",
            "warning",
            f"Heywood case: the variance of {kind} '{row.lhs}' is estimated at {row.est:.3f}.",
            why="a variance cannot be negative; the solution is improper and must not be"
            " interpreted as it stands",
            do=f"look for outliers and too few items; or fix it ({row.lhs} ~~ 0.01*{row.lhs}),"
            " and say so",
        )
    told = any(row.lhs in table.latent for row in negative)
    yield from _latent_covariances(table, compiled, implied, told)
    if solution.vcov is None and options.se != "none":
        yield Diagnostic(
            "E-EST-95",
            "warning",
            "standard errors could not be computed: the information matrix is singular at"
            " the solution.",
            why="some parameters are not determined at these estimates",
            do="look for parameters near a boundary, and simplify the model",
        )
    if not negative and not absurd:
        yield from _large_loadings(rows)


def _latent_covariances(
    table: ParameterTable, compiled: CompiledModel, implied: Implied, told: bool
) -> Iterator[Diagnostic]:
    chosen = [compiled.eta.index(name) for name in table.latent]
    cov = implied.eta_cov[np.ix_(chosen, chosen)]
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


def _large_loadings(rows: tuple[ParameterEstimate, ...]) -> Iterator[Diagnostic]:
    large = [row for row in rows if row.op == "=~" and 1.0 + 1e-6 < abs(row.std_all) <= ABSURD]
    for row in large:
        yield warning(
            "W-EST-96",
            f"the standardised loading {row.lhs} =~ {row.rhs} is {row.std_all:.3f}, above 1.",
            why="possible with correlated factors, but often a sign of items that measure"
            " several factors",
        )
