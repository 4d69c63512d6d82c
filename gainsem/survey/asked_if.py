"""Who is asked a question: ``asked_if`` as comparisons of answers as they are given.

A codebook compares answers after they were recoded, as every selection does; a
form or a sheet of paper sees them before.  Here words become codes, options
their question, and the codes of reversed items are turned back.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gainsem.errors import CodebookError, did_you_mean
from gainsem.survey.cells import label_key, read_cell
from gainsem.survey.codebook import EVERYONE
from gainsem.survey.codebook_rules import item_names, legal_codes, option_name, scale_of
from gainsem.survey.phrases import names_text, number_text
from gainsem.survey.selection import Condition, parse_selection

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument, ItemDocument

COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Filter:
    """One comparison with an answer as it is given.

    ``option`` is the tick box that is meant (the values are then ``("1",)`` or
    ``("0",)``), empty for other questions; ``is_code`` says whether the values are numbers.
    """

    question: str
    option: str
    op: str
    values: tuple[str, ...]
    is_code: bool = True

    def allows(self, code: float) -> bool:
        """Return whether a respondent with this answer is asked."""
        compare = COMPARE[self.op]
        several = all if self.op == "!=" else any
        return self.is_code and several(compare(code, float(value)) for value in self.values)


def filters_of(name: str, item: ItemDocument, said: CodebookDocument) -> tuple[Filter, ...]:
    """Return the comparisons that all must hold for a question to be asked.

    Parameters
    ----------
    name : str
        The question.
    item : ItemDocument
        What the codebook says of it.
    said : CodebookDocument

    Raises
    ------
    CodebookError
        E-BOOK-29: no selection, or it names no other variable of the codebook.
    OptionError
        E-OPT-04: not a selection.
    """
    if item.asked_if in ("", EVERYONE):
        return ()
    return tuple(_filter(name, part, said) for part in parse_selection(item.asked_if))


def _filter(name: str, condition: Condition, said: CodebookDocument) -> Filter:
    described = {**said.items, **said.variables}
    for question, item in described.items():
        for option in item.options:
            if option_name(question, option) == condition.name:
                return Filter(question, option, condition.op, condition.values)
    asked = described.get(condition.name)
    if asked is None or condition.name == name:
        known = [each for each in item_names(said) if each != name]
        raise CodebookError.of(
            "E-BOOK-29",
            f"{name}, asked_if: '{condition.name}' is no other variable of the codebook."
            + did_you_mean(condition.name, known),
            do="name a variable that the codebook describes",
        )
    return _with_codes(name, condition, asked, said)


def _with_codes(
    name: str, condition: Condition, asked: ItemDocument, said: CodebookDocument
) -> Filter:
    scale = scale_of(asked, said)
    if scale is None:
        numbers = all(read_cell(value).kind == "number" for value in condition.values)
        return Filter(condition.name, "", condition.op, condition.values, is_code=numbers)
    words = {
        label_key(text): float(code)
        for by_code in scale.labels.values()
        for code, text in by_code.items()
    }
    codes = [_code(value, words) for value in condition.values]
    legal = legal_codes(scale)
    for value, code in zip(condition.values, codes, strict=True):
        if code is None or (legal and condition.op in ("=", "!=") and code not in legal):
            raise CodebookError.of(
                "E-BOOK-29",
                f"{name}, asked_if: '{value}' is not an answer that '{condition.name}' allows.",
                where=f"its answers are {names_text(map(number_text, legal))}" if legal else "",
                do="correct the selection",
            )
    op, known = condition.op, [code for code in codes if code is not None]
    span = (min(legal), max(legal)) if legal else scale.range
    if asked.reverse and span:
        op, known = TURNED[op], [sum(span) - code for code in known]
    return Filter(condition.name, "", op, tuple(map(number_text, known)))


def _code(value: str, words: dict[str, float]) -> float | None:
    cell = read_cell(value)
    return cell.value if cell.kind == "number" else words.get(label_key(value))
