"""What 0, 1, 2, ... factors achieve, one row a number."""

from __future__ import annotations

import math

import numpy as np

from gainsem.core.factor_extraction import Extraction
from gainsem.core.factor_rotation import rotate, row_scale
from gainsem.core.fit_measures import ChiSquare, incremental, rmsea
from gainsem.core.linalg import Array, factor
from gainsem.core.rotation_criteria import crawford_ferguson
from gainsem.core.sampling_adequacy import common_part
from gainsem.core.simple_structure_fit import simple_structure_fit
from gainsem.factor.extractions import extract
from gainsem.factor.measures import degrees_of_freedom
from gainsem.results.correlations import Correlations
from gainsem.results.n_factors_parts import Solution

STARTS = 10
NAN = float("nan")


def factor_fits(r: Array, given: Correlations, most: int, *, seed: int) -> list[Solution]:
    """Return the fits of 0 to ``most`` factors.

    Maximum likelihood for Pearson correlations, unweighted least squares for polychoric ones:
    these have no likelihood, so that chi-square, CFI, RMSEA and BIC stay empty.

    Parameters
    ----------
    r : ndarray, shape (p, p)
        Positive definite.
    given : Correlations
    most : int
    seed : int
        Of the random starts of the rotation that very simple structure needs.
    """
    baseline = _chi_square(r, np.eye(len(r)), given, 0)
    fits = []
    for m in range(most + 1):
        found = None if m == 0 else extract(r, m, "ULS" if given.ordinal else "ML", given)
        fits.append(_fit(r, given, found, baseline, seed=seed))
    return fits


def _fit(
    r: Array,
    given: Correlations,
    found: Extraction | None,
    baseline: ChiSquare | None,
    *,
    seed: int,
) -> Solution:
    p, n = len(r), given.effective_n
    m = 0 if found is None else found.loadings.shape[1]
    common = np.zeros((p, p)) if found is None else found.loadings @ found.loadings.T
    sigma = common.copy()
    np.fill_diagonal(sigma, 1.0)
    residual = r - sigma
    pairs = np.tril_indices(p, -1)
    squares = float((residual[pairs] ** 2).sum())
    df = degrees_of_freedom(p, m)
    rotated = np.zeros((p, 1)) if found is None else _varimax(found.loadings, seed)
    test = _chi_square(r, sigma, given, m)
    return Solution(
        n_factors=m,
        df=df,
        **_of_likelihood(test, baseline, n),
        ebic=2.0 * n * squares - df * math.log(n),
        rmsr=math.sqrt(squares / len(pairs[0])),
        caf=common_part(residual),
        vss1=simple_structure_fit(r, rotated, 1) if m else NAN,
        vss2=simple_structure_fit(r, rotated, 2) if m else NAN,
        heywood=bool(found is not None and found.at_bound.any()),
        converged=found is None or found.converged,
    )


def _of_likelihood(
    test: ChiSquare | None, baseline: ChiSquare | None, n: float
) -> dict[str, float]:
    if test is None or baseline is None:
        return dict.fromkeys(("chisq", "pvalue", "cfi", "rmsea", "bic", "sabic"), NAN)
    df = test.df
    return {
        "chisq": test.statistic,
        "pvalue": test.pvalue if df > 0 else NAN,
        "cfi": incremental(test, baseline)["cfi"] if df > 0 else 1.0,
        "rmsea": rmsea(test, n)["rmsea"] if df > 0 else NAN,
        "bic": test.statistic - df * math.log(n),
        "sabic": test.statistic - df * math.log((n + 2.0) / 24.0),
    }


def _chi_square(r: Array, sigma: Array, given: Correlations, m: int) -> ChiSquare | None:
    """Return the likelihood-ratio test with Bartlett's correction; None without a likelihood.

    Bartlett (1951), doi:10.1093/biomet/38.3-4.337.
    """
    sample, model = factor(r), factor(sigma)
    if given.ordinal or sample is None or model is None:
        return None
    p = len(r)
    value = model.logdet - sample.logdet + float((model.inverse * r).sum()) - p
    scale = given.effective_n - 1.0 - (2.0 * p + 5.0) / 6.0 - 2.0 * m / 3.0
    return ChiSquare(max(scale * value, 0.0), degrees_of_freedom(p, m))


def _varimax(loadings: Array, seed: int) -> Array:
    """Return varimax loadings with Kaiser's normalisation."""
    p, m = loadings.shape
    if m == 1:
        return loadings
    return rotate(
        loadings,
        crawford_ferguson(1.0 / p),
        oblique=False,
        starts=STARTS,
        seed=seed,
        scale=row_scale(loadings, "kaiser"),
    ).loadings
