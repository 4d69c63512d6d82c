"""How much answers to an item differ between two groups for people who are alike.

The difference of the answers that the two groups' parameters predict, at the same values of
the factors, averaged over the distribution of the factors in the focal group.  Differences
are those of the reference group less the focal group throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from gainsem.core.expected_answers import AnswerScale, expected_answer
from gainsem.core.linalg import Array
from gainsem.core.normal import cdf2

# Equally spaced nodes: for smooth functions under a normal density as good as those of
# Gauss and Hermite, and much better where the difference changes its sign.
WIDEST, NODES, NODES_OF_TWO = 8.5, 1701, 341
FLAT = 1e-12


@dataclass(frozen=True)
class Focal:
    """The distribution of the factors in the focal group.

    Parameters
    ----------
    mean : ndarray, shape (m,)
    cov : ndarray, shape (m, m)
    """

    mean: Array
    cov: Array


@dataclass(frozen=True)
class OrdinalGroup:
    """Parameters of ordinal items in one group.

    Parameters
    ----------
    intercepts : ndarray, shape (p,)
        Of the latent responses; usually 0.
    loadings : ndarray, shape (p, m)
    residual_variances : ndarray, shape (p,)
    scales : tuple of AnswerScale, length p
        Thresholds of this group, and the codes of the categories.
    """

    intercepts: Array
    loadings: Array
    residual_variances: Array
    scales: tuple[AnswerScale, ...]


@dataclass(frozen=True)
class ItemBias:
    """Effect sizes of items that measure differently in two groups.

    Parameters
    ----------
    difference : ndarray, shape (p,)
        Mean difference in points of the answers.
    dmacs : ndarray, shape (p,)
        Root of the mean squared difference, in pooled standard deviations of the item.
    signed, unsigned : ndarray, shape (p,)
        SDI2 and UDI2: mean difference, and mean absolute difference, in standard
        deviations of the item in the focal group.
    score_mean : float
        Difference of the mean of the sum of the items.
    score_variance : float
        Difference of the variance of the expected sum of the items.
    """

    difference: Array
    dmacs: Array
    signed: Array
    unsigned: Array
    score_mean: float
    score_variance: float


def pooled_sd(sds: Array, counts: Array) -> Array:
    """Return ``((n_R - 1) sd_R + (n_F - 1) sd_F) / (n_R + n_F - 2)`` of every item.

    As Nye and Drasgow define it (2011, eq. 4): a mean of standard deviations, not of variances.

    Parameters
    ----------
    sds : ndarray, shape (2, p)
        Reference group first.
    counts : ndarray, shape (2,) or (2, p)

    Examples
    --------
    >>> import numpy as np
    >>> pooled_sd(np.array([[1.0], [2.0]]), np.array([101.0, 301.0])).tolist()
    [1.75]
    """
    weights = np.broadcast_to(np.asarray(counts, dtype=np.float64).reshape(2, -1) - 1.0, sds.shape)
    pooled: Array = (weights * sds).sum(axis=0) / weights.sum(axis=0)
    return pooled


def linear_item_bias(
    intercepts: Array, loadings: Array, focal: Focal, *, sds: Array, counts: Array
) -> ItemBias:
    """Return effect sizes of continuous items.

    The difference ``a + b' eta`` is normal in the focal group, with mean ``M = a + b' mu``
    and variance ``S^2 = b' Phi b``: ``dMACS = sqrt(M^2 + S^2) / sd`` (Nye & Drasgow 2011,
    doi:10.1037/a0022955), ``SDI2 = M / sd_F`` and UDI2 the mean of a folded normal
    variable (Gunn, Grimm & Edwards 2020, doi:10.1080/10705511.2019.1689507).

    Parameters
    ----------
    intercepts : ndarray, shape (2, p)
        Reference group first.
    loadings : ndarray, shape (2, p, m)
    focal : Focal
    sds : ndarray, shape (2, p)
        Standard deviations of the answers.
    counts : ndarray, shape (2,) or (2, p)
    """
    slopes = loadings[0] - loadings[1]
    mean = intercepts[0] - intercepts[1] + slopes @ focal.mean
    spread = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", slopes, focal.cov, slopes), 0.0))
    total = loadings.sum(axis=1)
    reference, own = np.einsum("gj,jk,gk->g", total, focal.cov, total)
    return ItemBias(
        mean,
        np.sqrt(mean * mean + spread * spread) / pooled_sd(sds, counts),
        mean / sds[1],
        _folded(mean, spread) / sds[1],
        float(mean.sum()),
        float(reference - own),
    )


def ordinal_item_bias(
    reference: OrdinalGroup, own: OrdinalGroup, focal: Focal, *, sds: Array, counts: Array
) -> ItemBias:
    """Return effect sizes of ordinal items, from expected answers.

    The expected answer is ``c_1 + sum_k (c_{k+1} - c_k) Phi((nu + lambda' eta - tau_k) /
    sqrt(theta))``; its differences are averaged over the focal group (expected item score
    differences, Stark, Chernyshenko & Drasgow 2004, doi:10.1037/0021-9010.89.3.497; Meade
    2010, doi:10.1037/a0018966; for dMACS Nye & Drasgow 2011).

    Parameters
    ----------
    reference, own : OrdinalGroup
        The reference group and the focal group, with the same codes.
    focal : Focal
    sds : ndarray, shape (2, p)
        Standard deviations of the answers; reference group first.
    counts : ndarray, shape (2,) or (2, p)
    """
    parts = np.array(
        [_ordinal_moments(reference, own, focal, item) for item in range(len(own.scales))]
    ).reshape(-1, 3)
    mean, square, absolute = parts.T
    variances = [expected_sum_variance(group, focal) for group in (reference, own)]
    return ItemBias(
        mean,
        np.sqrt(square) / pooled_sd(sds, counts),
        mean / sds[1],
        absolute / sds[1],
        float(mean.sum()),
        variances[0] - variances[1],
    )


def expected_sum(group: OrdinalGroup, factors: Array) -> Array:
    """Return the expected sum of the items at some values of the factors.

    The difference of two groups' curves is the differential functioning of the whole scale
    (Chalmers, Counsell & Flora 2016, doi:10.1177/0013164415584576).

    Parameters
    ----------
    group : OrdinalGroup
    factors : ndarray, shape (n, m)

    Returns
    -------
    ndarray, shape (n,)
    """
    total = np.zeros(len(factors))
    for item, scale in enumerate(group.scales):
        location = group.intercepts[item] + factors @ group.loadings[item]
        total += expected_answer(location, float(group.residual_variances[item]), scale)
    return total


def expected_sum_variance(group: OrdinalGroup, focal: Focal) -> float:
    """Return the variance of the expected sum of the items over the focal group.

    From ``E[Phi(u) Phi(v)]``, a bivariate normal probability, for all pairs of thresholds.

    Parameters
    ----------
    group : OrdinalGroup
    focal : Focal
    """
    item = np.repeat(np.arange(len(group.scales)), [len(s.thresholds) for s in group.scales])
    steps = np.concatenate([np.diff(scale.codes) for scale in group.scales])
    cuts = np.concatenate([scale.thresholds for scale in group.scales])
    location = group.intercepts + group.loadings @ focal.mean
    common = group.loadings @ focal.cov @ group.loadings.T
    total = np.sqrt(np.diag(common) + group.residual_variances)
    h = (location[item] - cuts) / total[item]
    r = (common / np.outer(total, total))[np.ix_(item, item)]
    left, right = np.broadcast_arrays(h[:, None], h[None, :])
    together = cdf2(left.ravel(), right.ravel(), r.ravel()).reshape(r.shape)
    share = ndtr(h)
    return float(steps @ (together - np.outer(share, share)) @ steps)


def _ordinal_moments(
    reference: OrdinalGroup, own: OrdinalGroup, focal: Focal, item: int
) -> tuple[float, float, float]:
    """Return mean, mean square and mean absolute value of one item's difference."""
    slopes = np.array([reference.loadings[item], own.loadings[item]])
    centre = np.array([reference.intercepts[item], own.intercepts[item]]) + slopes @ focal.mean
    locations, weights = _nodes(centre, slopes @ focal.cov @ slopes.T)
    apart = expected_answer(
        locations[0], float(reference.residual_variances[item]), reference.scales[item]
    )
    apart = apart - expected_answer(
        locations[1], float(own.residual_variances[item]), own.scales[item]
    )
    return (
        float(weights @ apart),
        float(weights @ (apart * apart)),
        float(weights @ np.abs(apart)),
    )


def _nodes(mean: Array, cov: Array) -> tuple[Array, Array]:
    """Return nodes (2, k) and weights (k,) of a normal variable of one or two dimensions."""
    roots, vectors = np.linalg.eigh(cov)
    if roots[0] <= FLAT * max(roots[1], FLAT):
        z, weights = _grid(NODES)
        along = vectors[:, 1] * np.sqrt(max(float(roots[1]), 0.0))
        return mean[:, None] + np.outer(along, z), weights
    z, one = _grid(NODES_OF_TWO)
    points = np.array([np.repeat(z, len(z)), np.tile(z, len(z))])
    return mean[:, None] + (vectors * np.sqrt(roots)) @ points, np.outer(one, one).ravel()


def _grid(count: int) -> tuple[Array, Array]:
    """Return equally spaced standard normal nodes and their weights, which sum to 1."""
    z = np.linspace(-WIDEST, WIDEST, count)
    weights = np.exp(-0.5 * z * z)
    return z, weights / weights.sum()


def _folded(mean: Array, spread: Array) -> Array:
    """Return the mean absolute value of normal variables."""
    safe = np.where(spread > 0.0, spread, 1.0)
    ratio = mean / safe
    folded = safe * np.sqrt(2.0 / np.pi) * np.exp(-0.5 * ratio * ratio)
    folded += mean * (1.0 - 2.0 * ndtr(-ratio))
    return np.where(spread > 0.0, folded, np.abs(mean))
