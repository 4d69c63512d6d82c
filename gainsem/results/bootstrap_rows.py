"""The rows of a fit with standard errors and intervals from its bootstrap or its replicates."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from gainsem.core.chi_square import two_sided
from gainsem.results.bootstrap import Bootstrap
from gainsem.results.fit import Fit
from gainsem.results.fitted import ParameterEstimate
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.replicated import Resamples, bootstrap_resamples, monte_carlo_resamples
from gainsem.results.replication import Replication

Kind = TypeVar("Kind", Fit, GroupedFit)
Every = TypeVar("Every", bound=Fit | GroupedFit)
NEVER = float("nan")


def with_bootstrap(fit: Kind, found: Bootstrap) -> Kind:
    """Return a fit whose errors, tests and intervals are those of a bootstrap.

    Standard errors are standard deviations over the draws, tests ``est / se``; the
    covariances of the estimates are those over the draws.  All are NaN where too many
    draws failed.
    """
    known = replace(fit, bootstrap=found)
    resamples = _drawn(known)
    rows = known.parameter_rows
    if resamples is None:
        lost = tuple(_row(row, NEVER, NEVER, NEVER) if row.free else row for row in rows)
        solution = replace(fit.solution, vcov=None)
        return replace(known, parameter_rows=lost, solution=solution)
    params = found.vectors[:, : fit.table.n_free]
    whole = params[np.isfinite(params).all(axis=1)]
    vcov = np.atleast_2d(np.cov(whole, rowvar=False)) if len(whole) > 1 else None
    return replace(
        known,
        parameter_rows=_spread_rows(rows, resamples),
        solution=replace(fit.solution, vcov=vcov),
    )


def with_replication(fit: Kind, found: Replication) -> Kind:
    """Return a fit whose errors, tests and intervals come from replicates of its design.

    ``V = sum_r c_r (t_r - t)(t_r - t)'`` of the estimates; tests ``est / se`` and intervals
    ``est +- t se`` with the degrees of freedom of the design.  All are NaN where too many
    replicates failed.
    """
    known = replace(fit, replication=found)
    resamples = _drawn(known)
    rows = known.parameter_rows
    if resamples is None:
        lost = tuple(_row(row, NEVER, NEVER, NEVER) if row.free else row for row in rows)
        return replace(
            known, parameter_rows=lost, solution=replace(fit.solution, vcov=None, residual_se=None)
        )
    params = found.vectors[:, : fit.table.n_free]
    whole = np.asarray(np.isfinite(params).all(axis=1), dtype=np.bool_)
    vcov = None
    if whole.sum() > 1:
        vcov = found.rule.some(whole).covariance(params[whole], fit.solution.params)
    return replace(
        known,
        parameter_rows=_spread_rows(rows, resamples),
        solution=replace(fit.solution, vcov=vcov),
    )


def with_monte_carlo(fit: Every) -> Every:
    """Return a fit whose defined parameters have Monte Carlo intervals (``monte_carlo=``)."""
    options = fit.options
    if not options.monte_carlo or fit.bootstrap is not None or not fit.table.definitions:
        return fit
    found = _made_up(fit, options.monte_carlo, options.seed)
    if found is None:
        return fit
    return replace(fit, parameter_rows=_spread_rows(fit.parameter_rows, found, only=":="))


def _drawn(fit: Fit | GroupedFit) -> Resamples[Any] | None:
    """Return the draws of a bootstrap, of one group or of several."""
    if isinstance(fit, GroupedFit):
        from gainsem.results.groups.replicated import grouped_resamples

        return grouped_resamples(fit)
    return bootstrap_resamples(fit)


def _made_up(fit: Fit | GroupedFit, draws: int, seed: int) -> Resamples[Any] | None:
    """Return draws about the estimates, of one group or of several."""
    if isinstance(fit, GroupedFit):
        from gainsem.results.groups.replicated import grouped_monte_carlo

        return grouped_monte_carlo(fit, draws=draws, seed=seed)
    return monte_carlo_resamples(fit, draws=draws, seed=seed)


def _spread_rows(
    rows: tuple[ParameterEstimate, ...], resamples: Resamples[Any], *, only: str = ""
) -> tuple[ParameterEstimate, ...]:
    estimates = np.array([row.est for row in rows])
    spread = resamples.spread(lambda drawn: drawn.estimates, estimates)
    numbers = zip(spread.se.tolist(), spread.lower.tolist(), spread.upper.tolist(), strict=True)
    return tuple(
        _row(row, *own, test=resamples.pvalue) if row.free and (not only or row.op == only) else row
        for row, own in zip(rows, numbers, strict=True)
    )


def _row(
    row: ParameterEstimate,
    se: float,
    lower: float,
    upper: float,
    *,
    test: Callable[[float], float] = two_sided,
) -> ParameterEstimate:
    z = row.est / se if 0.0 < se < math.inf else NEVER
    pvalue = test(z) if math.isfinite(z) else NEVER
    return replace(row, se=se, z=z, pvalue=pvalue, ci_lower=lower, ci_upper=upper)
