"""Models side by side: measures, weights of evidence, and tests of the differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gainsem.diagnostics import Diagnostic
from gainsem.results.json_file import JsonText
from gainsem.results.record import plain
from gainsem.results.table import Column, Table
from gainsem.results.vuong import Vuong, vuong_table

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.summary import Summary

Nested = Literal["yes", "no", "equivalent", "unknown"]
FITS = (
    Column("model", "Model"),
    Column("n_params", "Parameters", "integer"),
    Column("df", "df", "integer"),
    Column("chisq", "Chi-square", "number"),
    Column("pvalue", "p", "pvalue"),
    Column("chisq_scaled", "Scaled", "number"),
    Column("cfi", "CFI", "number"),
    Column("rmsea", "RMSEA", "number"),
    Column("srmr", "SRMR", "number"),
    Column("aic", "AIC", "number"),
    Column("aic_weight", "Weight", "number"),
    Column("bic", "BIC", "number"),
    Column("bic_weight", "Weight", "number"),
)
DIFFERENCES = (
    Column("restricted", "Model"),
    Column("general", "within"),
    Column("nested", "Nested"),
    Column("chisq", "Chi-square", "number"),
    Column("df", "df", "integer"),
    Column("pvalue", "p", "pvalue"),
    Column("method", "Test"),
    Column("delta_cfi", "Change of CFI", "number"),
    Column("delta_rmsea", "of RMSEA", "number"),
    Column("delta_srmr", "of SRMR", "number"),
)
FITS_NOTE = (
    "CFI and RMSEA are the version to report (robust or scaled where there is one). Weights are the"
    " evidence for each model among these (Burnham & Anderson 2004)."
)
DIFFERENCES_NOTE = (
    "Nested: whether the general model reproduces what the restricted one implies (Bentler &"
    " Satorra 2010). A small p says that the restrictions do not hold."
)


@dataclass(frozen=True)
class ComparedFit:
    """One model of a comparison (NaN: does not apply)."""

    model: str
    n_params: int
    df: int
    chisq: float
    pvalue: float
    chisq_scaled: float
    cfi: float
    rmsea: float
    srmr: float
    aic: float
    aic_weight: float
    bic: float
    bic_weight: float


@dataclass(frozen=True)
class Difference:
    """A model against the next more general one (NaN: no test)."""

    restricted: str
    general: str
    nested: Nested
    chisq: float
    df: int
    pvalue: float
    scaling: float
    method: str
    delta_cfi: float
    delta_rmsea: float
    delta_srmr: float


@dataclass(frozen=True, repr=False, eq=False)
class Comparison(JsonText):
    """Models fitted to the same answers, from :func:`gainsem.compare`.

    Parameters
    ----------
    fits : tuple of ComparedFit
        The most general model first.
    differences : tuple of Difference
        Of neighbours.
    diagnostics : tuple of Diagnostic
    vuong : tuple of Vuong
        Of all pairs that are not nested, where the answers were given.
    """

    fits: tuple[ComparedFit, ...]
    differences: tuple[Difference, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    vuong: tuple[Vuong, ...] = ()

    def tables(self) -> dict[str, Table]:
        """Return the tables: ``"models"``, ``"differences"``, and ``"vuong"`` if there is one."""
        tables = {
            "models": _table(FITS, self.fits, "Models", FITS_NOTE),
            "differences": _table(DIFFERENCES, self.differences, "Differences", DIFFERENCES_NOTE),
        }
        return tables | ({"vuong": vuong_table(self.vuong)} if self.vuong else {})

    def to_frame(self, table: str = "differences") -> DataFrame:
        """Return the table ``"models"``, ``"differences"`` or ``"vuong"`` as a data frame."""
        frame: DataFrame = self.tables()[table].to_frame()
        return frame

    def summary(self) -> Summary:
        """Return the tables as text, with what was remarked."""
        from gainsem.results.summary import Summary

        parts = [table.to_text() for table in self.tables().values()]
        return Summary("\n\n".join([*parts, *map(str, self.diagnostics)]) + "\n")

    def to_dict(self) -> dict[str, Any]:
        """Return everything in the types JSON knows."""
        return {
            "schema": "gainsem.comparison/1",
            "models": plain(self.fits),
            "differences": plain(self.differences),
            "vuong": plain(self.vuong),
            "diagnostics": [one.to_dict() for one in self.diagnostics],
        }

    def __repr__(self) -> str:
        return f"<Comparison of {len(self.fits)} models: {', '.join(f.model for f in self.fits)}>"

    def _repr_html_(self) -> str:
        return "".join(table._repr_html_() for table in self.tables().values())


def _table(columns: tuple[Column, ...], rows: tuple[Any, ...], title: str, note: str) -> Table:
    cells = [tuple(getattr(row, column.key) for column in columns) for row in rows]
    shown = [
        place
        for place, column in enumerate(columns)
        if column.kind == "text" or any(row[place] == row[place] for row in cells)
    ]
    return Table(
        tuple(columns[place] for place in shown),
        tuple(tuple(row[place] for place in shown) for row in cells),
        title,
        (note,),
    )
