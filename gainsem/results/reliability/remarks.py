"""What a reader of the sheet must know: items turned the wrong way, ratios that are not defined."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.results.fitted import Fitted
from gainsem.results.reliability.constructs import Construct
from gainsem.results.reliability.record import ConstructFigures, ItemFigures

ABOVE_ONE = 1.0 + 1e-9


def remarks(
    fit: Fitted,
    constructs: Sequence[Construct],
    figures: Sequence[ConstructFigures],
    items: Sequence[ItemFigures],
    cor: Array,
) -> tuple[Diagnostic, ...]:
    """Return the remarks on constructs and items, one kind after the other.

    Parameters
    ----------
    fit : Fitted
    constructs : sequence of Construct
        Those with items.
    figures, items
        What was computed of them.
    cor : ndarray, shape (p, p)
        Correlations of the observed variables HTMT is computed from.
    """
    found = [
        *_turned(constructs, items),
        *_improper(items),
        *_undefined_ratios(constructs, cor),
        *_few_items(constructs),
        *_shared(constructs),
        *_kinds(fit, constructs),
    ]
    if any(math.isfinite(one.alpha_ordinal) for one in figures):
        found.append(_on_ordinal_alpha())
    return tuple(found)


def _turned(constructs: Sequence[Construct], items: Sequence[ItemFigures]) -> list[Diagnostic]:
    """Return a warning for items that go against the others of their construct."""
    found = []
    for construct in constructs:
        if construct.shares:
            continue
        own = [one for one in items if one.construct == construct.name]
        majority = np.sign(sum(np.sign(one.loading) for one in own)) or 1.0
        wrong = [
            one.item
            for one in own
            if one.item_total < 0.0 or (len(own) > 1 and one.loading * majority < 0.0)
        ]
        if wrong:
            found.append(
                warning(
                    "W-REL-10",
                    f"{construct.name}: {', '.join(wrong)} "
                    f"{'goes' if len(wrong) == 1 else 'go'} against the other items.",
                    why="alpha and omega belong to sums of items that point the same way; with "
                    "these they are too small, or negative",
                    do="say  reverse: true  in the codebook if the wording is turned, else look "
                    "at the item",
                )
            )
    return found


def _improper(items: Sequence[ItemFigures]) -> list[Diagnostic]:
    wrong = [one for one in items if abs(one.loading) > ABOVE_ONE]
    if not wrong:
        return []
    names = ", ".join(f"{one.construct} -> {one.item} ({one.loading:.3f})" for one in wrong)
    return [
        warning(
            "W-REL-12",
            f"A standardised loading above 1 (Heywood case): {names}.",
            why="the item is said to have less than no error; H is not computed, and AVE, CR and"
            " omega of this construct are too large",
            do="look at the model before its reliability",
        )
    ]


def _undefined_ratios(constructs: Sequence[Construct], cor: Array) -> list[Diagnostic]:
    wrong = []
    for construct in constructs:
        own = cor[np.ix_(construct.places, construct.places)]
        below = own[np.tril_indices(len(own), -1)]
        if len(below) and below.mean() <= 0.0:
            wrong.append(construct.name)
    if not wrong:
        return []
    return [
        warning(
            "W-REL-11",
            f"HTMT is not defined for {', '.join(wrong)}: the items correlate zero or less on"
            " average.",
            why="the ratio divides by that average",
            do="turn items that are worded the other way, in the codebook",
        )
    ]


def _few_items(constructs: Sequence[Construct]) -> list[Diagnostic]:
    single = [one.name for one in constructs if len(one.items) == 1]
    double = [one.name for one in constructs if len(one.items) == 2 and not one.shares]
    found = []
    if single:
        found.append(
            note(
                "I-REL-13",
                f"One item only: {', '.join(single)}.",
                why="a single answer says nothing about its own error: no alpha, no HTMT; omega"
                " and AVE are what the model was told",
            )
        )
    if double:
        found.append(
            note(
                "I-REL-14",
                f"Two items only: {', '.join(double)}.",
                why="their loadings are determined by other constructs alone; alpha is the"
                " stepped-up correlation of the two, and alpha without an item is not defined",
            )
        )
    return found


def _shared(constructs: Sequence[Construct]) -> list[Diagnostic]:
    shared = [one for one in constructs if one.shares]
    if not shared:
        return []
    return [
        note(
            "I-REL-19",
            f"Items with more than one construct: {', '.join(one.name for one in shared)}.",
            why="their omega is hierarchical (what the construct itself explains of the sum, "
            "everything else being error); omega_total is what all constructs explain; CR, H and"
            " HTMT among constructs that share items are not defined",
        )
    ]


def _kinds(fit: Fitted, constructs: Sequence[Construct]) -> list[Diagnostic]:
    ordinal = {item.name for item in fit.sample.items if item.measure == "ordinal"}
    taken = [name for one in constructs for name in one.items if name in ordinal]
    taken = [name for name in dict.fromkeys(taken) if name not in fit.table.ordinal]
    found = []
    if taken:
        found.append(
            note(
                "I-REL-15",
                f"{len(taken)} ordinal items were fitted as continuous.",
                why="omega, AVE and HTMT are those of the numbers 1, 2, 3, ...; with five "
                "categories or fewer, or skewed answers, loadings and AVE come out too small",
                do="fit them as ordinal (WLSMV): omega is then that of their sum all the same",
            )
        )
    mixed = [one.name for one in constructs if one.mixed]
    if mixed:
        found.append(
            note(
                "I-REL-21",
                f"Ordinal and continuous items together: {', '.join(mixed)}.",
                why="omega of the sum of such answers has no formula; it is that of the latent"
                " responses",
            )
        )
    return found


def _on_ordinal_alpha() -> Diagnostic:
    return note(
        "I-REL-20",
        "alpha_ordinal is the alpha of latent responses, not of the sum of the answers.",
        why="no respondent has a sum of latent responses; for the score that is used report "
        "alpha or the categorical omega (Chalmers 2018, doi:10.1177/0013164417727036)",
    )
