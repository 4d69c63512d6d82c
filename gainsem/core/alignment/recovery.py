"""Whether alignment finds the factor means again, by simulation.

Asparouhov and Muthén advise to take the aligned estimates as the truth of a simulation with
groups of the same sizes, and to look at the correlation between the groups' true factor means
and the estimated ones; .98 or more says that the means can be compared (Muthén & Asparouhov
2014, doi:10.3389/fpsyg.2014.00978; 2018, doi:10.1177/0049124117701488).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gainsem.core.alignment.align import STARTS, Alignment, align
from gainsem.core.linalg import Array

TRUSTWORTHY_CORRELATION = 0.98
Replicate = Callable[[np.random.Generator], tuple[Array, Array]]


@dataclass(frozen=True)
class Recovery:
    """How well alignment found the truth of the simulated studies.

    Parameters
    ----------
    mean_correlations, variance_correlations : ndarray, shape (draws, m)
        Between groups, of true and estimated factor means and variances; NaN where all
        groups are alike.
    mean_bias, variance_bias : ndarray, shape (G, m)
        Mean estimate less truth.
    mean_rmse : ndarray, shape (G, m)
        Root of the mean squared error of the factor means.
    failed : int
        Draws in which no minimum was found; left out.
    """

    mean_correlations: Array
    variance_correlations: Array
    mean_bias: Array
    variance_bias: Array
    mean_rmse: Array
    failed: int

    @property
    def average(self) -> Array:
        """Mean correlation of the factor means, shape (m,)."""
        return _average(self.mean_correlations)

    @property
    def average_of_variances(self) -> Array:
        """Mean correlation of the factor variances, shape (m,)."""
        return _average(self.variance_correlations)

    @property
    def trustworthy(self) -> bool:
        """Whether the means of every factor are found with a correlation of .98 or more."""
        return bool((self.average >= TRUSTWORTHY_CORRELATION).all())


def recovery(
    found: Alignment,
    replicate: Replicate,
    *,
    draws: int = 100,
    starts: int = STARTS,
    seed: int = 1,
) -> Recovery:
    """Return how well the aligned means and variances are found in simulated studies.

    Parameters
    ----------
    found : Alignment
        Its estimates are the truth.
    replicate : callable
        Takes a generator of random numbers and returns the loadings and the intercepts or
        thresholds of one simulated study, in the shapes that :func:`align` takes:
        :func:`normal_replicates`, or a function that simulates answers and fits them.
    draws, starts, seed : int
    """
    rng = np.random.default_rng(seed)
    means, variances, failed = [], [], 0
    for draw in range(draws):
        loadings, positions = replicate(rng)
        again = align(
            loadings,
            positions,
            found.sizes,
            thresholds=found.table.sign < 0.0,
            method=found.method,
            reference=found.reference,
            epsilon=found.epsilon,
            starts=starts,
            seed=draw,
        )
        if not again.converged:
            failed += 1
            continue
        means.append(again.means)
        variances.append(again.variances)
    of_means = np.array(means).reshape(-1, *found.means.shape)
    of_variances = np.array(variances).reshape(-1, *found.means.shape)
    apart = of_means - found.means
    return Recovery(
        _correlations(of_means, found.means),
        _correlations(of_variances, found.variances),
        _over_draws(apart),
        _over_draws(of_variances - found.variances),
        np.sqrt(_over_draws(apart * apart)),
        failed,
    )


def normal_replicates(found: Alignment, vcov: Array) -> Replicate:
    """Return a function that draws configural estimates from their sampling distribution.

    Estimates of a study with the aligned parameters as truth are normal about the configural
    estimates, which these parameters imply, in large groups.  No answers are simulated and no
    model is fitted, so that a hundred draws take seconds.  For other sizes of groups scale
    ``vcov`` by ``n / n_new``.

    Parameters
    ----------
    found : Alignment
    vcov : ndarray, shape (G, q, q) or (G q, G q)
        As :func:`~gainsem.core.alignment.errors.alignment_errors` takes it.
    """
    table = found.table
    n_groups, width = table.n_groups, table.width
    signs = found.signs[:, table.factor]
    centre = np.concatenate([table.loadings * signs, table.sign * table.positions], axis=1)
    have = np.concatenate([table.has_loading, table.has_position], axis=1)
    root = _root(np.nan_to_num(vcov))
    first = len(table.item)
    n_items, n_factors = int(table.of_item.max()) + 1, found.means.shape[1]
    steps = int(table.step.max()) + 1

    def replicate(rng: np.random.Generator) -> tuple[Array, Array]:
        if root.ndim == 2:
            noise = (root @ rng.standard_normal(n_groups * width)).reshape(n_groups, width)
        else:
            noise = np.einsum("gij,gj->gi", root, rng.standard_normal((n_groups, width)))
        drawn = np.where(have, centre + noise, np.nan)
        loadings = np.zeros((n_groups, n_items, n_factors))
        loadings[:, table.item, table.factor] = drawn[:, :first]
        positions = np.full((n_groups, n_items, steps), np.nan)
        positions[:, table.of_item, table.step] = drawn[:, first:]
        return loadings, positions

    return replicate


def _root(vcov: Array) -> Array:
    """Return R with ``R R' = V``, also where V is singular."""
    roots, vectors = np.linalg.eigh(vcov)
    result: Array = vectors * np.sqrt(np.maximum(roots, 0.0))[..., None, :]
    return result


def _over_draws(values: Array) -> Array:
    return values.mean(axis=0) if len(values) else np.full(values.shape[1:], np.nan)


def _correlations(values: Array, truth: Array) -> Array:
    apart = values - values.mean(axis=1, keepdims=True)
    true = truth - truth.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Array = (apart * true).sum(axis=1) / np.sqrt(
            (apart**2).sum(axis=1) * (true**2).sum(axis=0)
        )
    return result


def _average(correlations: Array) -> Array:
    have = np.isfinite(correlations)
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Array = np.nan_to_num(correlations).sum(axis=0) / have.sum(axis=0)
    return result
