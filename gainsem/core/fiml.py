"""Full-information maximum likelihood: the discrepancy of a model for incomplete answers.

The derivatives of :mod:`gainsem.core.discrepancy`, summed over the patterns of answers.
What is linear in the weights (gradient, curvature of Sigma and mu) takes their sum; only
the products of two inverses are gathered pattern by pattern.

Observed information follows Savalei (2010, doi:10.1037/a0020143): with answers missing at
random only the observed one is right, the expected one asks for missing completely at
random (Kenward & Molenberghs 1998, doi:10.1214/ss/1028905830).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gainsem.core.curvature import add_sigma_curvature, subtract_path_curvature
from gainsem.core.implied import Implied, gather, imply, sum_over_element_pairs, sum_over_elements
from gainsem.core.incomplete_normal import (
    IncompletePoint,
    bends,
    casewise_drift,
    incomplete_point,
)
from gainsem.core.linalg import Array
from gainsem.core.missing_patterns import Patterns
from gainsem.core.structure import Gather, Structure

# Numbers in the matrices of the patterns held at one time.
BLOCK = 1 << 21


@dataclass(frozen=True)
class FimlPoint:
    """The discrepancy and its ingredients at one parameter vector.

    ``value`` is F / 2: the difference of the log-likelihoods of the unrestricted model and of
    the model, per respondent.
    """

    value: float
    implied: Implied
    normal: IncompletePoint


@dataclass(frozen=True)
class FimlGroup:
    """F / 2 of one group with missing answers.

    Parameters
    ----------
    structure : Structure
        With means.
    patterns : Patterns
    unrestricted : float
        ``-logl / n`` of the unrestricted model.
    share : float
    """

    structure: Structure
    patterns: Patterns
    unrestricted: float
    share: float = 1.0

    def at(self, params: Array) -> FimlPoint | None:
        """Return the point at a parameter vector."""
        implied = imply(self.structure, params)
        if implied is None:
            return None
        normal = incomplete_point(self.patterns, implied.mu, implied.sigma)
        if normal is None:
            return None
        return FimlPoint(normal.value - self.unrestricted, implied, normal)

    def gradient(self, point: FimlPoint) -> Array:
        """Return the gradient of F / 2, shape (q,)."""
        index = gather(self.structure, point.implied)
        columns = point.implied.columns
        element = index.c * _between(columns, point.normal.weight)[index.u, index.v]
        element -= index.t * (columns.T @ point.normal.pull)[index.w]
        return sum_over_elements(self.structure, element)

    def expected(self, point: FimlPoint) -> Array:
        """Return the information expected given who answered what, shape (q, q)."""
        index = gather(self.structure, point.implied)
        columns, shares = point.implied.columns, self.patterns.shares
        products = _Products(index)
        for here in self._blocks(columns):
            inner = _between(columns, point.normal.omega[here])
            products.add(inner, 0.5 * shares[here, None, None] * inner)
        products.add_means(_between(columns, np.tensordot(shares, point.normal.omega, axes=1)))
        return sum_over_element_pairs(self.structure, products.total())

    def hessian(self, point: FimlPoint) -> Array:
        """Return the exact Hessian of F / 2, the observed information, shape (q, q)."""
        index = gather(self.structure, point.implied)
        columns, normal = point.implied.columns, point.normal
        shares = self.patterns.shares
        products = _Products(index)
        drifts = (normal.drift * shares[:, None]) @ columns
        for here in self._blocks(columns):
            inner = _between(columns, normal.omega[here])
            bent = bends(self.patterns, normal, here) * shares[here, None, None]
            products.add(inner, _between(columns, bent))
            products.add_cross(inner, drifts[here])
        products.add_means(_between(columns, np.tensordot(shares, normal.omega, axes=1)))
        element = products.total()
        weight, pull = _between(columns, normal.weight), columns.T @ normal.pull
        add_sigma_curvature(self.structure, point.implied, weight, element)
        level = point.implied.eta_mean
        subtract_path_curvature(self.structure, point.implied, pull, level, element, means=True)
        return sum_over_element_pairs(self.structure, element)

    def _blocks(self, columns: Array) -> Iterator[slice]:
        """Yield the patterns in blocks of so many that their matrices fit in the memory."""
        step = max(1, BLOCK // columns.shape[1] ** 2)
        for first in range(0, len(self.patterns), step):
            yield slice(first, min(first + step, len(self.patterns)))


class _Products:
    """Sums of ``c c' (K_uu B_vv + B_uu K_vv + K_uv B_vu + B_uv K_vu)`` and of the means' parts.

    The first is symmetric: only one half of it is gathered.
    """

    def __init__(self, index: Gather) -> None:
        self.index = index
        width, size = index.pairs.width, len(index.c)
        self.row, self.col = np.tril_indices(size)
        u, v = index.u, index.v
        self.places = [
            one[self.row] * width + other[self.col]
            for one, other in ((u, u), (v, v), (u, v), (v, u))
        ]
        self.half = np.zeros(len(self.row))
        self.third = np.zeros((width, width, width))
        self.means = np.zeros((size, size))

    def add(self, k: Array, b: Array) -> None:
        """Add patterns, ``K = C' Omega C`` and ``B``, both of shape (K, p + 2m, p + 2m)."""
        uu, vv, uv, vu = self.places
        for one, other in zip(k.reshape(len(k), -1), b.reshape(len(b), -1), strict=True):
            self.half += one.take(uu) * other.take(vv)
            self.half += other.take(uu) * one.take(vv)
            self.half += one.take(uv) * other.take(vu)
            self.half += other.take(uv) * one.take(vu)

    def add_cross(self, k: Array, y: Array) -> None:
        """Add ``dmu_k' Omega dSigma_l Omega d`` of patterns, y of shape (K, p + 2m)."""
        width = k.shape[1]
        self.third += (k.reshape(len(k), -1).T @ y).reshape(width, width, width)

    def add_means(self, k: Array) -> None:
        """Add the information of the means about themselves, of all patterns at once."""
        self.means += k[np.ix_(self.index.w, self.index.w)]

    def total(self) -> Array:
        """Return the sum, shape (e, e)."""
        index = self.index
        size = len(index.c)
        result = np.zeros((size, size))
        result[self.row, self.col] = self.half
        result[self.col, self.row] = self.half
        result *= index.pairs.cc
        w = index.w[:, None]
        mixed = self.third[w, index.u, index.v] + self.third[w, index.v, index.u]
        mixed = mixed * np.outer(index.t, index.c)
        result += mixed + mixed.T + np.outer(index.t, index.t) * self.means
        return result


def casewise_scores(group: FimlGroup, point: FimlPoint, values: Array) -> Array:
    """Return the derivatives of every respondent's log-likelihood by the parameters, (n, q).

    ``c (P_u P_v - K_uv) + t P_w`` with ``P = C' Omega_o (y - mu)`` and K of the pattern.

    Parameters
    ----------
    group : FimlGroup
    point : FimlPoint
    values : ndarray, shape (n, p)
        NaN where missing; everybody with an answer, in the order of ``patterns.row``.
    """
    index = gather(group.structure, point.implied)
    columns = point.implied.columns
    drift = casewise_drift(values, group.patterns, point.implied.mu, point.normal) @ columns
    inner = _between(columns, point.normal.omega)[:, index.u, index.v]
    element = drift[:, index.u] * drift[:, index.v] - inner[group.patterns.row]
    element *= index.c
    element += index.t * drift[:, index.w]
    if group.structure.one_to_one:
        return element
    total = np.zeros((len(values), group.structure.n_params))
    np.add.at(total.T, group.structure.param, element.T)
    return total


def _between(columns: Array, middle: Array) -> Array:
    gathered: Array = columns.T @ middle @ columns
    return gathered
