"""The columns a model needs, taken from a survey; what is wrong with them said now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gainsem.diagnostics import Diagnostic
from gainsem.errors import ResponseError, UnknownVariableError, did_you_mean
from gainsem.survey.phrases import file_name, names_text, place_text
from gainsem.survey.responses import Responses
from gainsem.survey.text_column import infinite_problem, read_text_column, text_problems


def require_columns(
    responses: Responses,
    names: Sequence[str],
    *,
    places: Mapping[str, Mapping[str, str]] | None = None,
) -> Responses:
    """Return the answers to the named items only, in this order.

    Parameters
    ----------
    responses : Responses
    names : sequence of str
        The observed variables of a model.
    places : mapping, optional
        Where the model names each of them: ``{"x9": {"where": ..., "excerpt": ...}}``.

    Returns
    -------
    Responses

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for every name the survey does not have, with the nearest one it has.
    ResponseError
        For needed columns that hold text (E-DATA-10, -14, -36, -38) or Inf (E-DATA-29).
    """
    has = set(responses.names)
    unknown = [name for name in names if name not in has and name not in responses.text]
    if unknown:
        at = places or {}
        found = [unknown_variable(name, responses, **at.get(name, {})) for name in unknown]
        raise UnknownVariableError(*found)
    if responses.text or np.isinf(responses.values).any():
        problems = [p for name in names for p in _problems(responses, name)]
        if problems:
            raise ResponseError(*problems)
    place = {name: i for i, name in enumerate(responses.names)}
    chosen = [place[name] for name in names]
    values = responses.columns(names)
    values.setflags(write=False)
    return replace(responses, values=values, items=tuple(responses.items[i] for i in chosen))


def unknown_variable(name: str, responses: Responses, **parts: str) -> Diagnostic:
    """Return the refusal (E-MOD-71) of a name the survey does not have."""
    if name in responses.left_out:
        return _left_out(name, responses, parts)
    known = (*responses.names, *responses.text, *responses.left_out)
    return Diagnostic(
        "E-MOD-71",
        "error",
        f"unknown item '{name}'. The survey has {names_text(known)}.{did_you_mean(name, known)}",
        **{"do": "write the name as it stands in the data", **parts},
    )


def _left_out(name: str, responses: Responses, parts: Mapping[str, str]) -> Diagnostic:
    return Diagnostic(
        "E-MOD-71",
        "error",
        f"'{name}' is a column of {file_name(responses.source)}, but it was left out.",
        **{
            "why": "only columns that the codebook describes are kept, and without a codebook "
            "those that cannot identify anybody",
            "do": f'describe it in the codebook, or read the survey with keep=["{name}"]',
            **parts,
        },
    )


def _problems(responses: Responses, name: str) -> list[Diagnostic]:
    if name in responses.text:
        column = read_text_column(name, responses.text[name])
        return text_problems(column, responses.lines, source=responses.source)
    infinite = np.isinf(responses.column(name))
    if infinite.any():
        place = place_text(responses.source, name)
        return [infinite_problem(place, responses.lines[infinite])]
    return []
