"""Are these data fit to be modelled?  Everything is looked at before anything is estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.core.moments import covariance_of
from gainsem.diagnostics import Diagnostic
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
from gainsem.survey.check_respondents import (
    blank_respondents,
    copied_respondents,
    straight_liners,
)
from gainsem.survey.legal_values import columns_with_gaps, outlying_codes
from gainsem.survey.moments import all_missing, listwise
from gainsem.survey.responses import Item


def check_data(
    values: NDArray[np.float64],
    names: Sequence[str],
    n_parameters: int | None = None,
    *,
    items: Sequence[Item] | None = None,
    constructs: Mapping[str, Sequence[str]] | None = None,
    lines: NDArray[np.int64] | None = None,
    source: str = "data",
    cov: NDArray[np.float64] | None = None,
) -> tuple[Diagnostic, ...]:
    """Return what is remarkable about the data of a model; refuse what cannot be fitted.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Answers to the model's items, NaN where missing.
    names : sequence of str
        Names of the columns.
    n_parameters : int, optional
        Free parameters of the model.
    items : sequence of Item, optional
        What the codebook says of each column: scale, reverse key.
    constructs : mapping, optional
        Items by the factor they measure, for the check of reverse-worded items.
    lines : ndarray, optional
        Line of the file of each row, for messages.
    source : str
        Name of the file, for messages.
    cov : ndarray, shape (p, p), optional
        Covariances of the complete rows, where they are known already.

    Returns
    -------
    tuple of Diagnostic
        Warnings: outlying codes, copies, blank and straight-lining respondents, nearly
        equal items, few respondents, scales far apart, items worded the other way round.

    Raises
    ------
    ResponseError
        All of E-DATA-21 (no answers), -22 (constant), -24 (identical items), -25 (linearly
        dependent items), -27 (n <= p), -32 (nobody answered everything) that apply.
    """
    at = np.arange(2, len(values) + 2) if lines is None else lines
    known = tuple(items) if items is not None else tuple(Item(name) for name in names)
    used = _complete_rows(values, names)
    complete = values if used.all() else values[used]
    _refuse_unfit(complete, names, n_parameters)
    correlations = _correlations(covariance_of(complete)[1] if cov is None else cov)
    dependent = dependent_items(correlations, names)
    if dependent:
        raise ResponseError(*dependent)
    found = [
        outlying_codes(names[j], values[:, j], at, source=source)
        for j in columns_with_gaps(values)
        if not known[j].codes
    ]
    found += [
        blank_respondents(values, at),
        *_warnings_on_rows(values, known, at),
        *near_copies(correlations, names),
        too_few_for_parameters(len(complete), n_parameters),
        apart_scales(complete, names),
        *turned_items(correlations, names, constructs or {}, n=len(complete)),
    ]
    return tuple(diagnostic for diagnostic in found if diagnostic is not None)


def check_answers(
    values: NDArray[np.float64], items: Sequence[Item], *, lines: NDArray[np.int64]
) -> tuple[Diagnostic, ...]:
    """Return what is remarkable about respondents, whatever their answers are modelled as.

    Parameters
    ----------
    values : ndarray, shape (n, p)
    items : sequence of Item
    lines : ndarray, shape (n,)
    """
    found = [blank_respondents(values, lines), *_warnings_on_rows(values, items, lines)]
    return tuple(diagnostic for diagnostic in found if diagnostic is not None)


def check_continuous(
    complete: NDArray[np.float64], items: Sequence[Item], *, lines: NDArray[np.int64], source: str
) -> tuple[Diagnostic, ...]:
    """Return what is remarkable about the continuous variables beside ordinal items.

    Parameters
    ----------
    complete : ndarray, shape (n, c)
        Answers of the respondents used, NaN where missing.
    items : sequence of Item
    lines : ndarray, shape (n,)
    source : str

    Raises
    ------
    ResponseError
        E-DATA-21, E-DATA-22, E-DATA-24 and E-DATA-25 as in :func:`check_data`.
    """
    if not items:
        return ()
    names = [item.name for item in items]
    rows = complete[_complete_rows(complete, names)]
    constant = constant_items(rows, names)
    if constant:
        raise ResponseError(*constant)
    correlations = _correlations(covariance_of(rows)[1])
    dependent = dependent_items(correlations, names)
    if dependent:
        raise ResponseError(*dependent)
    gaps = columns_with_gaps(complete)
    found = [
        outlying_codes(names[j], complete[:, j], lines, source=source)
        for j in gaps
        if not items[j].codes
    ]
    found += [*near_copies(correlations, names), apart_scales(rows, names)]
    return tuple(diagnostic for diagnostic in found if diagnostic is not None)


def _complete_rows(values: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.bool_]:
    empty = np.flatnonzero(np.isnan(values).all(axis=0)).tolist()
    if empty and len(values):
        raise ResponseError(*(all_missing(names[j]) for j in empty))
    return listwise(values, names).used


def _refuse_unfit(
    complete: NDArray[np.float64], names: Sequence[str], n_parameters: int | None
) -> None:
    constant = constant_items(complete, names) if len(complete) > 1 else []
    few = too_few(*complete.shape, n_parameters=n_parameters)
    problems = [*constant, *([few] if few else [])]
    if problems:
        raise ResponseError(*problems)


def _correlations(cov: NDArray[np.float64]) -> NDArray[np.float64]:
    deviation = np.sqrt(cov.diagonal())
    return np.asarray(cov / np.outer(deviation, deviation))


def _warnings_on_rows(
    values: NDArray[np.float64], items: Sequence[Item], lines: NDArray[np.int64]
) -> list[Diagnostic | None]:
    straight = straight_liners(values, items)
    return [straight.diagnostic(lines), copied_respondents(values, lines, straight)]
