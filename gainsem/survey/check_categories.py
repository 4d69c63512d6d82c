"""Checks of ordinal items: whether their answers can be categories, and are enough for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.survey.category_text import counts_text, number_row, runs_text
from gainsem.survey.collapse import merge_rare, merged_counts
from gainsem.survey.item_codes import Groups, ItemCodes
from gainsem.survey.moments import all_missing
from gainsem.survey.phrases import codes_text, lines_text, names_text, number_text, place_text
from gainsem.survey.text_column import infinite_problem, read_text_column, text_problems

MOST_CATEGORIES = 12
AS_CONTINUOUS = "leave {} out of the ordinal items: declare it  measure: continuous"


def unordered_text(
    name: str, cells: tuple[str, ...], lines: NDArray[np.int64], source: str
) -> list[Diagnostic]:
    """Return why a column of text cannot be ordinal: E-DATA-36, or what its cells are."""
    problems = text_problems(read_text_column(name, cells), lines, source=source)
    return problems or [
        Diagnostic(
            "E-DATA-36",
            "error",
            f"{place_text(source, name)}: the answers are text, and nothing says their order.",
            why="an order is never taken from the alphabet",
            do="give a codebook whose scale has  labels:  for the codes of this item",
        )
    ]


def unfit_codes(
    found: ItemCodes, lines: NDArray[np.int64], source: str, groups: Groups, *, force: bool
) -> list[Diagnostic]:
    """Return why the answers to an item cannot be its categories, nothing if they can.

    E-DATA-21 no answers, -29 infinite ones, -13 broken numbers, E-ORD-46 too many
    categories, E-DATA-36 a nominal item, -22 one category only.
    """
    if not len(found.codes):
        return [all_missing(found.name)]
    wrong = _not_whole(found, lines, source)
    if wrong:
        return wrong
    if len(found.codes) > MOST_CATEGORIES and not force:
        return [_too_many(found)]
    if found.item.measure == "nominal" and len(found.codes) > 2:
        return [_nominal(found)]
    return _constant(found, groups)


def _not_whole(found: ItemCodes, lines: NDArray[np.int64], source: str) -> list[Diagnostic]:
    """Return what is wrong with codes that are infinite, or neither whole nor declared."""
    if all(map(float.is_integer, found.codes.tolist())):
        return []
    place = place_text(source, found.name)
    infinite = np.isinf(found.codes)
    if infinite.any():
        return [infinite_problem(place, lines[_rows(found, infinite)])]
    declared = np.isin(found.codes, found.item.codes)
    broken = (found.codes != np.floor(found.codes)) & ~declared
    return [_broken(found, broken, place, lines)] if broken.any() else []


def _rows(found: ItemCodes, which: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rows of answers with one of some codes."""
    return np.flatnonzero(np.isin(found.index, np.flatnonzero(which)))


def _broken(
    found: ItemCodes, broken: NDArray[np.bool_], place: str, lines: NDArray[np.int64]
) -> Diagnostic:
    shown = names_text(number_text(code) for code in found.codes[broken])
    verb = "is not a whole number" if broken.sum() == 1 else "are not whole numbers"
    return Diagnostic(
        "E-DATA-13",
        "error",
        f"{place}, {lines_text(lines[_rows(found, broken)])}: {shown} {verb}, and {found.name} "
        "is to be ordinal.",
        why="a number between two categories would count as a category of its own",
        do=f"correct the cells, list the codes in a codebook, or {AS_CONTINUOUS}".format(
            found.name
        ),
    )


def _too_many(found: ItemCodes) -> Diagnostic:
    return Diagnostic(
        "E-ORD-46",
        "error",
        f"{found.name} has {len(found.codes)} categories; an ordinal item has at most "
        f"{MOST_CATEGORIES}.",
        where=f"answers {codes_text(found.codes.tolist())}",
        why="every category needs a threshold and answers enough; so fine a scale is as good "
        "as continuous",
        do=AS_CONTINUOUS.format(found.name),
    )


def _nominal(found: ItemCodes) -> Diagnostic:
    return Diagnostic(
        "E-DATA-36",
        "error",
        f"{found.name} is nominal in the codebook, so its {len(found.codes)} categories have "
        "no order.",
        why="thresholds cut an ordered scale; in another order of the codes all results change",
        do=f"declare {found.name}  measure: ordinal  if its codes are in order, or leave it out",
    )


def _constant(found: ItemCodes, groups: Groups) -> list[Diagnostic]:
    """Return a refusal (E-DATA-22) for every group in which an item has one category."""
    if found.n_answers < 2 or (len(found.codes) > 1 and found.counts.all()):
        return []
    present = np.count_nonzero(found.counts, axis=1)
    return [
        Diagnostic(
            "E-DATA-22",
            "error",
            f"{found.name} is always {number_text(found.codes[np.argmax(found.counts[g])])} among "
            f"the {int(found.counts[g].sum())} respondents used{groups.within(g)}.",
            why="an item that does not vary has no threshold, and no correlation with anything",
            do=f"take {found.name} out of the model",
        )
        for g in np.flatnonzero(present == 1).tolist()
    ]


def empty_in_a_group(found: ItemCodes, groups: Groups) -> Diagnostic:
    """Return the refusal (E-ORD-42) of an item with a category empty in one group only."""
    empty = found.counts == 0
    listed = names_text(
        f"{number_text(found.codes[k])} in group {groups.labels[g]}"
        for g, k in np.argwhere(empty).tolist()
    )
    runs = merge_rare(found.counts, minimum=1)
    enough = bool((merged_counts(found.counts, runs) > 0).all())
    advice = f"merge its categories to {runs_text(found.codes, runs)}" if enough else ""
    return Diagnostic(
        "E-ORD-42",
        "error",
        f"{found.name}: nobody answered {listed}.",
        where=f"answers {number_row(found.codes)}: {counts_text(found.counts, groups)}",
        why="the thresholds of an item can be compared only if all groups have the same categories",
        do=f'{advice}, or let  collapse="auto"  do it' if advice else f"take {found.name} out",
    )


def too_few_answers(found: Sequence[ItemCodes], n: int) -> list[Diagnostic]:
    """Return refusals (E-DATA-27) of samples no larger than items or categories."""
    few = [each for each in found if each.n_answers <= len(each.codes)]
    problems = []
    if found and n <= len(found):
        problems.append(
            Diagnostic(
                "E-DATA-27",
                "error",
                f"There are too few respondents: n={n}, p={len(found)} ordinal items.",
                why="with n <= p the correlations of the items cannot be told apart from noise",
                do="use fewer items, or more respondents",
            )
        )
    elif few:
        listed = names_text(f"{each.name} ({each.n_answers} in {len(each.codes)})" for each in few)
        problems.append(
            Diagnostic(
                "E-DATA-27",
                "error",
                f"There are no more answers than categories: {listed}.",
                why="thresholds cannot be estimated from one answer a category",
                do="take these items out of the model, or merge their categories",
            )
        )
    return problems
