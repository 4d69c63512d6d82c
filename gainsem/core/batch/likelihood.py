"""The maximum likelihood discrepancy of many samples, each at its own parameter vector.

The formulas are those of :mod:`gainsem.core.discrepancy` and
:mod:`gainsem.core.curvature`; here b samples of one model are worked on together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.batch.implied import FixedCells, ImpliedStack, imply_stack
from gainsem.core.batch.stacks import cholesky_factors
from gainsem.core.linalg import Array
from gainsem.core.structure import Gather, Indices, Matrix, Structure


@dataclass(frozen=True)
class SampleStack:
    """The moments of b samples.

    Parameters
    ----------
    cov : ndarray, shape (b, p, p)
    mean : ndarray, shape (b, p), or None
    logdet : ndarray, shape (b,)
        NaN where a matrix is singular.
    given : ndarray, shape (b, k)
        Values of the cells that hold the moments of given covariates.
    """

    cov: Array
    mean: Array | None
    logdet: Array
    given: Array

    def __len__(self) -> int:
        return len(self.cov)

    def some(self, chosen: Indices) -> SampleStack:
        """Return some of the samples."""
        mean = None if self.mean is None else self.mean[chosen]
        return SampleStack(self.cov[chosen], mean, self.logdet[chosen], self.given[chosen])


@dataclass(frozen=True)
class StackPoint:
    """F / 2 of b samples, and its ingredients; ``value`` is infinite where it is not defined."""

    value: Array
    implied: ImpliedStack
    omega: Array
    weight: Array
    residual_mean: Array

    @cached_property
    def k(self) -> Array:
        """C' Omega C, flat: shape (b, (p + 2m)^2)."""
        return _gathered(self.implied.columns, self.omega)

    @cached_property
    def weighted(self) -> Array:
        """C' W C, flat."""
        return _gathered(self.implied.columns, self.weight)

    @cached_property
    def pull(self) -> Array:
        """C' Omega d, shape (b, p + 2m)."""
        turned = self.implied.columns.transpose(0, 2, 1)
        pulled: Array = (turned @ (self.omega @ self.residual_mean[:, :, None]))[:, :, 0]
        return pulled

    def some(self, chosen: Indices) -> StackPoint:
        """Return the points of some samples."""
        rest = (self.omega, self.weight, self.residual_mean)
        implied = self.implied.some(chosen)
        return StackPoint(self.value[chosen], implied, *(each[chosen] for each in rest))


def _gathered(columns: Array, inner: Array) -> Array:
    product: Array = columns.transpose(0, 2, 1) @ inner @ columns
    return product.reshape(len(product), -1)


@dataclass(frozen=True)
class LikelihoodStack:
    """F / 2 of the samples of one model, with its derivatives by all parameters."""

    structure: Structure
    cells: FixedCells | None = None

    def at(self, params: Array, sample: SampleStack) -> StackPoint:
        """Evaluate F / 2 of each sample at its parameter vector (b, q)."""
        implied = imply_stack(self.structure, params, self.cells, sample.given)
        lower = cholesky_factors(implied.sigma)
        p = lower.shape[1]
        diagonal = np.einsum("bii->bi", lower)
        good = np.isfinite(diagonal).all(axis=1) & (diagonal > 0.0).all(axis=1)
        lower = np.where(good[:, None, None], lower, np.eye(p))
        half = np.linalg.solve(lower, np.broadcast_to(np.eye(p), lower.shape))
        omega = half.transpose(0, 2, 1) @ half
        d = np.zeros((len(params), p))
        if self.structure.means and sample.mean is not None:
            d = sample.mean - implied.mu
        spread = omega @ (sample.cov + d[:, :, None] * d[:, None, :])
        logdet = 2.0 * np.log(np.einsum("bii->bi", lower)).sum(axis=1)
        value = (logdet - sample.logdet + np.einsum("bii->b", spread) - p) / 2.0
        value = np.where(good & np.isfinite(value), value, np.inf)
        return StackPoint(value, implied, omega, omega - spread @ omega, d)

    def gradient(self, point: StackPoint) -> Array:
        """Return the gradients, shape (b, q)."""
        index, width = self._gather(point)
        element = index.c * point.weighted.take(index.u * width + index.v, axis=1)
        if self.structure.means:
            element = element - index.t * point.pull[:, index.w]
        return self._over_parameters(element)

    def expected(self, point: StackPoint) -> Array:
        """Return the expected information per observation, shape (b, q, q)."""
        index, _ = self._gather(point)
        return self._over_pairs(_information(index, point.k))

    def hessian(self, point: StackPoint) -> Array:
        """Return the exact Hessians, shape (b, q, q)."""
        index, _ = self._gather(point)
        pairs, w = index.pairs, point.weighted
        # K_uu K_vv + K_uv K_vu less what is lost, with D = K - W:
        # D_uu D_vv + D_uv D_vu - W_uu W_vv - W_uv W_vu.
        element = _crossed(index, point.k - w)
        element -= _crossed(index, w)
        element *= pairs.cc
        _add_means(index, point.k, element)
        self._add_sigma_curvature(point, element)
        if self.structure.means:
            element += self._mean_terms(index, point)
            self._subtract_mean_curvature(point, element)
        return self._over_pairs(element)

    def _gather(self, point: StackPoint) -> tuple[Gather, int]:
        structure = self.structure
        fixed, width = structure.derivatives, structure.n_observed + 2 * structure.n_latent
        if not structure.means:
            return fixed, width
        t = np.tile(fixed.t, (len(point.value), 1))
        t[:, structure.paths] = point.implied.eta_mean[:, structure.col[structure.paths]]
        return Gather(fixed.c, fixed.u, fixed.v, t, fixed.w, fixed.pairs), width

    def _add_sigma_curvature(self, point: StackPoint, element: Array) -> None:
        structure, implied, w = self.structure, point.implied, point.weighted
        bends, size = structure.bends, len(point.value)
        if not len(bends.path):
            return
        e_flat, r_flat = implied.eta_cov.reshape(size, -1), implied.r.reshape(size, -1)
        flat = element.reshape(size, -1)
        inner = w.take(bends.xx, axis=1) * e_flat.take(bends.ss, axis=1)
        if bends.in_beta.any():
            moved = r_flat.take(bends.st, axis=1) * w.take(bends.xg, axis=1) * bends.in_beta
            inner += moved + moved.transpose(0, 2, 1)
        flat[:, bends.path_path] += inner.reshape(size, -1)
        if len(structure.elements[Matrix.PSI]):
            block = r_flat.take(bends.sa, axis=1) * w.take(bends.xb, axis=1) + r_flat.take(
                bends.sb, axis=1
            ) * w.take(bends.xa, axis=1)
            block *= bends.c_psi
            flat[:, bends.path_psi] += block.reshape(size, -1)
            flat[:, bends.psi_path] += block.reshape(size, -1)

    def _mean_terms(self, index: Gather, point: StackPoint) -> Array:
        """Return dmu_k' Omega dSigma_l Omega d and its transpose."""
        width = self.structure.n_observed + 2 * self.structure.n_latent
        y, w = point.pull, index.w[:, None] * width
        half = point.k[:, w + index.u] * y[:, None, index.v]
        half += point.k[:, w + index.v] * y[:, None, index.u]
        half = index.t[:, :, None] * half * index.c
        both: Array = half + half.transpose(0, 2, 1)
        return both

    def _subtract_mean_curvature(self, point: StackPoint, element: Array) -> None:
        structure, implied = self.structure, point.implied
        bends, size = structure.bends, len(point.value)
        if not len(bends.path):
            return
        x, level = point.pull[:, bends.x], implied.eta_mean[:, bends.source]
        moved = implied.r.reshape(size, -1)[:, bends.st] * x[:, :, None] * level[:, None, :]
        moved *= bends.in_beta
        flat = element.reshape(size, -1)
        flat[:, bends.path_path] -= (moved + moved.transpose(0, 2, 1)).reshape(size, -1)
        alpha = structure.elements[Matrix.ALPHA]
        if len(alpha):
            rows = np.ix_(bends.source, structure.row[alpha])
            block = x[:, :, None] * implied.r[:, rows[0], rows[1]]
            element[:, bends.path[:, None], alpha] -= block
            element[:, alpha[:, None], bends.path] -= block.transpose(0, 2, 1)

    def _over_parameters(self, element: Array) -> Array:
        structure = self.structure
        if structure.one_to_one:
            return element
        total = np.zeros((structure.n_params, len(element)))
        np.add.at(total, structure.param, element.T)
        return np.ascontiguousarray(total.T)

    def _over_pairs(self, element: Array) -> Array:
        structure = self.structure
        if structure.one_to_one:
            return element
        q, param = structure.n_params, structure.param
        total = np.zeros((q, q, len(element)))
        np.add.at(total, (param[:, None], param[None, :]), element.transpose(1, 2, 0))
        return np.ascontiguousarray(total.transpose(2, 0, 1))


def _information(index: Gather, k: Array) -> Array:
    block = _crossed(index, k)
    block *= index.pairs.cc
    _add_means(index, k, block)
    return block


def _crossed(index: Gather, k: Array) -> Array:
    """Return ``K_uu' K_vv' + K_uv' K_vu'`` of all pairs of elements, (b, e, e)."""
    across = k.take(index.pairs.uv, axis=1)
    block: Array = k.take(index.pairs.uu, axis=1)
    block *= k.take(index.pairs.vv, axis=1)
    block += across * across.transpose(0, 2, 1)
    return block


def _add_means(index: Gather, k: Array, block: Array) -> None:
    """Add ``t t' K_ww'``, the part of the means."""
    if index.t.any():
        width = round(k.shape[1] ** 0.5)
        t = np.broadcast_to(index.t, (len(k), index.t.shape[-1]))
        block += t[:, :, None] * t[:, None, :] * k[:, index.w[:, None] * width + index.w]
