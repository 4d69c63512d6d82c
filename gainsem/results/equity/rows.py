"""The rows of an equity view: records that compute nothing.

Every gap is that of a group less the reference group, in latent standard deviations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

NAN = math.nan
GapKind = Literal["raw", "adjusted", "ignored"]
PartKind = Literal["explained", "slopes", "intercept", "total"]


@dataclass(frozen=True, kw_only=True)
class GapRow:
    """The gap of one factor.

    Parameters
    ----------
    factor, group : str
    wave : str
        Empty without waves.
    kind : {"raw", "adjusted", "ignored"}
        As it is; at the same values of the covariates; as it would seem if all items
        measured alike.
    level : {"dimension", "construct"}
        Whether it measures nothing but items and factors, or is measured by another factor.
    est, se, ci_lower, ci_upper, z, pvalue : float
    holm : float
        The p value for all factors of one kind, level, group and wave (Holm 1979).
    """

    factor: str
    group: str
    wave: str = ""
    kind: GapKind
    level: Literal["dimension", "construct"] = "dimension"
    est: float
    se: float = NAN
    ci_lower: float = NAN
    ci_upper: float = NAN
    z: float = NAN
    pvalue: float = NAN
    holm: float = NAN


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One part of the gap of a factor; those of a factor sum to its total.

    ``source`` is the covariate or predictor; empty for the intercept and the total.
    ``share`` is the part divided by the total; NaN where the interval of the total holds 0.
    """

    factor: str
    group: str
    kind: PartKind
    source: str = ""
    est: float
    se: float = NAN
    ci_lower: float = NAN
    ci_upper: float = NAN
    pvalue: float = NAN
    share: float = NAN


@dataclass(frozen=True, kw_only=True)
class BiasRow:
    """The gap in the mean of a factor's items, in its observed standard deviations.

    ``observed`` is what the answers show: ``latent``, what the factor accounts for, ``bias``
    of the items that measure differently, and ``rest``, what the model does not reproduce
    (and, of ordinal items, what residual variances that differ do to the answers).
    """

    factor: str
    group: str
    n_items: int
    observed: float
    latent: float
    latent_se: float = NAN
    bias: float
    bias_se: float = NAN
    rest: float
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """How the gap of a factor changes: from wave to wave, or a year (its linear trend)."""

    factor: str
    group: str
    kind: GapKind
    since: str = ""
    until: str = ""
    est: float
    se: float = NAN
    ci_lower: float = NAN
    ci_upper: float = NAN
    pvalue: float = NAN
    statistic: float = NAN
    df: int = 0
    statistic_pvalue: float = NAN

    @property
    def is_trend(self) -> bool:
        """Whether it is the slope over all waves."""
        return not self.since


@dataclass(frozen=True, kw_only=True)
class CovariateRow:
    """The mean (of a category: the share) of a covariate in a group."""

    covariate: str
    level: str
    group: str
    wave: str = ""
    mean: float


@dataclass(frozen=True, kw_only=True)
class CheckRow:
    """A test the view rests on: equal measurement, equal slopes, equal paths.

    ``name`` is ``"scalar"``, ``"partial scalar"``, ``"slopes"`` or ``"paths"``; measures of
    the restricted model.
    """

    name: str
    statistic: float = NAN
    df: int = 0
    pvalue: float = NAN
    cfi: float = NAN
    rmsea: float = NAN
    srmr: float = NAN
    delta_cfi: float = NAN
    verdict: str = ""
    method: str = ""
