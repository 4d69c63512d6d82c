"""Tests of models that need not be nested, from casewise log-likelihoods."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gainsem.core.chi_square import normal_quantile
from gainsem.core.chi_square_mixture import mixture_tail
from gainsem.core.linalg import Array

# Eigenvalues of the information below this share of the largest are directions in which
# nothing moves, such as the rotations of exploratory factors.
IDLE = 1e-10


@dataclass(frozen=True)
class CasewiseModel:
    """A model seen from its respondents, everything at its estimates.

    Parameters
    ----------
    loglik : ndarray, shape (n,)
    scores : ndarray, shape (n, r)
        Derivatives of the log-likelihoods by the free parameters.
    information : ndarray, shape (r, r)
        Minus the second derivatives, per respondent.
    n_params : int
    """

    loglik: Array
    scores: Array
    information: Array
    n_params: int


@dataclass(frozen=True)
class Distinguishability:
    """Whether two models can be told apart: the variance of the log-likelihood ratios.

    Parameters
    ----------
    variance : float
        omega^2, of the casewise log-likelihood ratios (divisor n).
    statistic : float
        ``n omega^2``.
    pvalue : float
        Under the hypothesis that both imply the same distribution.
    """

    variance: float
    statistic: float
    pvalue: float


@dataclass(frozen=True)
class RatioTest:
    """Whether one of two models is nearer to the population.

    Parameters
    ----------
    ratio : float
        Log-likelihood of the first model less that of the second, less the correction.
    z : float
    p_first, p_second : float
        One-sided: small where the first model, or the second, is the nearer one.
    difference, lower, upper : float
        Minus twice the ratio (the difference of deviances, of AIC or of BIC, below 0 where
        the first model is the better one) with its 95 % interval.
    """

    ratio: float
    z: float
    p_first: float
    p_second: float
    difference: float
    lower: float
    upper: float


def distinguishability(first: CasewiseModel, second: CasewiseModel) -> Distinguishability:
    """Test whether two models are indistinguishable in the population.

    Under that hypothesis ``n omega^2`` is a weighted sum of chi-squares, its weights the
    squared eigenvalues of ``B diag(A1^-1, -A2^-1)``: A the information of either model, B
    the joint cross-products of their scores (Vuong 1989, doi:10.2307/1912557, theorem 4.1;
    Merkle, You & Preacher 2016, doi:10.1037/met0000038).
    """
    ratios = first.loglik - second.loglik
    n, variance = len(ratios), float(ratios.var())
    scores = np.hstack([first.scores, second.scores])
    lengths, turn = np.linalg.eigh(scores.T @ scores / n)
    root = turn * np.sqrt(np.maximum(lengths, 0.0))
    split = first.scores.shape[1]
    signed = np.zeros((len(root), len(root)))
    signed[:split, :split] = _inverse(first.information)
    signed[split:, split:] = -_inverse(second.information)
    # The same eigenvalues as those of the product, from a symmetric matrix.
    weights = np.linalg.eigvalsh(root.T @ signed @ root) ** 2
    return Distinguishability(variance, n * variance, mixture_tail(n * variance, weights))


def ratio_test(
    first: CasewiseModel, second: CasewiseModel, *, penalty: float = 0.0, level: float = 0.95
) -> RatioTest:
    """Test whether two distinguishable models are equally near to the population.

    ``z = (sum l1 - sum l2 - (q1 - q2) penalty) / (sqrt(n) omega)``, standard normal (Vuong
    1989, theorem 5.1); the interval of the difference ``-2 ratio`` is wider by twice the
    same standard error (Merkle, You & Preacher 2016).

    Parameters
    ----------
    first, second : CasewiseModel
    penalty : float
        A parameter's price in log-likelihoods: 0, 1 (AIC) or ``log(n) / 2`` (BIC).
    level : float
        Of the interval.

    Examples
    --------
    >>> import numpy as np
    >>> nothing = (np.zeros((4, 1)), np.eye(1), 1)
    >>> one = CasewiseModel(np.array([-1.0, -2.0, -1.0, -2.0]), *nothing)
    >>> two = CasewiseModel(np.array([-2.0, -2.0, -2.0, -2.0]), *nothing)
    >>> round(ratio_test(one, two).z, 6)
    2.0
    """
    ratios = first.loglik - second.loglik
    ratio = float(ratios.sum()) - (first.n_params - second.n_params) * penalty
    error = math.sqrt(len(ratios) * float(ratios.var()))
    z = ratio / error if error > 0.0 else math.nan
    reach = 2.0 * error * normal_quantile(0.5 + 0.5 * level)
    difference = -2.0 * ratio
    ends = difference - reach, difference + reach
    return RatioTest(ratio, z, _above(z), _above(-z), difference, *ends)


def _above(z: float) -> float:
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def _inverse(information: Array) -> Array:
    return np.asarray(np.linalg.pinv(information, rcond=IDLE, hermitian=True), dtype=np.float64)
