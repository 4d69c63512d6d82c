"""From a draft to the content of a codebook: measures decided, scales shared and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from gainsem.diagnostics import Diagnostic, note
from gainsem.io.codebook_formats.draft import Draft, DraftItem, DraftScale, LeftOut
from gainsem.io.codebook_formats.rating_words import is_absent, is_rating, theme_of
from gainsem.survey.cells import label_key
from gainsem.survey.codebook_document import FORMAT
from gainsem.survey.phrases import codes_text, names_text, number_text


@dataclass(frozen=True)
class Finished:
    """The content of a codebook as plain data, and everything there is to say about it."""

    content: dict[str, Any]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[Diagnostic, ...]


def finish(draft: Draft) -> Finished:
    """Return the codebook of a draft.

    A scale is ordinal where the source says so, where the wordings of 3 to 11 codes
    without a gap name degrees, or where the source lists it as the rating of a
    construct; what was decided here is said in a note (I-BOOK-41).  Answers such as
    "don't know" become missing codes unless the draft is our own.

    Parameters
    ----------
    draft : Draft

    Returns
    -------
    Finished
    """
    items, said = list(draft.items), list(draft.remarks)
    if not draft.is_own:
        items, remarks = _decide(items, draft.source)
        said += remarks
    items, doubled = _without_double_wordings(items)
    scales, names = _shared(items, keep_names=draft.is_own)
    content = _content(draft, items, scales, names)
    return Finished(content, (*draft.left_out, *doubled), tuple(said))


def _decide(items: list[DraftItem], source: str) -> tuple[list[DraftItem], list[Diagnostic]]:
    """Return the items with measure and missing codes of every scale decided."""
    decided: list[DraftItem] = []
    absent: list[str] = []
    rated: list[str] = []
    unsure: list[str] = []
    for item in items:
        scale = item.scale
        if scale is None:
            decided.append(item)
            continue
        found = _absent_codes(scale)
        if found:
            absent.append(f"{item.name} ({names_text(map(number_text, found))})")
            kept = tuple(code for code in scale.codes if code not in found)
            missing = tuple(dict.fromkeys([*scale.missing_codes, *found]))
            scale = replace(scale, codes=kept, missing_codes=missing)
        if not scale.measure:
            measure = _measure(scale)
            (rated if measure == "ordinal" else unsure).append(item.name)
            scale = replace(scale, measure=measure)
        decided.append(replace(item, scale=replace(scale, is_rating=False)))
    return decided, _said(source, absent, rated, unsure)


def _absent_codes(scale: DraftScale) -> tuple[float, ...]:
    wordings: dict[float, list[str]] = {}
    for by_code in scale.labels.values():
        for code, text in by_code.items():
            wordings.setdefault(code, []).append(text)
    found = [
        code for code in scale.codes if code in wordings and all(map(is_absent, wordings[code]))
    ]
    return tuple(found) if len(found) < len(scale.codes) else ()


def _measure(scale: DraftScale) -> str:
    if not scale.codes:
        return "continuous"
    rating = is_rating(scale.codes, scale.labels)
    return "ordinal" if rating or (scale.is_rating and len(scale.codes) > 1) else "nominal"


def _said(source: str, absent: list[str], rated: list[str], unsure: list[str]) -> list[Diagnostic]:
    remarks = []
    if rated:
        remarks.append(
            note(
                "I-BOOK-41",
                f"{source}: taken for ordinal ratings: {names_text(rated)}.",
                why="the source does not say so; their codes and wordings look like it",
                do="correct  measure:  where that is wrong",
            )
        )
    if unsure:
        remarks.append(
            note(
                "I-BOOK-42",
                f"{source}: taken for variables without an order: {names_text(unsure)}.",
                why="the source does not say that they are ordered",
                do="write  measure: ordinal  where the answers have an order, as education has",
            )
        )
    if absent:
        remarks.append(
            note(
                "I-BOOK-43",
                f'{source}: answers such as "don\'t know" were taken for missing codes: '
                f"{names_text(absent)}.",
                do="move them to  codes:  where they are answers",
            )
        )
    return remarks


def _without_double_wordings(items: list[DraftItem]) -> tuple[list[DraftItem], list[LeftOut]]:
    """Drop wordings that would stand for two codes: answers in words could not be read."""
    kept, dropped = [], []
    for item in items:
        scale = item.scale
        if scale is None:
            kept.append(item)
            continue
        meaning: dict[str, float] = {}
        labels: dict[str, dict[float, str]] = {}
        for language, by_code in scale.labels.items():
            for code, text in by_code.items():
                if meaning.setdefault(label_key(text), code) == code:
                    labels.setdefault(language, {})[code] = text
                    continue
                other = number_text(meaning[label_key(text)])
                what = f"'{text}' as wording of {number_text(code)}: it is that of {other} already"
                dropped.append(LeftOut(f"{item.place}, {item.name}", what))
        kept.append(replace(item, scale=replace(scale, labels=labels)))
    return kept, dropped


def _shared(
    items: list[DraftItem], *, keep_names: bool
) -> tuple[dict[str, DraftScale], dict[str, str]]:
    """Return scales that several items share, by name, and the name of each item's scale."""
    scaled = [item for item in items if item.scale is not None]
    if keep_names:
        named = {
            i.name: i.scale.name for i in scaled if i.scale and i.scale.name not in ("", i.name)
        }
        used = Counter(named.values())
        for item in scaled:  # a list called like one question and used by others, too
            if item.scale and item.scale.name == item.name and item.name in used:
                named[item.name] = item.name
        return {i.scale.name: i.scale for i in scaled if i.scale and i.name in named}, named
    count = Counter(item.scale.content for item in scaled if item.scale)
    scales: dict[str, DraftScale] = {}
    name_of: dict[tuple[Any, ...], str] = {}
    names: dict[str, str] = {}
    for item in scaled:
        assert item.scale is not None
        content = item.scale.content
        if count[content] < 2 or not _worth_sharing(item.scale):
            continue
        if content not in name_of:
            name_of[content] = _free_name(item.scale, scales)
            scales[name_of[content]] = item.scale
        names[item.name] = name_of[content]
    return scales, names


def _worth_sharing(scale: DraftScale) -> bool:
    return bool(scale.codes or scale.labels or scale.missing_codes or scale.limits)


def _free_name(scale: DraftScale, taken: Iterable[str]) -> str:
    span = scale.codes or scale.limits or ()
    numbers = codes_text(span) if len(span) > 2 else "_".join(map(number_text, span))
    plain = "".join(sign if sign.isalnum() else "_" for sign in numbers).strip("_")[:16]
    name = scale.name or theme_of(scale.labels) or f"scale_{plain}".rstrip("_")
    number = 2
    chosen = name
    while chosen in taken:
        chosen, number = f"{name}_{number}", number + 1
    return chosen


def _content(
    draft: Draft, items: list[DraftItem], scales: dict[str, DraftScale], names: dict[str, str]
) -> dict[str, Any]:
    """Return the keys of the codebook in their usual order, empty ones left out."""
    if all(item.number is not None for item in items):
        items = sorted(items, key=lambda item: item.number or 0)
    shared = {**draft.keys.get("scales", {}), **{n: _scale(s) for n, s in scales.items()}}
    named = {name: {"label": {draft.languages[0]: name}} for name in _constructs(items)}
    constructs = {
        **draft.constructs,
        **{n: c for n, c in named.items() if n not in draft.constructs},
    }
    content: dict[str, Any] = {
        "format": FORMAT,
        "title": draft.title or {draft.languages[0]: draft.source},
        "citation": "",
        "source": "",
        "licence": "",
        "languages": list(draft.languages),
        "decimal": "",
        "responses": "",
        "instructions": draft.instructions,
        "roles": {},
        "columns": {},
        "exports": _exports(draft, items, names),
        "tables": {},
        "scales": shared,
        "constructs": constructs,
        "items": {i.name: _item(i, names) for i in items if _is_item(i)},
        "variables": {i.name: _item(i, names) for i in items if not _is_item(i)},
    }
    content |= {key: value for key, value in draft.keys.items() if key != "scales"}
    return {key: value for key, value in content.items() if value}


def _constructs(items: list[DraftItem]) -> list[str]:
    return list(dict.fromkeys(item.construct for item in items if item.construct))


def _is_item(item: DraftItem) -> bool:
    if item.is_item is not None:
        return item.is_item
    rated = item.scale is not None and item.scale.measure == "ordinal"
    return rated or bool(item.construct) or item.attention is not None


def _exports(draft: Draft, items: list[DraftItem], names: dict[str, str]) -> dict[str, Any]:
    codes: dict[str, dict[str, float | int]] = {}
    for item in items:
        if item.written_as:
            written = {text: plain_number(code) for text, code in item.written_as.items()}
            codes[names.get(item.name, item.name)] = written
    return {draft.tool: {"codes": codes}} if codes and draft.tool else {}


def plain_number(value: float) -> float | int:
    """Return 3 for 3.0, so that it is written as a person would."""
    return int(value) if float(value).is_integer() else float(value)


def _item(item: DraftItem, names: dict[str, str]) -> dict[str, Any]:
    scale: Any = names.get(item.name) or (_scale(item.scale) if item.scale else None)
    said = {
        "text": item.text,
        "label": item.label,
        "construct": item.construct,
        "scale": scale,
        "missing_codes": [plain_number(code) for code in item.missing_codes],
        "reverse": item.reverse,
        "options": {name: {"label": label} for name, label in item.options.items()},
        "asked_if": item.asked_if,
        "note": item.note,
    }
    found = {key: value for key, value in said.items() if value}
    if item.attention is not None:
        found["attention"] = plain_number(item.attention)
    return found


def _scale(scale: DraftScale) -> dict[str, Any]:
    said: dict[str, Any] = {"measure": scale.measure or "nominal"}
    if scale.codes:
        said["codes"] = [plain_number(code) for code in scale.codes]
    elif scale.limits:
        said["range"] = [plain_number(limit) for limit in scale.limits]
    labels = {
        language: {plain_number(code): text for code, text in by_code.items()}
        for language, by_code in scale.labels.items()
        if by_code
    }
    if labels:
        said["labels"] = labels
    if scale.missing_codes:
        said["missing_codes"] = [plain_number(code) for code in scale.missing_codes]
    return said
