"""The answers of all waves: which columns there are, which items are ordinal, in which codes."""

from __future__ import annotations

from dataclasses import replace

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, ResponseError, UnknownVariableError, did_you_mean
from gainsem.estimation.invariance.waves.text import Repeated
from gainsem.estimation.ordinal_answers import ordinal_answers
from gainsem.estimation.ordinal_items import ordinal_items
from gainsem.model.variables import Variables
from gainsem.options import EVERY, Options
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses


def require_waves(study: Repeated, data: Responses) -> None:
    """Refuse waves without the columns of their items.

    Raises
    ------
    UnknownVariableError
        E-INV-11, once a wave.
    """
    known = (*data.names, *data.text, *data.left_out)
    problems = []
    for wave, columns in study.columns().items():
        missing = [name for name in columns if name not in known]
        if missing:
            problems.append(
                Diagnostic(
                    "E-INV-11",
                    "error",
                    f"wave '{wave}' has no {names_text(missing)}.{did_you_mean(missing[0], known)}",
                    why=f"with the pattern {study.waves.pattern} every item needs a column in"
                    " every wave",
                    do="name the waves as they stand in the columns, say  pattern=  or leave out"
                    " an item that a wave did not ask",
                )
            )
    if problems:
        raise UnknownVariableError(*problems)


def in_columns(study: Repeated, options: Options) -> Options:
    """Return the options with items in ``ordered`` as the columns of all waves."""
    asked = options.ordered
    if asked is None or asked == EVERY:
        return options
    of_item = study.by_item()
    names = [each for name in asked for each in of_item.get(name, (name,))]
    return replace(options, ordered=tuple(dict.fromkeys(names)))


def thresholds_of(study: Repeated, data: Responses, options: Options) -> dict[str, int]:
    """Return how many thresholds every ordinal item has.

    Parameters
    ----------
    study : Repeated
    data : Responses
    options : Options
        With ``ordered`` as columns.

    Raises
    ------
    OptionError
        E-INV-12 for an item that is ordinal in some waves only.
    ResponseError
        E-INV-12 for an item with other categories in some waves, and what no model of ordinal
        items can be fitted to.
    """
    columns = [name for names in study.columns().values() for name in names]
    variables = Variables((), tuple(columns), tuple(columns), (), ())
    ordinal = ordinal_items(data, variables, options)
    if not ordinal:
        return {}
    by_item = study.by_item()
    for item, own in by_item.items():
        some = [name for name in own if name in ordinal]
        if some and len(some) < len(own):
            raise OptionError.of(
                "E-INV-12",
                f"'{item}' is ordinal in some waves only: {names_text(some)}.",
                do="say  ordered=  with the name of the item, or give all of its columns the same"
                "  measure:  in the codebook",
            )
    found = ordinal_answers(data, columns, ordinal, (), options).categorised.items
    codes = {each.name: each.merged for each in found}
    problems = [_differ(item, own, codes) for item, own in by_item.items() if own[0] in codes]
    if any(problems):
        raise ResponseError(*[each for each in problems if each is not None])
    return {item: len(codes[own[0]]) - 1 for item, own in by_item.items() if own[0] in codes}


def _differ(
    item: str, columns: tuple[str, ...], codes: dict[str, tuple[tuple[float, ...], ...]]
) -> Diagnostic | None:
    """Return the refusal of an item whose categories are not the same in all waves."""
    if len({codes[name] for name in columns}) == 1:
        return None
    shown = "; ".join(
        f"{name}: {', '.join('+'.join(f'{code:g}' for code in part) for part in codes[name])}"
        for name in columns
    )
    return Diagnostic(
        "E-INV-12",
        "error",
        f"'{item}' was answered in other categories in some waves ({shown}).",
        why="equal thresholds are about the same categories",
        do="join categories in the data or the codebook so that all waves have the same ones, or"
        " leave the item out",
    )
