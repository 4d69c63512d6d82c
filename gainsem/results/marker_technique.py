"""What the CFA marker technique found: models, shares of reliability, sensitivity."""

from __future__ import annotations

from dataclasses import dataclass

from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.table import Column, Table

SOURCE = "Williams, Hartman & Cavazotte (2010)"


@dataclass(frozen=True)
class MarkerFit:
    """One of the models; ``cfi`` and ``rmsea`` are the version to report."""

    model: str
    chisq: float
    df: int
    cfi: float
    rmsea: float
    proper: bool


@dataclass(frozen=True)
class MarkerComparison:
    """The test of a model within a more general one (NaN: none)."""

    restricted: str
    general: str
    chisq: float
    df: int
    pvalue: float


@dataclass(frozen=True)
class ConstructShares:
    """Reliability of a construct's sum of items (``total``: by the baseline), by source."""

    construct: str
    total: float
    substance: float
    method: float

    @property
    def percent(self) -> float:
        """How much of the reliability is method, in per cent."""
        return 100.0 * self.method / (self.substance + self.method)


@dataclass(frozen=True)
class Correlation:
    """A correlation of two constructs in every model that estimates it."""

    construct1: str
    construct2: str
    by_model: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class MarkerTechnique:
    """The three phases of Williams, Hartman & Cavazotte (2010).

    Parameters
    ----------
    marker : tuple of str
        Items of the marker.
    fits : tuple of MarkerFit
        CFA, Baseline, Method-C, Method-U, Method-R, Method-S(0.05), Method-S(0.01).
    comparisons : tuple of MarkerComparison
        Is there method variance, is it unequal, does it bias correlations.
    kept : {"Method-C", "Method-U"}
    shares : tuple of ConstructShares
        By the model kept.
    loading : float
        Mean squared standardised loading of the items on the marker in the model kept.
    correlations : tuple of Correlation
    """

    marker: tuple[str, ...]
    fits: tuple[MarkerFit, ...]
    comparisons: tuple[MarkerComparison, ...]
    kept: str
    shares: tuple[ConstructShares, ...]
    loading: float
    correlations: tuple[Correlation, ...]

    def tables(self) -> dict[str, Table]:
        """Return the tables by name."""
        found = {
            "marker_models": self._fits(),
            "marker_tests": self._comparisons(),
            "marker_reliability": self._shares(),
            "marker_correlations": self._correlations(),
        }
        return {name: table for name, table in found.items() if table.rows}

    def _fits(self) -> Table:
        columns = (
            Column("model", "Model"),
            Column("chisq", "Chi-square", "number"),
            Column("df", "df", "integer"),
            Column("cfi", "CFI", "number"),
            Column("rmsea", "RMSEA", "number"),
            Column("proper", "Proper"),
        )
        rows = tuple(
            (one.model, one.chisq, one.df, one.cfi, one.rmsea, "yes" if one.proper else "no")
            for one in self.fits
        )
        note = (
            f"CFA marker technique ({SOURCE}), marker: {', '.join(self.marker)}. Baseline: the"
            " marker correlates with no construct; Method-C and -U: it loads on all items, alike"
            " or freely; Method-R: as the one kept, with the baseline's correlations; Method-S: its"
            " loadings at the outer end of their 95 and 99 % intervals."
        )
        return Table(columns, rows, "Models with a marker", (note,))

    def _comparisons(self) -> Table:
        columns = (
            Column("restricted", "Model"),
            Column("general", "within"),
            Column("chisq", "Chi-square", "number"),
            Column("df", "df", "integer"),
            Column("pvalue", "p", "pvalue"),
        )
        rows = tuple(
            (one.restricted, one.general, one.chisq, one.df, one.pvalue) for one in self.comparisons
        )
        return Table(columns, rows, "Tests of the marker's influence", tuple(self.sentences))

    @property
    def sentences(self) -> list[str]:
        """What the tests say, in words."""
        shared, unequal, bias = self.comparisons
        degrees = _said(unequal, "They do so in different degrees", _NOT_UNEQUAL)
        return [
            _said(shared, "The items share variance with the marker", _NOT_SHARED),
            f"{degrees} ({self.kept} is kept.)",
            _said(bias, "It changes the correlations of the constructs", _NOT_BIASED),
            CAUTION,
        ]

    def _shares(self) -> Table:
        columns = (
            Column("construct", "Construct"),
            Column("total", "Reliability (baseline)", "number"),
            Column("substance", "Substance", "number"),
            Column("method", "Method", "number"),
            Column("percent", "Method, %", "number", 1),
        )
        rows = tuple(
            (one.construct, one.total, one.substance, one.method, one.percent)
            for one in self.shares
        )
        share = number_text(100 * self.loading, 1)
        note = (
            f"Of the sum of standardised items, by {self.kept}; the marker holds {share} % of the"
            " items' variance on average."
        )
        return Table(columns, rows, "Reliability by source", (note,))

    def _correlations(self) -> Table:
        models = [name for name, _ in self.correlations[0].by_model] if self.correlations else []
        columns = (
            Column("construct1", "Construct"),
            Column("construct2", "With"),
            *(Column(name, name, "number") for name in models),
        )
        rows = tuple(
            (one.construct1, one.construct2, *(value for _, value in one.by_model))
            for one in self.correlations
        )
        note = (
            "Correlations that stay what they are from Baseline to Method-S do not depend on how"
            " much method variance the marker is given."
        )
        return Table(columns, rows, "Correlations with more and more method variance", (note,))


CAUTION = (
    "A marker shows only the method variance that reaches it: none found is no proof that there"
    " is none."
)
_NOT_SHARED = "The items share no variance with the marker that a test could show"
_NOT_UNEQUAL = "That they do so in different degrees is not shown"
_NOT_BIASED = "That it changes the correlations of the constructs is not shown"


def _said(test: MarkerComparison, yes: str, no: str) -> str:
    if test.pvalue != test.pvalue:
        return f"{test.restricted} within {test.general}: no test."
    said = yes if test.pvalue < 0.05 else no
    p = pvalue_text(test.pvalue)
    sign = "" if p[0] in "<>" else "= "
    return f"{said} ({test.restricted} within {test.general}, p {sign}{p})."
