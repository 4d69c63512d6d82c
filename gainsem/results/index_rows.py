"""The rows of the tables of an index: one record a row, the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import nan


@dataclass(frozen=True, slots=True)
class IndexedConstruct:
    """A construct that has an index.

    Parameters
    ----------
    name : str
    label : dict of str to str
        By language.
    items : tuple of str
        Items the index is the mean of; empty for a wider construct.
    parts : tuple of str
        Constructs a wider one is made of.
    part_weights : tuple of float
        Their weights, adding up to 1.
    depth : int
        0 for constructs with items, else 1 more than the deepest part.
    """

    name: str
    label: dict[str, str] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    part_weights: tuple[float, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The index of one construct among some respondents (``by`` empty: all of them)."""

    construct: str
    by: str = ""
    level: str = ""
    wave: str = ""
    n: int | None = None
    mean: float = nan
    se: float = nan
    df: float = nan
    ci_lower: float = nan
    ci_upper: float = nan
    sd: float = nan
    measurement: float = nan
    gini: float = nan
    gini_se: float = nan
    gini_ci_lower: float = nan
    gini_ci_upper: float = nan
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class GapRow:
    """A difference of two means.

    ``kind`` is "constructs" (``first`` less ``second``, two constructs of the same
    respondents; ``by``, ``level`` and ``wave`` say whose) or "groups" (two levels of ``by``
    on one construct).  ``effect`` is the difference in standard deviations of the index.
    """

    kind: str
    construct: str
    by: str
    level: str
    first: str
    second: str
    wave: str = ""
    n: int | None = None
    difference: float = nan
    se: float = nan
    df: float = nan
    ci_lower: float = nan
    ci_upper: float = nan
    pvalue: float = nan
    p_holm: float = nan
    effect: float = nan
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class TrendRow:
    """The change of a construct over waves.

    ``slope`` is the linear trend a unit of ``wave``, ``change`` the last wave less the first;
    ``level`` names a group, or two ("0 - 1": the difference of their trends).  ``effect`` is
    the change in standard deviations of the index.
    """

    construct: str
    by: str
    level: str
    waves: tuple[str, ...]
    slope: float
    se: float
    df: float
    ci_lower: float
    ci_upper: float
    pvalue: float
    p_holm: float
    change: float
    change_se: float
    change_ci_lower: float
    change_ci_upper: float
    effect: float


@dataclass(frozen=True, slots=True)
class ImportanceRow:
    """A point of the importance-performance map: total effect, and index of all."""

    construct: str
    importance: float
    importance_se: float
    importance_ci_lower: float
    importance_ci_upper: float
    performance: float
    performance_se: float
    performance_ci_lower: float
    performance_ci_upper: float
