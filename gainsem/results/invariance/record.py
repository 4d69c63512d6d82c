"""Whether groups are measured alike: levels, items, factor means, alignment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

from gainsem.diagnostics import Diagnostic
from gainsem.results.design_facts import DesignFacts
from gainsem.results.fitted import Provenance
from gainsem.results.invariance.cutoffs import fits_badly
from gainsem.results.invariance.rows import (
    AlignedParameter,
    AlignmentFacts,
    AnchorRow,
    FactorMeanRow,
    GroupParameter,
    InvarianceStep,
    ItemBiasRow,
    ScoreBiasRow,
)
from gainsem.results.invariance.steps import MEANS_COMPARABLE, highest_step
from gainsem.results.record import blocks_text, plain
from gainsem.results.table import Table

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.summary import Summary

SCHEMA = "gainsem.invariance/1"
LATER = ("anchors", "repeated", "design")
"""Added to the record later: written only where they say something, so that files stay alike."""


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Invariance:
    """A study of measurement invariance.

    Parameters
    ----------
    variable : str
        What the groups are groups of.
    groups : tuple of str
    sizes : tuple of int
        Respondents of each group.
    reference : str
        The group the others are compared with.
    estimator : str
    ordinal : bool
        Whether items are ordinal.
    convention : str
        Whose cut-offs the verdicts follow.
    steps : tuple of InvarianceStep
        The most general level first.
    parameters : tuple of GroupParameter
    item_bias : tuple of ItemBiasRow
    score_bias : tuple of ScoreBiasRow
    means : tuple of FactorMeanRow
    aligned : tuple of AlignedParameter
    alignment : AlignmentFacts or None
    anchors : tuple of AnchorRow
        Items that no search lets differ; empty where none were asked for.
    repeated : bool
        Whether the groups are waves: the same people, asked again.
    labels : mapping
        Names of the variable, groups, items and factors by language.
    diagnostics : tuple of Diagnostic
    provenance : Provenance or None
    design : DesignFacts or None
        How the respondents were sampled, where anything was said about it.
    """

    variable: str
    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    reference: str
    estimator: str
    ordinal: bool
    convention: str
    steps: tuple[InvarianceStep, ...]
    parameters: tuple[GroupParameter, ...] = ()
    item_bias: tuple[ItemBiasRow, ...] = ()
    score_bias: tuple[ScoreBiasRow, ...] = ()
    means: tuple[FactorMeanRow, ...] = ()
    aligned: tuple[AlignedParameter, ...] = ()
    alignment: AlignmentFacts | None = None
    anchors: tuple[AnchorRow, ...] = ()
    repeated: bool = False
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    provenance: Provenance | None = None
    design: DesignFacts | None = None

    @property
    def n_obs(self) -> int:
        """Respondents of all groups; of waves the same people, counted once."""
        return max(self.sizes, default=0) if self.repeated else sum(self.sizes)

    @property
    def highest(self) -> InvarianceStep | None:
        """The most restricted level that holds with all before it; None without any fit."""
        return highest_step(self.steps)

    @property
    def untested(self) -> bool:
        """Whether the statistics have no distribution (plain least squares): no tests."""
        fitted = [step for step in self.steps if step.measures and step.df > 0]
        known = [math.isfinite(step.measures.get("pvalue", math.nan)) for step in fitted]
        return bool(fitted) and not any(known)

    @property
    def means_comparable(self) -> bool:
        """Whether a level holds at which factor means may be compared."""
        return self.highest is not None and self.highest.constraint in MEANS_COMPARABLE

    @property
    def means_from(self) -> Literal["level", "alignment", "doubtful"]:
        """Where factor means come from: a level that holds, or fails (doubtful), or alignment."""
        if self.means_comparable:
            return "level"
        return "doubtful" if self.alignment is None else "alignment"

    def step(self, name: str) -> InvarianceStep:
        """Return one level by its name.

        Raises
        ------
        KeyError
            When there is none.
        """
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(f"no level {name!r}; there are {', '.join(s.name for s in self.steps)}")

    @property
    def chosen_by_score(self) -> bool:
        """Whether anchors were chosen by score tests, not named."""
        return any(row.df for row in self.anchors)

    @property
    def misfit(self) -> bool:
        """Whether the model fits badly before anything is made equal."""
        return any(s.constraint == "configural" and fits_badly(s.measures) for s in self.steps)

    @property
    def usable(self) -> bool:
        """Whether anything could be fitted."""
        return any(step.measures for step in self.steps) or self.alignment is not None

    def label(self, name: str, lang: str = "en") -> str:
        """Return the label of a variable, group, item or factor, itself where it has none."""
        wordings = self.labels.get(name, {})
        return wordings.get(lang) or wordings.get("en") or name

    def tables(self) -> dict[str, Table]:
        """Return the tables that have rows: ``"levels"``, ``"means"``, ``"items"`` ..."""
        from gainsem.results.invariance.tables import invariance_tables

        return invariance_tables(self)

    def to_frame(self, table: str = "levels") -> DataFrame:
        """Return one of the tables as a data frame.

        Parameters
        ----------
        table : str
            ``"levels"``, ``"anchors"``, ``"means"``, ``"items"``, ``"scores"``,
            ``"parameters"`` or ``"aligned"``.

        Raises
        ------
        KeyError
            When the study has no such table.
        """
        tables = self.tables()
        if table not in tables:
            raise KeyError(f"no table {table!r}; there are {', '.join(tables)}")
        frame: DataFrame = tables[table].to_frame()
        return frame

    def paragraph(self, lang: Literal["en", "zh"] = "en") -> str:
        """Return the result as one paragraph for a paper."""
        from gainsem.results.invariance.paragraph import invariance_paragraph

        return invariance_paragraph(self, lang)

    def summary(self, *, lang: Literal["en", "zh"] = "en") -> Summary:
        """Return the verdict, the tables and the paragraph as a page of text."""
        from gainsem.results.invariance.page import invariance_page
        from gainsem.results.summary import Summary

        return Summary(invariance_page(self, lang))

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

    @classmethod
    def from_dict(cls, content: Any, *, source: str = "invariance.json") -> Invariance:
        """Return the study that :meth:`to_dict` wrote; nothing is estimated again.

        Raises
        ------
        FileError
            E-FILE-13 when the content is not such a study.
        """
        from gainsem.results.invariance.saved import invariance_from_dict

        return invariance_from_dict(content, source=source)

    def __repr__(self) -> str:
        from gainsem.results.invariance.page import invariance_verdict

        return f"<Invariance: {invariance_verdict(self)}>"

    def _repr_html_(self) -> str:
        from gainsem.results.invariance.page import invariance_html

        return invariance_html(self)
