"""Replicate weights in the columns of a survey: found by name or pattern, and checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import ResponseError, UnknownVariableError
from gainsem.survey.columns import require_columns, unknown_variable
from gainsem.survey.phrases import lines_text, names_text
from gainsem.survey.responses import Responses

Array = NDArray[np.float64]

FEW = 20
"""Fewer replicates than this leave standard errors that are hardly known themselves."""
FAR = 0.10
"""How far the sum of the mean replicate weights may be from that of the weights, relative."""


@dataclass(frozen=True)
class ReplicateColumns:
    """Replicate weights of the respondents used.

    Parameters
    ----------
    names : tuple of str
        The columns, in the order of the file or of the list.
    weights : ndarray, shape (R, n)
        As they stand in the file.
    diagnostics : tuple of Diagnostic
    """

    names: tuple[str, ...]
    weights: Array
    diagnostics: tuple[Diagnostic, ...] = ()


def is_pattern(name: str) -> bool:
    """Return whether a name stands for several columns."""
    return any(sign in name for sign in "*?[")


def matching_columns(responses: Responses, wanted: Sequence[str], *, without: str) -> list[str]:
    """Return the columns that names and patterns mean, each once.

    Parameters
    ----------
    responses : Responses
    wanted : sequence of str
        Names, or patterns with ``*`` and ``?``.
    without : str
        The column of the weights, which a pattern may cover and does not mean.

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for a name, E-WGT-93 for a pattern that no column has.
    """
    known = (*responses.names, *responses.text)
    found: list[str] = []
    problems: list[Diagnostic] = []
    for name in wanted:
        if name in known:
            found.append(name)
        elif is_pattern(name):
            own = [each for each in known if fnmatchcase(each, name) and each != without]
            found += own
            if not own:
                problems.append(_no_match(name, responses))
        else:
            problems.append(unknown_variable(name, responses))
    if problems:
        raise UnknownVariableError(*problems)
    return list(dict.fromkeys(found))


def _no_match(pattern: str, responses: Responses) -> Diagnostic:
    return Diagnostic(
        "E-WGT-93",
        "error",
        f"no column is called like '{pattern}'. The survey has {names_text(responses.names)}.",
        do="write the pattern so that it fits the names, * for any letters:"
        "  replicate_weights=repwt_*",
    )


def replicate_columns(
    responses: Responses,
    wanted: Sequence[str],
    used: NDArray[np.bool_],
    *,
    weights: str,
) -> ReplicateColumns:
    """Return the replicate weights in some columns, checked.

    Parameters
    ----------
    responses : Responses
    wanted : sequence of str
        Names or patterns.
    used : ndarray of bool, shape (n_read,)
        The respondents used.
    weights : str
        Column with the weights of the whole sample.

    Raises
    ------
    UnknownVariableError
        E-MOD-71, E-WGT-93 for columns there are not.
    ResponseError
        E-WGT-94 missing or infinite weights, E-WGT-95 negative ones, E-WGT-96 columns that
        are 0 for all respondents used, E-WGT-97 fewer than two columns; all together.
    """
    names = matching_columns(responses, wanted, without=weights)
    found = require_columns(responses, names).values[used]
    full = require_columns(responses, [weights]).values[used, 0]
    lines = responses.lines if len(responses.lines) else np.arange(2, len(used) + 2)
    problems = _problems(names, found, lines[used])
    if len(names) < 2:
        problems.append(_too_few(names))
    if problems:
        raise ResponseError(*problems)
    replicates = np.ascontiguousarray(found.T)
    return ReplicateColumns(tuple(names), replicates, tuple(_remarks(names, replicates, full)))


def _problems(names: list[str], found: Array, lines: NDArray[np.int64]) -> list[Diagnostic]:
    problems = []
    for code, wrong, what, do in (
        (
            "E-WGT-94",
            ~np.isfinite(found),
            "missing",
            "give every respondent all replicate weights, or leave these respondents out (--where)",
        ),
        ("E-WGT-95", found < 0.0, "negative", "a weight is 0 or more; correct the columns"),
    ):
        if not wrong.any():
            continue
        columns = [names[at] for at in np.flatnonzero(wrong.any(axis=0)).tolist()]
        at = lines[wrong.any(axis=1)]
        problems.append(
            Diagnostic(
                code,
                "error",
                f"{int(wrong.sum())} replicate weights are {what}, in {names_text(columns)}.",
                where=lines_text(at),
                do=do,
            )
        )
    empty = [names[at] for at in np.flatnonzero((found == 0.0).all(axis=0)).tolist()]
    if empty and len(found):
        problems.append(
            Diagnostic(
                "E-WGT-96",
                "error",
                f"All replicate weights in {names_text(empty)} are 0.",
                why="nobody is left to fit the model to",
                do="take these columns out, or use more respondents",
            )
        )
    return problems


def _too_few(names: list[str]) -> Diagnostic:
    return Diagnostic(
        "E-WGT-97",
        "error",
        f"There {'is 1 column' if names else 'are no columns'} with replicate weights.",
        why="standard errors come from how replicates differ from each other",
        do="name all of them, or give a pattern such as  replicate_weights=repwt_*",
    )


def _remarks(names: list[str], replicates: Array, full: Array) -> list[Diagnostic]:
    said = []
    if len(names) < FEW:
        said.append(
            warning(
                "W-WGT-83",
                f"There are {len(names)} replicates, which is few.",
                why="standard errors are taken from so many differences only",
                do="check that the pattern covers all replicate weights of the survey",
            )
        )
    total = full.sum()
    if total > 0.0 and np.isfinite(total):
        share = float(replicates.sum(axis=1).mean() / total)
        if abs(share - 1.0) > FAR:
            said.append(
                warning(
                    "W-WGT-82",
                    f"The replicate weights add up to {share:.3g} times the weights, on average.",
                    why="replicates of a sample stand for the same population as the sample",
                    do="check that they belong to this column of weights, and are weights rather"
                    " than factors the weights are multiplied by",
                )
            )
    same = [n for n, own in zip(names, replicates, strict=True) if _proportional(own, full)]
    if same:
        said.append(
            warning(
                "W-WGT-86",
                f"Replicate weights are the weights of the sample in {names_text(same)}.",
                why="such a replicate differs in nothing, and makes standard errors too small",
                do="take the column of the weights out of the list of replicates",
            )
        )
    return said


def _proportional(own: Array, full: Array) -> bool:
    if not own.sum() or not full.sum():
        return False
    return bool(np.allclose(own / own.sum(), full / full.sum(), rtol=1e-9, atol=0.0))
