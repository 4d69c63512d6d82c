"""Coefficients that follow from the model, with standard errors by the delta method."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical_omega import categorical_omega
from gainsem.core.composite_reliability import (
    average_variance_extracted,
    composite_reliability,
    maximal_reliability,
    omega,
    weighted_variance_extracted,
)
from gainsem.core.linalg import Array
from gainsem.core.structure import Matrix
from gainsem.errors import EstimationError
from gainsem.results.computed import Computed, computed
from gainsem.results.fitted import Fitted
from gainsem.results.reliability.constructs import Construct

COEFFICIENTS = ("omega", "omega_latent", "omega_total", "cr", "ave", "ave_raw", "h")
STEP = 1e-5
#: Parameters that belong to items, unless these take part in regressions.
OF_ITEMS = ("=~", "~~", "~1", "|", "~*~")
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Composite:
    """What the coefficients of one construct are computed from, on the scale of the sample.

    Parameters
    ----------
    loadings : ndarray, shape (k,)
    variance : float
        Of the construct, regressions included.
    sigma : ndarray, shape (k, k)
        Implied covariances of its items.
    theta : ndarray, shape (k, k)
        Residual covariances of its items.
    cuts : tuple of ndarray
        Thresholds of ordinal items in standard deviations from the mean; empty unless
        all of them are ordinal.
    """

    loadings: Array
    variance: float
    sigma: Array
    theta: Array
    cuts: tuple[Array, ...]

    @property
    def deviation(self) -> Array:
        """Implied standard deviations of the items, shape (k,)."""
        found: Array = np.sqrt(np.diag(self.sigma))
        return found

    @property
    def standardized(self) -> Array:
        """Standardised loadings, shape (k,)."""
        found: Array = self.loadings * math.sqrt(max(self.variance, 0.0)) / self.deviation
        return found

    def reliability(self, total: Array) -> float:
        """Return omega of the sum of the answers, with these covariances of the items."""
        if not self.cuts:
            return omega(self.loadings, self.variance, float(total.sum()))
        deviation = np.sqrt(np.diag(total))
        own = self.standardized
        cor = total / np.outer(deviation, deviation)
        return categorical_omega(self.cuts, np.outer(own, own), cor)


def composite_of(found: Computed, fit: Fitted, construct: Construct) -> Composite:
    """Return what the coefficients of a construct are computed from."""
    scale, at = found.scale[construct.places], construct.places
    sigma = found.sigma[np.ix_(at, at)]
    deviation = np.sqrt(np.diag(sigma))
    counts = dict(fit.table.levels)
    cuts = tuple(
        found.thresholds(int(position), counts[item]) / own
        for position, item, own in zip(at, construct.items, deviation, strict=True)
        if construct.ordinal
    )
    own = found.compiled.eta.index(construct.name)
    return Composite(
        loadings_at(found, construct.rows) * scale,
        float(found.implied.eta_cov[own, own]),
        sigma,
        residuals_of(found, fit, at),
        cuts,
    )


def residuals_of(found: Computed, fit: Fitted, places: Places) -> Array:
    """Return residual covariances of observed variables on the scale of the sample, (k, k)."""
    compiled, matrices = found.compiled, found.implied.matrices
    theta = matrices.theta[np.ix_(places, places)].copy()
    names = [fit.table.observed[position] for position in places.tolist()]
    # Items that take part in regressions have their residuals among those of the structure.
    structural = [k for k, name in enumerate(names) if name in compiled.eta]
    columns = [compiled.eta.index(names[k]) for k in structural]
    theta[np.ix_(structural, structural)] += matrices.psi[np.ix_(columns, columns)]
    scale = found.scale[places]
    scaled: Array = theta * np.outer(scale, scale)
    return scaled


def loadings_at(found: Computed, rows: Sequence[int]) -> Array:
    """Return the values of some rows of the parameter table at a point, shape (k,)."""
    columns = found.implied.matrices.as_columns
    places = found.compiled.places[list(rows)]
    return np.array([columns[Matrix(int(m))][i, j] for m, i, j in places.tolist()])


def coefficients(composite: Composite) -> Array:
    """Return the coefficients of a construct in the order of :data:`COEFFICIENTS`."""
    own, sigma = composite.standardized, composite.sigma
    total = float(sigma.sum())
    return np.array(
        [
            composite.reliability(sigma),
            omega(composite.loadings, composite.variance, total),
            1.0 - float(composite.theta.sum()) / total,
            composite_reliability(own),
            average_variance_extracted(own),
            weighted_variance_extracted(composite.loadings, composite.variance, np.diag(sigma)),
            maximal_reliability(own),
        ]
    )


def coefficients_with_errors(
    fit: Fitted, constructs: Sequence[Construct]
) -> tuple[list[Composite], Array, Array]:
    """Return the coefficients of constructs, and their standard errors by the delta method.

    Returns
    -------
    list of Composite
    values, errors : ndarray, shape (constructs, coefficients)
        Errors are NaN for a fit without standard errors.
    """
    start, values, slopes = coefficient_slopes(fit, constructs)
    vcov = fit.solution.vcov
    if vcov is None:
        return start, values, np.full_like(values, np.nan)
    variances = np.einsum("kic,kl,lic->ic", slopes, vcov, slopes, optimize=True)
    errors: Array = np.sqrt(np.where(variances >= 0.0, variances, np.nan))
    return start, values, errors


def coefficient_slopes(
    fit: Fitted, constructs: Sequence[Construct]
) -> tuple[list[Composite], Array, Array]:
    """Return the coefficients of constructs, and their derivatives by the free parameters.

    Central differences; a construct's coefficients are computed again only where its own
    matrices have moved.

    Returns
    -------
    list of Composite
    values : ndarray, shape (constructs, coefficients)
    slopes : ndarray, shape (free parameters, constructs, coefficients)
        Zero by what has no standard error.
    """
    found = computed(fit)
    start = [composite_of(found, fit, one) for one in constructs]
    values = np.array([coefficients(one) for one in start])
    slopes = np.zeros((len(fit.solution.params), *values.shape))
    structural = {*fit.table.latent, *found.compiled.eta}
    for k, step, ends in neighbours(found, fit):
        items = _belongs_to(fit, k, structural)
        for i, construct in enumerate(constructs):
            if items is not None and items.isdisjoint(construct.items):
                continue
            above, below = (composite_of(end, fit, construct) for end in ends)
            if not (_same(above, start[i]) and _same(below, start[i])):
                slopes[k, i] = (coefficients(above) - coefficients(below)) / (2.0 * step)
    return start, values, slopes


def neighbours(found: Computed, fit: Fitted) -> Iterator[tuple[int, float, list[Computed]]]:
    """Yield every parameter that has a standard error, a step, and the fit above and below."""
    vcov, params = fit.solution.vcov, fit.solution.params
    if vcov is None:
        return
    for k in np.flatnonzero(np.diag(vcov) > 0.0).tolist():
        step = STEP * max(1.0, abs(float(params[k])))
        yield k, step, [_moved(found, fit, k, way * step) for way in (1.0, -1.0)]


def _belongs_to(fit: Fitted, k: int, structural: set[str]) -> set[str] | None:
    """Return the items whose own parameter this is: it moves no others; None for the rest.

    What is ``structural`` (latent variables, items that take part in regressions) moves others.
    """
    names: set[str] = set()
    for row in fit.table.rows:
        if row.free != k:
            continue
        own = {row.rhs} if row.op == "=~" else {row.lhs}
        own |= {row.rhs} if row.op == "~~" else set()
        if row.op not in OF_ITEMS or own & structural:
            return None
        names |= own
    return names


def _moved(found: Computed, fit: Fitted, k: int, step: float) -> Computed:
    params = fit.solution.params.copy()
    params[k] += step
    implied = found.compiled.implied(params)
    if implied is None:
        raise EstimationError.of(
            "E-EST-98",
            "The estimates imply no positive definite covariance matrix.",
            why="so close to them the model implies nothing",
            do="look at fit.diagnostics",
        )
    return Computed(found.compiled, implied)


def _same(one: Composite, other: Composite) -> bool:
    return (
        one.variance == other.variance
        and np.array_equal(one.loadings, other.loadings)
        and np.array_equal(one.sigma, other.sigma)
        and np.array_equal(one.theta, other.theta)
        and all(map(np.array_equal, one.cuts, other.cuts))
    )
