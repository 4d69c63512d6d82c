"""Who answers a question, in the words of a printed questionnaire."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gainsem.report.catalogue import Catalogue
from gainsem.survey.asked_if import Filter
from gainsem.survey.asking import Question
from gainsem.survey.phrases import number_text

Pick = Callable[[Mapping[str, str]], str]
COMPARED = {
    "=": "equal",
    "!=": "unequal",
    ">=": "at_least",
    "<=": "at_most",
    ">": "above",
    "<": "below",
}


def skip_hint(
    question: Question,
    asked: Mapping[str, Question],
    numbers: Mapping[str, int],
    words: Catalogue,
    pick: Pick,
) -> str:
    """Return in words who answers a question; empty for everybody.

    Parameters
    ----------
    question : Question
    asked : mapping of str to Question
        All questions by name.
    numbers : mapping of str to int
        The printed number of those that have one.
    words : Catalogue
    pick : callable
        Returns a wording in the language of the page.
    """
    hints = [_hint(each, asked[each.question], numbers, words, pick) for each in question.filters]
    return (" " if words.lang == "en" else "").join(dict.fromkeys(hints))


def _hint(
    condition: Filter,
    asked: Question,
    numbers: Mapping[str, int],
    words: Catalogue,
    pick: Pick,
) -> str:
    if asked.name in numbers:
        where = words.text("questionnaire.number", number=numbers[asked.name])
    else:
        text = pick(asked.item.text) or pick(asked.item.label) or asked.name
        where = words.text("questionnaire.other", text=text)
    also = words.text("questionnaire.also")
    if condition.option:
        ticked = condition.allows(1.0)
        label = pick(asked.item.options[condition.option].label)
        key = "ticked" if ticked else "unticked"
        return words.text(f"questionnaire.{key}", question=where, answers=label)
    if asked.kind == "choice":
        codes = [code for code in asked.codes if condition.allows(code)]
        answers = also.join(choice_label(asked, code, pick) or number_text(code) for code in codes)
        return words.text("questionnaire.chosen", question=where, answers=answers)
    answers = also.join(condition.values)
    return words.text(f"questionnaire.{COMPARED[condition.op]}", question=where, answers=answers)


def choice_label(question: Question, code: float, pick: Pick) -> str:
    """Return the wording of one code, empty where it has none."""
    if question.scale is None:
        return ""
    return pick(
        {
            language: text
            for language, by_code in question.scale.labels.items()
            for written, text in by_code.items()
            if float(written) == code
        }
    )
