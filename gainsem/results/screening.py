"""The result of data screening, and its faces: tables, page, record."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.results.file_writing import write_text
from gainsem.results.screening_record import screening_to_dict, screening_to_json
from gainsem.results.screening_summary import one_line_screening, screening_summary
from gainsem.results.screening_tables import (
    flags_table,
    items_table,
    respondent_columns,
)
from gainsem.results.summary import Summary
from gainsem.results.table import STYLE
from gainsem.survey.screening import Screened

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Screening"]


class Screening(Screened):
    """What screening found (:class:`~gainsem.survey.screening.Screened`), and its faces.

    Nobody is left out: a flag is a reason to look, and :func:`gainsem.fit` leaves flagged
    respondents out only where ``exclude=`` names the flag.
    """

    @property
    def respondents(self) -> DataFrame:
        """One row a respondent: line of the file, indices, and a column for every flag."""
        import pandas as pd

        return pd.DataFrame(respondent_columns(self))

    @property
    def flags(self) -> DataFrame:
        """One row a flag: how many, which share, by which limit, from which paper."""
        frame: DataFrame = flags_table(self).to_frame()
        return frame

    @property
    def items(self) -> DataFrame:
        """One row an item: missing answers, distribution, unused codes, item-rest correlation."""
        frame: DataFrame = items_table(self).to_frame()
        return frame

    def flagged(self, *names: str) -> NDArray[np.bool_]:
        """Return who has at least one of the named flags (of any flag, without names).

        Parameters
        ----------
        *names : str
            Flags such as ``"speed"``.

        Returns
        -------
        ndarray of bool, shape (n,)
            In the order of the answers.
        """
        if not names:
            return self.any_hit
        return np.asarray(np.any([self.flag(name).hit for name in names], axis=0))

    def summary(self) -> Summary:
        """Return the page a terminal shows; nothing in it is about a single respondent."""
        return Summary(screening_summary(self))

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``screen.json``."""
        return screening_to_dict(self)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write ``screen.json``; an older file stays whole until the new one is complete."""
        return write_text(path, screening_to_json(self))

    def __repr__(self) -> str:
        return one_line_screening(self)

    def _repr_html_(self) -> str:
        tables: Iterable[str] = (flags_table(self).to_html(), items_table(self).to_html())
        return "\n".join([f'<div class="gainsem">\n<style>\n{STYLE}</style>', *tables, "</div>"])
