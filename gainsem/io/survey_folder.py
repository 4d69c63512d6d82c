"""What lies where in a survey: its codebook and the table with its answers."""

from __future__ import annotations

from pathlib import Path

from gainsem.errors import FileError, did_you_mean
from gainsem.survey.find_codebook import CODEBOOK_NAMES

TABLE_SUFFIXES = (
    *(".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz"),
    *(".xlsx", ".xls", ".ods"),
    *(".sav", ".zsav", ".por", ".dta"),
    *(".parquet", ".feather", ".arrow"),
)
RESPONSES = "responses"


def codebook_in(folder: Path) -> Path:
    """Return the codebook of a survey's folder.

    Raises
    ------
    FileError
        E-FILE-12 when there is none.
    """
    for name in CODEBOOK_NAMES:
        if (folder / name).is_file():
            return folder / name
    raise FileError.of(
        "E-FILE-12",
        f"The folder '{folder}' has no codebook.yaml."
        + did_you_mean(CODEBOOK_NAMES[0], _names(folder)),
        where=_holds(folder),
        do="add a codebook.yaml, or give the path of the table itself",
    )


def responses_in(folder: Path) -> Path:
    """Return the table called ``responses`` in a survey's folder.

    Raises
    ------
    FileError
        E-FILE-12 when there is none, E-FILE-18 when there are several.
    """
    names = _names(folder)
    found = [name for name in names if name.lower() in {RESPONSES + s for s in TABLE_SUFFIXES}]
    if len(found) == 1:
        return folder / found[0]
    if found:
        raise FileError.of(
            "E-FILE-18",
            f"The folder '{folder}' has several tables of responses: {', '.join(found)}.",
            do="say which in the codebook, for example  responses: responses.csv",
        )
    raise FileError.of(
        "E-FILE-12",
        f"The folder '{folder}' has no responses.csv (or .tsv, .xlsx, .sav, .dta, .parquet)."
        + did_you_mean("responses.csv", [name for name in names if name.endswith(TABLE_SUFFIXES)]),
        where=_holds(folder),
        do="put the answers there, or name their file in the codebook:  responses: answers.csv",
    )


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    except OSError:
        return []


def _holds(folder: Path) -> str:
    names = _names(folder)
    return f"it holds {', '.join(names[:8])}" if names else "it holds no files"
