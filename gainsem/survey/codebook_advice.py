"""What a codebook allows, but should not say: advice beyond the rules it must keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import GainsemError
from gainsem.survey.asked_if import filters_of
from gainsem.survey.codebook_rules import in_main_language, legal_codes, scale_of
from gainsem.survey.phrases import names_text, number_text

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument, ItemDocument, ScaleDocument

FEW_ITEMS = 2
FEWEST_REVERSED = 2
LONGEST_NAMED = 7


def advice(said: CodebookDocument, source: str) -> list[Diagnostic]:
    """Return what should be better in a codebook that can be read.

    Wordings that lack in a language (W-BOOK-30), codes without wording (W-BOOK-31),
    constructs with no or one item (W-BOOK-32), items without construct (W-BOOK-33),
    reversed items (W-BOOK-34), scales without missing codes (W-BOOK-35), an ``asked_if``
    that asks for nothing (W-BOOK-36).

    Parameters
    ----------
    said : CodebookDocument
    source : str
        The file, for messages.
    """
    found = [
        *_wordings(said),
        *_value_labels(said),
        *_constructs(said),
        *_loose_items(said),
        *_reversed(said),
        *_missing_codes(said),
        *_filters(said),
    ]
    return [warning(code, f"{source}: {message}", **parts) for code, message, parts in found]


Found = Iterator[tuple[str, str, dict[str, str]]]


def _questions(said: CodebookDocument) -> dict[str, ItemDocument]:
    return {**said.items, **said.variables}


def _wordings(said: CodebookDocument) -> Found:
    main = said.languages[0]
    for language in said.languages:
        lacking = [
            name
            for name, item in _questions(said).items()
            if not {**in_main_language(item.label, main), **in_main_language(item.text, main)}.get(
                language
            )
            and not _is_technical(name, said)
        ]
        lacking += [
            f"{name}.{option}"
            for name, item in _questions(said).items()
            for option, box in item.options.items()
            if not in_main_language(box.label, main).get(language)
        ]
        if lacking:
            yield (
                "W-BOOK-30",
                f"no wording in '{language}' for {names_text(lacking)}.",
                {
                    "why": "forms, questionnaires and tables fall back on another language",
                    "do": f"add  text: {{{language}: ...}}  or take it out of  languages",
                },
            )


def _is_technical(name: str, said: CodebookDocument) -> bool:
    """Return whether a variable has a task and nobody is asked for it."""
    return name in said.roles.values() and name in said.variables


def _value_labels(said: CodebookDocument) -> Found:
    for language in said.languages:
        lacking = {
            name: codes
            for name, scale in _all_scales(said).items()
            if (codes := _without_label(scale, language))
        }
        if lacking:
            listed = (f"{n} ({names_text(map(number_text, c))})" for n, c in lacking.items())
            yield (
                "W-BOOK-31",
                f"codes without a wording in '{language}': {names_text(listed)}.",
                {"do": f"add it under  labels: {{{language}: ...}}  of the scale"},
            )


def _without_label(scale: ScaleDocument, language: str) -> list[float]:
    """Return the codes that need a wording in a language and have none.

    Numbers do not; nor do the middle codes of a scale of which only the ends are named.
    """
    legal = legal_codes(scale)
    if scale.measure == "continuous" or (len(legal) > LONGEST_NAMED and not scale.labels):
        return []
    worded = {float(code) for code in scale.labels.get(language, {})}
    anywhere = {float(code) for by_code in scale.labels.values() for code in by_code}
    between = set(legal[1:-1])
    only_ends = len(legal) > 2 and {legal[0], legal[-1]} <= anywhere and not between & anywhere
    return [
        code
        for code in (*legal, *scale.missing_codes)
        if code not in worded and not (only_ends and code in between)
    ]


def _all_scales(said: CodebookDocument) -> dict[str, ScaleDocument]:
    inline = {
        name: item.scale
        for name, item in _questions(said).items()
        if item.scale is not None and not isinstance(item.scale, str)
    }
    return {**said.scales, **inline}


def _constructs(said: CodebookDocument) -> Found:
    wider = {construct.part_of for construct in said.constructs.values()}
    for name in said.constructs:
        members = [n for n, item in _questions(said).items() if item.construct_ == name]
        if not members and name not in wider:
            yield (
                "W-BOOK-32",
                f"no item names the construct '{name}', and none is part of it.",
                {"do": f"write  construct: {name}  under its items, or take it out"},
            )
        elif len(members) == 1 and name not in wider:
            yield (
                "W-BOOK-32",
                f"the construct '{name}' has one item, {members[0]}.",
                {
                    "why": "its measurement error cannot be told from the construct",
                    "do": "measure it with three items or more, if it is to be a latent variable",
                },
            )


def _loose_items(said: CodebookDocument) -> Found:
    loose = [
        name
        for name, item in said.items.items()
        if not item.construct_ and item.attention is None and not item.options
    ]
    if said.constructs and loose:
        yield (
            "W-BOOK-33",
            f"{len(loose)} items belong to no construct: {names_text(loose)}.",
            {"do": "add  construct: ...  or move background questions to  variables"},
        )


def _reversed(said: CodebookDocument) -> Found:
    turned = {n: item.construct_ for n, item in _questions(said).items() if item.reverse}
    named = {construct for construct in turned.values() if construct}
    alone = set(turned.values()) == named and len(named) == 1
    if alone and len(turned) >= FEWEST_REVERSED and len(_measured(said)) > 1:
        yield (
            "W-BOOK-34",
            f"all reversed items belong to '{next(iter(named))}': {names_text(turned)}.",
            {
                "why": "what comes of the direction of a wording cannot be told from the construct",
                "do": "word some items of other constructs the other way round, too",
            },
        )
    for name in named:
        members = [n for n, item in _questions(said).items() if item.construct_ == name]
        if len(members) >= FEW_ITEMS and all(member in turned for member in members):
            yield (
                "W-BOOK-34",
                f"every item of '{name}' is reversed: {names_text(members)}.",
                {"do": "name the construct after the other end instead, and turn none of them"},
            )


def _measured(said: CodebookDocument) -> set[str]:
    return {item.construct_ for item in _questions(said).values() if item.construct_}


def _missing_codes(said: CodebookDocument) -> Found:
    without: dict[str, None] = {}
    for name, item in said.items.items():
        scale = scale_of(item, said)
        if scale is None or not legal_codes(scale) or item.attention is not None:
            continue
        if not scale.missing_codes and not item.missing_codes:
            without[item.scale if isinstance(item.scale, str) else name] = None
    if without:
        yield (
            "W-BOOK-35",
            f"no missing codes are declared for {names_text(without)}.",
            {
                "why": 'a respondent who cannot answer has no "don\'t know", and a 99 in the '
                "file would be refused",
                "do": "add  missing_codes: [...]  if such answers can occur",
            },
        )


def _filters(said: CodebookDocument) -> Found:
    for name, item in _questions(said).items():
        try:
            filters_of(name, item, said)
        except GainsemError as refusal:
            problem = refusal.problems[0]
            yield ("W-BOOK-36", problem.message, {"do": problem.do} if problem.do else {})
