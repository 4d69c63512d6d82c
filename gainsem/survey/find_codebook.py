"""Where the codebook of a data file is, when nobody has said."""

from __future__ import annotations

import re
from pathlib import Path

from gainsem.errors import CodebookError
from gainsem.survey.safe_path import path_below, project_root

CODEBOOK_NAMES = ("codebook.yaml", "codebook.yml")
SUFFIXES = (".yaml", ".yml")
HEAD_BYTES = 8192
COMMENT = re.compile(r"\s*[#!]\s*codebook\s*:\s*(?P<path>\S.*?)\s*", re.IGNORECASE)


def find_codebook(
    model_path: str | Path | None = None, data_path: str | Path | None = None
) -> Path | None:
    """Return the codebook that belongs to a model and its data, or None.

    Looked for in this order: ``codebook.yaml`` (or ``.yml``) in the folder of the
    data (or in the folder that was given as the data); ``<data name>.codebook.yaml`` beside
    the data; the path in a comment ``# codebook: ../surveys/x/codebook.yaml`` among
    the comment lines at the top of the model; ``<model name>.codebook.yaml`` beside
    the model.

    Parameters
    ----------
    model_path : str or Path, optional
        A ``.lav`` file.
    data_path : str or Path, optional
        A table, or the folder of a survey.

    Raises
    ------
    CodebookError
        E-SEC-07 when the comment leads outside the project (the nearest folder
        above the model that holds a folder ``surveys``, else the model's own
        folder), E-BOOK-01 when the file it names does not exist.
    """
    model = Path(model_path) if model_path else None
    candidates = _beside_data(Path(data_path)) if data_path else []
    found = next((path for path in candidates if path.is_file()), None)
    if found or model is None:
        return found
    beside_model = model.with_name(f"{model.stem}.codebook.yaml")
    return named_codebook(model) or (beside_model if beside_model.is_file() else None)


def named_codebook(model: Path) -> Path | None:
    """Return the codebook that a comment at the top of a model names."""
    named = _named_path(model)
    if named is None:
        return None
    line, text = named
    place = f"{model}, line {line}"
    if not text.lower().endswith(SUFFIXES):
        raise CodebookError.of(
            "E-SEC-07",
            f"{place}: '{text}' is not a YAML file; a codebook is.",
            do="name the codebook, for example  # codebook: ../surveys/bfi/codebook.yaml",
        )
    folder = model.resolve().parent
    path = path_below(project_root(folder), text, start=folder, said_by=place)
    if not path.is_file():
        raise CodebookError.of(
            "E-BOOK-01",
            f"{place}: the codebook '{text}' does not exist.",
            where=f"looked for {path}",
            do="correct the path, which starts from the model's folder",
        )
    return path


def _beside_data(data: Path) -> list[Path]:
    if data.is_dir():
        return [data / name for name in CODEBOOK_NAMES]
    beside = [data.with_name(name) for name in CODEBOOK_NAMES]
    return [*beside, data.with_name(f"{data.stem}.codebook.yaml")]


def _named_path(model: Path) -> tuple[int, str] | None:
    try:
        with model.open("rb") as file:
            head = file.read(HEAD_BYTES).decode("utf-8-sig", errors="replace")
    except OSError:
        return None
    for number, line in enumerate(head.splitlines(), start=1):
        if found := COMMENT.fullmatch(line):
            return number, found["path"]
        if line.strip() and line.lstrip()[0] not in "#!":
            return None
    return None
