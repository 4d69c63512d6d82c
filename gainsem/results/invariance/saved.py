"""The layout ``gainsem.invariance/1`` as a checked declaration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from gainsem.results.fitted import Provenance
from gainsem.results.invariance.cutoffs import CONVENTIONS, Constraint, JudgedDifference, Measure
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.rows import (
    AlignedParameter,
    AlignmentFacts,
    AnchorRow,
    DifferenceTest,
    FactorMeanRow,
    GroupParameter,
    InvarianceStep,
    ItemBiasRow,
    ParameterKind,
    ScoreBiasRow,
    StepVerdict,
)
from gainsem.results.read_only import ReadOnlyDict
from gainsem.results.record_parts import DesignRecord, DiagnosticRecord, Real, Record
from gainsem.results.record_reading import SavedRecord, read_record, schema_of

SCHEMA_FILE = Path(__file__).with_name("invariance.schema.json")


class DifferenceTestRecord(Record):
    """A difference test."""

    statistic: Real
    df: int
    pvalue: Real
    method: str = ""


class JudgedRecord(Record):
    """A difference held against its limit."""

    measure: Measure
    difference: Real
    limit: Real
    met: bool


class StepRecord(Record):
    """One level."""

    name: str
    constraint: Constraint
    constraints: str
    measures: dict[str, Real]
    df: int
    n_params: int
    against: str
    test: DifferenceTestRecord | None
    differences: dict[str, Real]
    judged: list[JudgedRecord]
    verdict: StepVerdict
    freed: list[str]
    remark: str

    def build(self) -> InvarianceStep:
        """Return the level."""
        values = self.model_dump(exclude={"test", "judged"})
        values |= {name: ReadOnlyDict(values[name]) for name in ("measures", "differences")}
        step = InvarianceStep(**values | {"freed": tuple(self.freed)})
        return replace(
            step,
            test=None if self.test is None else DifferenceTest(**self.test.model_dump()),
            judged=tuple(JudgedDifference(**each.model_dump()) for each in self.judged),
        )


class AnchorRecord(Record):
    """An item that may be an anchor."""

    factor: str
    item: str
    chosen: bool
    statistic: Real
    df: int


class ParameterRecord(Record):
    """A loading, intercept or threshold of one group."""

    item: str
    kind: ParameterKind
    part: str
    group: str
    est: Real
    se: Real
    ci_lower: Real
    ci_upper: Real
    deviates: bool


class ItemBiasRecord(Record):
    """The bias of one item."""

    item: str
    group: str
    difference: Real
    dmacs: Real
    signed: Real
    unsigned: Real


class ScoreBiasRecord(Record):
    """The bias of a sum of items."""

    factor: str
    group: str
    mean: Real
    variance: Real


class FactorMeanRecord(Record):
    """A factor's mean in one group."""

    factor: str
    group: str
    mean: Real
    se: Real
    variance: Real
    pvalue: Real
    effect: Real
    ci_lower: Real
    ci_upper: Real
    glass: Real


class AlignedRecord(Record):
    """One parameter after alignment."""

    item: str
    kind: ParameterKind
    part: str
    n_groups: int
    n_invariant: int
    mean: Real
    r_squared: Real
    deviating: list[str]

    def build(self) -> AlignedParameter:
        """Return the parameter."""
        return AlignedParameter(**self.model_dump() | {"deviating": tuple(self.deviating)})


class AlignmentRecord(Record):
    """How an alignment was made."""

    method: Literal["fixed", "free"]
    reference: str
    epsilon: Real
    converged: bool
    starts: int
    agreeing: int
    share: Real
    limit: Real
    average_index: Real
    trustworthy: bool
    recovered: Real


class InvarianceRecord(SavedRecord):
    """The content of ``invariance.json``."""

    described: ClassVar[str] = "A study of measurement invariance, as written to invariance.json."
    what: ClassVar[str] = "a study of invariance"
    written_by: ClassVar[str] = "give a file that Invariance.to_json has written"

    schema_: Literal["gainsem.invariance/1"] = Field(alias="schema")
    variable: str
    groups: list[str]
    sizes: list[int]
    reference: str
    estimator: str
    ordinal: bool
    convention: str
    steps: list[StepRecord]
    parameters: list[ParameterRecord]
    item_bias: list[ItemBiasRecord]
    score_bias: list[ScoreBiasRecord]
    means: list[FactorMeanRecord]
    aligned: list[AlignedRecord]
    alignment: AlignmentRecord | None
    anchors: list[AnchorRecord] = Field(default_factory=list)
    repeated: bool = False
    labels: dict[str, dict[str, str]]
    diagnostics: list[DiagnosticRecord]
    provenance: Provenance | None
    design: DesignRecord | None = None

    def claims(self) -> dict[str, bool]:
        """Return whether the parts belong together, claim by claim."""
        tables = (self.parameters, self.item_bias, self.score_bias, self.means)
        named = {row.group for rows in tables for row in rows}
        return {
            "sizes has not one number a group": len(self.sizes) == len(self.groups),
            "reference is not one of the groups": self.reference in self.groups,
            "convention is not known": self.convention in CONVENTIONS,
            "two levels have one name": len({s.name for s in self.steps}) == len(self.steps),
            "a row is of another group": named <= set(self.groups),
        }

    def build(self) -> Invariance:
        """Return the study."""
        return Invariance(
            variable=self.variable,
            groups=tuple(self.groups),
            sizes=tuple(self.sizes),
            reference=self.reference,
            estimator=self.estimator,
            ordinal=self.ordinal,
            convention=self.convention,
            steps=tuple(each.build() for each in self.steps),
            parameters=tuple(GroupParameter(**each.model_dump()) for each in self.parameters),
            item_bias=tuple(ItemBiasRow(**each.model_dump()) for each in self.item_bias),
            score_bias=tuple(ScoreBiasRow(**each.model_dump()) for each in self.score_bias),
            means=tuple(FactorMeanRow(**each.model_dump()) for each in self.means),
            aligned=tuple(each.build() for each in self.aligned),
            alignment=(
                None if self.alignment is None else AlignmentFacts(**self.alignment.model_dump())
            ),
            anchors=tuple(AnchorRow(**each.model_dump()) for each in self.anchors),
            repeated=self.repeated,
            labels=self.labels,
            diagnostics=tuple(each.build() for each in self.diagnostics),
            provenance=self.provenance,
            design=None if self.design is None else self.design.build(),
        )


def invariance_json_schema() -> dict[str, Any]:
    """Return the layout as JSON Schema: the content of ``invariance.schema.json``."""
    return schema_of(InvarianceRecord, "gainsem.invariance/1")


def invariance_from_dict(content: Any, *, source: str = "invariance.json") -> Invariance:
    """Return the study a record describes; nothing is estimated again.

    Parameters
    ----------
    content : object
        What ``json.loads`` made of the file.
    source : str
        Its path, for messages.

    Raises
    ------
    FileError
        ``E-FILE-13`` when the content is not a ``gainsem.invariance/1`` record; all places
        that are wrong are named together.
    """
    return read_record(InvarianceRecord, content, InvarianceRecord.build, source=source)
