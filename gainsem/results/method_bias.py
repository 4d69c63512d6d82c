"""What can be said about common method variance: five diagnostics, and what none can show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gainsem.diagnostics import Diagnostic
from gainsem.results.cells import number_text
from gainsem.results.marker_technique import MarkerTechnique
from gainsem.results.named_table import named_table
from gainsem.results.record import plain
from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from pandas import DataFrame

HARMAN = (
    "Harman's single-factor test: the first unrotated component holds {share} % of the variance of "
    "{count} items. This cannot show that there is no method variance: a method effect can be "
    "large and no component hold half of the variance, and constructs that truly correlate can "
    "share one without any (Podsakoff et al. 2003). It is here because reviewers ask for it."
)
COLLINEARITY_LIMIT = 3.3


@dataclass(frozen=True)
class PathCompared:
    """A standardised path or correlation without and with the method factor."""

    lhs: str
    op: str
    rhs: str
    without: float
    with_method: float

    @property
    def difference(self) -> float:
        """How much it changes."""
        return self.with_method - self.without


@dataclass(frozen=True)
class MethodFactor:
    """The model with an unmeasured factor that all items load on alike.

    ``share`` is the mean squared standardised loading on it; ``chisq_difference``,
    ``df_difference`` and ``pvalue`` compare the models (NaN for corrected statistics,
    whose difference is no chi-square).
    """

    paths: tuple[PathCompared, ...]
    share: float
    chisq_difference: float
    df_difference: int
    pvalue: float
    proper: bool


@dataclass(frozen=True)
class MarkerPair:
    """A correlation of construct means, and what is left without the marker's share."""

    construct1: str
    construct2: str
    r: float
    adjusted: float
    t: float
    df: int
    pvalue: float


@dataclass(frozen=True, repr=False, eq=False)
class MethodBias:
    """Diagnostics of common method variance, from :func:`gainsem.method_bias`.

    Parameters
    ----------
    harman : float
        Share of the first unrotated component.
    n_items : int
    collinearity : dict of str to float
        Full-collinearity VIF of each construct (NaN: not defined).
    method_factor : MethodFactor or None
        None when that model has no solution.
    marker : tuple of str
        The marker items, if any.
    marker_correlation : float
        What is taken as method variance; NaN without a marker.
    pairs : tuple of MarkerPair
    technique : MarkerTechnique or None
        The CFA marker technique, with a marker of two items or more.
    diagnostics : tuple of Diagnostic
    """

    harman: float
    n_items: int
    collinearity: dict[str, float]
    method_factor: MethodFactor | None
    marker: tuple[str, ...] = ()
    marker_correlation: float = math.nan
    pairs: tuple[MarkerPair, ...] = ()
    technique: MarkerTechnique | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    def tables(self) -> dict[str, Table]:
        """Return the tables by name; those with nothing in them are left out."""
        found = {
            "method_factor": self._method_table(),
            "collinearity": self._collinearity_table(),
            "marker": self._marker_table(),
            **(self.technique.tables() if self.technique else {}),
        }
        return {name: table for name, table in found.items() if table.rows}

    def to_frame(self, table: str = "method_factor") -> DataFrame:
        """Return one of the tables (``method_factor``, ``collinearity``, ``marker``, ...)."""
        frame: DataFrame = named_table(self.tables(), table).to_frame()
        return frame

    @property
    def harman_text(self) -> str:
        """Harman's test in a sentence, with what it cannot show."""
        return HARMAN.format(share=number_text(100 * self.harman, 1), count=self.n_items)

    def summary(self) -> str:
        """Return everything as text."""
        from textwrap import wrap

        from gainsem.results.summary import Summary

        parts = ["Common method variance", "\n".join(wrap(self.harman_text, 88))]
        parts += [table.to_text() for table in self.tables().values()]
        parts += [str(one) for one in self.diagnostics]
        return Summary("\n\n".join(parts) + "\n")

    def to_dict(self) -> dict[str, Any]:
        """Return everything in the types JSON knows."""
        return {
            "schema": "gainsem.method_bias/1",
            "harman": plain(self.harman),
            "n_items": self.n_items,
            "collinearity": plain(self.collinearity),
            "method_factor": plain(self.method_factor),
            "marker": list(self.marker),
            "marker_correlation": plain(self.marker_correlation),
            "pairs": plain(self.pairs),
            "technique": plain(self.technique),
            "diagnostics": [one.to_dict() for one in self.diagnostics],
        }

    def __repr__(self) -> str:
        return f"<MethodBias first component {100 * self.harman:.1f} % of {self.n_items} items>"

    def _repr_html_(self) -> str:
        return "\n".join(table._repr_html_() for table in self.tables().values())

    def _method_table(self) -> Table:
        columns = (
            Column("lhs", "Variable"),
            Column("op", ""),
            Column("rhs", "With"),
            Column("without", "Without", "number"),
            Column("with_method", "With method", "number"),
            Column("difference", "Difference", "number"),
        )
        found = self.method_factor
        if found is None:
            return Table(columns, ())
        rows = tuple(
            (one.lhs, one.op, one.rhs, one.without, one.with_method, one.difference)
            for one in found.paths
        )
        share = number_text(100 * found.share, 1)
        notes = [
            (
                "Standardised, in the model and in the model with an unmeasured factor on which"
                f" all items load alike; it holds {share} % of the items' variance on average."
            )
        ]
        if math.isfinite(found.chisq_difference):
            notes.append(
                f"Chi-square difference {number_text(found.chisq_difference)}, df"
                f" {found.df_difference}. A significant one says that the items share something"
                " more, not that it is their method."
            )
        return Table(columns, rows, "Unmeasured method factor", tuple(notes))

    def _collinearity_table(self) -> Table:
        columns = (Column("construct", "Construct"), Column("vif", "VIF", "number", 2))
        note = (
            f"Full-collinearity VIF of the latent variables. Kock (2015) takes values above"
            f" {COLLINEARITY_LIMIT} as a sign of method variance; constructs that truly overlap"
            " reach them as well."
        )
        rows = tuple(self.collinearity.items())
        return Table(columns, rows, "Full collinearity", (note,))

    def _marker_table(self) -> Table:
        columns = (
            Column("construct1", "Construct"),
            Column("construct2", "With"),
            Column("r", "r", "number"),
            Column("adjusted", "Adjusted", "number"),
            Column("t", "t", "number", 2),
            Column("df", "df", "integer"),
            Column("pvalue", "p", "pvalue"),
        )
        rows = tuple(tuple(getattr(one, column.key) for column in columns) for one in self.pairs)
        note = (
            f"Correlations of construct means, less the marker's ({', '.join(self.marker)};"
            f" smallest correlation {number_text(self.marker_correlation)}): Lindell & Whitney"
            " (2001). It holds if the marker is unrelated to the constructs and shares their"
            " method in the same degree."
        )
        return Table(columns, rows, "Marker variable", (note,))
