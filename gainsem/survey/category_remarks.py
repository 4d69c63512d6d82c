"""What is remarkable about the categories of ordinal items: empty, rare, merged, many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.survey.category_text import counts_text, number_row, runs_text
from gainsem.survey.check_categories import MOST_CATEGORIES
from gainsem.survey.collapse import FEWEST_ANSWERS, Runs
from gainsem.survey.item_codes import Groups, ItemCodes
from gainsem.survey.legal_values import outlying_codes
from gainsem.survey.phrases import names_text, number_text


def remarks_on_codes(
    found: Sequence[ItemCodes], lines: NDArray[np.int64], source: str
) -> list[Diagnostic]:
    """Return what is remarkable about the codes as they were read."""
    apart = [
        outlying_codes(each.name, each.answers, lines, source=source)
        for each in found
        if not each.item.codes and each.codes[-1] - each.codes[0] >= len(each.codes)
    ]
    said = [*apart, unused_codes(found), forced_categories(found)]
    return [diagnostic for diagnostic in said if diagnostic is not None]


def remarks_on_categories(
    found: Sequence[ItemCodes],
    merged: Sequence[ItemCodes],
    runs: Sequence[Runs],
    groups: Groups,
) -> list[Diagnostic]:
    """Return which categories were merged, and which are rare all the same."""
    pairs = zip(found, merged, runs, strict=True)
    said = [merge_note(a, b, run, groups) for a, b, run in pairs if len(run) < len(a.codes)]
    rare = rare_categories(merged, groups)
    return [*said, rare] if rare else said


def more_parameters_than_answers(
    n: int, n_thresholds: int, n_parameters: int | None
) -> Diagnostic | None:
    """Return a warning (W-DATA-28) when there are fewer respondents than free parameters."""
    total = n_thresholds + (n_parameters or 0)
    if n >= total:
        return None
    others = f" and {n_parameters} other parameters" if n_parameters else ""
    return warning(
        "W-DATA-28",
        f"The model has more free parameters than respondents: {n_thresholds} thresholds"
        f"{others}, n={n}.",
        why="estimates, standard errors and tests are not trustworthy",
        do='use a smaller model, fewer categories (collapse="auto"), or more respondents',
    )


def unused_codes(found: Sequence[ItemCodes]) -> Diagnostic | None:
    """Return a warning (W-ORD-41) that names categories nobody chose."""
    empty = {each.name: codes for each in found if (codes := _unused(each))}
    if not empty:
        return None
    listed = names_text(
        f"{name} {', '.join(map(number_text, codes))}" for name, codes in empty.items()
    )
    several = len(empty) > 1 or len(next(iter(empty.values()))) > 1
    return warning(
        "W-ORD-41",
        f"{'Categories' if several else 'A category'} nobody chose: {listed}.",
        why="an empty category has no threshold of its own and is merged with its neighbours: "
        "the item has as many categories as were used",
        do="say so where the results are published, or correct the codes of the item",
    )


def _unused(found: ItemCodes) -> list[float]:
    """Return declared codes without answers; undeclared, whole numbers left out between."""
    if found.item.codes:
        return sorted(set(found.item.codes) - set(found.codes.tolist()))
    low, high = found.codes[0], found.codes[-1]
    if high - low > MOST_CATEGORIES or high - low == len(found.codes) - 1:
        return []
    return sorted(set(np.arange(low, high + 1).tolist()) - set(found.codes.tolist()))


def rare_categories(found: Iterable[ItemCodes], groups: Groups) -> Diagnostic | None:
    """Return a warning (W-ORD-43) that lists categories with very few answers."""
    rare = [
        f"{each.name} {number_text(each.codes[k])} ({int(each.counts[g, k])}{groups.within(g)})"
        for each in found
        if each.counts.min() < FEWEST_ANSWERS
        for g, k in np.argwhere(each.counts < FEWEST_ANSWERS).tolist()
    ]
    if not rare:
        return None
    what = "A category has" if len(rare) == 1 else f"{len(rare)} categories have"
    return warning(
        "W-ORD-43",
        f"{what} fewer than {FEWEST_ANSWERS} answers: {names_text(rare)}.",
        why="their thresholds and the correlations of the item are hardly estimated",
        do='merge them with a neighbour, for example with  collapse="auto"',
    )


def merge_note(before: ItemCodes, after: ItemCodes, runs: Runs, groups: Groups) -> Diagnostic:
    """Return the note (I-ORD-49) of the categories of one item that were merged."""
    return note(
        "I-ORD-49",
        f"{before.name}: {number_row(before.codes)} with {counts_text(before.counts, groups)} "
        f"answers -> {runs_text(before.codes, runs)} with {counts_text(after.counts, groups)}.",
        why=f"categories with fewer than {FEWEST_ANSWERS} answers were merged with the rarer "
        "neighbour",
    )


def forced_categories(found: Sequence[ItemCodes]) -> Diagnostic | None:
    """Return a warning (W-ORD-46) of items with many categories, ordinal by force."""
    many = [each for each in found if len(each.codes) > MOST_CATEGORIES]
    if not many:
        return None
    listed = names_text(f"{each.name} ({len(each.codes)})" for each in many)
    return warning(
        "W-ORD-46",
        f"More than {MOST_CATEGORIES} categories, ordinal by force: {listed}.",
        why="most cells of their pair tables are empty or nearly so",
        do="declare such items  measure: continuous",
    )
