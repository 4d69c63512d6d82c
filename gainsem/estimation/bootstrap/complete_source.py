"""Resamples of complete continuous answers, for every discrepancy there is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.continuous_moments import continuous_model, continuous_rows, continuous_vector
from gainsem.core.generalised import GeneralisedLeastSquares
from gainsem.core.inverse import inverse_information
from gainsem.core.least_squares import LeastSquares
from gainsem.core.moments import SampleMoments, sample_moments
from gainsem.core.objective import Discrepancy, Group
from gainsem.core.response_moments import ResponseModel
from gainsem.core.structure import Structure
from gainsem.estimation.bootstrap.drawn import Drawn

Array = NDArray[np.float64]


@dataclass(frozen=True)
class CompleteSource:
    """Respondents who answered everything.

    Parameters
    ----------
    values : ndarray, shape (n, p)
    discrepancy : {"ML", "GLS", "ULS", "DWLS", "WLS"}
    means : bool
        Whether the means are modelled.
    unbiased : bool
        Divisor n - 1 instead of n: least squares, and the Wishart likelihood.
    """

    values: Array
    discrepancy: str
    means: bool
    unbiased: bool

    @property
    def answers(self) -> tuple[Array, ...]:
        """What is drawn from."""
        return (self.values,)

    @cached_property
    def _middle(self) -> Array:
        middle: Array = self.values.mean(axis=0)
        return middle

    @cached_property
    def _apart(self) -> Array:
        """Answers about the means of all, so that large answers do not cost digits."""
        return self.values - self._middle

    def drawn(self, counts: Array) -> Drawn | None:
        """Return a resample; None where its covariances are singular."""
        n = float(counts.sum())
        shift = counts @ self._apart / n
        mean = self._middle + shift
        second = (self._apart * counts[:, None]).T @ self._apart / n
        cov = second - np.outer(shift, shift)
        whole = cov * (n / (n - 1.0)) if self.unbiased else cov
        sample = sample_moments(whole, n, mean=mean if self.means else None)
        if sample is None:
            return None

        def discrepancy(structure: Structure) -> Discrepancy | None:
            return self._discrepancy(structure, sample, counts)

        return Drawn(discrepancy, mean, cov, lambda: (mean, whole))

    def _discrepancy(
        self, structure: Structure, sample: SampleMoments, counts: Array
    ) -> Discrepancy | None:
        if self.discrepancy == "ML":
            return Group(structure, sample)
        if self.discrepancy == "GLS":
            return GeneralisedLeastSquares(structure, sample)
        model = continuous_model(structure)
        target = continuous_vector(model, sample.cov, sample.mean)
        weight = self._weight(model, counts)
        return None if weight is None else LeastSquares(model, target, weight)

    def _weight(self, model: ResponseModel, counts: Array) -> Array | None:
        """Return the weight of least squares, made anew of every resample's own answers."""
        if self.discrepancy == "ULS":
            return np.ones(model.order.size - model.kept.start)
        chosen = np.repeat(np.arange(len(counts)), counts.astype(np.intp))
        rows = continuous_rows(model, self.values[chosen])
        if self.discrepancy == "DWLS":
            variances = rows.variances()
            return 1.0 / variances if (variances > 0.0).all() else None
        # As many different respondents as moments, or the matrix has no inverse.
        return inverse_information(rows.gamma()) if (counts > 0).sum() > rows.size else None
