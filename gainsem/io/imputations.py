"""Imputed data sets as a user hands them in: one stacked table, or several tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError
from gainsem.io.frames import is_frame
from gainsem.io.handed_in import answers_of
from gainsem.survey.imputed_sets import ImputedSet, split_sets
from gainsem.survey.responses import Responses


def imputed_sets(
    data: Any, column: str | None, variables: Sequence[str]
) -> tuple[tuple[ImputedSet, ...], tuple[Diagnostic, ...]]:
    """Return the imputed data sets, and what was remarked.

    Parameters
    ----------
    data : sequence, Survey, Responses or DataFrame
        Several tables (a list or tuple), or a stacked one.
    column : str or None
        The column of a stacked table with the number of the data set.
    variables : sequence of str
        The variables of the model.

    Raises
    ------
    OptionError
        E-IMP-01 when the data are no such thing, E-IMP-03, E-IMP-05.
    ResponseError
        E-IMP-04, E-IMP-12.
    """
    if not isinstance(data, list | tuple):
        return split_sets(_answers(data), column, variables)
    if len(data) == 1 and column is not None:
        return split_sets(_answers(data[0]), column, variables)
    if column is not None:
        raise OptionError.of(
            "E-IMP-05",
            f"imputation={column!r} is for one stacked table; {len(data)} tables were given.",
            do="leave imputation= out, or stack the tables",
        )
    named = [_name(each) for each in data]
    if "" in named or len(set(named)) < len(named):
        named = [str(k) for k in range(1, len(data) + 1)]
    found = zip(named, map(_answers, data), strict=True)
    return tuple(ImputedSet(name, answers) for name, answers in found), ()


def _name(data: Any) -> str:
    """Return the name of the file a data set was read from; empty for one made in memory."""
    answers = getattr(data, "responses", data)
    return Path(answers.source).name if getattr(answers, "sha256", "") else ""


def _answers(data: Any) -> Responses:
    known = is_frame(data) or hasattr(data, "responses") or isinstance(data, Responses)
    if not known:
        raise OptionError.of(
            "E-IMP-01",
            f"{type(data).__name__} is no imputed data set.",
            do="give surveys, pandas DataFrames or paths of tables",
        )
    answers: Responses = answers_of(data)
    return answers
