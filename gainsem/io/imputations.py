"""Imputed data sets as a user hands them in: one stacked table, or several tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError
from gainsem.io.frames import is_frame
from gainsem.io.handed_in import answers_of
from gainsem.survey.imputed_sets import KNOWN_COLUMNS, ImputedSet, split_sets
from gainsem.survey.moments import Moments

if TYPE_CHECKING:
    from gainsem.survey.responses import Responses

Reader = Callable[..., Any]


def imputed_sets(
    data: Any,
    column: str | None,
    variables: Sequence[str],
    *,
    read: Reader,
    needed: Collection[str],
) -> tuple[tuple[ImputedSet, ...], tuple[Diagnostic, ...]]:
    """Return the imputed data sets, and what was remarked.

    Parameters
    ----------
    data : sequence, Survey, Responses, DataFrame, str or Path
        Several tables (a list or tuple), or a stacked one.
    column : str or None
        The column of a stacked table with the number of the data set.
    variables : sequence of str
        The variables of the model.
    read : callable
        Reads a path: ``read(path, keep=needed)``.
    needed : collection of str
        Columns the fit needs besides.

    Raises
    ------
    OptionError
        E-IMP-01 when the data are no such thing, E-IMP-03, E-IMP-05.
    ResponseError
        E-IMP-04, E-IMP-12.
    """
    if isinstance(data, list | tuple):
        if len(data) == 1 and column is not None:
            return imputed_sets(data[0], column, variables, read=read, needed=needed)
        return _listed(data, column, read, needed), ()
    keep = {*needed, *([column] if column else KNOWN_COLUMNS)}
    return split_sets(_answers(data, read, keep), column, variables)


def _listed(
    data: Sequence[Any], column: str | None, read: Reader, needed: Collection[str]
) -> tuple[ImputedSet, ...]:
    if column is not None:
        raise OptionError.of(
            "E-IMP-05",
            f"imputation={column!r} is for one stacked table; {len(data)} tables were given.",
            do="leave imputation= out, or stack the tables",
        )
    named = [_name(each) for each in data]
    if "" in named or len(set(named)) < len(named):
        named = [str(k) for k in range(1, len(data) + 1)]
    return tuple(
        ImputedSet(name, _answers(each, read, needed))
        for name, each in zip(named, data, strict=True)
    )


def _name(data: Any) -> str:
    """Return the name of the file a data set lies in; empty for one made in memory."""
    if isinstance(data, str | Path):
        return Path(data).name
    answers = getattr(data, "responses", data)
    return Path(answers.source).name if getattr(answers, "sha256", "") else ""


def _answers(data: Any, read: Reader, keep: Collection[str]) -> Responses:
    if isinstance(data, Moments) or not (
        isinstance(data, str | Path)
        or is_frame(data)
        or hasattr(data, "responses")
        or hasattr(data, "items")
    ):
        raise OptionError.of(
            "E-IMP-01",
            f"{type(data).__name__} is no imputed data set.",
            do="give surveys, pandas DataFrames or paths of tables",
        )
    if isinstance(data, str | Path):
        data = read(data, keep=set(keep))
    answers: Responses = answers_of(data)
    return answers
