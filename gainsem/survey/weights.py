"""Sampling weights: what they may be, and how they are brought to the sample's size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError
from gainsem.survey.columns import require_columns
from gainsem.survey.phrases import lines_text
from gainsem.survey.responses import Responses

FEW_EFFECTIVE = 0.5
"""Share of the respondents the effective sample may be before that is a warning."""


@dataclass(frozen=True)
class Weights:
    """Weights of the respondents used, adding up to their number."""

    values: NDArray[np.float64]
    diagnostics: tuple[Diagnostic, ...] = ()


def sampling_weights(responses: Responses, name: str, used: NDArray[np.bool_]) -> Weights:
    """Return the weights in a column, brought to a mean of 1.

    Parameters
    ----------
    responses : Responses
    name : str
        The column.
    used : ndarray of bool, shape (n_read,)
        The respondents used.

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for a column that does not exist.
    ResponseError
        E-WGT-61 missing or infinite weights, E-WGT-62 negative ones, E-WGT-63 all zero.
    """
    column = require_columns(responses, [name]).values[:, 0]
    lines = responses.lines if len(responses.lines) else np.arange(2, len(column) + 2)
    weights, at = column[used], lines[used]
    problems = [
        Diagnostic(
            code,
            "error",
            f"{int(wrong.sum())} of {len(weights)} weights in '{name}' are {what}.",
            where=lines_text(at[wrong]),
            do=do,
        )
        for code, wrong, what, do in (
            (
                "E-WGT-61",
                ~np.isfinite(weights),
                "missing",
                "give every respondent a weight, or leave these respondents out (--where)",
            ),
            ("E-WGT-62", weights < 0.0, "negative", "a weight is 0 or more; correct the column"),
        )
        if wrong.any()
    ]
    if not problems and not weights.any():
        problems = [
            Diagnostic(
                "E-WGT-63", "error", f"All weights in '{name}' are 0.", do="give positive weights"
            )
        ]
    if problems:
        raise ResponseError(*problems)
    scaled = weights * (len(weights) / weights.sum())
    return Weights(scaled, (_remark(name, scaled),))


def _remark(name: str, scaled: NDArray[np.float64]) -> Diagnostic:
    """Return what is remarkable: the effective sample size (Kish 1965, Survey sampling)."""
    n = len(scaled)
    effective = n**2 / float((scaled**2).sum())
    message = (
        f"Respondents are weighted by '{name}', brought to a mean of 1; the effective sample"
        f" size is {effective:.1f} of {n} (design effect {n / effective:.2f})."
    )
    if effective < FEW_EFFECTIVE * n:
        return warning(
            "W-WGT-67",
            message,
            why="a few respondents decide the result",
            do="look at the largest weights; trim them if their source allows it",
        )
    return note("I-WGT-67", message)
