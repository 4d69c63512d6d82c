"""What a scalar model says of groups: factor means, and how much single items are biased."""

from __future__ import annotations

import numpy as np

from gainsem.core.chi_square import two_sided
from gainsem.core.item_bias import Focal, linear_item_bias
from gainsem.core.linalg import Array
from gainsem.model.parameter_table import Parameter
from gainsem.results.computed import computed
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.invariance.from_arrays import item_bias_rows, mean_rows, score_bias_row
from gainsem.results.invariance.rows import FactorMeanRow, ItemBiasRow, ScoreBiasRow


def factor_means(fit: GroupedFit) -> tuple[FactorMeanRow, ...]:
    """Return the means of all factors in all groups, and their distances from the first.

    Parameters
    ----------
    fit : GroupedFit
        With equal (or partly equal) loadings and intercepts or thresholds.
    """
    rows: list[FactorMeanRow] = []
    sizes = np.array([part.moments.n_obs for part in fit.parts], dtype=np.float64)
    inner = {row.rhs for row in fit.parts[0].table.rows if row.op == "=~"}
    for factor in fit.parts[0].table.latent:
        if factor in inner:
            continue
        means, variances, vcov = _moments(fit, factor)
        errors = np.diag(vcov)[: len(means)]
        gap = means - means[0]
        spread = errors + errors[0] - 2.0 * vcov[0, : len(means)]
        pvalues = np.array(
            [
                two_sided(value / np.sqrt(var)) if var > 0.0 else np.nan
                for value, var in zip(gap, spread, strict=True)
            ]
        )
        rows += mean_rows(
            factor, fit.labels, means, variances, sizes, vcov, reference=0, pvalues=pvalues
        )
    return tuple(rows)


def _moments(fit: GroupedFit, factor: str) -> tuple[Array, Array, Array]:
    """Return means and variances (G,) of a factor, and their covariances (2 G, 2 G)."""
    count = len(fit.parts)
    values, at = np.zeros(2 * count), np.full(2 * count, -1)
    for g, (part, view) in enumerate(zip(fit.parts, fit.by_group.values(), strict=True)):
        found = computed(view)
        place = found.compiled.eta.index(factor)
        values[g] = found.implied.eta_mean[place]
        values[count + g] = found.implied.eta_cov[place, place]
        for offset, op, rhs in ((g, "~1", ""), (count + g, "~~", factor)):
            row = _row(part.table.rows, factor, op, rhs)
            if row is not None and row.is_free:
                at[offset] = part.at[row.free]
    vcov = np.zeros((2 * count, 2 * count))
    free = np.flatnonzero(at >= 0)
    if fit.solution.vcov is not None:
        vcov[np.ix_(free, free)] = fit.solution.vcov[np.ix_(at[free], at[free])]
    return values[:count], values[count:], vcov


def _row(rows: tuple[Parameter, ...], lhs: str, op: str, rhs: str) -> Parameter | None:
    return next((row for row in rows if (row.lhs, row.op, row.rhs) == (lhs, op, rhs)), None)


def biased_items(
    fit: GroupedFit,
) -> tuple[tuple[ItemBiasRow, ...], tuple[ScoreBiasRow, ...]]:
    """Return the effect sizes of items that measure differently, group by group.

    Of continuous items, against the first group; a model of ordinal items has its own curves
    and is left to :func:`gainsem.core.item_bias.ordinal_item_bias`.

    Parameters
    ----------
    fit : GroupedFit
        A model of partial invariance.
    """
    if fit.table.levels:
        return _ordinal(fit)
    views = list(fit.by_group.values())
    reference = computed(views[0])
    names = views[0].table.observed
    items: list[ItemBiasRow] = []
    scores: list[ScoreBiasRow] = []
    for label, view in list(fit.by_group.items())[1:]:
        own = computed(view)
        columns = [own.compiled.eta.index(name) for name in view.table.latent]
        loads = [np.asarray(each.implied.matrices.lambda_)[:, columns] for each in (reference, own)]
        intercepts = np.stack([each.implied.matrices.nu for each in (reference, own)])
        focal = Focal(own.implied.eta_mean[columns], own.implied.eta_cov[np.ix_(columns, columns)])
        sds = np.sqrt(np.stack([np.diag(views[0].moments.cov), np.diag(view.moments.cov)]))
        counts = np.array([views[0].n_obs, view.n_obs], dtype=np.float64)
        bias = linear_item_bias(intercepts, np.stack(loads), focal, sds=sds, counts=counts)
        rows = item_bias_rows(bias, names, label)
        items += [row for row in rows if row.dmacs > 1e-6]
        for k, factor in enumerate(view.table.latent):
            chosen = np.flatnonzero(loads[0][:, k])
            if not len(chosen):
                continue
            part = linear_item_bias(
                intercepts[:, chosen],
                np.stack(loads)[:, chosen],
                focal,
                sds=sds[:, chosen],
                counts=counts,
            )
            if np.abs(part.dmacs).max() > 1e-6:
                scores.append(score_bias_row(part, factor, label))
    return tuple(items), tuple(scores)


def _ordinal(fit: GroupedFit) -> tuple[tuple[ItemBiasRow, ...], tuple[ScoreBiasRow, ...]]:
    from gainsem.estimation.invariance.ordinal_bias import ordinal_biased_items

    return ordinal_biased_items(fit), ()
