"""Which items factors are looked for in, and which of them are ordinal."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import OptionError, UnknownVariableError, did_you_mean
from gainsem.options import EVERY
from gainsem.survey.identifiers import KEYS
from gainsem.survey.moments import Moments
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses

Chosen = tuple[tuple[str, ...], list[Diagnostic]]


def factor_items(data: Responses | Moments, items: Sequence[str] | None) -> Chosen:
    """Return the items of a factor analysis, and a note where they were chosen for the user.

    Parameters
    ----------
    data : Responses or Moments
    items : sequence of str, optional
        Names, which may hold ``*``.  Without them: those the codebook gives a construct,
        else those it calls ordinal, else all columns of numbers.

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for a name, or a pattern, that no column has.
    OptionError
        E-OPT-02 for an item named twice, or when there are no items.
    """
    if items is not None:
        return _named(data, items), []
    if isinstance(data, Moments):
        return data.names, []
    names, why = _by_default(data)
    if not names:
        raise OptionError.of(
            "E-OPT-02",
            "The data have no column of numbers to look for factors in.",
            do="name the items, or let a codebook say what the answers mean",
        )
    others = [name for name in (*data.names, *data.text) if name not in names]
    if not others:
        return names, []
    said = note(
        "I-EFA-23",
        f"{len(names)} items are used, {why}: {names_text(names)}. Left out: {names_text(others)}.",
        do='name the items to choose others:  items=["q1", "q2"]',
    )
    return names, [said]


def ordinal_of(
    data: Responses | Moments, names: Sequence[str], ordered: object, estimator: str | None
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Return the items to treat as ordinal, and a note where the codebook is overruled.

    Parameters
    ----------
    data : Responses or Moments
    names : sequence of str
        The items.
    ordered : "all", tuple of str, or None
        None: as the codebook says, unless the estimator takes items as continuous.
    estimator : str, optional

    Raises
    ------
    OptionError
        E-OPT-01 for a name in ``ordered`` that is no item, E-OPT-02 for a covariance matrix.
    """
    if isinstance(data, Moments):
        if ordered:
            raise OptionError.of(
                "E-OPT-02",
                "ordered= needs the answers of respondents; a covariance matrix has none.",
                do="give a survey or a table of answers",
            )
        return (), []
    if ordered is None:
        return _as_the_codebook_says(data, names, estimator)
    if ordered == EVERY:
        return tuple(names), []
    asked = tuple(ordered) if isinstance(ordered, tuple) else ()
    unknown = [name for name in asked if name not in names]
    if unknown:
        raise OptionError.of(
            "E-OPT-01",
            f"ordered= names '{unknown[0]}', which is not among the items."
            f"{did_you_mean(unknown[0], names)}",
            do=f"the items are: {names_text(names)}",
        )
    return tuple(name for name in names if name in asked), []


def _as_the_codebook_says(
    data: Responses, names: Sequence[str], estimator: str | None
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    called = {item.name for item in data.items if item.measure == "ordinal"}
    ordinal = tuple(name for name in names if name in called)
    if not ordinal or estimator in (None, "WLSMV"):
        return ordinal, []
    said = note(
        "I-ORD-56",
        f"{len(ordinal)} items the codebook calls ordinal are treated as continuous, because"
        f" estimator={estimator} was asked for.",
        do="say  ordered=all  for polychoric correlations",
    )
    return (), [said]


def _named(data: Responses | Moments, items: Sequence[str]) -> tuple[str, ...]:
    known = data.names if isinstance(data, Moments) else (*data.names, *data.text, *data.left_out)
    found: list[str] = []
    problems = []
    for asked in items:
        own = [name for name in known if name == asked or ("*" in asked and _like(name, asked))]
        if not own:
            problems.append(
                Diagnostic(
                    "E-MOD-71",
                    "error",
                    f"items= names '{asked}', which is not a column.{did_you_mean(asked, known)}",
                )
            )
        found += [name for name in own if "*" not in asked or name not in found]
    if problems:
        raise UnknownVariableError(*problems)
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise OptionError.of("E-OPT-02", f"{names_text(twice)} is among the items twice.")
    return tuple(found)


def _like(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern.replace("[", "[[]"))


def _by_default(data: Responses) -> tuple[tuple[str, ...], str]:
    built = tuple(item.name for item in data.items if item.construct)
    if built:
        return built, "those the codebook gives a construct"
    ordinal = tuple(item.name for item in data.items if item.measure == "ordinal")
    if ordinal:
        return ordinal, "those the codebook calls ordinal"
    numbers = tuple(
        item.name
        for item in data.items
        if item.measure != "nominal" and item.name.casefold() not in KEYS
    )
    return numbers, "all columns of numbers"
