"""One group, or one wave, as factor means and the bias of items see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.expected_answers import AnswerScale
from gainsem.core.linalg import Array
from gainsem.estimation.invariance.levels import Measured
from gainsem.results.computed import computed
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit

Names = tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """Measurement and factors of one group or wave at the estimates.

    Parameters
    ----------
    label : str
    items, factors : tuple of str
        By the names they have in every group or wave; p items and m factors.
    intercepts, residual_variances, sds : ndarray, shape (p,)
        ``sds`` of the answers as they were given.
    loadings : ndarray, shape (p, m)
    mean : ndarray, shape (m,)
    cov : ndarray, shape (m, m)
    n_obs : int
    scales : tuple of AnswerScale, length p or 0
        Of ordinal items.
    mean_at, variance_at : ndarray, shape (m,)
        Which parameter of the fit they are, -1 for none.
    """

    label: str
    items: tuple[str, ...]
    factors: tuple[str, ...]
    intercepts: Array
    residual_variances: Array
    sds: Array
    loadings: Array
    mean: Array
    cov: Array
    n_obs: int
    scales: tuple[AnswerScale, ...]
    mean_at: Array
    variance_at: Array


def sides_of_groups(fit: GroupedFit) -> tuple[Side, ...]:
    """Return the groups of a joint fit."""
    sides = []
    for part, (label, view) in zip(fit.parts, fit.by_group.items(), strict=True):
        names = view.table.ordinal or view.table.observed
        sides.append(_side(view, label, (names, names), (view.table.latent,) * 2, part.at))
    return tuple(sides)


def sides_of_waves(
    fit: Fit, measured: Measured, waves: Sequence[tuple[str, Callable[[str], str]]]
) -> tuple[Side, ...]:
    """Return the waves of a longitudinal fit.

    Parameters
    ----------
    fit : Fit
    measured : Measured
    waves : sequence of (str, callable)
        What each wave is called, and what it calls an item or a factor.
    """
    names, factors = tuple(measured.thresholds) or measured.items, tuple(measured.factors)
    return tuple(
        _side(
            fit,
            wave,
            (names, tuple(map(called, names))),
            (factors, tuple(map(called, factors))),
            range(fit.table.n_free),
        )
        for wave, called in waves
    )


def _side(
    fit: Fit,
    label: str,
    items: tuple[Names, Names],
    factors: tuple[Names, Names],
    at: Sequence[int],
) -> Side:
    """Return what a fit says of some of its items and factors.

    Of both come the names they are shown by and those they have in the fit; ``at`` says which
    parameter of the whole each of the fit's own is.
    """
    found, table = computed(fit), fit.table
    rows = [table.observed.index(name) for name in items[1]]
    columns = [found.compiled.eta.index(name) for name in factors[1]]
    matrices = found.implied.matrices
    number = {(row.lhs, row.op, row.rhs): at[row.free] for row in table.rows if row.is_free}
    return Side(
        label=label,
        items=items[0],
        factors=factors[0],
        intercepts=np.asarray(matrices.nu)[rows],
        residual_variances=np.diag(matrices.theta)[rows],
        sds=_spreads(fit)[rows],
        loadings=np.asarray(matrices.lambda_)[np.ix_(rows, columns)],
        mean=found.implied.eta_mean[columns],
        cov=found.implied.eta_cov[np.ix_(columns, columns)],
        n_obs=fit.n_obs,
        scales=_scales(fit, matrices.tau, items[1]) if table.levels else (),
        mean_at=np.array([number.get((name, "~1", ""), -1) for name in factors[1]]),
        variance_at=np.array([number.get((name, "~~", name), -1) for name in factors[1]]),
    )


def _scales(fit: Fit, tau: Array, names: Names) -> tuple[AnswerScale, ...]:
    """Return thresholds and answers of ordinal items."""
    codes = {each["name"]: each["codes"] for each in fit.sample.categories}
    count = dict(fit.table.levels)
    scales = []
    for name in names:
        answers = np.array([float(np.mean(part)) for part in codes[name]])
        own = tau[fit.table.observed.index(name), : count[name]]
        scales.append(AnswerScale(own, answers, answers[0], answers[-1]))
    return tuple(scales)


def _spreads(fit: Fit) -> Array:
    """Return the standard deviations of the answers, in the order of the variables."""
    ordinal = bool(fit.table.levels)
    cov = np.asarray(fit.sample.answer_cov, dtype=np.float64) if ordinal else fit.moments.cov
    spreads: Array = np.sqrt(np.diag(cov))
    return spreads
