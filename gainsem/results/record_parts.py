"""The parts of the layout ``gainsem.fit/1``, each a checked declaration that builds its part."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from gainsem.diagnostics import Diagnostic, Severity
from gainsem.results.block_rotation import BlockRotation
from gainsem.results.design_facts import DesignFacts
from gainsem.results.exclusion import (
    ComparedEstimate,
    ExcludedFlag,
    ExcludedOfGroup,
    Exclusion,
    FlagLimit,
)
from gainsem.results.fitted import ParameterEstimate, SampleFacts, Solution
from gainsem.results.missing_answers import MissingAnswers
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item


def _nan_for_null(value: Any) -> Any:
    return math.nan if value is None else value


Real = Annotated[
    float, BeforeValidator(_nan_for_null), WithJsonSchema({"type": ["number", "null"]})
]
Vector = list[Real]
Rows = list[list[Real]]
Operator = Literal["=~", "<~", "~", "~~", "~1", "|", "~*~", ":="]


class Record(BaseModel):
    """What all parts share: keys that a later version adds are ignored."""

    model_config = ConfigDict(extra="ignore")


class ParameterRecord(Record):
    """One row of ``fit.parameters``."""

    lhs: str
    op: Operator
    rhs: str
    group: int
    label: str
    free: bool
    est: Real
    se: Real
    z: Real
    pvalue: Real
    ci_lower: Real
    ci_upper: Real
    std_lv: Real
    std_all: Real

    def build(self) -> ParameterEstimate:
        """Return the row."""
        return ParameterEstimate(**self.model_dump())


class DiagnosticRecord(Record):
    """One finding."""

    code: str
    severity: Severity
    message: str
    where: str = ""
    why: str = ""
    do: str = ""
    excerpt: str = ""

    def build(self) -> Diagnostic:
        """Return the finding."""
        return Diagnostic(**self.model_dump())


class SolutionRecord(Record):
    """Where the search ended."""

    params: Vector
    vcov: Rows | None
    fmin: Real
    converged: bool
    iterations: int
    gradient_max: Real
    status: str
    residual_se: Vector | None = None

    def build(self) -> Solution:
        """Return the solution."""
        parts = self.model_dump()
        optional = {
            name: None if value is None else array_of(value)
            for name, value in (("vcov", self.vcov), ("residual_se", self.residual_se))
        }
        return Solution(**{**parts, "params": array_of(self.params), **optional})


class MomentsRecord(Record):
    """The sample statistics."""

    names: list[str]
    cov: Rows
    mean: Vector | None
    n_obs: int
    diagnostics: list[DiagnosticRecord] = []
    thresholds: list[Vector] = []
    variances: Vector | None = None
    gamma: Rows | None = None

    def build(self) -> Moments:
        """Return the moments."""
        return Moments(
            names=tuple(self.names),
            cov=array_of(self.cov),
            mean=None if self.mean is None else array_of(self.mean),
            n_obs=self.n_obs,
            diagnostics=tuple(one.build() for one in self.diagnostics),
            thresholds=tuple(array_of(values) for values in self.thresholds),
            variances=None if self.variances is None else array_of(self.variances),
            gamma=None if self.gamma is None else array_of(self.gamma),
        )


class ItemRecord(Record):
    """One variable, as its codebook describes it (a limit of null: no limit)."""

    name: str
    text: dict[str, str]
    label: dict[str, str]
    construct_: str = Field(alias="construct")
    measure: str
    codes: list[float]
    value_labels: dict[str, dict[float, str]]
    missing_codes: list[float]
    reverse: bool
    limits: tuple[float | None, float | None] | None = None

    def build(self) -> Item:
        """Return the item."""
        parts = self.model_dump(by_alias=True)
        for name in ("codes", "missing_codes"):
            parts[name] = tuple(parts[name])
        if self.limits is not None:
            low, high = self.limits
            unlimited = (-math.inf if low is None else low, math.inf if high is None else high)
            parts["limits"] = unlimited
        return Item(**parts)


class CategoryRecord(Record):
    """The categories of one ordinal item: the codes each is made of, and its answers."""

    name: str
    codes: list[list[float]]
    counts: list[int]


class SampleRecord(Record):
    """What a reader wants to know of the data."""

    n_read: int
    n_used: int
    items: list[ItemRecord]
    constructs: dict[str, dict[str, str]]
    descriptives: list[dict[str, str | int | float | None]]
    recodes: list[dict[str, str | int | float | None]]
    title: dict[str, str]
    citation: str
    categories: list[CategoryRecord] = []
    answer_cov: Rows = []

    def build(self) -> SampleFacts:
        """Return the facts."""
        parts = self.model_dump(
            exclude={"items", "descriptives", "recodes", "categories", "answer_cov"}
        )
        return SampleFacts(
            items=tuple(item.build() for item in self.items),
            descriptives=tuple(self.descriptives),
            recodes=tuple(self.recodes),
            categories=tuple(one.model_dump() for one in self.categories),
            answer_cov=tuple(map(tuple, self.answer_cov)),
            **parts,
        )


class RotationRecord(Record):
    """How one exploratory block was rotated."""

    block: str
    factors: list[str]
    items: list[str]
    rotation: str
    title: str
    arguments: dict[str, Any]
    oblique: bool
    normalize: str
    criterion: Real
    converged: bool
    starts: int
    failed: int
    minima: list[tuple[Real, int, Real]]

    def build(self) -> BlockRotation:
        """Return the rotation."""
        parts = self.model_dump()
        for name in ("factors", "items", "minima"):
            parts[name] = tuple(parts[name])
        return BlockRotation(**parts)


class ComparedRecord(Record):
    """One parameter with and without the excluded respondents."""

    lhs: str
    op: Operator
    rhs: str
    group: int
    est_all: Real
    se_all: Real
    pvalue_all: Real
    std_all_all: Real
    est: Real
    se: Real
    pvalue: Real
    std_all: Real
    difference: Real
    difference_se: Real
    change: str = ""


class FlagLimitRecord(Record):
    """Where a flag began."""

    key: str
    words: str
    relation: str
    value: Real


class ExcludedFlagRecord(Record):
    """A flag respondents were left out for."""

    name: str
    count: int
    limits: list[FlagLimitRecord]

    def build(self) -> ExcludedFlag:
        """Return the flag."""
        limits = tuple(FlagLimit(**limit.model_dump()) for limit in self.limits)
        return ExcludedFlag(self.name, self.count, limits)


class ExcludedOfGroupRecord(Record):
    """How many respondents of a group were screened and left out."""

    label: str
    n_screened: int
    n_excluded: int


class ExclusionRecord(Record):
    """Who was left out, and the fit with and without them."""

    flags: list[ExcludedFlagRecord]
    n_screened: int
    n_excluded: int
    n_used_all: int
    usable_all: bool
    status_all: str
    rows: list[ComparedRecord]
    measures_all: dict[str, Real]
    groups: list[ExcludedOfGroupRecord] = []

    def build(self) -> Exclusion:
        """Return the exclusion."""
        parts = self.model_dump(exclude={"flags", "rows", "groups"})
        return Exclusion(
            groups=tuple(ExcludedOfGroup(**each.model_dump()) for each in self.groups),
            flags=tuple(flag.build() for flag in self.flags),
            rows=tuple(ComparedEstimate(**row.model_dump()) for row in self.rows),
            **parts,
        )


class MissingRecord(Record):
    """Which answers are missing, and what was done about it."""

    treatment: Literal["", "fiml", "pairwise", "two_stage", "robust_two_stage"]
    names: list[str]
    n_auxiliary: int
    n_read: int
    n_used: int
    patterns: list[tuple[str, int]]
    mcar_statistic: Real
    mcar_df: Real
    mcar_pvalue: Real
    iterations: int
    converged: bool
    weight: Rows | Vector = []
    pull: Vector = []
    correlates: Vector = []

    @model_validator(mode="after")
    def _patterns_fit_the_names(self) -> Self:
        width = len(self.names)
        if any(len(signs) != width or set(signs) - {"0", "1"} for signs, _ in self.patterns):
            raise ValueError("patterns have not one sign (0 or 1) a variable")
        if self.treatment == "fiml" and not len(self.weight) == len(self.pull) == width:
            raise ValueError("weight and pull have not one row a variable")
        return self

    def build(self) -> MissingAnswers:
        """Return what is known of missing answers."""
        parts = self.model_dump()
        arrays = {name: array_of(parts[name]) for name in ("weight", "pull", "correlates")}
        rows = tuple((signs, count) for signs, count in self.patterns)
        return MissingAnswers(**{**parts, **arrays, "names": tuple(self.names), "patterns": rows})


class DesignRecord(Record):
    """How the respondents were sampled."""

    weights: str
    cluster: str
    strata: str
    fpc: str
    lonely_psu: Literal["fail", "certainty", "adjust", "average"]
    n: int
    effective_n: Real
    n_units: int = 0
    n_strata: int = 0
    freedom: int = 0
    n_lonely: int = 0
    simple_se: Vector = []
    total: Real | None = None

    def build(self) -> DesignFacts:
        """Return the facts."""
        return DesignFacts(**{**self.model_dump(), "simple_se": tuple(self.simple_se)})


def array_of(values: Any) -> NDArray[np.float64]:
    """Return numbers as an array."""
    return np.array(values, dtype=np.float64)
