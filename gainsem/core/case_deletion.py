"""What leaving one respondent out does to maximum likelihood estimates, in one step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gainsem.core.incomplete_normal import LOG_2_PI
from gainsem.core.linalg import Array, factor

# Eigenvalues of a covariance matrix of estimates below this share of the largest are none.
NO_VARIANCE = 1e-12


class OneStep(NamedTuple):
    """``change`` (n, r) of the estimates and ``gain`` (n,) in log-likelihood of the others.

    ``change`` is the estimates without a respondent less those with all; ``gain`` what
    moving there adds to the log-likelihood of those who are left.
    """

    change: Array
    gain: Array


def one_step(scores: Array, information: Array) -> OneStep:
    """Return the Newton step from the estimates of all respondents to those without each.

    Without respondent i the gradient is ``-s_i``, so that ``change = -((n - 1) A)^-1 s_i``
    and ``gain = s_i' ((n - 1) A)^-1 s_i / 2`` (Cook 1986,
    doi:10.1111/j.2517-6161.1986.tb01398.x; for structural equation models Lee & Wang 1996,
    doi:10.1007/BF02296960).

    Parameters
    ----------
    scores : ndarray, shape (n, r)
        Derivatives of casewise log-likelihoods at the estimates.
    information : ndarray, shape (r, r)
        A, minus the second derivatives per respondent.
    """
    change: Array = np.asarray(-np.linalg.solve(information, scores.T).T / (len(scores) - 1.0))
    return OneStep(change, -0.5 * (change * scores).sum(axis=1))


def saturated_drop(deviations: Array) -> Array:
    """Return how much of the saturated model's log-likelihood goes with each respondent, (n,).

    ``L - L_(i)`` with the moments estimated anew without the respondent; the determinant of
    their covariances is known from a single distance, ``|S_(i)| = (n / (n - 1))^p |S| (1 -
    d_i' S^-1 d_i / (n - 1))``.

    Parameters
    ----------
    deviations : ndarray, shape (n, p)
        Complete answers less their means.

    Returns
    -------
    ndarray
        NaN where the others leave no positive definite covariances.
    """
    n, p = deviations.shape
    found = factor(deviations.T @ deviations / n)
    if found is None:
        return np.full(n, np.nan)
    share = ((deviations @ found.inverse) * deviations).sum(axis=1) / (n - 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        without = found.logdet + p * np.log(n / (n - 1.0)) + np.log1p(-share)
    constant = p * (LOG_2_PI + 1.0)
    dropped: Array = -0.5 * (n * (constant + found.logdet) - (n - 1.0) * (constant + without))
    return np.where(np.isfinite(dropped), dropped, np.nan)


def generalised_distance(change: Array, vcov: Array) -> Array:
    """Return ``change' V^-1 change`` of every respondent, the generalised Cook's distance.

    Pek & MacCallum (2011), doi:10.1080/00273171.2011.561068.  V is the covariance of the
    estimates of all respondents (theirs is without the respondent; the difference is of
    order 1/n), so that distances of one fit are on one scale.

    Parameters
    ----------
    change : ndarray, shape (n, q)
    vcov : ndarray, shape (q, q)
        Singular where constraints tie the estimates together.
    """
    roots, vectors = np.linalg.eigh(vcov)
    counts = roots > NO_VARIANCE * max(float(roots.max(initial=0.0)), NO_VARIANCE)
    turned = change @ vectors[:, counts]
    return np.asarray((turned**2 / roots[counts]).sum(axis=1))
