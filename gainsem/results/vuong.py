"""Vuong's tests of two models of which none contains the other, as values and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gainsem.results.table import Column, Table

COLUMNS = (
    Column("first", "Model"),
    Column("second", "against"),
    Column("variance", "Variance of ratios", "number"),
    Column("pvalue", "p: same", "pvalue"),
    Column("correction", "Corrected as"),
    Column("z", "z", "number"),
    Column("p_first", "p: first is nearer", "pvalue"),
    Column("p_second", "p: second is nearer", "pvalue"),
    Column("difference", "Difference", "number"),
    Column("ci_lower", "95 % CI", "number"),
    Column("ci_upper", "to", "number"),
)
CORRECTIONS = {"none": "-", "aic": "AIC", "bic": "BIC"}
NOTE = (
    "A small p: same says that the models can be told apart in the population; without it the other"
    " columns mean nothing. A small p: first is nearer says that the first model is nearer to the"
    " population. Difference: -2 log-likelihood, AIC or BIC of the first less that of the second"
    " (Vuong 1989; Merkle, You & Preacher 2016)."
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """The test of a log-likelihood ratio, with or without a price for parameters.

    Parameters
    ----------
    correction : {"none", "aic", "bic"}
    ratio : float
        Log-likelihood of the first model less that of the second, less the correction.
    z : float
    p_first, p_second : float
        One-sided, of the first and of the second model being nearer to the population.
    difference, ci_lower, ci_upper : float
        ``-2 ratio``: the difference of deviances, AIC or BIC, with its 95 % interval.
    """

    correction: Literal["none", "aic", "bic"] | str
    ratio: float
    z: float
    p_first: float
    p_second: float
    difference: float
    ci_lower: float
    ci_upper: float


@dataclass(frozen=True, slots=True)
class Vuong:
    """Two models compared by their casewise log-likelihoods.

    Parameters
    ----------
    first, second : str
    variance : float
        Of the casewise log-likelihood ratios.
    pvalue : float
        Of the hypothesis that the models cannot be told apart in the population.
    ratios : tuple of Ratio
        Without correction, and with those of AIC and BIC.
    """

    first: str
    second: str
    variance: float
    pvalue: float
    ratios: tuple[Ratio, ...]


def vuong_table(tests: Sequence[Vuong]) -> Table:
    """Return three rows a pair: without correction, as AIC, as BIC."""
    rows = []
    for test in tests:
        for ratio in test.ratios:
            head = (test.first, test.second, test.variance, test.pvalue)
            name = CORRECTIONS.get(ratio.correction, ratio.correction)
            values = (ratio.z, ratio.p_first, ratio.p_second)
            ends = (ratio.difference, ratio.ci_lower, ratio.ci_upper)
            rows.append((*head, name, *values, *ends))
    return Table(COLUMNS, tuple(rows), "Models that are not nested", (NOTE,))
