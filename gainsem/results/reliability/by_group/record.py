"""What is said of reliabilities in several groups: records that compute nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

NAN = math.nan
Reason = Literal["", "equal", "design", "errors", "absent"]
REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        "": "",
        "equal": "the model holds it equal in all groups",
        "design": "its errors do not know the sampling design",
        "errors": "it has no standard errors",
        "absent": "it is not known in every group",
    }
)


@dataclass(frozen=True, kw_only=True)
class GroupFigure:
    """One coefficient of one construct in one group; NaN where it does not apply.

    Parameters
    ----------
    construct, coefficient, group : str
        ``coefficient`` is "alpha", "omega", "cr" or "ave"; of a construct measured by
        constructs "omega_l1", "omega_l2", "omega_partial" or "omega_total".
    n_obs : int
        Respondents of the group.
    value, se, lower, upper : float
    """

    construct: str
    coefficient: str
    group: str
    n_obs: int
    value: float
    se: float = NAN
    lower: float = NAN
    upper: float = NAN


@dataclass(frozen=True, kw_only=True)
class EqualityTest:
    """The test that a coefficient is the same in all groups.

    Parameters
    ----------
    construct, coefficient : str
    statistic, df, pvalue : float
        Chi-square distributed; NaN and 0 without a test.
    method : str
        The name of the test.
    reason : {"", "equal", "design", "errors", "absent"}
        Why there is none; empty where there is.  ``why`` says it in words.
    """

    construct: str
    coefficient: str
    statistic: float
    df: int
    pvalue: float
    method: str
    reason: Reason = ""

    @property
    def why(self) -> str:
        """Why there is no test; empty where there is."""
        return REASONS[self.reason]


@dataclass(frozen=True, kw_only=True)
class GroupDifference:
    """The difference of a coefficient between two groups: the first less the second.

    Parameters
    ----------
    construct, coefficient, first, second : str
    value, se, lower, upper : float
    pvalue, pvalue_holm : float
        By itself, and adjusted for the number of differences of this coefficient of this
        construct.
    method : str
    """

    construct: str
    coefficient: str
    first: str
    second: str
    value: float
    se: float
    lower: float
    upper: float
    pvalue: float
    pvalue_holm: float
    method: str


@dataclass(frozen=True, kw_only=True)
class GroupComparison:
    """Every coefficient in every group, the tests of equality, and the differences."""

    figures: tuple[GroupFigure, ...]
    tests: tuple[EqualityTest, ...]
    differences: tuple[GroupDifference, ...]
