"""How large a table may be that says its size before it is read."""

from __future__ import annotations

from gainsem.errors import FileError

MAX_CELLS = 10**9


def refuse_cells(n_rows: int, n_columns: int, called: str, rows: str = "rows") -> None:
    """Refuse a table whose cells would not fit in memory, however small its file (E-FILE-10)."""
    if n_rows * n_columns > MAX_CELLS:
        raise FileError.of(
            "E-FILE-10",
            f"{called} has {n_rows:,} {rows} of {n_columns:,} columns; up to {MAX_CELLS:,} cells "
            "are read.",
            why="compressed, a huge table can be a small file",
            do="keep only the columns the model needs, or split the file",
        )
