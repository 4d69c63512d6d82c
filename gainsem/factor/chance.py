"""What chance makes of the eigenvalues: parallel analysis and comparison data of some answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from gainsem.core.alpha import correlations
from gainsem.core.comparison_data import eigenvalue_misfits, factor_population, in_proportion
from gainsem.core.contingency import answers
from gainsem.core.empirical_kaiser import kaiser_references
from gainsem.core.linalg import Array
from gainsem.core.mixed_null import MixedNull
from gainsem.core.null_correlations import ContinuousNull, Null, NullModel, OrdinalNull
from gainsem.core.parallel_analysis import (
    Communalities,
    eigenvalues,
    null_eigenvalues,
    reduced_eigenvalues,
)
from gainsem.core.rank_sum import smaller_pvalue
from gainsem.factor.number_choices import NumberOptions
from gainsem.factor.shared_work import Workshop
from gainsem.results.correlations import Correlations
from gainsem.results.n_factors_parts import Eigenvalues

POPULATION = 10_000
LIBERAL = 0.30
"""The level Ruscio & Roche (2012) found best for stopping."""
FEWEST_ROWS = 50


@dataclass(frozen=True)
class Comparison:
    """Comparison data: the verdict, with misfits and p values for 1, 2, ... factors.

    Parameters
    ----------
    n_factors : int or None
    misfits, pvalues : tuple of float
    remark : str
        Why there is no verdict.
    """

    n_factors: int | None
    misfits: tuple[float, ...] = ()
    pvalues: tuple[float, ...] = ()
    remark: str = ""


def null_model(given: Correlations, options: NumberOptions) -> NullModel:
    """Return how correlations of unrelated items like these are drawn."""
    null: Null = "permutation" if options.null == "permutation" else "normal"
    if given.rows is not None and (given.mixed or given.weights is not None):
        counts = tuple(len(cuts) + 1 if len(cuts) else 0 for cuts in given.thresholds)
        counts = counts or (0,) * len(given.names)
        return MixedNull(given.rows, counts, null, given.weights, options.zero_add)
    if given.ordinal:
        assert given.rows is not None
        codes = answers(given.rows, [len(cuts) + 1 for cuts in given.thresholds])
        pairs = np.tril_indices(len(given.names), -1)
        return OrdinalNull(codes, pairs, null, options.zero_add)
    return ContinuousNull(given.n_obs, len(given.names), given.rows, null)


def against_chance(
    r: Array, given: Correlations, options: NumberOptions, shop: Workshop
) -> Eigenvalues:
    """Return the eigenvalues of the answers with means and quantiles of chance."""
    how: Communalities = "one_factor" if options.communalities == "one_factor" else "smc"
    task = partial(
        null_eigenvalues, null_model(given, options), seed=options.seed, communalities=how
    )
    found = shop.run("parallel analysis", task, options.draws)
    components = np.concatenate([each.components for each in found])
    factors = np.concatenate([each.factors for each in found])
    own = eigenvalues(r)
    return Eigenvalues(
        components=own,
        factors=reduced_eigenvalues(r, how),
        components_mean=components.mean(axis=0),
        components_limit=np.quantile(components, options.quantile, axis=0),
        factors_mean=factors.mean(axis=0),
        factors_limit=np.quantile(factors, options.quantile, axis=0),
        reference=kaiser_references(own, given.effective_n),
    )


def comparison_data(
    given: Correlations, most: int, options: NumberOptions, shop: Workshop
) -> Comparison:
    """Return the verdict of comparison data.

    One factor more is taken as long as samples of its population have eigenvalues nearer to
    those observed, by a one-sided test of Mann and Whitney at the level .30 (Ruscio & Roche
    2012, doi:10.1037/a0025697).  Correlations are Pearson's also for ordinal items, whose
    distributions the populations have.  With weights the populations are drawn from answers
    resampled in proportion to them, and samples have the effective number of respondents.
    """
    if not options.samples:
        return Comparison(None, remark="left out: samples=0")
    if given.rows is None:
        return Comparison(None, remark="needs the answers of respondents")
    complete = ~np.isnan(given.rows).any(axis=1)
    rows = given.rows[complete]
    n, p = rows.shape
    if n < max(FEWEST_ROWS, p + 1) or (rows == rows[0]).all(axis=0).any():
        return Comparison(None, remark=f"too few complete answers ({n})")
    weights = None if given.weights is None else given.weights[complete]
    observed = eigenvalues(correlations(np.cov(rows.T, aweights=weights)))
    if weights is not None:
        n = max(round(float(weights.sum() ** 2 / (weights**2).sum())), 3)
        rows = in_proportion(rows, weights, seed=options.seed)
    misfits: list[Array] = []
    pvalues: list[float] = [float("nan")]
    for m in range(1, most + 1):
        population = factor_population(rows, m, size=POPULATION, seed=options.seed)
        task = partial(
            eigenvalue_misfits, population, observed, n_factors=m, n=n, seed=options.seed
        )
        found = shop.run(
            f"comparison data, {m} factor{'' if m == 1 else 's'}", task, options.samples
        )
        misfits.append(np.concatenate(found))
        if m > 1:
            pvalues.append(smaller_pvalue(misfits[-1], misfits[-2]))
            if pvalues[-1] >= LIBERAL:
                break
    stopped = len(misfits) > 1 and pvalues[-1] >= LIBERAL
    return Comparison(
        len(misfits) - stopped,
        tuple(float(each.mean()) for each in misfits),
        tuple(pvalues),
        "" if stopped else f"stopped at the largest number tried, {most}",
    )
