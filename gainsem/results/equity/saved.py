"""The layout ``gainsem.equity/1`` as a checked declaration.

Nothing of a file is trusted: types and names are checked before a view is built from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from gainsem.results.equity.record import Equity
from gainsem.results.equity.rows import (
    BiasRow,
    ChangeRow,
    CheckRow,
    CovariateRow,
    GapKind,
    GapRow,
    PartKind,
    PartRow,
)
from gainsem.results.fitted import Provenance
from gainsem.results.record_parts import DesignRecord, DiagnosticRecord, Real, Record
from gainsem.results.record_reading import SavedRecord, read_record, schema_of

SCHEMA_FILE = Path(__file__).with_name("equity.schema.json")


class GapRecord(Record):
    """The gap of one factor."""

    factor: str
    group: str
    wave: str
    kind: GapKind
    level: Literal["dimension", "construct"]
    est: Real
    se: Real
    ci_lower: Real
    ci_upper: Real
    z: Real
    pvalue: Real
    holm: Real


class PartRecord(Record):
    """One part of a gap."""

    factor: str
    group: str
    kind: PartKind
    source: str
    est: Real
    se: Real
    ci_lower: Real
    ci_upper: Real
    pvalue: Real
    share: Real


class BiasRecord(Record):
    """The gap in the mean of a factor's items."""

    factor: str
    group: str
    n_items: int
    observed: Real
    latent: Real
    latent_se: Real
    bias: Real
    bias_se: Real
    rest: Real
    items: list[str]

    def build(self) -> BiasRow:
        """Return the row."""
        return BiasRow(**self.model_dump() | {"items": tuple(self.items)})


class ChangeRecord(Record):
    """The change of a gap."""

    factor: str
    group: str
    kind: GapKind
    since: str
    until: str
    est: Real
    se: Real
    ci_lower: Real
    ci_upper: Real
    pvalue: Real
    statistic: Real
    df: int
    statistic_pvalue: Real


class CovariateRecord(Record):
    """The mean of a covariate in a group."""

    covariate: str
    level: str
    group: str
    wave: str
    mean: Real


class CheckRecord(Record):
    """A test the view rests on."""

    name: str
    statistic: Real
    df: int
    pvalue: Real
    cfi: Real
    rmsea: Real
    srmr: Real
    delta_cfi: Real
    verdict: str
    method: str


class EquityRecord(SavedRecord):
    """The content of ``equity.json``."""

    described: ClassVar[str] = "An equity view, as written to equity.json."
    what: ClassVar[str] = "an equity view"
    written_by: ClassVar[str] = "give a file that Equity.to_json has written"

    schema_: Literal["gainsem.equity/1"] = Field(alias="schema")
    variable: str
    groups: list[str]
    sizes: list[int]
    estimator: str
    ordinal: bool
    unit: Literal["pooled", "reference"]
    adjust: list[str]
    slopes: Literal["equal", "pooled", "reference"]
    wave_variable: str
    waves: list[str]
    freed: list[str]
    gaps: list[GapRecord]
    parts: list[PartRecord]
    paths: list[PartRecord]
    bias: list[BiasRecord]
    changes: list[ChangeRecord]
    covariates: list[CovariateRecord]
    checks: list[CheckRecord]
    labels: dict[str, dict[str, str]]
    diagnostics: list[DiagnosticRecord]
    provenance: Provenance | None
    design: DesignRecord | None = None

    def claims(self) -> dict[str, bool]:
        """Return whether the parts belong together, claim by claim."""
        tables = (self.gaps, self.parts, self.paths, self.bias, self.changes, self.covariates)
        named = {row.group for rows in tables for row in rows}
        waves = {row.wave for row in self.gaps} - {""}
        return {
            "there are fewer than two groups": len(self.groups) > 1,
            "sizes has not one number a group": len(self.sizes) == len(self.groups),
            "a row is of another group": named <= set(self.groups),
            "a gap is of another wave": waves <= set(self.waves),
        }

    def build(self) -> Equity:
        """Return the view."""
        return Equity(
            variable=self.variable,
            groups=tuple(self.groups),
            sizes=tuple(self.sizes),
            estimator=self.estimator,
            ordinal=self.ordinal,
            unit=self.unit,
            adjust=tuple(self.adjust),
            slopes=self.slopes,
            wave_variable=self.wave_variable,
            waves=tuple(self.waves),
            freed=tuple(self.freed),
            gaps=tuple(GapRow(**each.model_dump()) for each in self.gaps),
            parts=tuple(PartRow(**each.model_dump()) for each in self.parts),
            paths=tuple(PartRow(**each.model_dump()) for each in self.paths),
            bias=tuple(each.build() for each in self.bias),
            changes=tuple(ChangeRow(**each.model_dump()) for each in self.changes),
            covariates=tuple(CovariateRow(**each.model_dump()) for each in self.covariates),
            checks=tuple(CheckRow(**each.model_dump()) for each in self.checks),
            labels=self.labels,
            diagnostics=tuple(each.build() for each in self.diagnostics),
            provenance=self.provenance,
            design=None if self.design is None else self.design.build(),
        )


def equity_json_schema() -> dict[str, Any]:
    """Return the layout as JSON Schema: the content of ``equity.schema.json``."""
    return schema_of(EquityRecord, "gainsem.equity/1")


def equity_from_dict(content: Any, *, source: str = "equity.json") -> Equity:
    """Return the view a record describes; nothing is estimated again.

    Parameters
    ----------
    content : object
        What ``json.loads`` made of the file.
    source : str
        Its path, for messages.

    Raises
    ------
    FileError
        ``E-FILE-13`` when the content is not a ``gainsem.equity/1`` record; all places that
        are wrong are named together.
    """
    return read_record(EquityRecord, content, EquityRecord.build, source=source)
