"""The result of looking whether answers are worth a factor analysis."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.results.adequacy_parts import ItemAdequacy, NormalityTest
from gainsem.results.adequacy_tables import (
    anti_image_table,
    items_table,
    kmo_word,
    measures_table,
    normality_table,
)
from gainsem.results.correlations import TITLES, Kind
from gainsem.results.fitted import Provenance, SampleFacts
from gainsem.results.json_file import JsonFile
from gainsem.results.named_table import named_table
from gainsem.results.record import plain
from gainsem.results.summary import Summary
from gainsem.results.summary_lines import section
from gainsem.results.table import STYLE, Table

if TYPE_CHECKING:
    from pandas import DataFrame

SCHEMA = "gainsem.adequacy/1"
TABLES = {
    "items": items_table,
    "measures": measures_table,
    "normality": normality_table,
    "anti_image": anti_image_table,
}
SHORT = ("n", "missing", "minimum", "maximum", "categories")


@dataclass(frozen=True, repr=False, eq=False)
class Adequacy(JsonFile):
    """Whether items are worth a factor analysis, from :func:`gainsem.adequacy`.

    Parameters
    ----------
    names : tuple of str
        The items.
    kmo : float
        Kaiser-Meyer-Olkin measure of sampling adequacy.
    bartlett_chisq, bartlett_pvalue : float
    bartlett_df : int
        Bartlett's test of uncorrelated items.
    determinant : float
        Of the correlations.
    normality : tuple of NormalityTest
        Mardia's and Henze-Zirkler's; empty where they could not be made (a note says why).
    items : tuple of ItemAdequacy
    correlations, anti_image : ndarray, shape (p, p)
        Anti-image correlations have the MSA of each item in the diagonal.
    kind : {"pearson", "pairwise", "fiml", "polychoric"}
        Of the correlations.
    n_obs : int
    options : dict
    diagnostics : tuple of Diagnostic
    sample : SampleFacts
    provenance : Provenance
    """

    names: tuple[str, ...]
    kmo: float
    bartlett_chisq: float
    bartlett_df: int
    bartlett_pvalue: float
    determinant: float
    normality: tuple[NormalityTest, ...]
    items: tuple[ItemAdequacy, ...]
    correlations: NDArray[np.float64]
    anti_image: NDArray[np.float64]
    kind: Kind
    n_obs: int
    options: dict[str, Any]
    diagnostics: tuple[Diagnostic, ...]
    sample: SampleFacts
    provenance: Provenance

    def __post_init__(self) -> None:
        for name in ("correlations", "anti_image"):
            own = np.array(getattr(self, name))
            own.setflags(write=False)
            object.__setattr__(self, name, own)

    @property
    def log_determinant(self) -> float:
        """Logarithm to the base 10 of the determinant; NaN where that is not positive."""
        return math.log10(self.determinant) if self.determinant > 0.0 else float("nan")

    def table(self, name: str = "items") -> Table:
        """Return one of the tables.

        Parameters
        ----------
        name : {"items", "measures", "normality", "anti_image"}

        Raises
        ------
        OptionError
            E-OPT-01 for another name.
        """
        return named_table(TABLES, name)(self)

    def to_frame(self, name: str = "items") -> DataFrame:
        """Return one of the tables as a data frame."""
        table = self.table(name)
        if name in ("items", "anti_image"):
            frame: DataFrame = table.without("item").to_frame()
            return frame.set_axis(list(self.names))
        frame = table.to_frame()
        return frame.set_axis(list(table.row_keys))

    def summary(self) -> Summary:
        """Return the page a terminal shows."""
        tables = [table for table in self._tables() if table.rows]
        parts = [
            f"gainsem {self.provenance.gainsem}. {self._verdict()}",
            section(
                "",
                [
                    ("Correlations", TITLES[self.kind]),
                    ("Items", str(len(self.names))),
                    ("Respondents used", str(self.sample.n_used)),
                ],
            ),
            *(table.without_empty_columns().to_text() for table in tables),
        ]
        if self.diagnostics:
            parts.append("Diagnostics\n\n" + "\n".join(map(str, self.diagnostics)))
        return Summary("\n\n".join(parts) + "\n")

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``adequacy.json``; it holds nothing about a single respondent."""
        return {
            "schema": SCHEMA,
            "kmo": plain(self.kmo),
            "bartlett": plain(
                {
                    "chisq": self.bartlett_chisq,
                    "df": self.bartlett_df,
                    "pvalue": self.bartlett_pvalue,
                }
            ),
            "determinant": plain(self.determinant),
            "normality": [plain(asdict(each)) for each in self.normality],
            "items": [plain(asdict(each)) for each in self.items],
            "correlations": self.kind,
            "n_obs": int(self.n_obs),
            "names": list(self.names),
            "options": plain(self.options),
            "correlation_matrix": plain(self.correlations),
            "anti_image": plain(self.anti_image),
            "diagnostics": [each.to_dict() for each in self.diagnostics],
            "sample": plain(self.sample),
            "provenance": plain(self.provenance),
        }

    def __repr__(self) -> str:
        return (
            f"<Adequacy: KMO = {self.kmo:.3f} ({kmo_word(self.kmo)});"
            f" {len(self.names)} items, n = {self.n_obs}>"
        )

    def _repr_html_(self) -> str:
        shown = [table.without_empty_columns() for table in self._tables() if table.rows]
        return "\n".join(
            [
                f'<div class="gainsem">\n<style>\n{STYLE}</style>',
                f"<p><strong>{escape(self._verdict())}</strong></p>",
                *(table.to_html() for table in shown),
                "</div>",
            ]
        )

    def _verdict(self) -> str:
        return f"KMO {self.kmo:.2f}: {kmo_word(self.kmo)}."

    def _tables(self) -> list[Table]:
        return [
            measures_table(self),
            normality_table(self),
            items_table(self).without(*SHORT),
        ]
