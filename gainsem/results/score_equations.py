"""The parts of a fit that factor scores are computed from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.categorical import MomentOrder
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices
from gainsem.errors import EstimationError
from gainsem.model.matrix_map import CompiledModel
from gainsem.results.fitted import Fitted


@dataclass(frozen=True)
class ScoreEquations:
    """A fit, seen from its latent variables.

    Parameters
    ----------
    fit : Fitted
    compiled : CompiledModel
    implied : Implied
    """

    fit: Fitted
    compiled: CompiledModel
    implied: Implied

    @property
    def m(self) -> int:
        """Number of latent variables: they are the first columns of Lambda."""
        return len(self.fit.table.latent)

    @cached_property
    def mean(self) -> Array:
        """Means of the (latent) responses, shape (p,): of the sample where none is modelled.

        Raises
        ------
        EstimationError
            E-EST-90 when neither model nor data have means.
        """
        if self.fit.table.meanstructure:
            return self.implied.mu
        if self.fit.moments.mean is None:
            raise EstimationError.of(
                "E-EST-90",
                "There are no factor scores: neither the model nor the covariance matrix it was"
                " fitted to has means.",
                do="fit the model to answers, or to a matrix with means",
            )
        known: Array = self.fit.moments.mean
        return known

    @property
    def factor_mean(self) -> Array:
        """Means of the latent variables."""
        if self.fit.table.meanstructure:
            return self.implied.eta_mean[: self.m]
        return np.zeros(self.m)

    @cached_property
    def columns(self) -> dict[int, int]:
        """Observed variable -> its own column of Lambda, for those in regressions."""
        place = {name: i for i, name in enumerate(self.fit.table.observed)}
        eta = self.compiled.eta
        return {place[name]: column for column, name in enumerate(eta) if column >= self.m}

    @cached_property
    def covariates(self) -> Indices:
        """Positions of the exogenous observed variables the model takes as given."""
        return self._positions(self.fit.table.exogenous)

    @cached_property
    def ordinal(self) -> Indices:
        """Positions of the ordinal variables."""
        return self._positions(self.fit.table.ordinal)

    @cached_property
    def indicators(self) -> Indices:
        """Positions of the observed variables a latent variable points at."""
        table = self.fit.table
        latent = set(table.latent)
        measured = {row.rhs for row in table.rows if row.op == "=~"}
        measured |= {row.lhs for row in table.rows if row.op == "~" and row.rhs in latent}
        return self._positions(tuple(name for name in table.observed if name in measured))

    def order(self, chosen: Indices) -> MomentOrder:
        """Return the kinds of some variables, as the numeric core has them."""
        counts = dict(self.fit.table.levels)
        names = [self.fit.table.observed[i] for i in chosen]
        return MomentOrder(tuple(counts[name] + 1 if name in counts else 0 for name in names))

    def thresholds(self, chosen: Indices) -> list[Array]:
        """Return the thresholds of some variables, empty for continuous ones."""
        counts = dict(self.fit.table.levels)
        own = [counts.get(self.fit.table.observed[i], 0) for i in chosen]
        tau = self.implied.matrices.tau
        return [
            tau[i, :count] if count else np.zeros(0) for i, count in zip(chosen, own, strict=True)
        ]

    def measurement(self) -> tuple[Array, Array, Array]:
        """Return how the indicators depend on latent and on observed variables.

        One that a regression explains stands in B and Psi; there its direct effects and its
        residual variance are taken from.

        Returns
        -------
        loadings : ndarray, shape (q, m)
        effects : ndarray, shape (q, p)
            Of observed variables.
        residual_cov : ndarray, shape (q, q)
        """
        matrices, own = self.implied.matrices, self.indicators
        loadings = matrices.lambda_[own, : self.m].copy()
        effects = np.zeros((len(own), len(self.fit.table.observed)))
        residual = matrices.theta[np.ix_(own, own)].copy()
        inner = [(k, self.columns[i]) for k, i in enumerate(own.tolist()) if i in self.columns]
        for k, column in inner:
            loadings[k] = matrices.beta[column, : self.m]
            for position, source in self.columns.items():
                effects[k, position] = matrices.beta[column, source]
            for other, another in inner:
                residual[k, other] = matrices.psi[column, another]
        return loadings, effects, residual

    def given(self, known: Array, at: Indices) -> tuple[Array, Array]:
        """Return the distribution of the columns of Lambda given exact observations.

        Parameters
        ----------
        known : ndarray, shape (n, k)
        at : ndarray of int, shape (k,)
            The variables observed.

        Returns
        -------
        tuple of ndarray
            Means (n, m) and covariances (m, m).
        """
        implied = self.implied
        reach = implied.matrices.lambda_[at] @ implied.eta_cov
        spread = reach @ implied.matrices.lambda_[at].T
        weights = np.linalg.pinv(spread, hermitian=True) @ reach
        mean = implied.eta_mean + (known - self.mean[at]) @ weights
        return mean, implied.eta_cov - reach.T @ weights

    def _positions(self, names: tuple[str, ...]) -> Indices:
        observed = self.fit.table.observed
        return np.array([observed.index(name) for name in names], dtype=np.intp)
