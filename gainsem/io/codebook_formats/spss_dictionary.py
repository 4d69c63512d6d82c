"""The dictionary of an SPSS file (.sav, .zsav) to a draft of a codebook; no answer is read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.draft import Draft, DraftItem, DraftScale, LeftOut
from gainsem.io.codebook_formats.xlsform_sheets import guess_language
from gainsem.io.file_bytes import missing_file

MEASURES = {"ordinal": "ordinal", "scale": "continuous", "nominal": "nominal"}
WIDEST_MISSING_RANGE = 20


def draft_of_spss(path: str | os.PathLike[str]) -> Draft:
    """Return what the dictionary of an SPSS file says.

    Variable labels become wordings, value labels scales, user-missing values missing
    codes; the measurement level is taken over where it is set.

    Raises
    ------
    FileError
        E-FILE-12: there is no such file.
    CodebookError
        E-BOOK-25: it is no SPSS file, or damaged; E-BOOK-27: pyreadstat is not installed.
    """
    place = Path(path)
    if not place.is_file():
        raise missing_file(place)
    meta = _dictionary(place)
    wordings = [text or "" for text in (*meta.column_labels, meta.file_label)]
    labels = [
        str(text) for by_code in meta.variable_value_labels.values() for text in by_code.values()
    ]
    language = guess_language("".join([*wordings, *labels]))
    reader = _Reader(meta, language, [])
    items = tuple(reader.item(number, name) for number, name in enumerate(meta.column_names))
    if not items:
        raise _no_spss(place, "it has no variables")
    return Draft(
        source=place.name,
        kind="SPSS file",
        languages=(language,),
        items=items,
        title={language: meta.file_label or place.stem},
        left_out=tuple(reader.left_out),
    )


def _dictionary(path: Path) -> Any:
    try:
        import pyreadstat
    except ImportError:
        raise CodebookError.of(
            "E-BOOK-27",
            f"{path.name} is an SPSS file; reading it needs the package pyreadstat.",
            do='pip install "gainsem[spss]"',
        ) from None
    try:
        _, meta = pyreadstat.read_sav(str(path), metadataonly=True, user_missing=True)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError) as problem:
        raise _no_spss(path, str(problem)) from None
    return meta


def _no_spss(path: Path, problem: str) -> CodebookError:
    return CodebookError.of(
        "E-BOOK-25",
        f"{path.name} cannot be read as an SPSS file: {problem.rstrip('.')}.",
        do="save it again from SPSS as .sav, and look whether it was copied completely",
    )


class _Reader:
    def __init__(self, meta: Any, language: str, left_out: list[LeftOut]) -> None:
        self.meta, self.language, self.left_out = meta, language, left_out

    def item(self, number: int, name: str) -> DraftItem:
        """Return one variable."""
        text = self.meta.column_labels[number]
        place = f"variable {number + 1}"
        return DraftItem(
            name=name,
            place=place,
            text={self.language: text} if text else {},
            scale=self.scale(name, place),
        )

    def scale(self, name: str, place: str) -> DraftScale | None:
        """Return value labels, missing values and level of a variable; None for texts."""
        labelled = self.meta.variable_value_labels.get(name, {})
        if str(self.meta.readstat_variable_types.get(name)) == "string":
            if labelled:
                what = f"value labels of the text variable '{name}'"
                self.left_out.append(LeftOut(place, what))
            return None
        labels = {float(code): str(text) for code, text in labelled.items()}
        missing = self.missing(name, place, tuple(labels))
        measure = MEASURES.get(str(self.meta.variable_measure.get(name)), "")
        codes = tuple(sorted(code for code in labels if code not in missing))
        if measure == "continuous" or not codes:
            measure, codes = "continuous", ()
        if measure == "continuous" and not labels and not missing:
            return DraftScale(measure="continuous")
        return DraftScale(
            measure=measure,
            codes=codes,
            labels={self.language: labels} if labels else {},
            missing_codes=missing,
        )

    def missing(self, name: str, place: str, labelled: tuple[float, ...]) -> tuple[float, ...]:
        """Return the user-missing values, ranges of them written out."""
        found: list[float] = []
        for span in self.meta.missing_ranges.get(name, []):
            low, high = float(span["lo"]), float(span["hi"])
            whole = low.is_integer() and high.is_integer() and high - low < WIDEST_MISSING_RANGE
            if low == high:
                found.append(low)
            elif whole:
                found += [float(code) for code in range(int(low), int(high) + 1)]
            else:
                found += [code for code in labelled if low <= code <= high]
                what = (
                    f"'{name}': missing values {span['lo']} to {span['hi']}, but those with a label"
                )
                self.left_out.append(LeftOut(place, what))
        return tuple(dict.fromkeys(found))
