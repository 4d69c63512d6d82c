"""How far apart groups lie in what a model measures, and what their gaps are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gainsem.diagnostics import Diagnostic
from gainsem.results.design_facts import DesignFacts
from gainsem.results.equity.rows import (
    BiasRow,
    ChangeRow,
    CheckRow,
    CovariateRow,
    GapKind,
    GapRow,
    PartRow,
)
from gainsem.results.file_writing import write_text
from gainsem.results.fitted import Provenance
from gainsem.results.record import blocks_text, plain
from gainsem.results.table import Table

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.summary import Summary

SCHEMA = "gainsem.equity/1"
LATER = ("design",)
"""Added to the record later: written only where it says something, so that files stay alike."""
Lang = Literal["en", "zh"]


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Equity:
    """Gaps between groups: as they are, adjusted, decomposed, over time, and their bias.

    Parameters
    ----------
    variable : str
        What the groups are groups of.
    groups : tuple of str
        The reference group first.
    sizes : tuple of int
        Respondents of each group.
    estimator : str
    ordinal : bool
        Whether items are ordinal.
    unit : {"pooled", "reference"}
        Whose latent standard deviation gaps are expressed in.
    adjust : tuple of str
        Covariates.
    slopes : {"equal", "pooled", "reference"}
        Whose slopes covariates are weighted with.
    wave_variable : str
        Empty without waves.
    waves : tuple of str
    freed : tuple of str
        Items that are not held equal.
    gaps : tuple of GapRow
    parts : tuple of PartRow
        Of the gaps, by covariate.
    paths : tuple of PartRow
        Of the gaps, by the predictors the model itself has.
    bias : tuple of BiasRow
    changes : tuple of ChangeRow
        Of the gaps, over waves.
    covariates : tuple of CovariateRow
    checks : tuple of CheckRow
    labels : mapping
        Names of variables, groups, items and factors by language.
    diagnostics : tuple of Diagnostic
    provenance : Provenance or None
    design : DesignFacts or None
        How the respondents were sampled, where anything was said about it.
    """

    variable: str
    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    estimator: str
    ordinal: bool
    unit: Literal["pooled", "reference"] = "pooled"
    adjust: tuple[str, ...] = ()
    slopes: Literal["equal", "pooled", "reference"] = "equal"
    wave_variable: str = ""
    waves: tuple[str, ...] = ()
    freed: tuple[str, ...] = ()
    gaps: tuple[GapRow, ...] = ()
    parts: tuple[PartRow, ...] = ()
    paths: tuple[PartRow, ...] = ()
    bias: tuple[BiasRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    covariates: tuple[CovariateRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    provenance: Provenance | None = None
    design: DesignFacts | None = None

    @property
    def reference(self) -> str:
        """The group the others are compared with."""
        return self.groups[0]

    @property
    def n_obs(self) -> int:
        """Respondents of all groups."""
        return sum(self.sizes)

    @property
    def trusted(self) -> bool:
        """Whether nothing was found that forbids to believe the gaps."""
        return not any(one.code in DISTRUST for one in self.diagnostics)

    def gap(self, factor: str, group: str = "", kind: GapKind = "raw", wave: str = "") -> GapRow:
        """Return one gap.

        Parameters
        ----------
        factor : str
        group : str
            May be left out where there are two groups.
        kind : {"raw", "adjusted", "ignored"}
        wave : str

        Raises
        ------
        KeyError
            When there is none.
        """
        group = group or self.groups[-1]
        for row in self.gaps:
            if (row.factor, row.group, row.kind, row.wave) == (factor, group, kind, wave):
                return row
        raise KeyError(f"no {kind} gap of {factor!r} for {group!r} {wave}".rstrip())

    def label(self, name: str, lang: str = "en") -> str:
        """Return the label of a variable, group, item or factor, itself where it has none."""
        wordings = self.labels.get(name, {})
        return wordings.get(lang) or wordings.get("en") or name

    def tables(self, lang: Lang | None = None) -> dict[str, Table]:
        """Return the tables that have rows: ``"gaps"``, ``"parts"``, ``"paths"`` ...

        Parameters
        ----------
        lang : {"en", "zh"}, optional
            With labels in a language (default: names).
        """
        from gainsem.results.equity.tables import equity_tables

        return equity_tables(self, lang)

    def to_frame(self, table: str = "gaps") -> DataFrame:
        """Return one of the tables as a data frame.

        Parameters
        ----------
        table : str
            ``"gaps"``, ``"parts"``, ``"paths"``, ``"bias"``, ``"waves"``, ``"changes"``,
            ``"covariates"`` or ``"checks"``.

        Raises
        ------
        KeyError
            When the view has no such table.
        """
        tables = self.tables()
        if table not in tables:
            raise KeyError(f"no table {table!r}; there are {', '.join(tables)}")
        frame: DataFrame = tables[table].to_frame()
        return frame

    def paragraph(self, lang: Lang = "en") -> str:
        """Return the result as one paragraph for a paper."""
        from gainsem.results.equity.paragraph import equity_paragraph

        return equity_paragraph(self, lang)

    def summary(self, *, lang: Lang = "en") -> Summary:
        """Return the verdict, the tables and the paragraph as a page of text."""
        from gainsem.results.equity.page import equity_page
        from gainsem.results.summary import Summary

        return Summary(equity_page(self, lang))

    def to_dict(self) -> dict[str, Any]:
        """Return everything in the types JSON knows."""
        return {
            "schema": SCHEMA,
            **{
                item.name: plain(getattr(self, item.name))
                for item in fields(self)
                if item.name != "diagnostics"
                and (item.name not in LATER or getattr(self, item.name))
            },
            "diagnostics": [one.to_dict() for one in self.diagnostics],
        }

    def to_json(self) -> str:
        """Return everything as JSON."""
        return blocks_text(self.to_dict())

    def save(self, path: str | PathLike[str]) -> Path:
        """Write ``equity.json``; an older file stays whole until the new one is complete."""
        return write_text(path, self.to_json())

    @classmethod
    def from_dict(cls, content: Any, *, source: str = "equity.json") -> Equity:
        """Return the view that :meth:`to_dict` wrote; nothing is estimated again.

        Raises
        ------
        FileError
            E-FILE-13 when the content is not such a view.
        """
        from gainsem.results.equity.saved import equity_from_dict

        return equity_from_dict(content, source=source)

    def __repr__(self) -> str:
        from gainsem.results.equity.page import equity_verdict

        return f"<Equity: {equity_verdict(self)}>"

    def _repr_html_(self) -> str:
        from gainsem.results.equity.page import equity_html

        return equity_html(self)


DISTRUST = frozenset({"W-EQU-08", "W-EQU-10", "W-EQU-11", "W-EQU-12"})
"""What forbids to believe a gap: no proper solution, unequal measurement, misfit, few people."""
