"""One flag, judged: its index by respondent, the limit, and who is beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.flags import BY_NAME, Criterion, FlagRule

Array = NDArray[np.float64]
Origin = Literal["fixed", "number of items", "distribution", "as asked"]


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit one criterion was judged by, and where it came from."""

    criterion: Criterion
    value: float
    origin: Origin

    def beyond(self, values: Array) -> NDArray[np.bool_]:
        """Return which values count; an unknown one never does."""
        compare = {
            "<": np.less,
            "<=": np.less_equal,
            ">": np.greater,
            ">=": np.greater_equal,
        }[self.criterion.relation]
        with np.errstate(invalid="ignore"):
            return np.asarray(compare(values, self.value) & ~np.isnan(values))

    @property
    def text(self) -> str:
        """The limit as it is shown: ``">= 20"``."""
        return f"{self.criterion.relation} {number(self.value)}"


@dataclass(frozen=True)
class Judged:
    """One flag.

    Parameters
    ----------
    rule : FlagRule
    hit : ndarray of bool, shape (n,)
    columns : dict of str to ndarray, shape (n,)
        The index, and what else is told of a respondent; empty where it cannot be computed.
    limits : tuple of Limit
    reason : str
        Why the flag cannot be judged; empty where it was.
    """

    rule: FlagRule
    hit: NDArray[np.bool_]
    columns: dict[str, Array] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    reason: str = ""

    @property
    def name(self) -> str:
        """Name of the flag."""
        return self.rule.name

    @property
    def count(self) -> int:
        """Respondents flagged."""
        return int(self.hit.sum())

    @property
    def judged(self) -> bool:
        """Whether the flag could be judged."""
        return not self.reason

    @property
    def threshold(self) -> str:
        """The limits as they are shown, joined by "or"."""
        return " or ".join(f"{limit.criterion.words} {limit.text}" for limit in self.limits)


def not_judged(name: str, n: int, reason: str) -> Judged:
    """Return a flag that cannot be judged, with the reason."""
    return Judged(BY_NAME[name], np.zeros(n, dtype=bool), reason=reason)


def judge(
    name: str,
    columns: Mapping[str, Array],
    asked: Mapping[str, float],
    *,
    found: float | None = None,
    origin: Origin = "distribution",
) -> Judged:
    """Return a flag judged by its criteria.

    Parameters
    ----------
    name : str
    columns : mapping
        Indices by the name of their column, and further columns.
    asked : mapping
        Thresholds a user has asked for.
    found : float, optional
        The limit the answers themselves give, for criteria without a fixed one.
    origin : {"distribution", "number of items"}
        Where that limit comes from.
    """
    rule = BY_NAME[name]
    own = (float("nan") if found is None else found, origin)
    limits = tuple(_limit(criterion, asked, own) for criterion in rule.criteria)
    hit = np.zeros(len(next(iter(columns.values()))), dtype=bool)
    for limit in limits:
        hit |= limit.beyond(columns[limit.criterion.index])
    return Judged(rule, hit, dict(columns), limits)


def _limit(criterion: Criterion, asked: Mapping[str, float], own: tuple[float, Origin]) -> Limit:
    if criterion.key in asked:
        return Limit(criterion, asked[criterion.key], "as asked")
    if criterion.default is not None:
        return Limit(criterion, criterion.default, "fixed")
    return Limit(criterion, *own)


def number(value: float) -> str:
    """Return a limit as a person writes it.

    Examples
    --------
    >>> number(20.0), number(0.57912), number(0.001)
    ('20', '0.579', '0.001')
    """
    return str(int(value)) if float(value).is_integer() else f"{value:.3g}"
