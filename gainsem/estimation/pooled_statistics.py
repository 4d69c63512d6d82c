"""Which pooled tests a set of fits has, and the statistics they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array, factor
from gainsem.core.moments import SampleMoments
from gainsem.core.pooled_tests import PooledStatistic, pooled_d2, pooled_d3, pooled_d4
from gainsem.core.scaled_tests import ScaledTest
from gainsem.diagnostics import Diagnostic, warning
from gainsem.model.parameter_table import covariates
from gainsem.results.computed import computed, sample_of
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fit import Fit
from gainsem.results.imputed_parts import PooledTest
from gainsem.results.reported_measures import has_no_distribution, test_version

METHODS = ("D2", "D3", "D4")
PREFIXES = {"model": "", "baseline": "baseline_"}


@dataclass(frozen=True)
class Statistics:
    """The fits to the data sets, their pooled estimates, and the fit to all of them stacked."""

    fits: Sequence[Fit]
    pooled: Fit
    stacked: Fit | None = None

    @property
    def m(self) -> int:
        """Imputed data sets."""
        return len(self.fits)

    @property
    def scaled(self) -> bool:
        """Whether the statistic to report is a corrected one."""
        return bool(test_version(self.fits[0].fit_measures))

    @property
    def has_likelihood(self) -> bool:
        """Whether the fits maximise a likelihood of complete answers."""
        method = continuous_method_of(self.pooled)
        return method is not None and method.discrepancy == "ML"

    def of(self, name: str) -> Array:
        """Return a measure of every fit, shape (m,)."""
        return np.array([fit.fit_measures.get(name, np.nan) for fit in self.fits])

    def d2(self, of: str, *, scaled: bool) -> PooledStatistic:
        """Return D2 of the plain or corrected statistics; fitted df are averaged."""
        suffix, prefix = "_scaled" if scaled else "", PREFIXES[of]
        df = float(self.of(f"{prefix}df{suffix}").mean())
        return pooled_d2(self.of(f"{prefix}chisq{suffix}"), df)

    def average_scaled(self, of: str) -> ScaledTest:
        """Return D2 of the plain statistics, then corrected by the average factor and shift."""
        prefix = PREFIXES[of]
        plain = self.d2(of, scaled=False)
        scaling = float(self.of(f"{prefix}chisq_scaling_factor").mean())
        shift = float(np.nan_to_num(self.of(f"{prefix}chisq_shift_parameter")).mean())
        df = float(self.of(f"{prefix}df_scaled").mean())
        return ScaledTest(plain.chisq / scaling + shift, df, scaling, shift)

    def d3(self, of: str) -> PooledStatistic | None:
        """Return D3, None where the moments are not positive definite."""
        prefix = PREFIXES[of]
        found = at_pooled(self.fits, self.pooled, of)
        df = float(self.of(f"{prefix}df").mean())
        if found is None:
            return None
        return pooled_d3(float(self.of(f"{prefix}chisq").mean()), found, df, self.m)

    def d4(self, of: str, *, robust: bool = False) -> PooledStatistic | None:
        """Return D4, None where there is no fit to the stacked data."""
        if self.stacked is None:
            return None
        measures, prefix = self.stacked.fit_measures, PREFIXES[of]
        df = measures[f"{prefix}df"]
        if not robust:
            mean = float(self.of(f"{prefix}chisq").mean())
            return pooled_d4(measures[f"{prefix}chisq"], df, self.m, mean=mean)
        gap = 2.0 * float(self.of("unrestricted_logl").mean() - measures["unrestricted_logl"])
        p, given = len(self.pooled.table.observed), len(self.pooled.table.exogenous)
        size = p * (p + 3) / 2 - given * (given + 3) / 2
        return pooled_d4(measures[f"{prefix}chisq"], df, self.m, mean=gap, n_increase=size)


def pooled_tests(
    found: Statistics, method: str | None
) -> tuple[tuple[PooledTest, ...], tuple[Diagnostic, ...]]:
    """Return the pooled tests, the one to report first, and what to know of them.

    Of fits by maximum likelihood D4, D3 and D2; of corrected statistics D2 (Liu &
    Sriutaisuk 2020, doi:10.1080/10705511.2019.1662307), and D2 of the plain ones corrected
    by the average factor.  A statistic without a distribution has no pooled test.
    """
    if has_no_distribution(found.fits[0].fit_measures):
        remark = warning(
            "W-IMP-03",
            f"no pooled test: the statistic of {found.pooled.estimator} has no known distribution.",
            why="statistic and indices of fit are the means of the data sets",
            do="use an estimator with a corrected test, such as WLSMV or ULSMV",
        )
        return (), (remark,)
    first = _chosen(found, method)
    said: tuple[Diagnostic, ...] = ()
    if method is not None and first != method:
        said = (
            warning(
                "W-IMP-04",
                f"{method} cannot be computed for this fit; {first} is reported.",
                why="it needs log-likelihoods of an uncorrected maximum likelihood fit"
                " (and, D4, a solution for the stacked data sets)",
            ),
        )
    tests = [
        test for of in PREFIXES for test in _of(found, of) if np.isfinite(test.f) or test.df == 0
    ]
    tests.sort(key=lambda test: (test.of != "model", test.method != first))
    return tuple(tests), said


def _chosen(found: Statistics, method: str | None) -> str:
    known = ["D2"]
    if not found.scaled and found.has_likelihood:
        known = ["D4"] if found.stacked is not None else []
        known += ["D3", "D2"] if found.d3("model") is not None else ["D2"]
    return method if method in known else known[0]


def _of(found: Statistics, of: str) -> list[PooledTest]:
    if found.scaled:
        average = found.average_scaled(of)
        return [
            _test("D2", of, "scaled", found.d2(of, scaled=True)),
            PooledTest(
                *("average.scaled", of, "plain", average.statistic / average.df, average.df),
                *(float("inf"), average.pvalue, average.statistic, average.pvalue),
                found.d2(of, scaled=False).increase,
            ),
        ]
    tests = {"D2": found.d2(of, scaled=False)}
    if found.has_likelihood:
        likelihood = {
            "D4": found.d4(of),
            "D4.robust": found.d4(of, robust=True),
            "D3": found.d3(of),
        }
        tests = {name: test for name, test in likelihood.items() if test is not None} | tests
    return [_test(name, of, "plain", test) for name, test in tests.items()]


def plain_d2(found: Statistics, of: str) -> PooledTest:
    """Return D2 of the uncorrected statistics."""
    return _test("D2", of, "plain", found.d2(of, scaled=False))


def _test(method: str, of: str, statistics: str, found: PooledStatistic) -> PooledTest:
    return PooledTest(
        *(method, of, statistics, found.statistic, found.df, found.df2, found.pvalue),
        *(found.chisq, found.pvalue_chisq, found.increase),
    )


def at_pooled(fits: Sequence[Fit], pooled: Fit, of: str = "model") -> float | None:
    """Return the mean likelihood ratio statistic at the pooled estimates of both models."""
    at = computed(pooled)
    sample = sample_of(pooled)
    if sample is None:
        return None
    sigma = at.sigma if of == "model" else _unrelated(pooled, sample)
    mu = at.mu if of == "model" else sample.mean
    statistics = []
    for fit in fits:
        own = sample_of(fit)
        if own is None:
            return None
        restricted = _distance(own, sigma, mu)
        unrestricted = _distance(own, sample.cov, sample.mean)
        statistics.append(own.n * (restricted - unrestricted))
    return float(np.mean(statistics))


def _unrelated(pooled: Fit, sample: SampleMoments) -> Array:
    """Return the covariances the baseline model implies: those of covariates only."""
    given = [pooled.table.observed.index(name) for name in covariates(pooled.table)]
    cov = np.diag(np.diag(sample.cov))
    cov[np.ix_(given, given)] = sample.cov[np.ix_(given, given)]
    return cov


def _distance(own: SampleMoments, sigma: Array, mu: Array | None) -> float:
    """Return ``log|Sigma| + tr(S Sigma^-1)``, with means the squared distance to mu."""
    factored = factor(sigma)
    if factored is None:
        return float("nan")
    value = factored.logdet + float(np.sum(own.cov * factored.inverse))
    if own.mean is not None and mu is not None:
        apart = own.mean - mu
        value += float(apart @ factored.inverse @ apart)
    return value
