"""A DDI-Codebook document (XML) to a draft of a codebook.

DDI-Codebook 2.5, https://ddialliance.org/Specification/DDI-Codebook/2.5/, namespace
``ddi:codebook:2_5``; older versions such as Nesstar's 1.2.2, which have no namespace,
use the same elements.  Entities and document type definitions are refused: an XML
file can otherwise fill the memory or read other files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.draft import Draft, DraftItem, DraftScale, LeftOut, Wording
from gainsem.io.codebook_formats.language_names import language_code
from gainsem.io.codebook_formats.xlsform_sheets import guess_language
from gainsem.io.file_bytes import FileBytes
from gainsem.survey.cells import read_cell

MAX_BYTES = 50_000_000
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LEVELS = {
    "ordinal": "ordinal",
    "nominal": "nominal",
    "interval": "continuous",
    "ratio": "continuous",
    "percent": "continuous",
}
TAKEN = frozenset({"labl", "qstn", "catgry", "invalrng", "valrng", "varFormat", "notes", "txt"})
COUNTED = frozenset(
    {"sumStat", "location", "catStat", "respUnit", "anlysUnit", "stdCatgry", "TotlResp"}
)
LEFT_OUT = {
    "universe": "who was asked",
    "concept": "a concept",
    "derivation": "how it was derived",
    "security": "access",
    "embargo": "access",
    "imputation": "imputation",
    "codInstr": "instructions for coders",
    "geomap": "a map",
    "undocCod": "undocumented codes",
    "catgryGrp": "groups of categories",
    "verStmt": "its version",
    "catLevel": "levels of categories",
}
LEFT_QUESTION = {
    "preQTxt": "text before the question",
    "postQTxt": "text after the question",
    "forward": "skip instructions",
    "backward": "skip instructions",
    "ivuInstr": "instructions for interviewers",
}


def draft_of_ddi(file: FileBytes) -> Draft:
    """Return what a DDI-Codebook document says of its variables.

    Raises
    ------
    CodebookError
        E-BOOK-23: not XML, or no DDI-Codebook, or without variables; E-BOOK-24:
        entities or a document type definition.
    """
    source = Path(file.source).name
    root = _parsed(file.data, source)
    variables = [each for each in root.iter() if _tag(each) == "var"]
    if _tag(root) != "codeBook" or not variables:
        what = (
            "it describes no variables"
            if _tag(root) == "codeBook"
            else (f"its root is '{_tag(root)}', not 'codeBook'")
        )
        raise CodebookError.of(
            "E-BOOK-23",
            f"{source} is not a DDI-Codebook document with variables: {what}.",
            do="export DDI-Codebook 2.5 (not DDI-Lifecycle) with its data description",
        )
    language = _main_language(root)
    reader = _Reader(source, language)
    items = tuple(reader.item(each) for each in variables)
    reader.refuse_double(items)
    reader.rest_of(root)
    return Draft(
        source=source,
        kind="DDI-Codebook",
        languages=tuple(dict.fromkeys([language, *reader.languages])),
        items=items,
        title=reader.title(root),
        keys=reader.keys(root, variables),
        left_out=tuple(reader.left_out),
    )


def _parsed(data: bytes, source: str) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(data) > MAX_BYTES:
        raise CodebookError.of(
            "E-BOOK-23",
            f"{source} has {len(data) / 1e6:.0f} MB; up to {MAX_BYTES / 1e6:.0f} MB are read.",
            do="leave the data out of the document: only the description is wanted",
        )
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise CodebookError.of(
            "E-BOOK-24",
            f"{source} has a document type definition or entities, which are not read.",
            why="they can fill the memory or read other files of this computer",
            do="remove the lines from <!DOCTYPE to ]>",
        ) from None
    except (ParseError, ValueError, LookupError) as problem:
        raise CodebookError.of(
            "E-BOOK-23",
            f"{source} is not XML: {problem}.",
            do="export the DDI document again, and look whether it was copied completely",
        ) from None
    return root


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element, tag: str) -> list[Element]:
    return [each for each in element if _tag(each) == tag]


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _path(root: Element, *tags: str) -> Iterator[Element]:
    found = [root]
    for tag in tags:
        found = [child for each in found for child in _children(each, tag)]
    return iter(found)


def _main_language(root: Element) -> str:
    said = language_code(root.get(XML_LANG, "").split("-")[0])
    words = (_text(e) for e in root.iter() if _tag(e) in ("labl", "qstnLit", "titl"))
    return said or guess_language("".join(words))


@dataclass
class _Reader:
    source: str
    language: str
    languages: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def item(self, variable: Element) -> DraftItem:
        """Return one variable."""
        name = variable.get("name") or variable.get("ID") or ""
        place = f"variable {name}"
        question = [q for asked in _children(variable, "qstn") for q in _children(asked, "qstnLit")]
        bare = [asked for asked in _children(variable, "qstn") if (asked.text or "").strip()]
        label = self.wording(_children(variable, "labl"))
        text = self.wording(question or bare)
        notes = [_text(each) for tag in ("txt", "notes") for each in _children(variable, tag)]
        self.rest_of_variable(variable, place)
        return DraftItem(
            name=name,
            place=place,
            text=text,
            label=label if label != text else {},
            scale=self.scale(variable, place),
            note=" ".join(note for note in notes if note),
        )

    def wording(self, elements: list[Element]) -> Wording:
        """Return a wording by language; the first in each language counts."""
        found: Wording = {}
        for each in elements:
            code = language_code(each.get(XML_LANG, "").split("-")[0]) or self.language
            if text := _text(each):
                found.setdefault(code, text)
        self.languages += [code for code in found if code not in self.languages]
        return found

    def scale(self, variable: Element, place: str) -> DraftScale | None:
        """Return categories, ranges and level of a variable; None for texts."""
        kinds = [each.get("type", "") for each in _children(variable, "varFormat")]
        categories = _children(variable, "catgry")
        if "character" in kinds and not categories:
            return None
        codes, missing, labels = self.categories(categories, place)
        missing += [code for code in self.invalid(variable, place) if code not in missing]
        codes = [code for code in codes if code not in missing]
        measure = LEVELS.get(variable.get("nature", ""), "")
        continuous = variable.get("intrvl") == "contin" or measure == "continuous" or not codes
        if continuous:
            measure, codes = "continuous", []
        return DraftScale(
            measure=measure,
            codes=tuple(codes),
            limits=self.limits(variable, place) if continuous else None,
            labels=labels,
            missing_codes=tuple(missing),
        )

    def categories(
        self, categories: list[Element], place: str
    ) -> tuple[list[float], list[float], dict[str, dict[float, str]]]:
        """Return legal codes, missing codes and wordings of the categories."""
        codes: list[float] = []
        missing: list[float] = []
        labels: dict[str, dict[float, str]] = {}
        for category in categories:
            value = next((_text(each) for each in _children(category, "catValu")), "")
            cell = read_cell(value)
            wording = self.wording(_children(category, "labl"))
            if cell.kind != "number":
                shown = next(iter(wording.values()), "")
                if value or shown:
                    what = f"category '{value}' ({shown}): its value is not a number"
                    self.left_out.append(LeftOut(place, what))
                continue
            is_missing = category.get("missing") == "Y"
            (missing if is_missing else codes).append(cell.value)
            for language, text in wording.items():
                labels.setdefault(language, {})[cell.value] = text
        return list(dict.fromkeys(codes)), list(dict.fromkeys(missing)), labels

    def invalid(self, variable: Element, place: str) -> list[float]:
        """Return the codes that are declared invalid one by one."""
        found: list[float] = []
        for each in _path(variable, "invalrng", "item"):
            cell = read_cell(each.get("VALUE", each.get("value", "")))
            if cell.kind == "number":
                found.append(cell.value)
        for each in _path(variable, "invalrng", "range"):
            ends = [read_cell(each.get(end, "")) for end in ("min", "max")]
            low, high = ends[0].value, ends[1].value
            if (
                all(end.kind == "number" and end.value.is_integer() for end in ends)
                and high - low < 20
            ):
                found += [float(code) for code in range(int(low), int(high) + 1)]
            else:
                self.left_out.append(LeftOut(place, f"invalid range {dict(each.attrib)}"))
        return found

    def limits(self, variable: Element, place: str) -> tuple[float, float] | None:
        """Return smallest and largest valid number, where both are declared."""
        spans = list(_path(variable, "valrng", "range"))
        for each in spans:
            low, high = read_cell(each.get("min", "")), read_cell(each.get("max", ""))
            if low.kind == high.kind == "number" and low.value < high.value and len(spans) == 1:
                return low.value, high.value
            self.left_out.append(LeftOut(place, f"valid range {dict(each.attrib)}"))
        return None

    def rest_of_variable(self, variable: Element, place: str) -> None:
        """List what a variable says and a codebook does not."""
        for each in variable:
            tag = _tag(each)
            if tag not in TAKEN and tag not in COUNTED:
                what = f"{LEFT_OUT.get(tag, tag)}: {_text(each)[:80]}"
                self.left_out.append(LeftOut(place, what))
        for asked in _children(variable, "qstn"):
            for each in asked:
                if _tag(each) in LEFT_QUESTION:
                    what = f"{LEFT_QUESTION[_tag(each)]}: {_text(each)[:80]}"
                    self.left_out.append(LeftOut(place, what))

    def rest_of(self, root: Element) -> None:
        """List the groups of variables."""
        for each in root.iter():
            if _tag(each) == "varGrp":
                label = next((_text(label) for label in _children(each, "labl")), "")
                called = label or each.get("ID", "")
                self.left_out.append(LeftOut("data description", f"group of variables '{called}'"))

    def refuse_double(self, items: tuple[DraftItem, ...]) -> None:
        """Refuse variables without a name or with one that another has."""
        names = [item.name for item in items]
        double = sorted({name for name in names if names.count(name) > 1 or not name})
        if double:
            raise CodebookError.of(
                "E-BOOK-23",
                f"{self.source}: variables without a name of their own: "
                f"{', '.join(repr(name) for name in double)}.",
                do="export one file at a time: names may repeat between files",
            )

    def title(self, root: Element) -> Wording:
        """Return the title of the study."""
        titles = list(_path(root, "stdyDscr", "citation", "titlStmt", "titl"))
        parallel = list(_path(root, "stdyDscr", "citation", "titlStmt", "parTitl"))
        return self.wording([*titles, *parallel]) or {self.language: Path(self.source).stem}

    def keys(self, root: Element, variables: list[Element]) -> dict[str, Any]:
        """Return citation, source, licence and the weight."""
        study = "stdyDscr"
        places = {
            "citation": (study, "citation", "biblCit"),
            "source": (study, "citation", "prodStmt", "producer"),
            "licence": (study, "dataAccs", "useStmt", "conditions"),
        }
        found: dict[str, Any] = {
            key: next((_text(each) for each in _path(root, *tags)), "")
            for key, tags in places.items()
        }
        weights = [v.get("name", "") for v in variables if v.get("wgt") == "wgt"]
        found["roles"] = {"weight": weights[0]} if len(weights) == 1 else {}
        return {key: value for key, value in found.items() if value}
