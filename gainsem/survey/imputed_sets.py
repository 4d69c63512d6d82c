"""Imputed data sets: told apart by a column of one table, and checked against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import OptionError, ResponseError, did_you_mean
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses
from gainsem.survey.selection import kept_rows

KNOWN_COLUMNS = (".imp", "Imputation_", "_mj", "_mi_m", "_Imputation_")
"""What mice, SPSS, Stata (ice and mi) and SAS call the number of an imputed data set."""
ORIGINAL = 0


@dataclass(frozen=True)
class ImputedSet:
    """One imputed data set: what it is called, and its answers."""

    name: str
    answers: Responses


def split_sets(
    stacked: Responses, column: str | None, variables: Sequence[str]
) -> tuple[tuple[ImputedSet, ...], tuple[Diagnostic, ...]]:
    """Return the imputed data sets in one table, and what was remarked.

    The number 0 is that of the answers before the imputation; they are left out.

    Parameters
    ----------
    stacked : Responses
    column : str or None
        The column with the number of the data set; None for one of :data:`KNOWN_COLUMNS`.
    variables : sequence of str
        The variables of the model.

    Raises
    ------
    OptionError
        E-IMP-01 when there is nothing that tells data sets apart, E-IMP-03 without that column.
    ResponseError
        E-IMP-04 where it holds no whole numbers; E-IMP-12 where data set 0 has no gaps.
    """
    said: tuple[Diagnostic, ...] = ()
    if column is None:
        column = _known_column(stacked)
        said = (note("I-IMP-21", f"Column '{column}' was taken as number of the data set."),)
    numbers = _numbers(stacked, column)
    found = {
        int(number): kept_rows(stacked, numbers == number) for number in np.unique(numbers).tolist()
    }
    original = found.pop(ORIGINAL, None)
    sets = tuple(ImputedSet(str(number), answers) for number, answers in found.items())
    if original is not None:
        _refuse_complete_original(original, sets, column, variables)
        n = len(original.values)
        said = (
            *said,
            note(
                "I-IMP-20",
                f"The {n} rows with {column} = 0 are the answers before the imputation; they are"
                " left out.",
            ),
        )
    return sets, said


def check_sets(
    sets: Sequence[ImputedSet], variables: Sequence[str], *, weights: str | None = None
) -> None:
    """Refuse data sets that are not imputations of the same respondents' answers.

    Parameters
    ----------
    sets : sequence of ImputedSet
    variables : sequence of str
        The variables of the model.
    weights : str, optional
        Column with sampling weights.

    Raises
    ------
    OptionError
        E-IMP-01 for none, E-IMP-02 for a single one.
    ResponseError
        All of E-IMP-07 (gaps), E-IMP-08 (columns), E-IMP-09 (rows), E-IMP-10 (weights).
    """
    if not sets:
        raise OptionError.of(
            "E-IMP-01",
            "There are no imputed data sets.",
            do="give a list of tables, or one table with a column that numbers its data sets",
        )
    if len(sets) == 1:
        raise OptionError.of(
            "E-IMP-02",
            f"There is one imputed data set only, '{sets[0].name}'.",
            why="how much the imputations differ is part of every standard error; one alone would"
            " make all of them too small",
            do="give all data sets the imputation has made; 20 or more are usual",
        )
    problems = [*_shapes(sets, variables)]
    if not problems:
        problems = [*_gaps(sets, variables), *_weights(sets, weights)]
    if problems:
        raise ResponseError(*problems)


def _known_column(stacked: Responses) -> str:
    names = (*stacked.names, *stacked.text)
    found = [name for name in KNOWN_COLUMNS if name in names]
    if len(found) == 1:
        return found[0]
    what = f"several columns could ({names_text(found)})" if found else "no column does"
    raise OptionError.of(
        "E-IMP-01",
        f"Nothing says which row of {stacked.source} belongs to which imputed data set: {what}.",
        do="name the column with  imputation=  (on the command line: --imputation), or give a"
        " list of tables",
    )


def _numbers(stacked: Responses, column: str) -> np.ndarray:
    if column in stacked.text:
        odd = next((cell for cell in stacked.text[column] if not _is_number(cell)), "")
        raise _no_number(stacked, column, f"'{odd}'")
    if column not in stacked.names:
        known = (*stacked.names, *stacked.text)
        raise OptionError.of(
            "E-IMP-03",
            f"{stacked.source} has no column '{column}'.{did_you_mean(column, known)}",
            do=f"it has {names_text(known)}",
        )
    numbers = stacked.column(column)
    odd_rows = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0) & (numbers % 1 == 0)))
    if len(odd_rows):
        first = numbers[odd_rows[0]]
        shown = "nothing" if np.isnan(first) else f"{first:g}"
        raise _no_number(stacked, column, shown, int(stacked.lines[odd_rows[0]]))
    return numbers


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _no_number(stacked: Responses, column: str, shown: str, line: int = 0) -> ResponseError:
    return ResponseError.of(
        "E-IMP-04",
        f"Column '{column}' of {stacked.source} must number the imputed data sets 1, 2, 3, ... (0:"
        f" before the imputation), but holds {shown}{f' in row {line}' if line else ''}.",
        do="name the right column, or number the data sets",
    )


def _refuse_complete_original(
    original: Responses, sets: Sequence[ImputedSet], column: str, variables: Sequence[str]
) -> None:
    """Refuse a data set 0 without gaps that differs from the others: numbering from 0."""
    known = [name for name in variables if name in original.names]
    values = original.columns(known)
    if not known or np.isnan(values).any():
        return
    if all(np.array_equal(values, each.answers.columns(known)) for each in sets):
        return
    raise ResponseError.of(
        "E-IMP-12",
        f"The rows with {column} = 0 have no gaps and are not the same as those of the other data"
        " sets.",
        why="0 is the number of the answers before the imputation",
        do="number the imputed data sets from 1",
    )


def _shapes(sets: Sequence[ImputedSet], variables: Sequence[str]) -> Iterator[Diagnostic]:
    known = {name for each in sets for name in each.answers.names}
    n = len(sets[0].answers.values)
    for each in sets:
        lacking = [name for name in variables if name in known and name not in each.answers.names]
        if lacking:
            yield Diagnostic(
                "E-IMP-08",
                "error",
                f"imputed data set {each.name} has no numbers in {names_text(lacking)}, others do.",
                do="give data sets with the same columns",
            )
        if len(each.answers.values) != n:
            yield Diagnostic(
                "E-IMP-09",
                "error",
                f"imputed data set {each.name} has {len(each.answers.values)} rows,"
                f" {sets[0].name} has {n}.",
                why="all data sets must hold the same respondents",
                do="stack complete data sets (in Stata: mi convert flong)",
            )


def _gaps(sets: Sequence[ImputedSet], variables: Sequence[str]) -> Iterator[Diagnostic]:
    for each in sets:
        for name in variables:
            if name not in each.answers.names:
                continue
            gaps = int(np.isnan(each.answers.column(name)).sum())
            if gaps:
                yield Diagnostic(
                    "E-IMP-07",
                    "error",
                    f"imputed data set {each.name}: '{name}' has {gaps} missing"
                    f" answer{'s' if gaps > 1 else ''}.",
                    why="Rubin's rules pool analyses of complete data",
                    do="impute every variable of the model, or fit the original answers with"
                    " missing=fiml",
                )


def _weights(sets: Sequence[ImputedSet], weights: str | None) -> Iterator[Diagnostic]:
    if weights is None or any(weights not in each.answers.names for each in sets):
        return
    ours = sets[0].answers.column(weights)
    for each in sets[1:]:
        theirs = each.answers.column(weights)
        if not np.array_equal(ours, theirs, equal_nan=True):
            yield Diagnostic(
                "E-IMP-10",
                "error",
                f"the weights '{weights}' of the imputed data sets {sets[0].name} and {each.name}"
                " differ.",
                why="weights belong to the respondents; they are known and not imputed",
                do="give every data set the same weights, its rows in the same order",
            )
