"""Are answers with holes fit to be modelled?  All of them are looked at, not complete rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.core.moments import covariance_of
from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import ResponseError
from gainsem.survey.check_items import (
    apart_scales,
    constant_items,
    dependent_items,
    near_copies,
    too_few,
    too_few_for_parameters,
    turned_items,
)
from gainsem.survey.checks import check_answers
from gainsem.survey.legal_values import columns_with_gaps, outlying_codes
from gainsem.survey.moments import all_missing
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Item

PAIRS_SHOWN = 6
FEW_PAIRS = 0.10

Matrix = NDArray[np.float64]


def refuse_unfit(used: Matrix, names: Sequence[str], n_parameters: int | None = None) -> None:
    """Refuse answers no moments can be estimated from.

    Parameters
    ----------
    used : ndarray, shape (n, p)
        Respondents with at least one answer, NaN where missing.
    names : sequence of str
    n_parameters : int, optional

    Raises
    ------
    ResponseError
        All of E-DATA-21 (no answers), -22 (constant), -27 (n <= p) that apply.
    """
    problems = refuse_empty(used, names)
    if not problems:
        few = too_few(*used.shape, n_parameters=n_parameters)
        problems = [*constant_items(_filled(used), names), *([few] if few else [])]
    if problems:
        raise ResponseError(*problems)


def refuse_empty(values: Matrix, names: Sequence[str]) -> list[Diagnostic]:
    """Return the refusals of items nobody answered."""
    empty = np.flatnonzero(np.isnan(values).all(axis=0)).tolist()
    return [all_missing(names[j]) for j in empty]


def refuse_dependent(used: Matrix, names: Sequence[str]) -> None:
    """Refuse items that are sums or copies of others among those who answered everything.

    Where too few did, nothing is said: covariances estimated from few answers can be
    singular although no item depends on others.

    Parameters
    ----------
    used : ndarray, shape (n, p)
        NaN where missing.
    names : sequence of str

    Raises
    ------
    ResponseError
        E-DATA-24 and E-DATA-25.
    """
    complete = used[~np.isnan(used).any(axis=1)]
    if len(complete) <= len(names) or (complete == complete[0]).all(axis=0).any():
        return
    problems = dependent_items(_correlations(covariance_of(complete)[1]), names)
    if problems:
        raise ResponseError(*problems)


def check_incomplete(
    values: Matrix,
    used: NDArray[np.bool_],
    items: Sequence[Item],
    cov: Matrix,
    *,
    lines: NDArray[np.int64],
    source: str,
    n_parameters: int | None = None,
    constructs: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Diagnostic, ...]:
    """Return what is remarkable about the answers.

    Parameters
    ----------
    values : ndarray, shape (n_read, p)
    used : ndarray of bool, shape (n_read,)
    items : sequence of Item
    cov : ndarray, shape (p, p)
        Covariances estimated from all answers.
    lines : ndarray, shape (n_read,)
    source : str
    n_parameters : int, optional
    constructs : mapping, optional
        Items by the factor they measure.
    """
    names = [item.name for item in items]
    correlations, n = _correlations(cov), int(used.sum())
    found = [
        outlying_codes(names[j], values[:, j], lines, source=source)
        for j in columns_with_gaps(values)
        if not items[j].codes
    ]
    found += [
        *check_answers(values, items, lines=lines),
        *near_copies(correlations, names),
        too_few_for_parameters(n, n_parameters),
        apart_scales(_filled(values[used]), names),
        *turned_items(correlations, names, constructs or {}, n=n),
    ]
    return tuple(diagnostic for diagnostic in found if diagnostic is not None)


def rarely_together(together: Matrix, names: Sequence[str], n: int) -> list[Diagnostic]:
    """Return a warning when few respondents answered both items of a pair.

    W-DATA-33 for pairs nobody answered together, W-MIS-02 for less than a tenth.
    """
    row, col = np.tril_indices(len(names), -1)
    counts = together[row, col]
    found = []
    never = _pairs(names, row, col, counts == 0)
    if never:
        found.append(
            warning(
                "W-DATA-33",
                f"No respondent answered both {names_text(never[:PAIRS_SHOWN])}"
                f"{_more(len(never))}.",
                why="their covariance is not in the data: it takes no part in the test of the"
                " model, and what the model says of it cannot be checked",
                do="ask both items of some respondents, or take one of them out of the model",
            )
        )
    seldom = _pairs(names, row, col, (counts > 0) & (counts < FEW_PAIRS * n))
    if seldom:
        found.append(
            warning(
                "W-MIS-02",
                f"Less than {FEW_PAIRS:.0%} of the respondents answered both"
                f" {names_text(seldom[:PAIRS_SHOWN])}{_more(len(seldom))}.",
                why="what is said of such a pair rests on the model and on few respondents",
                do="look at  gainsem missing DATA  for who answered what",
            )
        )
    return found


def refuse_never_together(together: Matrix, names: Sequence[str], what: str) -> None:
    """Refuse moments of pairs nobody answered together (E-MIS-01).

    Raises
    ------
    ResponseError
    """
    row, col = np.tril_indices(len(names), -1)
    never = _pairs(names, row, col, together[row, col] == 0)
    if never:
        raise ResponseError.of(
            "E-MIS-01",
            f"No respondent answered both {names_text(never[:PAIRS_SHOWN])}{_more(len(never))};"
            f" {what} needs the covariance of every pair.",
            why="a covariance nobody's answers speak about cannot be estimated",
            do="take one of the two items out, or fit the model with  missing=fiml",
        )


def _pairs(
    names: Sequence[str],
    row: NDArray[np.intp],
    col: NDArray[np.intp],
    chosen: NDArray[np.bool_],
) -> list[str]:
    places = zip(col[chosen].tolist(), row[chosen].tolist(), strict=True)
    return [f"{names[j]} and {names[i]}" for j, i in places]


def _more(count: int) -> str:
    return f" (and {count - PAIRS_SHOWN} more pairs)" if count > PAIRS_SHOWN else ""


def _filled(rows: Matrix) -> Matrix:
    """Return the answers with the first answer to an item in the place of missing ones."""
    absent = np.isnan(rows)
    if not absent.any():
        return rows
    first = rows[np.argmax(~absent, axis=0), np.arange(rows.shape[1])]
    return np.asarray(np.where(absent, first, rows))


def _correlations(cov: Matrix) -> Matrix:
    deviation = np.sqrt(cov.diagonal())
    return np.asarray(cov / np.outer(deviation, deviation))
