"""The rows of a study of measurement invariance: records that compute nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gainsem.results.invariance.cutoffs import Constraint, JudgedDifference
from gainsem.results.read_only import ReadOnlyDict

NAN = math.nan
StepVerdict = Literal["reference", "holds", "mixed", "fails", "not_fitted"]
ParameterKind = Literal["loading", "intercept", "threshold"]


@dataclass(frozen=True, slots=True)
class DifferenceTest:
    """The test of a level against the one before it; ``method`` says which, in words."""

    statistic: float
    df: int
    pvalue: float
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class InvarianceStep:
    """One level of invariance.

    Parameters
    ----------
    name : str
        ``"configural"``, ``"metric"`` ...; unique in a study.
    constraint : str
        What this level makes equal, beyond the level it is compared with.
    constraints : str
        All that is equal between the groups, in words.
    measures : mapping
        The measures of fit to report: ``chisq``, ``pvalue``, ``cfi``, ``rmsea``, ``srmr``,
        ``mfi`` ...; empty where the model could not be fitted.
    df, n_params : int
    against : str
        The level it is compared with; empty for the first.
    test : DifferenceTest or None
    differences : mapping
        Of the measures, from that level.
    judged : tuple of JudgedDifference
    verdict : str
    freed : tuple of str
        Parameters that are not held equal although the level asks for it: partial invariance.
    remark : str
        Why there is no result, or what else a reader must know.
    """

    name: str
    constraint: Constraint
    constraints: str
    measures: Mapping[str, float] = field(default_factory=lambda: ReadOnlyDict({}))
    df: int = 0
    n_params: int = 0
    against: str = ""
    test: DifferenceTest | None = None
    differences: Mapping[str, float] = field(default_factory=lambda: ReadOnlyDict({}))
    judged: tuple[JudgedDifference, ...] = ()
    verdict: StepVerdict = "reference"
    freed: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class AnchorRow:
    """One item that may be an anchor of its factor, and whether it is.

    ``statistic`` and ``df`` are those of the score test that chose it: of letting go all of
    its equal parameters together, all other items being anchors (NaN and 0: it was named).
    """

    factor: str
    item: str
    chosen: bool
    statistic: float = NAN
    df: int = 0


@dataclass(frozen=True, kw_only=True)
class GroupParameter:
    """A loading, intercept or threshold in one group, on a scale that groups share.

    ``part`` is the factor of a loading, or the number of a threshold.  ``deviates``: the
    group is not among those that share this parameter.
    """

    item: str
    kind: ParameterKind
    part: str
    group: str
    est: float
    se: float = NAN
    ci_lower: float = NAN
    ci_upper: float = NAN
    deviates: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemBiasRow:
    """How much answers of equal people differ between the reference and a focal group."""

    item: str
    group: str
    difference: float
    dmacs: float
    signed: float
    unsigned: float


@dataclass(frozen=True, kw_only=True)
class ScoreBiasRow:
    """What all items of a factor together do to the sum: difference of mean and variance."""

    factor: str
    group: str
    mean: float
    variance: float


@dataclass(frozen=True, kw_only=True)
class FactorMeanRow:
    """The mean of a factor in one group, and its distance from that of the reference group.

    ``effect`` is in standard deviations (``glass``: of the reference group alone).
    """

    factor: str
    group: str
    mean: float
    se: float = NAN
    variance: float = NAN
    pvalue: float = NAN
    effect: float = NAN
    ci_lower: float = NAN
    ci_upper: float = NAN
    glass: float = NAN


@dataclass(frozen=True, kw_only=True)
class AlignedParameter:
    """One parameter after alignment: which groups share it, and how much is explained."""

    item: str
    kind: ParameterKind
    part: str
    n_groups: int
    n_invariant: int
    mean: float
    r_squared: float
    deviating: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AlignmentFacts:
    """How an alignment was made and whether it can be trusted.

    ``share`` is the share of parameters that deviate (at most ``limit`` is trusted),
    ``recovered`` the correlation of true and estimated factor means in simulated studies
    (NaN: not simulated).
    """

    method: Literal["fixed", "free"]
    reference: str
    epsilon: float
    converged: bool
    starts: int
    agreeing: int
    share: float
    limit: float
    average_index: float
    trustworthy: bool
    recovered: float = NAN
