"""What scoring found: indices of groups, gaps, trends, importance; and scores of respondents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.results.index_rows import (
    GapRow,
    ImportanceRow,
    IndexedConstruct,
    IndexRow,
    TrendRow,
)
from gainsem.results.scores_summary import scores_html, scores_summary, scores_verdict
from gainsem.results.scores_tables import scores_table
from gainsem.results.summary import Summary
from gainsem.results.table import Table

if TYPE_CHECKING:
    from pandas import DataFrame

SCHEMA = "gainsem.index/1"


@dataclass(frozen=True, repr=False, eq=False)
class Respondents:
    """Scores of single respondents; they stand in ``scores.csv`` and nowhere else.

    Parameters
    ----------
    lines : ndarray of int, shape (n,)
        Line of the data file.
    ids : tuple of str
        What the variable with the role ``respondent`` says; empty without one.
    columns : tuple of str
        ``name``, ``name_se``, ... (factor scores), ``name_index``, ``name_index_sd``, ...
    values : ndarray, shape (n, columns)
        NaN for those without scores.
    """

    lines: NDArray[np.int64]
    ids: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array


@dataclass(frozen=True)
class ScoreSettings:
    """The choices scores were made with.

    Parameters
    ----------
    by : tuple of str
    weights, cluster, stratum, wave, compare : str
        Variables; empty where there is none.
    overall : str
        The construct that stands for everything; empty where there is none.
    target : str
        What the total effects are on.
    draws, seed, min_cell : int
    """

    by: tuple[str, ...] = ()
    weights: str = ""
    cluster: str = ""
    stratum: str = ""
    wave: str = ""
    compare: str = ""
    overall: str = ""
    target: str = ""
    draws: int = 20
    seed: int = 1
    min_cell: int = 10


@dataclass(frozen=True, repr=False, eq=False)
class Scores:
    """Indices from 0 to 100 with their uncertainty, from :func:`gainsem.score`.

    Parameters
    ----------
    constructs : tuple of IndexedConstruct
        What has an index, parts before the wider constructs they belong to.
    index : tuple of IndexRow
    gaps : tuple of GapRow
    trends : tuple of TrendRow
    importance : tuple of ImportanceRow
    settings : ScoreSettings
    labels : mapping
        Variable to its label by language.
    levels : mapping
        Variable to the labels of its levels, by level and language.
    title : mapping
        Title of the survey by language.
    provenance : mapping
        Version of gainsem, model, data file and their SHA-256.
    n_read, n_scored : int
    diagnostics : tuple of Diagnostic
    respondents : Respondents
        Never part of :meth:`to_dict`, of figures or of a report.
    """

    constructs: tuple[IndexedConstruct, ...]
    index: tuple[IndexRow, ...]
    gaps: tuple[GapRow, ...]
    trends: tuple[TrendRow, ...]
    importance: tuple[ImportanceRow, ...]
    settings: ScoreSettings
    labels: Mapping[str, Mapping[str, str]]
    levels: Mapping[str, Mapping[str, Mapping[str, str]]]
    title: Mapping[str, str]
    provenance: Mapping[str, str]
    n_read: int
    n_scored: int
    respondents: Respondents
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    def table(self, name: str = "index", *, lang: str = "en") -> Table:
        """Return one of the tables.

        Parameters
        ----------
        name : {"index", "gaps", "trend", "importance_performance"}
        lang : {"en", "zh"}
            Language of the labels of constructs and levels.

        Raises
        ------
        OptionError
            E-OPT-01 for another name.
        """
        return scores_table(self, name, lang=lang)

    def to_frame(self, name: str = "index") -> DataFrame:
        """Return a table with all its digits.

        Parameters
        ----------
        name : {"index", "gaps", "trend", "importance_performance", "scores"}
            ``"scores"`` has one row a respondent.
        """
        if name == "scores":
            return self._scores_frame()
        from gainsem.results.scores_tables import scores_frame

        frame: DataFrame = scores_frame(self, name)
        return frame

    def _scores_frame(self) -> DataFrame:
        import pandas as pd

        own = self.respondents
        frame = pd.DataFrame(own.values, columns=list(own.columns))
        if own.ids:
            frame.insert(0, "respondent", list(own.ids))
        frame.insert(0, "line", own.lines)
        return frame

    def summary(self, *, lang: str = "en") -> Summary:
        """Return the page a terminal shows, in plain words."""
        return Summary(scores_summary(self, lang=lang))

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``index.json``: everything but single respondents."""
        from gainsem.results.record import plain

        parts = ("constructs", "index", "gaps", "trends", "importance", "settings")
        return {
            "schema": SCHEMA,
            "n_read": self.n_read,
            "n_scored": self.n_scored,
            **{name: plain(getattr(self, name)) for name in parts},
            "labels": plain(self.labels),
            "levels": plain(self.levels),
            "title": plain(self.title),
            "provenance": plain(self.provenance),
            "diagnostics": [each.to_dict() for each in self.diagnostics],
        }

    def __repr__(self) -> str:
        return scores_verdict(self)

    def _repr_html_(self) -> str:
        return scores_html(self)
