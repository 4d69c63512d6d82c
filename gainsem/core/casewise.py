"""Sample statistics of ordinal and continuous variables, case by case.

The general path: any mix of variables, covariates, weights and missing values
(Muthen 1984, doi:10.1007/BF02294210).  Each variable is regressed on the
covariates; each pair's correlation is then estimated with the margins held fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gainsem.core.bivariate_probit import fit_polychoric
from gainsem.core.categorical import CategoricalStatistics, MomentOrder, stored_rows
from gainsem.core.linalg import Array
from gainsem.core.margin import Margin, linear_margin, summed
from gainsem.core.ordered_probit import ordered_probit
from gainsem.core.pair_likelihood import PairFit, PairScores, fit_pair
from gainsem.core.polyserial import polyserial, product_moment
from gainsem.core.structure import Indices

# Up to so many possible cells a case, cases that are alike are gathered.
FEW_CELLS = 2


class _Pair(NamedTuple):
    """The cases that have both variables, gathered in cells where many are alike.

    ``cell`` says which column of the predictors each of the ``cases`` has;
    ``weights`` add up what is in each column.
    """

    cases: Indices
    cell: Indices
    first: Array
    second: Array
    weights: Array


class CasewiseStatistics(NamedTuple):
    """Statistics, and how far the usual standard errors are off.

    ``honest`` are standard errors of the correlations from second derivatives, divided by
    the usual ones; NaN for pairs with a continuous variable.
    """

    statistics: CategoricalStatistics
    honest: Array


class _Scales(NamedTuple):
    """Standard deviations, 1 of latent responses, and influence on their logarithms."""

    scale: Array
    log_scale: dict[int, Array]


def casewise_statistics(
    values: Array,
    order: MomentOrder,
    *,
    covariates: Array | None = None,
    weights: Array | None = None,
    hessian: bool = False,
) -> CasewiseStatistics:
    """Estimate thresholds, means, slopes and covariances with their influence functions.

    With ``s_i`` the score of a variable's own estimates, ``s_ij`` that of a pair's
    correlation and ``d_ij`` that of the pair's margins, the influence functions are
    ``z_i = n A11^-1 s_i`` and ``z_ij = n (s_ij - A21 z / n) / A22``, where the bread
    ``A11 = sum s_i s_i'``, ``A22 = sum s_ij^2`` and ``A21 = sum s_ij d_ij'``.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Categories 0 ... K - 1 of ordinal variables, each chosen at least once;
        numbers of continuous ones; NaN where missing.  A variable or pair uses all
        cases that have it; n counts them all, so cases without any answer must be
        left out before.
    order : MomentOrder
    covariates : ndarray, shape (n, k), optional
        Without missing values.
    weights : ndarray, shape (n,), optional
        Sampling weights that sum to n.  They multiply every case's term in the
        likelihoods and once in the sums of the bread, ``sum w s s'``; a case's
        influence is proportional to its weight, so that Gamma holds their squares
        (as in lavaan with ``sampling.weights``).
    hessian : bool
        Take minus the second derivatives as the bread, instead of the outer products
        of the scores that lavaan and Mplus take.  Both agree when latent responses
        are normal; when they are not, only the second derivatives give standard
        errors that are right.  ``variances``, which least squares weighs by, are the
        usual ones all the same, so that estimates do not depend on it.

    Returns
    -------
    CasewiseStatistics
        Where both variables of a pair were answered by nobody, or the likelihood is
        flat at a correlation of -1 or 1, the influence is NaN.
    """
    n = len(values)
    w = np.ones(n) if weights is None else weights
    x = np.empty((n, 0)) if covariates is None else covariates
    margins = [_margin(values[:, i], x, order, i, weights=w) for i in range(order.n_variables)]
    # Usual influence functions are kind 0, those with second derivatives kind 1.
    chosen = int(hessian)
    rows = [[margin.influence(w, hessian=kind) for margin in margins] for kind in (False, True)]
    scales = [_scales(order, margins, own) for own in rows]
    z, variances = np.zeros((order.size, n)), np.full((2, order.size), np.nan)
    for i, margin in enumerate(margins):
        z[margin.positions] = rows[chosen][i]
        variances[:, margin.positions] = [(own[i] ** 2).mean(axis=1) for own in rows]
    cov, pattern = np.diag(scales[0].scale ** 2), _patterns(x)
    for position, (i, j) in enumerate(zip(*order.pairs, strict=True), order.first_pair):
        # The likelihoods expect an ordinal variable first.
        a, b = (j, i) if order.continuous[i] else (i, j)
        both = margins[a], margins[b]
        pair = _gathered(
            both, values[:, [a, b]], (order.n_categories[a], order.n_categories[b]), pattern, w
        )
        fit = _fit(pair, continuous=(bool(order.continuous[a]), bool(order.continuous[b])))
        size = scales[0].scale[i] * scales[0].scale[j]
        cov[i, j] = cov[j, i] = fit.rho * size
        # Second derivatives cost a continuous variable more than a warning is worth.
        kinds = (0, 1) if hessian or not order.continuous[[a, b]].any() else (0,)
        for kind in kinds:
            of_both = rows[kind][a], rows[kind][b]
            own = size * _influence(fit, pair, both, of_both, weights=w, hessian=kind == 1)
            for continuous in {i, j} & scales[kind].log_scale.keys():
                own += cov[i, j] * scales[kind].log_scale[continuous]
            variances[kind, position] = (own**2).mean()
            if kind == chosen:
                z[position] = own
    statistics = _record(order, margins, cov, z, variances[[0, chosen]])
    return CasewiseStatistics(statistics, _honest(order, variances))


def _honest(order: MomentOrder, variances: Array) -> Array:
    """Return the ratio of both kinds of standard errors for the polychoric correlations."""
    usual, corrected = variances[:, order.first_pair :]
    row, col = order.pairs
    known = (usual > 0.0) & ~(order.continuous[row] | order.continuous[col])
    ratio: Array = np.sqrt(np.where(known, corrected, np.nan) / np.where(known, usual, 1.0))
    return ratio


def _margin(y: Array, x: Array, order: MomentOrder, i: int, *, weights: Array) -> Margin:
    """Regress variable i on the covariates."""
    p, k = order.n_variables, x.shape[1]
    levels = order.starts[i] + np.arange(order.levels[i])
    slopes = order.first_slope + i + p * np.arange(k)
    positions = np.concatenate([levels, slopes])
    if not order.continuous[i]:
        count = order.n_categories[i]
        return ordered_probit(y, x, n_categories=count, weights=weights, positions=positions)
    variance = order.first_variance + int(order.continuous[:i].sum())
    return linear_margin(y, x, weights=weights, positions=np.append(positions, variance))


def _fit(pair: _Pair, *, continuous: tuple[bool, bool]) -> PairFit:
    if not continuous[1]:
        return fit_polychoric(pair.first, pair.second, weights=pair.weights)
    likelihood = product_moment if continuous[0] else polyserial
    return fit_pair(likelihood, pair.first, pair.second, weights=pair.weights)


def _gathered(
    both: tuple[Margin, Margin],
    answers: Array,
    n_categories: tuple[int, int],
    pattern: Indices,
    weights: Array,
) -> _Pair:
    """Return the cases of a pair, gathered where many of them are likely to be alike."""
    n_patterns = 1 + int(pattern.max(initial=0))
    n_cells = n_patterns * n_categories[0] * n_categories[1]
    if 0 in n_categories or (n_patterns > 1 and n_cells > FEW_CELLS * len(weights)):
        return _cases(*both, weights)
    if n_patterns == 1:
        return _cells(*both, weights)
    key = (pattern * n_categories[0] + answers[:, 0]) * n_categories[1] + answers[:, 1]
    return _alike(*both, weights, key, n_cells)


def _cases(first: Margin, second: Margin, weights: Array) -> _Pair:
    """Return the cases that have both variables, each one by itself."""
    cases = np.flatnonzero(first.observed & second.observed)
    cell = np.arange(len(cases))
    w = weights[cases]
    return _Pair(cases, cell, first.predictors[:, cases], second.predictors[:, cases], w)


def _patterns(x: Array) -> Indices:
    """Return which combination of the covariates each case has, shape (n,)."""
    if x.shape[1] == 0:
        return np.zeros(len(x), dtype=np.intp)
    return np.unique(x, axis=0, return_inverse=True)[1].reshape(-1)


def _alike(first: Margin, second: Margin, weights: Array, key: Array, n_cells: int) -> _Pair:
    """Return cases with the same answers and covariates as one: ``key`` says which are alike."""
    cases = np.flatnonzero(first.observed & second.observed)
    number = key[cases].astype(np.intp)
    counts = np.bincount(number, weights=weights[cases], minlength=n_cells)
    one = np.full(n_cells, -1)
    one[number] = cases
    there = np.flatnonzero(one >= 0)
    place = np.empty(n_cells, dtype=np.intp)
    place[there] = np.arange(len(there))
    chosen = one[there]
    return _Pair(
        cases,
        place[number],
        first.predictors[:, chosen],
        second.predictors[:, chosen],
        np.asarray(counts[there], dtype=np.float64),
    )


def _cells(first: Margin, second: Margin, weights: Array) -> _Pair:
    """Return the cells of the table of two ordinal variables without covariates."""
    cases = np.flatnonzero(first.observed & second.observed)
    rows, row = first.groups
    columns, column = second.groups
    cell = (row * columns.shape[1] + column)[cases]
    shape = (rows.shape[1], columns.shape[1])
    counts = np.zeros(shape[0] * shape[1])
    np.add.at(counts, cell, weights[cases])
    return _Pair(
        cases,
        cell,
        np.repeat(rows, shape[1], axis=1),
        np.tile(columns, shape[0]),
        _without_empty(counts.reshape(shape)).ravel(),
    )


def _without_empty(table: Array) -> Array:
    """Move half a case into the one empty cell of a 2 x 2 table, margins unchanged.

    Otherwise the correlation would be -1 or 1.
    """
    if table.shape != (2, 2) or (table == 0).sum() != 1:
        return table
    sign = 1.0 if (np.diag(table) == 0).any() else -1.0
    moved: Array = table + sign * np.array([[0.5, -0.5], [-0.5, 0.5]])
    return moved


def _influence(
    fit: PairFit,
    pair: _Pair,
    margins: tuple[Margin, Margin],
    of_margins: tuple[Array, Array],
    *,
    weights: Array,
    hessian: bool,
) -> Array:
    """Return n times the influence of every case on a correlation, shape (n,).

    ``of_margins`` are those on the estimates of both margins, shape (q, n) each.
    """
    cases, w = pair.cases, weights[pair.cases]
    scores = PairScores(*(s[..., pair.cell] for s in fit.scores()))
    if hessian:
        bread = PairScores(*(-w * s[..., pair.cell] for s in fit.slopes()))
    else:
        bread = PairScores(*(w * scores.rho * s for s in scores))
    total = np.zeros(len(weights))
    total[cases] = len(weights) * w * scores.rho
    for margin, own, by_predictors in zip(margins, of_margins, bread[1:], strict=True):
        slopes = np.zeros((2, len(weights)))
        slopes[:, cases] = by_predictors
        total -= summed(slopes, margin.design) @ own
    information = float(bread.rho.sum())
    return total / information if information else np.full_like(total, np.nan)


def _scales(order: MomentOrder, margins: Sequence[Margin], rows: Sequence[Array]) -> _Scales:
    scale, log_scale = np.ones(order.n_variables), {}
    for i in np.flatnonzero(order.continuous).tolist():
        variance = margins[i].estimates[-1]
        scale[i] = np.sqrt(variance)
        log_scale[i] = rows[i][-1] / (2.0 * variance)
    return _Scales(scale, log_scale)


def _record(
    order: MomentOrder, margins: Sequence[Margin], cov: Array, z: Array, variances: Array
) -> CategoricalStatistics:
    """Hand everything over; variances are those to weigh by, then the diagonal of Gamma."""
    slopes, mean = np.empty((order.n_variables, order.n_covariates)), np.zeros(order.n_variables)
    thresholds = []
    for i, margin in enumerate(margins):
        levels, rest = np.split(margin.estimates, [order.levels[i]])
        slopes[i] = rest[: order.n_covariates]
        thresholds.append(np.empty(0) if order.continuous[i] else levels)
        if order.continuous[i]:
            mean[i] = levels[0]
    return CategoricalStatistics(
        order=order,
        thresholds=tuple(thresholds),
        mean=mean,
        slopes=slopes,
        cov=cov,
        n_obs=z.shape[1],
        variances=variances[0],
        diagonal=variances[1],
        influence=stored_rows(z),
        level_gamma=lambda: z[: order.n_levels] @ z[: order.n_levels].T / z.shape[1],
    )
