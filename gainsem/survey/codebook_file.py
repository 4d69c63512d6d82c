"""A codebook file to a :class:`Codebook`; every problem with its place and line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.diagnostics import Diagnostic
from gainsem.errors import CodebookError, did_you_mean
from gainsem.survey.codebook import Codebook, ExportRules, SecondTable
from gainsem.survey.codebook_rules import broken_rules, in_main_language, items_of
from gainsem.survey.safe_path import path_below
from gainsem.survey.safe_yaml import Document, read_bytes, read_yaml

if TYPE_CHECKING:
    from gainsem.survey.codebook_document import CodebookDocument, ExportDocument


def read_codebook(path: str | Path) -> Codebook:
    """Read a codebook.

    Parameters
    ----------
    path : str or Path
        A YAML file of at most 2 MB.

    Raises
    ------
    CodebookError
        E-BOOK-01 no such file, E-SEC-06 unsafe YAML, E-SEC-07 unsafe path,
        E-BOOK-02 ... E-BOOK-06 what is wrong in it, all problems together, each
        with its place and line.
    """
    path = Path(path)
    said, document, sha256 = read_document(path)
    return _codebook(said, document, path, sha256)


def read_document(path: Path) -> tuple[CodebookDocument, Document, str]:
    """Return a codebook as it stands in its file, with the places in it, and its SHA-256.

    Raises
    ------
    CodebookError
        As :func:`read_codebook`, but for E-SEC-07.
    """
    data = read_bytes(path, "codebook")
    said, document = document_of_bytes(data, path.name)
    return said, document, hashlib.sha256(data).hexdigest()


def document_of_bytes(data: bytes, source: str) -> tuple[CodebookDocument, Document]:
    """Return a codebook as it stands in the bytes of a YAML file, with the places in it.

    Raises
    ------
    CodebookError
        As :func:`read_document`.
    """
    document = yaml_of_codebook(data, source)
    said = _validated(document)
    if problems := broken_rules(said, document):
        raise CodebookError(*problems)
    return said, document


def examine(path: Path) -> tuple[CodebookDocument | None, list[Diagnostic]]:
    """Return a codebook and everything that is wrong with it, in one pass.

    Unknown keys are set aside, so that contradictions are found as well; where an entry
    is missing or of the wrong kind there is no codebook to look further into.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple
        The codebook, None where it cannot be read, and E-BOOK-02 ... E-BOOK-06 and
        E-SEC-06 in the order of the file.

    Raises
    ------
    CodebookError
        E-BOOK-01: there is no such file.
    """
    from pydantic import ValidationError

    from gainsem.survey.codebook_document import CodebookDocument

    data = read_bytes(path, "codebook")
    try:
        document = yaml_of_codebook(data, path.name)
    except CodebookError as refusal:
        return None, list(refusal.problems)
    problems: list[Diagnostic] = []
    try:
        said = CodebookDocument.model_validate(document.content)
    except ValidationError as error:
        entries: list[dict[str, Any]] = [dict(entry) for entry in error.errors()]
        problems = [_problem(entry, document) for entry in entries]
        if any(entry["type"] != "extra_forbidden" for entry in entries):
            return None, problems
        for entry in entries:
            _drop(document.content, _path_in(document.content, entry["loc"]))
        said = CodebookDocument.model_validate(document.content)
    return said, [*problems, *broken_rules(said, document)]


def _drop(content: Any, path: tuple[str | int, ...]) -> None:
    for step in path[:-1]:
        content = content[step]
    del content[path[-1]]


def yaml_of_codebook(data: bytes, source: str) -> Document:
    """Return the keys of a codebook as plain data, not yet looked at.

    Raises
    ------
    CodebookError
        E-SEC-06 unsafe YAML, E-BOOK-02 no YAML, E-BOOK-04 no keys.
    """
    document = read_yaml(data, source)
    if not isinstance(document.content, dict):
        raise CodebookError.of(
            "E-BOOK-04",
            f"{source} holds no codebook: keys such as title and items are missing.",
            do="begin with  title: ...  and  items:",
        )
    return document


def _validated(document: Document) -> CodebookDocument:
    from pydantic import ValidationError

    from gainsem.survey.codebook_document import CodebookDocument

    try:
        return CodebookDocument.model_validate(document.content)
    except ValidationError as error:
        found = [_problem(dict(entry), document) for entry in error.errors()]
        raise CodebookError(*found) from None


def _problem(entry: Mapping[str, Any], document: Document) -> Diagnostic:
    path = _path_in(document.content, entry["loc"])
    place = f"{document.source}, line {document.line(path)}"
    if entry["type"] == "extra_forbidden":
        return _unknown_key(place, path)
    name = ".".join(map(str, path))
    if entry["type"] == "missing":
        return Diagnostic(
            "E-BOOK-04", "error", f"{place}: {name} is missing.", do="add it to the codebook"
        )
    shown = repr(entry["input"])
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    said = entry["msg"].removeprefix("Input ")
    return Diagnostic(
        "E-BOOK-04",
        "error",
        f"{place}: {name} is {shown}; it {said}.",
        do="put words that YAML takes for numbers or truth values in quotes"
        if "string" in said
        else "correct the value",
    )


def _path_in(content: Any, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return a pydantic location without the names of alternatives it passes through."""
    path: list[str | int] = []
    for i, step in enumerate(location):
        last = i == len(location) - 1
        inside = content if isinstance(content, dict) else dict(enumerate(_listed(content)))
        if step in inside:
            content = inside[step]
        elif not (last and isinstance(content, dict | list)) or step == "[key]":
            continue
        path.append(step)
    return tuple(path)


def _listed(content: Any) -> list[Any]:
    return content if isinstance(content, list) else []


def _unknown_key(place: str, path: tuple[str | int, ...]) -> Diagnostic:
    allowed = _keys_at(path[:-1])
    inside = ".".join(map(str, path[:-1])) or "a codebook"
    return Diagnostic(
        "E-BOOK-03",
        "error",
        f"{place}: {inside} has no key '{path[-1]}'.{did_you_mean(str(path[-1]), allowed)}",
        do=f"keys are: {', '.join(allowed)}",
    )


def _keys_at(path: tuple[str | int, ...]) -> list[str]:
    from gainsem.survey import codebook_document as documents

    kinds: dict[str, type[documents.CodebookPart]] = {
        "scales": documents.ScaleDocument,
        "constructs": documents.ConstructDocument,
        "items": documents.ItemDocument,
        "variables": documents.ItemDocument,
        "exports": documents.ExportDocument,
        "tables": documents.TableDocument,
    }
    if not path:
        return documents.CodebookDocument.keys()
    if path[-1] == "scale":
        return documents.ScaleDocument.keys()
    if len(path) > 2 and path[-2] == "options":
        return documents.OptionDocument.keys()
    return kinds[str(path[0])].keys()


def _codebook(said: CodebookDocument, document: Document, path: Path, sha256: str) -> Codebook:
    main = said.languages[0]
    described = {**said.items, **said.variables}
    folder = path.resolve().parent

    def below(named: str, at: tuple[str, ...]) -> Path:
        place = f"{document.source}, line {document.line(at)}"
        return path_below(folder, named, start=folder, said_by=place)

    return Codebook(
        items=tuple(one for name, item in described.items() for one in items_of(name, item, said)),
        title=in_main_language(said.title, main),
        constructs={
            name: in_main_language(construct.label, main)
            for name, construct in said.constructs.items()
        },
        languages=tuple(said.languages),
        citation=" ".join(said.citation.split()),
        source=" ".join(said.source.split()),
        licence=" ".join(said.licence.split()),
        notes={name: item.note for name, item in described.items() if item.note},
        decimal=said.decimal,
        responses=None if said.responses is None else below(said.responses, ("responses",)),
        part_of={name: c.part_of for name, c in said.constructs.items() if c.part_of},
        compare_with={n: c.compare_with for n, c in said.constructs.items() if c.compare_with},
        roles={str(role): name for role, name in said.roles.items()},
        attention={n: i.attention for n, i in described.items() if i.attention is not None},
        options={name: tuple(item.options) for name, item in described.items() if item.options},
        asked_if={name: item.asked_if for name, item in described.items() if item.asked_if},
        columns={name: tuple(headings) for name, headings in said.columns.items()},
        exports={str(tool): _export(export, said) for tool, export in said.exports.items()},
        tables=tuple(
            SecondTable(name, below(table.file, ("tables", name, "file")), table.key)
            for name, table in said.tables.items()
        ),
        path=path,
        sha256=sha256,
    )


def _export(export: ExportDocument, said: CodebookDocument) -> ExportRules:
    """Return the rules of one tool, with the codes of a scale written out for its items."""
    described = {**said.items, **said.variables}
    codes = {
        name: dict(export.codes[item.scale])
        for name, item in described.items()
        if isinstance(item.scale, str) and item.scale in export.codes
    }
    codes.update({n: dict(c) for n, c in export.codes.items() if n in described})
    return ExportRules({n: tuple(h) for n, h in export.columns.items()}, codes)
