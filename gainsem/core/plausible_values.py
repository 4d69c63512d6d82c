"""Plausible values: draws of the factors from what is known of them, respondent by respondent.

The measurement part of a model is taken as known.  A Gibbs sampler (Albert & Chib 1993,
doi:10.2307/2290350) draws the latent responses behind the answers, the factors, and the
conditioning model of the factors (Mislevy 1991, doi:10.1007/BF02294457).  Latent responses
are drawn with the factors integrated out, one item after the other from normal
distributions cut off at its thresholds: this mixes faster than drawing them given the
factors, and takes residual covariances and items without residual variance as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.convergence import split_rhat
from gainsem.core.latent_regression import LatentRegression, latent_regression
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices
from gainsem.core.truncated_normal import draw_between

CHAINS = 2
WARM_UP = 150
THINNING = 20
# The latent responses of nobody in particular start within these standard deviations.
WIDE = 3.0


@dataclass(frozen=True)
class Measured:
    """Answers, and how they depend on the factors.

    ``y* = intercepts + loadings eta + e``, ``e ~ N(0, residual_cov)``.

    Parameters
    ----------
    lower, upper : ndarray, shape (n, p)
        What the latent response lies between: thresholds for an ordinal answer, the answer
        itself twice for a continuous one, infinities for none.
    intercepts : ndarray, shape (n, p)
    loadings : ndarray, shape (p, m)
    residual_cov : ndarray, shape (p, p)
    """

    lower: Array
    upper: Array
    intercepts: Array
    loadings: Array
    residual_cov: Array


@dataclass(frozen=True)
class Conditioning:
    """What the factors are regressed on, and their distribution in the model.

    Parameters
    ----------
    design : ndarray, shape (n, q)
        The first column is 1.
    free : ndarray of bool, shape (q,)
        Columns with a flat prior.
    mean : ndarray, shape (m,)
        Of the factors in the fitted model: where the chains start.
    cov : ndarray, shape (m, m)
        Their covariances there: the start, and the mean of a weak prior.
    fixed : bool
        Keep mean and cov as the distribution of the factors; nothing is regressed.
    """

    design: Array
    free: Array
    mean: Array
    cov: Array
    fixed: bool = False


@dataclass(frozen=True)
class PlausibleValues:
    """Draws of the factors.

    Parameters
    ----------
    values : ndarray, shape (draws, n, m)
    rhat : ndarray, shape (groups, m)
        Split R-hat of the factor means of the groups that were watched.
    """

    values: Array
    rhat: Array


def draw_plausible_values(
    measured: Measured,
    conditioning: Conditioning,
    *,
    draws: int,
    rng: np.random.Generator,
    watched: Array,
    warm_up: int = WARM_UP,
    thinning: int = THINNING,
) -> PlausibleValues:
    """Return plausible values of the factors.

    Parameters
    ----------
    measured : Measured
    conditioning : Conditioning
    draws : int
        At least 2; shared out to two chains.
    rng : Generator
    watched : ndarray, shape (groups, n)
        Rows that turn the factors into the means whose convergence is checked.
    warm_up, thinning : int
        Sweeps left out at the start of each chain, and sweeps a draw.

    Returns
    -------
    PlausibleValues
    """
    own = [draws - draws // CHAINS, draws // CHAINS]
    sweeps = thinning * own[0]
    parts, traces = [], []
    for number, count in enumerate(own):
        chain = _Chain.start(measured, conditioning, rng, number)
        for _ in range(warm_up):
            chain.sweep(rng)
        trace = np.empty((sweeps, watched.shape[0] * measured.loadings.shape[1]))
        for step in range(sweeps):
            eta = chain.sweep(rng)
            trace[step] = (watched @ eta).ravel()
            if (step + 1) % thinning == 0 and (step + 1) // thinning <= count:
                parts.append(eta)
        traces.append(trace)
    rhat = split_rhat(np.stack(traces)).reshape(watched.shape[0], -1)
    return PlausibleValues(np.stack(parts), rhat)


@dataclass
class _Chain:
    """One chain: the latent responses less their intercepts, and the conditioning model."""

    measured: Measured
    regression: LatentRegression | None
    lower: Array
    upper: Array
    answers: Array
    drawn: list[tuple[int, Indices]]
    prior_mean: Array
    prior_cov: Array

    @classmethod
    def start(
        cls, measured: Measured, given: Conditioning, rng: np.random.Generator, number: int
    ) -> _Chain:
        """Return a chain at a point of its own: the second starts with factors far apart."""
        lower = measured.lower - measured.intercepts
        upper = measured.upper - measured.intercepts
        exact = measured.lower == measured.upper
        spread = np.sqrt(
            np.einsum("ij,jk,ik->i", measured.loadings, given.cov, measured.loadings)
            + np.diag(measured.residual_cov)
        )
        shift = rng.uniform(0.02, 0.98, size=lower.shape) if number else np.full(lower.shape, 0.5)
        low, high = (np.clip(cut / spread, -WIDE, WIDE) for cut in (lower, upper))
        inside = (low + shift * (high - low)) * spread
        answers = np.where(exact, lower, np.clip(inside, lower, upper))
        rows = [np.flatnonzero(~exact[:, j]) for j in range(exact.shape[1])]
        regression = None
        if not given.fixed:
            regression = latent_regression(given.design, given.free, given.cov)
        mean = np.tile(given.mean, (len(lower), 1))
        free = [(j, own) for j, own in enumerate(rows) if len(own)]
        return cls(measured, regression, lower, upper, answers, free, mean, given.cov)

    def sweep(self, rng: np.random.Generator) -> Array:
        """Draw everything once and return the factors, shape (n, m)."""
        loadings = self.measured.loadings
        cross = self.prior_cov @ loadings.T
        cov = loadings @ cross + self.measured.residual_cov
        precision = _inverse(cov)
        expected = self.prior_mean @ loadings.T
        self._draw_answers(expected, precision, rng)
        weights = precision @ cross.T
        left = self.prior_cov - cross @ weights
        mean = self.prior_mean + (self.answers - expected) @ weights
        eta: Array = mean + rng.standard_normal(mean.shape) @ _root(left).T
        if self.regression is not None:
            coefficients, self.prior_cov = self.regression.draw(eta, rng)
            self.prior_mean = self.regression.design @ coefficients
        return eta

    def _draw_answers(self, expected: Array, precision: Array, rng: np.random.Generator) -> None:
        """Draw the latent response to each item given those to all others."""
        apart = self.answers - expected
        uniform = rng.random((len(self.drawn), len(apart)))
        for number, (j, rows) in enumerate(self.drawn):
            own = precision[j, j]
            others = apart @ precision[j] - apart[:, j] * own
            mean = (expected[:, j] - others / own)[rows]
            new = draw_between(
                mean,
                float(1.0 / np.sqrt(own)),
                self.lower[rows, j],
                self.upper[rows, j],
                uniform[number, : len(rows)],
            )
            self.answers[rows, j] = new
            apart[rows, j] = new - expected[rows, j]


def _inverse(cov: Array) -> Array:
    """Return the inverse of a covariance matrix; exact dependence is given a tiny variance."""
    size = np.sqrt(np.diag(cov))
    unit = cov / np.outer(size, size)
    try:
        np.linalg.cholesky(unit - 1e-10 * np.eye(len(unit)))
    except np.linalg.LinAlgError:
        unit = unit + 1e-8 * np.eye(len(unit))
    inverse: Array = np.linalg.inv(unit) / np.outer(size, size)
    return (inverse + inverse.T) * 0.5


def _root(cov: Array) -> Array:
    """Return T with ``T T' = cov`` of a positive semi-definite matrix."""
    values, vectors = np.linalg.eigh((cov + cov.T) * 0.5)
    root: Array = vectors * np.sqrt(np.clip(values, 0.0, None))
    return root
