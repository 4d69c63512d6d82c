"""Correlations of latent responses for their own sake, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import OptionError, did_you_mean
from gainsem.estimation.categorical_sample import category_record
from gainsem.estimation.ordinal_answers import ordinal_answers
from gainsem.estimation.response_statistics import response_statistics
from gainsem.options import EVERY, Options
from gainsem.results.polychoric import Polychoric
from gainsem.survey.check_categories import MOST_CATEGORIES
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses

ERRORS = {"standard": False, "robust.hessian": True, "hessian": True}


def polychoric_of(
    data: Responses, items: Sequence[str] | None, *, se: str, options: Options
) -> Polychoric:
    """Return the correlations of the latent responses behind answers.

    Parameters
    ----------
    data : Responses
    items : sequence of str, optional
        By default those named in ``options.ordered``, else those the codebook calls
        ordinal, else all columns whose answers can be categories.
    se : {"standard", "robust.hessian"}
    options : Options
        ``ordered``, ``missing``, ``weights``, ``zero_add``, ``collapse``, ``force``.

    Raises
    ------
    OptionError
        E-OPT-01 for a name in ``ordered`` that is no item, or an unknown ``se``; E-OPT-02
        for fewer than two items, or one of them given twice.
    UnknownVariableError
        E-MOD-71 for items the data do not have.
    ResponseError
        For answers without correlations; each problem names its column.
    """
    hessian = _hessian(se)
    _refuse_all_answers(options.missing)
    names, said = _chosen(data, items, options)
    ordinal = _ordinal(names, options)
    given = ordinal_answers(data, names, ordinal, (), options)
    options = replace(options, se="robust.hessian" if hessian else None)
    found = response_statistics(given, names, constructs={}, options=options)
    asked = ("missing", "weights", "zero_add", "collapse", "force")
    return Polychoric(
        names=names,
        statistics=found.statistics,
        tables=found.tables,
        categories=tuple(category_record(each) for each in given.categorised.items),
        n_read=len(data.values),
        options={**{key: getattr(options, key) for key in asked}, "se": se},
        diagnostics=(
            *data.diagnostics,
            *said,
            *given.diagnostics,
            *given.categorised.diagnostics,
            *found.diagnostics,
        ),
    )


def _refuse_all_answers(missing: str | None) -> None:
    """Refuse treatments of missing answers that are for continuous items."""
    if missing not in (None, "listwise", "pairwise"):
        raise OptionError.of(
            "E-OPT-01",
            f"missing={missing!r} is not available for ordinal items.",
            do="missing can be: listwise, pairwise",
        )


def _hessian(se: str) -> bool:
    kind = str(se).lower()
    if kind not in ERRORS:
        raise OptionError.of(
            "E-OPT-01",
            f"se={se!r} is not available.{did_you_mean(str(se), tuple(ERRORS))}",
            do='se can be "standard" or "robust.hessian"',
        )
    return ERRORS[kind]


def _chosen(
    data: Responses, items: Sequence[str] | str | None, options: Options
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Return the items, and a note on how they were chosen."""
    said: list[Diagnostic] = []
    if items is not None:
        names = tuple([items] if isinstance(items, str) else map(str, items))
    elif isinstance(options.ordered, tuple):
        names = options.ordered
    else:
        names = tuple(item.name for item in data.items if item.measure == "ordinal")
        if not names:
            names, said = _countable(data)
    if len(names) < 2:
        raise OptionError.of(
            "E-OPT-02",
            f"A correlation needs two items, and there {_so_many(names)}.",
            do='name the items:  items=["q1", "q2", "q3"]',
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OptionError.of("E-OPT-02", f"{names_text(twice)} is among the items twice.")
    return names, said


def _so_many(names: Sequence[str]) -> str:
    return f"is one: {names[0]}" if names else "is none whose answers are categories"


def _countable(data: Responses) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Return the columns with two to twelve whole numbers, and a note on the others."""
    names: list[str] = []
    others = list(data.text)
    for item, column in zip(data.items, data.values.T, strict=True):
        codes = np.unique(column[~np.isnan(column)])
        whole = bool((codes == np.floor(codes)).all())
        fits = whole and 2 <= len(codes) <= MOST_CATEGORIES and item.measure != "nominal"
        (names if fits else others).append(item.name)
    if not others or not names:
        return tuple(names), []
    said = note(
        "I-ORD-57",
        f"{len(names)} columns with 2 to {MOST_CATEGORIES} whole numbers are taken as ordinal"
        f" items; left out: {names_text(others)}.",
        do="name the items, or let a codebook say  measure: ordinal",
    )
    return tuple(names), [said]


def _ordinal(names: tuple[str, ...], options: Options) -> tuple[str, ...]:
    if options.ordered is None or options.ordered == EVERY:
        return names
    unknown = [name for name in options.ordered if name not in names]
    if unknown:
        raise OptionError.of(
            "E-OPT-01",
            f"ordered= names '{unknown[0]}', which is not among the items."
            f"{did_you_mean(unknown[0], names)}",
            do=f"the items are: {names_text(names)}",
        )
    return tuple(name for name in names if name in options.ordered)
