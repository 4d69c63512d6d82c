"""What a codebook must agree with itself about, and its items written out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gainsem.diagnostics import Diagnostic
from gainsem.errors import did_you_mean
from gainsem.survey.cells import label_key
from gainsem.survey.phrases import names_text, number_text
from gainsem.survey.responses import Item
from gainsem.survey.safe_yaml import Document, Path

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument, ItemDocument, ScaleDocument

WIDEST_LIST_OF_CODES = 1000


def in_main_language(wording: Mapping[str, str], main: str) -> dict[str, str]:
    """Return a wording by language; one without a language belongs to the main one."""
    return {language or main: text for language, text in wording.items()}


def scale_of(item: ItemDocument, said: CodebookDocument) -> ScaleDocument | None:
    """Return the scale an item is answered on."""
    if isinstance(item.scale, str):
        return said.scales.get(item.scale)
    return item.scale


def legal_codes(scale: ScaleDocument) -> tuple[float, ...]:
    """Return the codes of a scale; for a range, every whole number in it."""
    if scale.codes is not None:
        return tuple(sorted(scale.codes))
    if scale.range is None or scale.measure == "continuous":
        return ()
    low, high = scale.range
    if high - low >= WIDEST_LIST_OF_CODES:
        return ()
    return tuple(float(code) for code in range(int(low), int(high) + 1))


def item_of(name: str, said: ItemDocument, book: CodebookDocument) -> Item:
    """Return an item with its scale written out."""
    main = book.languages[0]
    bare = Item(
        name,
        text=in_main_language(said.text, main),
        label=in_main_language(said.label, main),
        construct=said.construct_,
        missing_codes=tuple(said.missing_codes),
    )
    scale = scale_of(said, book)
    if scale is None:
        return bare
    codes = legal_codes(scale)
    return replace(
        bare,
        measure=scale.measure,
        codes=codes,
        value_labels={
            language: {float(code): text for code, text in by_code.items()}
            for language, by_code in scale.labels.items()
        },
        missing_codes=tuple(dict.fromkeys([*scale.missing_codes, *said.missing_codes])),
        reverse=said.reverse,
        limits=None if codes else scale.range,
    )


def option_name(question: str, option: str) -> str:
    """Return the variable of one option of a question with several answers.

    Examples
    --------
    >>> option_name("apps", "gov")
    'apps_gov'
    """
    return f"{question}_{option}"


def items_of(name: str, said: ItemDocument, book: CodebookDocument) -> list[Item]:
    """Return an item with its scale written out; one item per option where it has options."""
    if not said.options:
        return [item_of(name, said, book)]
    main = book.languages[0]
    return [
        Item(
            option_name(name, option),
            text=in_main_language(said.text, main),
            label=in_main_language(box.label, main),
            construct=said.construct_,
            measure="nominal",
            codes=(0.0, 1.0),
            missing_codes=tuple(said.missing_codes),
        )
        for option, box in said.options.items()
    ]


def item_names(said: CodebookDocument) -> list[str]:
    """Return the names of all variables a codebook describes."""
    described = {**said.items, **said.variables}
    return [
        variable
        for name, item in described.items()
        for variable in ([option_name(name, o) for o in item.options] or [name])
    ]


def broken_rules(said: CodebookDocument, document: Document) -> list[Diagnostic]:
    """Return every contradiction of a codebook: E-BOOK-05 references, E-BOOK-06 codes."""
    problems = list(_unknown_languages(said, document))
    for name, scale in said.scales.items():
        problems += _scale_problems(scale, ("scales", name), document)
    for part in ("items", "variables"):
        for name, item in getattr(said, part).items():
            problems += _item_problems(item, (part, name), said, document)
    for name in said.variables.keys() & said.items.keys():
        where = ("variables", name)
        problems.append(_wrong(document, where, f"'{name}' is described under items too"))
    problems += _reference_problems(said, document)
    if not said.items and not said.variables:
        problems.append(_wrong(document, ("items",), "the codebook describes no items"))
    return problems


def _item_problems(
    item: ItemDocument, path: Path, said: CodebookDocument, document: Document
) -> Iterator[Diagnostic]:
    name = path[-1]
    if isinstance(item.scale, str) and item.scale not in said.scales:
        yield _unknown(document, (*path, "scale"), "scale", item.scale, said.scales)
        return
    if item.construct_ and item.construct_ not in said.constructs:
        at = (*path, "construct")
        yield _unknown(document, at, "construct", item.construct_, said.constructs)
    if item.scale is not None and not isinstance(item.scale, str):
        yield from _scale_problems(item.scale, (*path, "scale"), document)
    scale = scale_of(item, said)
    codes = legal_codes(scale) if scale else ()
    if item.reverse and (scale is None or not (codes or scale.range)):
        at = (*path, "reverse")
        yield _wrong(document, at, f"'{name}' is reversed, but has no scale with codes or a range")
    if both := sorted(set(codes) & set(item.missing_codes)):
        at = (*path, "missing_codes")
        yield _wrong(document, at, f"{_listed(both)} is a missing code and a legal answer")
    if item.options and (item.scale is not None or item.reverse):
        at = (*path, "options")
        yield _wrong(document, at, f"'{name}' has options, and so no scale and no reverse key")
    if item.attention is not None and item.attention not in codes:
        at = (*path, "attention")
        asked = number_text(item.attention)
        yield _wrong(document, at, f"{asked} is not an answer that '{name}' allows")


def _reference_problems(said: CodebookDocument, document: Document) -> Iterator[Diagnostic]:
    """Return what names something the codebook does not have, and names given twice."""
    names = item_names(said)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _wrong(document, ("variables",), f"'{name}' is an item and an option of a question")
    for role, name in said.roles.items():
        if name not in names:
            yield _unknown(document, ("roles", role), "item", name, names)
    for name, construct in said.constructs.items():
        at: Path = ("constructs", name, "part_of")
        if construct.part_of and construct.part_of not in said.constructs:
            yield _unknown(document, at, "construct", construct.part_of, said.constructs)
        elif name in _wider(name, said):
            yield _wrong(document, at, f"'{name}' is part of itself")
        at, other = ("constructs", name, "compare_with"), construct.compare_with
        if other and other not in said.constructs:
            yield _unknown(document, at, "construct", other, said.constructs)
        elif other == name:
            yield _wrong(document, at, f"'{name}' is compared with itself")
    questions = {**said.items, **said.variables}
    columns: list[tuple[Path, Iterable[str]]] = [(("columns",), said.columns)]
    for tool, export in said.exports.items():
        rules = ("exports", str(tool))
        columns.append(((*rules, "columns"), export.columns))
        for name in export.codes:
            if name not in questions and name not in said.scales:
                known = [*questions, *said.scales]
                yield _unknown(document, (*rules, "codes", name), "item or scale", name, known)
    for path, named in columns:
        for name in named:
            if name not in questions and name not in names:
                yield _unknown(document, (*path, name), "item", name, [*questions, *names])


def _wider(name: str, said: CodebookDocument) -> set[str]:
    """Return every construct that a construct is part of, directly or not."""
    found: set[str] = set()
    while (wider := said.constructs[name].part_of) in said.constructs and wider not in found:
        found.add(wider)
        name = wider
    return found


def _scale_problems(scale: ScaleDocument, path: Path, document: Document) -> Iterator[Diagnostic]:
    if scale.codes is not None and scale.range is not None:
        yield _wrong(document, (*path, "range"), "a scale has codes or a range, not both")
        return
    if scale.codes is not None and (len(set(scale.codes)) < max(len(scale.codes), 1)):
        yield _wrong(document, (*path, "codes"), "codes are empty, or one stands twice")
    if scale.range is not None and (wrong := _range_problem(scale)):
        yield _wrong(document, (*path, "range"), wrong)
        return
    codes = legal_codes(scale)
    if scale.measure == "ordinal" and not codes:
        yield _wrong(document, path, "an ordinal scale needs codes or a range")
    if both := sorted(set(codes) & set(scale.missing_codes)):
        at = (*path, "missing_codes")
        yield _wrong(document, at, f"{_listed(both)} is a missing code and a legal answer")
    yield from _label_problems(scale, codes, (*path, "labels"), document)


def _range_problem(scale: ScaleDocument) -> str:
    low, high = scale.range or (0.0, 0.0)
    if not low < high:
        return f"the range {number_text(low)} to {number_text(high)} is empty"
    if scale.measure == "continuous":
        return ""
    if not (low.is_integer() and high.is_integer()):
        return f"the range of an {scale.measure} scale runs between whole numbers"
    if high - low >= WIDEST_LIST_OF_CODES:
        return f"the range has more than {WIDEST_LIST_OF_CODES} codes; say measure: continuous"
    return ""


def _label_problems(
    scale: ScaleDocument, codes: tuple[float, ...], path: Path, document: Document
) -> Iterator[Diagnostic]:
    meaning: dict[str, float] = {}
    for language, by_code in scale.labels.items():
        for written, text in by_code.items():
            at = (*path, language, written)
            code = _as_number(written)
            if code is None:
                yield _wrong(document, at, f"'{written}' is not a code; write  code: wording")
                continue
            if codes and code not in codes and code not in scale.missing_codes:
                yield _wrong(document, at, f"{written} is neither a code nor a missing code")
            if meaning.setdefault(label_key(text), code) != code:
                other = number_text(meaning[label_key(text)])
                yield _wrong(document, at, f"'{text}' is the wording of {other} and {written}")


def _unknown_languages(said: CodebookDocument, document: Document) -> Iterator[Diagnostic]:
    for path, languages in _wordings(said):
        for language in languages:
            if language and language not in said.languages:
                at = (*path, language)
                yield _unknown(document, at, "language", language, said.languages)


def _wordings(said: CodebookDocument) -> Iterator[tuple[Path, Iterable[str]]]:
    yield ("title",), said.title
    yield ("instructions",), said.instructions
    for name, construct in said.constructs.items():
        yield ("constructs", name, "label"), construct.label
    for name, scale in said.scales.items():
        yield ("scales", name, "labels"), scale.labels
    for part in ("items", "variables"):
        for name, item in getattr(said, part).items():
            yield (part, name, "text"), item.text
            yield (part, name, "label"), item.label
            for option, box in item.options.items():
                yield (part, name, "options", option, "label"), box.label
            if item.scale is not None and not isinstance(item.scale, str):
                yield (part, name, "scale", "labels"), item.scale.labels


def _unknown(
    document: Document, path: Path, what: str, name: str, known: Iterable[str]
) -> Diagnostic:
    listed = list(known)
    return Diagnostic(
        "E-BOOK-05",
        "error",
        f"{_place(document, path)}: there is no {what} '{name}'.{did_you_mean(name, listed)}",
        do=f"known: {names_text(listed)}" if listed else f"describe it under {what}s",
    )


def _wrong(document: Document, path: Path, what: str) -> Diagnostic:
    return Diagnostic(
        "E-BOOK-06",
        "error",
        f"{_place(document, path)}: {what}.",
        do="correct the codebook",
    )


def _place(document: Document, path: Path) -> str:
    return f"{document.source}, line {document.line(path)}, {'.'.join(map(str, path))}"


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _listed(codes: Iterable[float]) -> str:
    return names_text(map(number_text, codes))
