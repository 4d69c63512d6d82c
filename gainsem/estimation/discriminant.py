"""Tests of discriminant validity: the model again, with a correlation fixed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from gainsem.core.chi_square import normal_quantile, upper_tail
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import EstimationError, OptionError, SpecificationError
from gainsem.estimation.estimators import ESTIMATORS
from gainsem.estimation.measurement_model import (
    fit_again,
    measurement_text,
    plain_measurement,
    quoted,
)
from gainsem.results.discriminant import Discriminant, PairTest, problem_of
from gainsem.results.fit import Fit, ParameterEstimate
from gainsem.results.reliability.constructs import constructs_of

#: The estimators whose statistic is that of another one, corrected.
PLAIN_ESTIMATOR = {"diagonal": "DWLS", "identity": "ULS"}
LIKELIHOOD_RATIO = "Differences of the chi-square statistics of the two models."
UNCORRECTED = (
    "Differences of uncorrected statistics, which are too large: fit the model with WLSMV, or"
    " judge by the intervals of robust standard errors."
)
SCALED = (
    "Scaled differences (Satorra 2000): the difference of the uncorrected statistics, divided by "
    "the ratio of the robust to the plain variance of the correlation."
)


def discriminant_of(fit: Fit, data: Any, *, at: Sequence[float], level: float) -> Discriminant:
    """Return correlations of constructs and tests that they are certain values.

    The measurement part of the model is fitted as a factor analysis with correlated
    standardised constructs, then again with each correlation fixed at each value (with its
    sign): Ronkko & Cho (2022, doi:10.1177/1094428120968614).  For a corrected statistic
    the difference is scaled (Satorra 2000, doi:10.1007/978-1-4615-4603-0_17); with one
    degree of freedom its factor is the ratio of the two variances of the parameter.

    Raises
    ------
    OptionError
        E-OPT-01 for a value outside (0, 1] or a level outside [0.5, 1); E-REL-02 for
        ordinal items without answers.
    SpecificationError
        E-REL-04 for fewer than two constructs with items.
    EstimationError
        E-REL-03 when the factor analysis has no solution.
    """
    _check(at, level)
    names = [one.name for one in constructs_of(fit.table) if one.items]
    if len(names) < 2:
        raise SpecificationError.of(
            "E-REL-04",
            "There is nothing to tell apart: the model has one construct with items.",
            do="fit a model with two or more",
        )
    text, options = measurement_text(fit.table), plain_measurement(fit.options)
    free = fit_again(fit, text, data, **options)
    if not free.converged:
        raise EstimationError.of(
            "E-REL-03",
            "The constructs of this model have no factor analysis: no minimum was found.",
            why=free.solution.status,
            do="look at the items and the size of the sample",
        )
    shrink = _scalings(fit, free, text, data, options)
    half = normal_quantile(1.0 - (1.0 - level) / 2.0)
    tests: list[PairTest] = []
    said: list[Diagnostic] = _on_the_model(fit, free)
    for row in _correlations(free, names):
        for value in at:
            fixed = math.copysign(value, row.est)
            line = f"{quoted(row.lhs)} ~~ {fixed:g}*{quoted(row.rhs)}"
            other = _constrained(fit, f"{text}\n{line}", data, options)
            if other is None:
                said.append(_no_solution(row, fixed))
            tests.append(_tested(row, fixed, half, free, other, shrink.get(_pair(row), 1.0)))
    return Discriminant(tuple(tests), level, _method(free), tuple(said))


def _method(free: Fit) -> str:
    estimator = ESTIMATORS[free.estimator]
    if estimator.test != "standard":
        return SCALED
    return UNCORRECTED if estimator.weight in PLAIN_ESTIMATOR else LIKELIHOOD_RATIO


def _check(at: Sequence[float], level: float) -> None:
    wrong = [value for value in at if not 0.0 < value <= 1.0]
    if wrong or not at:
        raise OptionError.of(
            "E-OPT-01",
            f"at={tuple(at)!r} cannot be tested.",
            do="give correlations above 0, at most 1, such as  at=(0.9, 1.0)",
        )
    if not 0.5 <= level < 1.0:
        raise OptionError.of("E-OPT-01", f"level is {level}; it must be from 0.5 to below 1.")


def _correlations(free: Fit, names: Sequence[str]) -> list[ParameterEstimate]:
    return [
        row
        for row in free.parameter_rows
        if row.op == "~~" and row.lhs != row.rhs and {row.lhs, row.rhs} <= set(names)
    ]


def _pair(row: ParameterEstimate) -> tuple[str, str]:
    return (row.lhs, row.rhs)


def _scalings(
    fit: Fit, free: Fit, text: str, data: Any, options: Any
) -> dict[tuple[str, str], float]:
    """Return plain over robust variance of every correlation, where the statistic is corrected."""
    estimator = ESTIMATORS[free.estimator]
    if estimator.test == "standard":
        return {}
    plain = fit_again(
        fit,
        text,
        data,
        **{**options, "estimator": PLAIN_ESTIMATOR[estimator.weight], "se": "standard"},
    )
    robust = {_pair(row): row.se for row in free.parameter_rows if row.op == "~~"}
    return {
        _pair(row): (row.se / robust[_pair(row)]) ** 2
        for row in plain.parameter_rows
        if row.op == "~~" and robust.get(_pair(row), 0.0) > 0.0
    }


def _constrained(fit: Fit, text: str, data: Any, options: Any) -> Fit | None:
    try:
        found = fit_again(fit, text, data, **{**options, "se": "none"})
    except EstimationError:
        return None
    return found if found.converged or math.isfinite(found.solution.fmin) else None


def _tested(
    row: ParameterEstimate,
    fixed: float,
    half: float,
    free: Fit,
    other: Fit | None,
    shrink: float,
) -> PairTest:
    difference = math.nan
    if other is not None and other.solution.gradient_max < 1e-3:
        lost = other.fit_measures["chisq"] - free.fit_measures["chisq"]
        difference = max(lost, 0.0) * shrink
    lower, upper = row.est - half * row.se, row.est + half * row.se
    return PairTest(
        construct1=row.lhs,
        construct2=row.rhs,
        r=row.est,
        se=row.se,
        ci_lower=lower,
        ci_upper=upper,
        problem=problem_of(lower, upper),
        at=fixed,
        chisq=difference,
        df=1,
        pvalue=upper_tail(difference, 1.0) if math.isfinite(difference) else math.nan,
    )


def _on_the_model(fit: Fit, free: Fit) -> list[Diagnostic]:
    said: list[Diagnostic] = []
    if any(row.op == "~" for row in fit.table.rows) or len(fit.table.latent) != len(
        free.table.latent
    ):
        said.append(
            note(
                "I-REL-23",
                "Regressions and higher orders were left out: these are correlations of a factor"
                " analysis of the constructs with items.",
            )
        )
    if not free.usable:
        said.append(
            warning(
                "W-REL-24",
                "The factor analysis behind these tests is not a proper solution.",
                why="; ".join(d.message for d in free.diagnostics if d.code.startswith("E-")),
                do="look at the model before its tests",
            )
        )
    return said


def _no_solution(row: ParameterEstimate, fixed: float) -> Diagnostic:
    return warning(
        "W-REL-25",
        f"With the correlation of {row.lhs} and {row.rhs} fixed at {fixed:g} the model has no"
        " solution; there is no test.",
    )
