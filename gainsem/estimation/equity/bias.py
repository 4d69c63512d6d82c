"""What part of the gap in answers is measurement bias."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.score_gaps import ItemModel, score_gap
from gainsem.estimation.equity.gaps import Unit
from gainsem.estimation.equity.quantities import CellModel, Estimated
from gainsem.results.equity.rows import BiasRow
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit


def bias_rows(
    fit: GroupedFit, found: Estimated, freed: Sequence[str], unit: Unit
) -> tuple[BiasRow, ...]:
    """Return the gap in the mean of every factor's items, and what it is made of.

    Parameters
    ----------
    fit : GroupedFit
        A model with means that can be compared.
    found : Estimated
        The same, as functions of the estimates.
    freed : sequence of str
        Items that measure differently.
    unit : {"pooled", "reference"}
        Whose standard deviation of the mean of items.
    """
    views = list(fit.by_group.values())
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
        for view, cell in zip(views[1:], found.cells[1:], strict=True):
            rows.append(
                _row(factor, items, freed, (views[0], view), (found.cells[0], cell), found, unit)
            )
    return tuple(rows)


def _row(
    factor: str,
    items: Sequence[str],
    freed: Sequence[str],
    views: tuple[Fit, Fit],
    cells: tuple[CellModel, CellModel],
    found: Estimated,
    unit: Unit,
) -> BiasRow:
    at = [cells[0].observed.index(name) for name in items]
    biased = [cells[0].observed.index(name) for name in items if name in freed]
    reference, own = (_model(cell, view) for cell, view in zip(cells, views, strict=True))
    gap = score_gap(
        own, reference, (cells[1].mean, cells[1].cov), (cells[0].mean, cells[0].cov), at, biased
    )
    observed = float(_means(views[1], items).mean() - _means(views[0], items).mean())
    spreads = np.array([_variance(view, at) for view in views])
    sizes = np.array([view.n_obs for view in views], dtype=np.float64)
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


def _means(view: Fit, items: Sequence[str]) -> Array:
    """Return the mean answers: as estimated where answers are missing at random."""
    if view.table.levels or view.moments.mean is None:
        known = {each["name"]: float(each["mean"]) for each in view.sample.descriptives}
    else:
        known = dict(zip(view.table.observed, view.moments.mean.tolist(), strict=True))
    return np.array([known[name] for name in items])


def _variance(view: Fit, at: Sequence[int]) -> float:
    """Return the variance of the mean of some items."""
    cov = np.asarray(view.sample.answer_cov if view.table.levels else view.moments.cov)
    return float(cov[np.ix_(at, at)].mean())
