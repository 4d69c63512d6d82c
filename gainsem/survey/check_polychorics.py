"""Checks of polychoric correlations: their matrix, the normality behind them, their errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.survey.check_items import near_copies
from gainsem.survey.phrases import names_text

HARMLESS_RMSEA = 0.10
"""Bivariate normality may fail by this much without harm: a rule of thumb of Joreskog
(2005), Structural equation modeling with ordinal variables using LISREL."""
ERRORS_AGREE = (0.90, 1.10)
PAIRS_SHOWN = 5
UNDETERMINED = 0.5
"""A standard error of a correlation that says nothing about it."""

Matrix = NDArray[np.float64]


def check_correlations(correlations: Matrix, names: Sequence[str]) -> tuple[Diagnostic, ...]:
    """Return what is remarkable about a matrix of polychoric correlations.

    Parameters
    ----------
    correlations : ndarray, shape (p, p)
        With ones on the diagonal; polyserial and ordinary correlations may be among them.
    names : sequence of str

    Returns
    -------
    tuple of Diagnostic
        W-DATA-26 for every pair with |r| > .99, W-ORD-47 when the matrix is not positive
        definite.
    """
    improper = _not_positive_definite(correlations)
    return (*near_copies(correlations, names), *([improper] if improper else []))


def _not_positive_definite(correlations: Matrix) -> Diagnostic | None:
    try:
        np.linalg.cholesky(correlations)
    except np.linalg.LinAlgError:
        pass
    else:
        return None
    smallest = float(np.linalg.eigvalsh(correlations)[0])
    return warning(
        "W-ORD-47",
        "The matrix of polychoric correlations is not positive definite (smallest eigenvalue "
        f"{smallest:.3g}).",
        why="every correlation is estimated from its own pair, so that they need not fit together; "
        "weighted least squares does without it, but improper solutions are likelier",
        do="look for nearly identical items, for few answers and for many missing ones",
    )


def undetermined_correlations(errors: Matrix, names: Sequence[str]) -> Diagnostic | None:
    """Return a warning (W-ORD-59) on correlations their tables do not determine.

    Parameters
    ----------
    errors : ndarray, shape (p (p - 1) / 2,)
        Standard errors of the correlations: the lower triangle, column by column.
    names : sequence of str
    """
    bad = np.flatnonzero(~(errors < UNDETERMINED))
    if not len(bad):
        return None
    first, second = np.triu_indices(len(names), 1)
    listed = names_text(f"{names[first[k]]} and {names[second[k]]}" for k in bad.tolist())
    many = "correlation is" if len(bad) == 1 else "correlations are"
    return warning(
        "W-ORD-59",
        f"{len(bad)} {many} hardly determined by the answers (standard error above"
        f" {UNDETERMINED:.1f}): {listed}.",
        why="too few answers lie where a correlation shows, or empty cells drive it to 1 or -1",
        do="merge rare categories (collapse=auto), or take one of the items out",
    )


def bivariate_normality(
    g2: Matrix, df: NDArray[np.generic], p: Matrix, rmsea: Matrix, names: Sequence[str]
) -> Diagnostic | None:
    """Return a warning (W-ORD-48) when pairs of items are far from normal underneath.

    Parameters
    ----------
    g2, df, p, rmsea : ndarray, shape (p (p - 1) / 2,)
        Likelihood-ratio test of each table against its polychoric correlation, and its
        RMSEA: the lower triangle of the matrix of pairs, column by column.  NaN where
        there is no test (a table of two by two).
    names : sequence of str

    Returns
    -------
    Diagnostic or None
        Names the worst five pairs with an RMSEA above .10.
    """
    bad = np.flatnonzero(np.nan_to_num(rmsea) > HARMLESS_RMSEA)
    if not len(bad):
        return None
    first, second = np.triu_indices(len(names), 1)
    worst = bad[np.argsort(-rmsea[bad], kind="stable")][:PAIRS_SHOWN]
    listed = "; ".join(
        f"{names[first[k]]} and {names[second[k]]} RMSEA {rmsea[k]:.3f} "
        f"(G2 {g2[k]:.1f}, df {int(df[k])}, {_p_text(float(p[k]))})"
        for k in worst.tolist()
    )
    tested = int(np.count_nonzero(~np.isnan(rmsea)))
    return warning(
        "W-ORD-48",
        f"{len(bad)} of {tested} pairs of items are far from bivariate normal underneath "
        f"(RMSEA > {HARMLESS_RMSEA:.2f}).",
        where=f"most of all: {listed}" if len(bad) > PAIRS_SHOWN else listed,
        why="a polychoric correlation is right only if the answers are cut from a normal "
        "distribution; below .10 departures are held to do no harm (Joreskog 2005)",
        do="look at the tables of these pairs; merge categories, or take an item out",
    )


def _p_text(p: float) -> str:
    return "p < .001" if p < 0.001 else f"p = {p:.3f}".replace("0.", ".")


def check_standard_errors(ratio: Matrix, *, corrected: bool = False) -> Diagnostic | None:
    """Return a warning (W-ORD-51) when the usual standard errors are not to be trusted.

    Parameters
    ----------
    ratio : ndarray
        Standard error of each polychoric correlation that uses its Hessian, divided by the
        usual one, which takes the model of normal responses as true.  NaN where unknown.
    corrected : bool
        Whether the Hessian is used already; then it is a note (I-ORD-51).
    """
    known = ratio[np.isfinite(ratio)]
    if not len(known):
        return None
    median = float(np.median(known))
    if ERRORS_AGREE[0] <= median <= ERRORS_AGREE[1]:
        return None
    by = f"too {'small' if median > 1 else 'large'} by {100 * abs(1 - 1 / median):.0f} %"
    why = (
        "they take it as true that normal responses lie behind the answers, and these answers "
        "say otherwise"
    )
    if corrected:
        return note(
            "I-ORD-51",
            f"Standard errors of the usual kind would be {by} (median over the polychoric "
            'correlations); those of  se="robust.hessian"  are used.',
            why=why,
        )
    return warning(
        "W-ORD-51",
        f"Standard errors of the usual kind are likely {by} (median over the polychoric "
        "correlations).",
        why=why,
        do='use  se="robust.hessian"',
    )
