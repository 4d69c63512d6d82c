"""Answers as a fit scores them: its variables, its categories, its covariates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, ResponseError
from gainsem.results.fitted import Fitted
from gainsem.results.reading import answers_from
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import Moments
from gainsem.survey.phrases import lines_text, names_text, number_text, place_text
from gainsem.survey.responses import Responses


def answers_to(fit: Fitted, data: Any) -> Array:
    """Return answers to the variables of a fit, shape (n, p).

    Parameters
    ----------
    fit : Fitted
    data : Responses, Survey, DataFrame, str or Path

    Returns
    -------
    ndarray
        Categories 0, 1, ... of ordinal items as the fit has them (merged ones too),
        numbers of other variables; NaN where an answer is missing.

    Raises
    ------
    OptionError
        E-OPT-02 for a covariance matrix.
    UnknownVariableError
        E-MOD-71 for variables the data do not have.
    ResponseError
        E-ORD-58 for answers that belong to no category of the fit.
    """
    found = answers_from(data)
    if isinstance(found, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "Scores need the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    needed = require_columns(found, fit.table.observed)
    ordinal = [each for each in fit.sample.categories if each["name"] in fit.table.ordinal]
    return category_numbers(needed, ordinal)


def category_numbers(needed: Responses, categories: Sequence[Mapping[str, Any]]) -> Array:
    """Return answers with those to ordinal items as numbers of categories, shape (n, p).

    Parameters
    ----------
    needed : Responses
        The answers to exactly these items.
    categories : sequence of mapping
        ``name`` and ``codes`` of each ordinal item.

    Raises
    ------
    ResponseError
        E-ORD-58 for answers that belong to no category.
    """
    values = np.array(needed.values, dtype=np.float64)
    problems = []
    for record in categories:
        at = needed.names.index(record["name"])
        values[:, at], problem = _categories(needed, at, record["codes"])
        problems += problem
    if problems:
        raise ResponseError(*problems)
    return values


def _categories(
    needed: Responses, at: int, codes: list[list[float]]
) -> tuple[Array, list[Diagnostic]]:
    """Return the category of every answer to one item, and what is wrong with some."""
    column = needed.values[:, at]
    index = np.full(len(column), np.nan)
    for category, merged in enumerate(codes):
        index[np.isin(column, merged)] = category
    strange = np.isnan(index) & ~np.isnan(column)
    if not strange.any():
        return index, []
    lines = needed.lines if len(needed.lines) else np.arange(1, len(column) + 1)
    shown = names_text(number_text(code) for code in np.unique(column[strange]).tolist())
    known = names_text(number_text(code) for merged in codes for code in merged)
    problem = Diagnostic(
        "E-ORD-58",
        "error",
        f"{place_text(needed.source, needed.names[at])}, {lines_text(lines[strange])}: {shown}"
        f" is no answer the fit knows; it has {known}.",
        why="nobody the model was fitted to gave this answer, so that it has no threshold",
        do="correct the answers, or fit the model to data with all categories",
    )
    return index, [problem]
