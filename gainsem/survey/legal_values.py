"""Whether answers are among those the codebook allows, and what they may be if not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, warning
from gainsem.survey.phrases import (
    codes_text,
    lines_text,
    names_text,
    number_text,
    place_text,
)
from gainsem.survey.responses import Item

USUAL_MISSING_CODES = frozenset(
    sign * code
    for code in (7, 8, 9, 66, 77, 88, 96, 97, 98, 99, 777, 888, 997, 998, 999, 8888, 9999)
    for sign in (1, -1)
) | {-1, -2, -3, 0}
WIDEST_RATING = 11
CLEARLY_APART = 3
SEVERAL_CODES = 3
COUNTED_SPAN = 200


def illegal_values(
    item: Item,
    values: NDArray[np.float64],
    lines: NDArray[np.int64],
    *,
    source: str,
    heading: str = "",
) -> list[Diagnostic]:
    """Return a problem for every answer the codebook does not allow.

    A number that comes often, or that surveys use for missing answers, is an
    undeclared missing code (E-DATA-11); a single other one is a typing error
    (E-DATA-12); a broken number in an item with codes is E-DATA-13.
    """
    if _all_legal(item, values):
        return []
    found = [code for code in np.unique(values[~np.isnan(values)]) if not _is_legal(item, code)]
    rows = {float(code): np.flatnonzero(values == code) for code in found}
    answered = int(np.count_nonzero(~np.isnan(values)))
    place = place_text(source, item.name, heading)
    problems = []
    broken = [c for c in rows if item.codes and not c.is_integer() and _inside(item, c)]
    if broken:
        problems.append(
            _broken(place, item, broken, np.concatenate([rows[c] for c in broken]), lines)
        )
    whole = [code for code in rows if code not in broken]
    if len(whole) > SEVERAL_CODES:
        at_any = lines[np.sort(np.concatenate([rows[code] for code in whole]))]
        return [*problems, _other_scale(place, item, whole, at_any, answered)]
    for code in whole:
        at = lines[rows[code]]
        if len(at) == 1 and code not in USUAL_MISSING_CODES:
            problems.append(_typing_error(place, item, code, at))
        else:
            problems.append(_undeclared(place, item, code, at, answered))
    return problems


def _all_legal(item: Item, values: NDArray[np.float64]) -> bool:
    """Whether all answers lie in the span of an item that allows all numbers, or codes, in it.

    Settles nearly every column in a few passes; where it says no, each answer is looked at.
    """
    if not len(values) or item.span is None:
        return item.span is None
    low, high = np.fmin.reduce(values), np.fmax.reduce(values)
    if low < item.span[0] or high > item.span[1]:
        return False
    if not item.codes:
        return True
    unbroken = np.array_equal(np.diff(sorted(item.codes)), np.ones(len(item.codes) - 1))
    whole = item.codes[0].is_integer() and bool(
        np.all((values == np.floor(values)) | np.isnan(values))
    )
    return bool(unbroken and whole)


def columns_with_gaps(values: NDArray[np.float64]) -> list[int]:
    """Return the columns of whole numbers that leave out codes between their extremes.

    Only these can hold a code that stands apart; one pass settles the others.
    """
    low, high = values.min(axis=0), values.max(axis=0)
    holes = np.flatnonzero(np.isnan(low))
    for j in holes:
        present = values[~np.isnan(values[:, j]), j]
        low[j], high[j] = (present.min(), present.max()) if len(present) else (0.0, 0.0)
    near = np.flatnonzero(high - low <= COUNTED_SPAN)
    steps = (values if len(near) == len(low) else values[:, near]) - low[near]
    if len(holes):
        steps[np.isnan(steps)] = 0.0
    counted = steps.astype(np.int32)
    whole = np.flatnonzero((steps == counted).all(axis=0) & (low[near] == np.floor(low[near])))
    at = counted[:, whole] + np.arange(len(whole), dtype=np.int32) * (COUNTED_SPAN + 1)
    seen = np.bincount(at.ravel("K"), minlength=len(whole) * (COUNTED_SPAN + 1)) > 0
    different = seen.reshape(len(whole), COUNTED_SPAN + 1).sum(axis=1)
    columns = near[whole]
    gaps = columns[different <= high[columns] - low[columns]]
    far = np.flatnonzero(high - low > COUNTED_SPAN)
    return sorted([*gaps.tolist(), *far.tolist()])


def outlying_codes(
    name: str, values: NDArray[np.float64], lines: NDArray[np.int64], *, source: str
) -> Diagnostic | None:
    """Return a warning when a few answers stand far outside a rating scale (W-DATA-11).

    For items without a codebook: all answers are whole numbers, four fifths of
    them within a rating scale of at most twelve steps, and the others clearly apart.
    """
    answers = values[~np.isnan(values)]
    if np.any(answers != np.floor(answers)):
        return None
    codes, counts = _counted(answers)
    if len(codes) < 3:
        return None
    main = _main_run(codes, counts)
    low, high = codes[main][0], codes[main][-1]
    too_wide = high - low > WIDEST_RATING or len(codes[main]) < 2
    if too_wide or counts[main].sum() < 0.8 * counts.sum():
        return None
    apart = [c for c in codes[~main] if _is_apart(c, low, high)]
    if not apart:
        return None
    rows = np.flatnonzero(np.isin(values, apart))
    listed = names_text(f"{number_text(c)} ({_times(int(counts[codes == c][0]))})" for c in apart)
    return warning(
        "W-DATA-11",
        f"{place_text(source, name)}: {listed} among answers of "
        f"{number_text(low)}-{number_text(high)}.",
        where=lines_text(lines[rows]),
        why="if these stand for missing answers they distort every result that uses the item",
        do=f"declare them in a codebook:  missing_codes: [{names_text(map(number_text, apart))}]",
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _counted(answers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the codes that occur and how often; counting beats sorting for ratings."""
    if not len(answers) or answers.max() - answers.min() > COUNTED_SPAN:
        codes, counts = np.unique(answers, return_counts=True)
        return codes, counts.astype(np.int64)
    low = answers.min()
    all_counts = np.bincount((answers - low).astype(np.int64))
    present = np.flatnonzero(all_counts)
    return present + low, all_counts[present].astype(np.int64)


def _main_run(codes: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the run of neighbouring codes (gaps of at most 2) with the most answers."""
    run = np.concatenate([[0], np.cumsum(np.diff(codes) > 2)])
    return np.asarray(run == np.argmax(np.bincount(run, weights=counts)))


def _is_apart(code: float, low: float, high: float) -> bool:
    distance = low - code if code < low else code - high
    needed = CLEARLY_APART if code in USUAL_MISSING_CODES else max(CLEARLY_APART, high - low)
    return bool(distance >= needed)


def _is_legal(item: Item, code: float) -> bool:
    if item.codes:
        return code in item.codes
    return _inside(item, code)


def _inside(item: Item, code: float) -> bool:
    span = item.span
    return span is None or span[0] <= code <= span[1]


def allowed_text(item: Item) -> str:
    """Return the answers an item allows: ``"1-5"``."""
    if item.codes:
        return codes_text(item.codes)
    low, high = item.limits or (-np.inf, np.inf)
    return f"{number_text(low)} to {number_text(high)}"


def _undeclared(
    place: str, item: Item, code: float, at: NDArray[np.int64], answered: int
) -> Diagnostic:
    shown = number_text(code)
    verb = "is" if len(at) == 1 else "are"
    return Diagnostic(
        "E-DATA-11",
        "error",
        f"{place}: {len(at)} of {answered} answers ({100 * len(at) / answered:.1f} %) {verb} "
        f"{shown}; the codebook allows {allowed_text(item)}.",
        where=lines_text(at),
        why="kept as answers they change the item's mean, spread and loading, "
        "and the fit can still look good",
        do=f"add  missing_codes: [{shown}]  under {item.name} in the codebook, "
        "or correct the lines",
    )


def _other_scale(
    place: str, item: Item, codes: list[float], at: NDArray[np.int64], answered: int
) -> Diagnostic:
    return Diagnostic(
        "E-DATA-11",
        "error",
        f"{place}: {len(at)} of {answered} answers ({100 * len(at) / answered:.1f} %) are "
        f"{codes_text(codes)}; the codebook allows {allowed_text(item)}.",
        where=lines_text(at),
        why="so many other codes look like another scale, at least for some respondents",
        do=f"correct the scale of {item.name} in the codebook, or bring the answers to it",
    )


def _typing_error(place: str, item: Item, code: float, at: NDArray[np.int64]) -> Diagnostic:
    return Diagnostic(
        "E-DATA-12",
        "error",
        f"{place}, {lines_text(at)}: the answer {number_text(code)} is outside "
        f"{allowed_text(item)}.",
        why="one such number can take more than half off the item's loading",
        do="correct the cell, or leave it empty if the answer is unknown",
    )


def _broken(
    place: str,
    item: Item,
    codes: list[float],
    rows: NDArray[np.int64],
    lines: NDArray[np.int64],
) -> Diagnostic:
    return Diagnostic(
        "E-DATA-13",
        "error",
        f"{place}, {lines_text(lines[np.sort(rows)])}: {names_text(map(number_text, codes))} is "
        f"not a whole number; the item allows {allowed_text(item)}.",
        why="a rating between two categories would count as a category of its own",
        do="correct the cells, or declare the item's scale as  measure: continuous",
    )
