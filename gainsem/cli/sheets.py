"""Tables on their way to a file: names of the columns, and rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame

Sheet = tuple[Sequence[str], Iterable[Sequence[Any]]]


def sheet_of(frame: DataFrame) -> Sheet:
    """Return a data frame as names and rows."""
    return [str(name) for name in frame.columns], frame.itertuples(index=False)
