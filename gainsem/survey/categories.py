"""Answers to ordinal items as the numbers of their categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, ResponseError, UnknownVariableError
from gainsem.survey.category_remarks import (
    more_parameters_than_answers,
    remarks_on_categories,
    remarks_on_codes,
)
from gainsem.survey.category_text import category_text
from gainsem.survey.check_categories import (
    empty_in_a_group,
    too_few_answers,
    unfit_codes,
    unordered_text,
)
from gainsem.survey.collapse import Runs, merge_rare
from gainsem.survey.columns import unknown_variable
from gainsem.survey.item_codes import Groups, ItemCodes, codes_of_items, groups_of
from gainsem.survey.responses import Responses


@dataclass(frozen=True)
class Categories:
    """The categories of one ordinal item, in ascending order.

    Parameters
    ----------
    name : str
        The item.
    merged : tuple of tuple of float
        The codes each category is made of: one, or several where categories were merged.
    counts : tuple of int
        Answers in each category.
    """

    name: str
    merged: tuple[tuple[float, ...], ...]
    counts: tuple[int, ...]

    @property
    def codes(self) -> tuple[float, ...]:
        """One code a category: the lowest of those it is made of."""
        return tuple(codes[0] for codes in self.merged)

    @property
    def labels(self) -> tuple[str, ...]:
        """How each category is written: ``"3"``, or ``"{1,2}"`` after a merge."""
        return tuple(category_text(codes) for codes in self.merged)

    @property
    def n_categories(self) -> int:
        """Number of categories."""
        return len(self.merged)


@dataclass(frozen=True)
class Categorised:
    """Ordinal items ready for thresholds and polychoric correlations.

    Parameters
    ----------
    items : tuple of Categories
    indices : ndarray, shape (n, p)
        Category of every answer, 0 ... K - 1; NaN where it is missing.
    diagnostics : tuple of Diagnostic
        Remarks and warnings on the categories.
    """

    items: tuple[Categories, ...]
    indices: NDArray[np.float64]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the items."""
        return tuple(item.name for item in self.items)

    @property
    def n_categories(self) -> tuple[int, ...]:
        """Number of categories of each item."""
        return tuple(item.n_categories for item in self.items)

    @property
    def n_thresholds(self) -> int:
        """Number of thresholds of all items."""
        return sum(self.n_categories) - len(self.items)


def categorise(
    responses: Responses,
    names: Sequence[str],
    *,
    collapse: str | None = None,
    force: bool = False,
    n_parameters: int | None = None,
    used: NDArray[np.bool_] | None = None,
    groups: NDArray[np.generic] | None = None,
) -> Categorised:
    """Return the answers to ordinal items as category numbers; refuse what has none.

    The answers that occur are the categories, in ascending order.  A code of the codebook
    nobody chose is no category: it would have no threshold of its own.

    Parameters
    ----------
    responses : Responses
        After their codebook has been applied.
    names : sequence of str
        The items to be treated as ordinal.
    collapse : {"auto"}, optional
        Merge rare categories with their neighbours, see
        :func:`~gainsem.survey.collapse.merge_rare`.
    force : bool
        Let items with more than 12 categories pass, with a warning.
    n_parameters : int, optional
        Free parameters of the model besides the thresholds.
    used : ndarray of bool, shape (n_read,), optional
        Respondents used; by default all.  The result has the rows of these only.
    groups : ndarray, shape (n_read,), optional
        Group of every respondent.  All groups get the same categories.

    Returns
    -------
    Categorised

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for names the survey does not have.
    ResponseError
        All of E-DATA-10, -36 (text, or no order), -13 (broken numbers), -21 (no answers),
        -22 (one category), -27 (too few respondents), -29 (infinite), E-ORD-42 (category
        empty in one group), -46 (too many categories) that apply.
    """
    if collapse not in (None, "auto"):
        raise OptionError.of(
            "E-OPT-01", f"collapse='{collapse}' is not available.", do='use "auto" or None'
        )
    rows = np.ones(len(responses.values), dtype=bool) if used is None else used
    lines = _lines(responses)[rows]
    within = groups_of(groups, rows)
    found, problems = _read(responses, names, rows, within, lines, force=force)
    runs = [_runs(each, collapse) for each in found]
    merged = [each.merged(run) for each, run in zip(found, runs, strict=True)]
    n_answering = _answering(merged)
    problems += [
        empty_in_a_group(before, within)
        for before, after in zip(found, merged, strict=True)
        if within.count > 1 and not after.counts.all()
    ]
    problems += too_few_answers(merged, n_answering)
    if problems:
        raise ResponseError(*problems)
    n_thresholds = sum(len(each.codes) - 1 for each in merged) * within.count
    few = more_parameters_than_answers(n_answering, n_thresholds, n_parameters)
    said = [
        *remarks_on_codes(found, lines, responses.source),
        *remarks_on_categories(found, merged, runs, within),
        *([few] if few else []),
    ]
    return _categorised(found, merged, runs, len(within.index), said)


def _read(
    responses: Responses,
    names: Sequence[str],
    rows: NDArray[np.bool_],
    groups: Groups,
    lines: NDArray[np.int64],
    *,
    force: bool,
) -> tuple[list[ItemCodes], list[Diagnostic]]:
    """Return the codes of the items that can be ordinal, and what is wrong with the others."""
    place = {name: j for j, name in enumerate(responses.names)}
    unknown = [name for name in names if name not in place and name not in responses.text]
    if unknown:
        raise UnknownVariableError(*(unknown_variable(name, responses) for name in unknown))
    numeric = [name for name in names if name in place]
    values = responses.columns(numeric)
    items = [responses.items[place[name]] for name in numeric]
    codes = codes_of_items(items, values if rows.all() else values[rows], groups)
    read = dict(zip(numeric, codes, strict=True))
    found, problems = [], []
    for name in names:
        if name not in read:
            at = _lines(responses)
            problems += unordered_text(name, responses.text[name], at, responses.source)
            continue
        wrong = unfit_codes(read[name], lines, responses.source, groups, force=force)
        problems += wrong
        if not wrong:
            found.append(read[name])
    return found, problems


def _lines(responses: Responses) -> NDArray[np.int64]:
    n = len(responses.values)
    return responses.lines if len(responses.lines) == n else np.arange(2, n + 2)


def _runs(found: ItemCodes, collapse: str | None) -> Runs:
    if collapse is None:
        return tuple((k,) for k in range(len(found.codes)))
    return merge_rare(found.counts)


def _answering(found: Sequence[ItemCodes]) -> int:
    """Return how many respondents answered one of the items at least."""
    if any(each.n_answers == len(each.index) for each in found):
        return len(found[0].index)
    answered = [~np.isnan(each.index) for each in found]
    return int(np.count_nonzero(np.logical_or.reduce(answered))) if answered else 0


def _categorised(
    found: Sequence[ItemCodes],
    merged: Sequence[ItemCodes],
    runs: Sequence[Runs],
    n: int,
    said: Sequence[Diagnostic],
) -> Categorised:
    indices = np.empty((n, len(merged)), order="F")
    for j, each in enumerate(merged):
        indices[:, j] = each.index
    indices.setflags(write=False)
    items = tuple(
        Categories(
            before.name,
            _members(before.codes.tolist(), each),
            tuple(after.counts.sum(axis=0).tolist()),
        )
        for before, after, each in zip(found, merged, runs, strict=True)
    )
    return Categorised(items, indices, tuple(said))


def _members(codes: list[float], runs: Runs) -> tuple[tuple[float, ...], ...]:
    """Return the codes each category is made of."""
    if len(runs) == len(codes):
        return tuple((code,) for code in codes)
    return tuple(tuple(codes[k] for k in run) for run in runs)
