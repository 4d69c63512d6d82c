"""What part of the gap in answers is measurement bias."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.score_gaps import ItemModel, score_gap
from gainsem.estimation.equity.gaps import Unit
from gainsem.estimation.equity.quantities import CellModel, Estimated, answers_of_group
from gainsem.results.equity.rows import BiasRow
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.responses import Responses


def bias_rows(
    fit: GroupedFit, data: Responses, found: Estimated, freed: Sequence[str], *, unit: Unit
) -> tuple[BiasRow, ...]:
    """Return the gap in the mean of every factor's items, and what it is made of.

    Parameters
    ----------
    fit : GroupedFit
        A model with means that can be compared.
    data : Responses
        The answers it was fitted to.
    found : Estimated
        The same, as functions of the estimates.
    freed : sequence of str
        Items that measure differently.
    unit : {"pooled", "reference"}
        Whose standard deviation of the mean of items.
    """
    views = list(fit.by_group.values())
    means = [_means(fit, data, number) for number in range(len(views))]
    table = views[0].table
    measured = {
        factor: [row.rhs for row in table.rows if row.op == "=~" and row.lhs == factor]
        for factor in table.latent
    }
    rows: list[BiasRow] = []
    for factor, names in measured.items():
        items = [name for name in names if name in table.observed]
        if not items:
            continue
        for k in range(1, len(views)):
            observed = float(np.mean([means[k][name] - means[0][name] for name in items]))
            pair, cells = (views[0], views[k]), (found.cells[0], found.cells[k])
            rows.append(_row(factor, items, freed, pair, cells, observed, found, unit))
    return tuple(rows)


def _row(
    factor: str,
    items: Sequence[str],
    freed: Sequence[str],
    views: tuple[Fit, Fit],
    cells: tuple[CellModel, CellModel],
    observed: float,
    found: Estimated,
    unit: Unit,
) -> BiasRow:
    at = [cells[0].observed.index(name) for name in items]
    biased = [cells[0].observed.index(name) for name in items if name in freed]
    reference, own = (_model(cell, view) for cell, view in zip(cells, views, strict=True))
    gap = score_gap(
        own, reference, (cells[1].mean, cells[1].cov), (cells[0].mean, cells[0].cov), at, biased
    )
    spreads = np.array([_variance(view, at) for view in views])
    sizes = np.array([cell.size for cell in cells])
    share = np.array([1.0, 0.0]) if unit == "reference" else sizes / sizes.sum()
    sd = float(np.sqrt(share @ spreads))
    latent, latent_se = found.interval(gap.latent / sd)
    bias, bias_se = found.interval(gap.bias / sd)
    return BiasRow(
        factor=factor,
        group=cells[1].label,
        n_items=len(items),
        observed=observed / sd,
        latent=latent,
        latent_se=latent_se,
        bias=bias if biased else 0.0,
        bias_se=bias_se if biased else float("nan"),
        rest=observed / sd - latent - bias,
        items=tuple(name for name in items if name in freed),
    )


def _model(cell: CellModel, view: Fit) -> ItemModel:
    """Return how items measure, with the answers an ordinal one can be given."""
    codes = {
        each["name"]: np.array([float(np.mean(part)) for part in each["codes"]])
        for each in view.sample.categories
    }
    return ItemModel(
        cell.nu, cell.lambda_, cell.theta, cell.tau, tuple(map(codes.get, cell.observed))
    )


def _means(fit: GroupedFit, data: Responses, group: int) -> dict[str, float]:
    """Return the mean answers: as estimated where answers are missing at random, else weighted."""
    part, weights = fit.parts[group], fit.options.weights
    names = part.table.observed
    if not part.table.levels and part.moments.mean is not None:
        return dict(zip(names, part.moments.mean.tolist(), strict=True))
    if weights is None:
        return {each["name"]: float(each["mean"]) for each in part.sample.descriptives}
    own = answers_of_group(fit, data, group)
    answers, counted = own.columns(names), own.column(weights)
    complete = ~np.isnan(answers).any(axis=1)
    if complete.sum() == part.moments.n_obs:
        answers, counted = answers[complete], counted[complete]
    answered = ~np.isnan(answers)
    totals = (np.where(answered, answers, 0.0) * counted[:, None]).sum(axis=0)
    found = totals / (answered * counted[:, None]).sum(axis=0)
    return dict(zip(names, found.tolist(), strict=True))


def _variance(view: Fit, at: Sequence[int]) -> float:
    """Return the variance of the mean of some items."""
    cov = np.asarray(view.sample.answer_cov if view.table.levels else view.moments.cov)
    return float(cov[np.ix_(at, at)].mean())
