"""How much ordinal items are biased between groups: differences of expected answers."""

from __future__ import annotations

import numpy as np

from gainsem.core.expected_answers import AnswerScale
from gainsem.core.item_bias import Focal, OrdinalGroup, ordinal_item_bias
from gainsem.results.computed import Computed, computed
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.invariance.from_arrays import item_bias_rows
from gainsem.results.invariance.rows import ItemBiasRow

NOTHING = 1e-6


def ordinal_biased_items(fit: GroupedFit) -> tuple[ItemBiasRow, ...]:
    """Return the effect sizes of ordinal items that measure differently from the first group.

    Parameters
    ----------
    fit : GroupedFit
        A model of partial invariance in the theta parameterization.
    """
    views = list(fit.by_group.values())
    names = views[0].table.ordinal
    reference = _group(views[0], computed(views[0]))
    rows: list[ItemBiasRow] = []
    for label, view in list(fit.by_group.items())[1:]:
        found = computed(view)
        columns = [found.compiled.eta.index(name) for name in view.table.latent]
        focal = Focal(
            found.implied.eta_mean[columns], found.implied.eta_cov[np.ix_(columns, columns)]
        )
        bias = ordinal_item_bias(
            reference,
            _group(view, found),
            focal,
            sds=np.stack([_spreads(views[0]), _spreads(view)]),
            counts=np.array([views[0].n_obs, view.n_obs], dtype=np.float64),
        )
        rows += [row for row in item_bias_rows(bias, names, label) if row.dmacs > NOTHING]
    return tuple(rows)


def _group(view: Fit, found: Computed) -> OrdinalGroup:
    table, matrices = view.table, found.implied.matrices
    own = [table.observed.index(name) for name in table.ordinal]
    columns = [found.compiled.eta.index(name) for name in table.latent]
    codes = {each["name"]: each["codes"] for each in view.sample.categories}
    scales = []
    for name, count in table.levels:
        answers = np.array([float(np.mean(part)) for part in codes[name]])
        tau = matrices.tau[table.observed.index(name), :count]
        scales.append(AnswerScale(tau, answers, answers[0], answers[-1]))
    return OrdinalGroup(
        matrices.nu[own],
        matrices.lambda_[np.ix_(own, columns)],
        np.diag(matrices.theta)[own],
        tuple(scales),
    )


def _spreads(view: Fit) -> np.ndarray:
    """Return the standard deviations of the answers."""
    cov = np.asarray(view.sample.answer_cov, dtype=np.float64)
    own = [view.table.observed.index(name) for name in view.table.ordinal]
    return np.sqrt(np.diag(cov)[own])
