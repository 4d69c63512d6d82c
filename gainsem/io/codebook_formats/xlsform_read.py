"""An XLSForm to a draft of a codebook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.draft import Draft, LeftOut
from gainsem.io.codebook_formats.xlsform_choices import choice_lists, form_problem
from gainsem.io.codebook_formats.xlsform_questions import Survey
from gainsem.io.codebook_formats.xlsform_sheets import (
    OF_CONSTRUCTS,
    FormSheets,
    SheetRow,
    form_sheets,
)
from gainsem.io.file_bytes import FileBytes

KNOWN_SHEETS = frozenset({"survey", "choices", "settings", "constructs", "codebook"})
TEXTS = frozenset({"citation", "source", "licence", "decimal", "responses"})


def draft_of_xlsform(sheets: Mapping[str, Sequence[Sequence[str]]], file: FileBytes) -> Draft:
    """Return what an XLSForm says.

    Groups are dissolved, what they say about who is asked goes to their questions; notes,
    calculations and metadata are listed as left out.

    Parameters
    ----------
    sheets : mapping
        Rows of text by sheet.
    file : FileBytes
        The same file, for pyxform, which is asked for its opinion where it is installed.

    Raises
    ------
    CodebookError
        E-BOOK-21 for a workbook that is no form, E-BOOK-22 with everything that is wrong
        in a form: unknown types, lists that do not exist, names given twice, open groups.
    """
    source = Path(file.source).name
    form = form_sheets(sheets, source)
    leftovers = _leftovers(form)
    form = replace(form, languages=tuple(leftovers.pop("languages", form.languages)))
    lists, problems = choice_lists(form)
    survey = Survey(form, lists)
    survey.read()
    if not survey.items and not survey.problems:
        what = "there is no question that a codebook could describe"
        survey.problems.append(
            form_problem(source, "sheet survey", what, "look at the list of rows")
        )
    if problems := [*problems, *survey.problems]:
        raise CodebookError(*problems)
    is_own = "codebook" in form.rows and any(item.is_item is not None for item in survey.items)
    return Draft(
        source=source,
        kind="XLSForm",
        languages=form.languages,
        items=tuple(survey.items),
        title=leftovers.pop("title", None) or _title(form),
        instructions=survey.instructions,
        constructs=_constructs(form),
        keys=leftovers,
        left_out=(*([] if is_own else survey.ours), *survey.left_out, *_unused(form, survey)),
        remarks=(*_unknown_languages(form), *opinion_of_pyxform(file)),
        is_own=is_own,
        tool="kobo",
    )


def opinion_of_pyxform(file: FileBytes) -> tuple[Diagnostic, ...]:
    """Return what pyxform, the converter of ODK and Kobo, has to say about a form."""
    source = Path(file.source).name
    try:
        from pyxform.errors import PyXFormError
        from pyxform.xls2xform import convert
    except ImportError:
        return (
            note(
                "I-BOOK-44",
                f"{source} was read, but not checked as a form: pyxform is not installed.",
                do="pip install pyxform",
            ),
        )
    kind = ".xls" if file.data.startswith(b"\xd0\xcf\x11\xe0") else ".xlsx"
    try:
        said = convert(file.data, file_type=kind, validate=False).warnings
    except PyXFormError as refusal:
        said = [str(refusal)]
    except Exception as failure:  # a converter that fails says nothing about the codebook
        said = [f"it failed: {type(failure).__name__}"]
    return tuple(warning("W-BOOK-45", f"{source}: pyxform says: {each}") for each in said)


def _title(form: FormSheets) -> dict[str, str]:
    for row in form.rows.get("settings", []):
        if row["form_title"]:
            return {form.languages[0]: row["form_title"]}
    return {}


def _constructs(form: FormSheets) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in form.rows.get("constructs", []):
        labels = {lang: row[f"label_{lang.casefold()}"] for lang in form.languages}
        said = {
            "label": {lang: text for lang, text in labels.items() if text},
            **{key: row[key] for key in OF_CONSTRUCTS},
        }
        said["label"] = said["label"] or {form.languages[0]: row["name"]}
        if row["name"]:
            found[row["name"]] = {key: value for key, value in said.items() if value}
    return found


def _leftovers(form: FormSheets) -> dict[str, Any]:
    """Return what an export of ours has put into the sheet ``codebook``."""
    found: dict[str, Any] = {}
    for row in form.rows.get("codebook", []):
        key, of, value = row["key"], row["of"], row["value"]
        if key in TEXTS:
            found[key] = value
        elif key == "title" or key == "roles":
            found.setdefault(key, {})[of] = value
        elif key == "languages":
            found[key] = [str(each) for each in _json(row, form.source)]
        elif key in ("columns", "exports", "tables", "scales"):
            found.setdefault(key, {})[of] = _json(row, form.source)
    return found


def _json(row: SheetRow, source: str) -> Any:
    try:
        return json.loads(row["value"])
    except json.JSONDecodeError:
        what = f"the value of '{row['key']}' is not what the export has written there"
        problem = form_problem(source, row.place, what, "export the codebook again")
        raise CodebookError(problem) from None


def _unused(form: FormSheets, survey: Survey) -> list[LeftOut]:
    used = {row["type"].split()[-1] for row in form.rows["survey"] if " " in row["type"]}
    used |= {row["kobo--score-choices"] for row in form.rows["survey"]}
    left = [
        LeftOut("sheet choices", f"list '{n}' that no question uses")
        for n in survey.lists
        if not any(n in row["type"].split() for row in form.rows["survey"]) and n not in used
    ]
    left += [
        LeftOut(f"sheet {name}", "not part of a form")
        for name, rows in form.rows.items()
        if name not in KNOWN_SHEETS and rows
    ]
    return left


def _unknown_languages(form: FormSheets) -> tuple[Diagnostic, ...]:
    return tuple(
        warning(
            "W-BOOK-46",
            f"{form.source}: the language '{name}' is not known; it is called '{code}' here.",
            do=f"put the code of the language for '{code}' in the codebook, for example  sw",
        )
        for name, code in form.unknown_languages.items()
    )
