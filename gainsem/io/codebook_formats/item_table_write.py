"""A codebook as a table of items (.csv): one row a question, to be edited in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from gainsem.io.csv_file import csv_text
from gainsem.survey.codebook_rules import in_main_language, legal_codes, scale_of
from gainsem.survey.phrases import number_text

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument, ItemDocument, ScaleDocument

LONGEST_RUN = 11


def item_table(said: CodebookDocument) -> bytes:
    """Return the questions of a codebook as CSV (UTF-8; ``gainsem codebook import`` reads it).

    Title, roles, headings and codes of survey tools have no place in it.

    Parameters
    ----------
    said : CodebookDocument
        From :func:`gainsem.survey.codebook_file.read_document`.
    """
    described = {**said.items, **said.variables}
    rows = [_row(name, item, said) for name, item in described.items()]
    header = [key for key in _keys(said) if key == "id" or any(row.get(key) for row in rows)]
    text = csv_text(header, [[row.get(key, "") for key in header] for row in rows])
    return (text if text.isascii() else "\ufeff" + text).encode()


def _keys(said: CodebookDocument) -> list[str]:
    def worded(key: str) -> list[str]:
        return [f"{key}_{language}" for language in said.languages]

    return [
        *("id", "kind", "construct", *worded("construct"), "dimension", *worded("dimension")),
        *(*worded("text"), *worded("label"), "measure", "scale", *worded("labels")),
        *("missing_codes", "reverse", "asked_if", "attention", *worded("boxes"), "note"),
    ]


def _row(name: str, item: ItemDocument, said: CodebookDocument) -> dict[str, Any]:
    main = said.languages[0]
    scale = scale_of(item, said)
    construct = said.constructs.get(item.construct_)
    wider = construct.part_of if construct else ""
    missing = dict.fromkeys([*(scale.missing_codes if scale else ()), *item.missing_codes])
    row: dict[str, Any] = {
        "id": name,
        "kind": "item" if name in said.items else "variable",
        "construct": item.construct_,
        "dimension": wider,
        "measure": scale.measure if scale else "",
        "scale": _scale_text(scale) if scale else "",
        "missing_codes": "; ".join(map(number_text, missing)),
        "reverse": "1" if item.reverse else "",
        "asked_if": item.asked_if,
        "attention": "" if item.attention is None else number_text(item.attention),
        "note": item.note,
    }
    row |= _by_language("text", in_main_language(item.text, main))
    row |= _by_language("label", in_main_language(item.label, main))
    if construct:
        row |= _by_language("construct", in_main_language(construct.label, main))
    if wider in said.constructs:
        row |= _by_language("dimension", in_main_language(said.constructs[wider].label, main))
    for language in said.languages:
        worded = scale.labels.get(language, {}) if scale else {}
        pairs = (f"{number_text(float(code))}={text}" for code, text in worded.items())
        row[f"labels_{language}"] = "; ".join(pairs)
        boxes = {
            option: in_main_language(box.label, main).get(language)
            for option, box in item.options.items()
        }
        row[f"boxes_{language}"] = "; ".join(f"{o}={t}" for o, t in boxes.items() if t)
    return row


def _by_language(key: str, wording: Mapping[str, str]) -> dict[str, str]:
    return {f"{key}_{language}": text for language, text in wording.items()}


def _scale_text(scale: ScaleDocument) -> str:
    codes = legal_codes(scale)
    if scale.range is not None and (not codes or len(codes) > LONGEST_RUN):
        return "..".join(map(number_text, scale.range))
    run = 2 < len(codes) <= LONGEST_RUN and all(b - a == 1 for a, b in pairwise(codes))
    if run:
        return f"{number_text(codes[0])}-{number_text(codes[-1])}"
    return "; ".join(map(number_text, codes))
