"""What least squares needs of Gamma without ever forming it: traces and the meat of errors.

With Z (P, n), ``Gamma = Z Z' / n``, a diagonal weight W and the Jacobian Delta, the
residual weight is ``U = W - W Delta M Delta' W``, ``M = (Delta' W Delta)^-1``, and the
statistic is distributed as a sum of chi-squares with the eigenvalues of ``U Gamma``
(Satorra & Bentler 1994; Asparouhov & Muthen 2010, Mplus Web Notes: scaled and
shifted).  Its first two moments come from products with Z of at most q columns and
from ``|W^.5 Gamma W^.5|^2``, summed block by block.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.joint_gamma import joint_traces, of_one_group
from gainsem.core.linalg import Array
from gainsem.core.normal_weight import NormalWeight
from gainsem.core.structure import Indices

BLOCK = 512
# Respondents added up in single precision before the sum goes on in double precision.
CHUNK = 4096

Rows = NDArray[np.floating]


@dataclass(frozen=True)
class GammaParts:
    """What of one sample's Gamma errors and tests are made of, whatever the bread.

    Parameters
    ----------
    trace, trace_squared : float
        ``tr(W Gamma)`` and ``tr((W Gamma)^2)``.
    baseline_trace, baseline_trace_squared : float
        The same of the correlations that are 0 in the baseline model alone.
    normal_trace : float
        ``tr(V Gamma)`` with the normal-theory weight of correlations, NaN without one.
    scores : ndarray, shape (n, q)
        ``Z' W Delta``.
    meat : ndarray, shape (q, q)
        ``Delta' W Gamma W Delta``.
    turned_twice : ndarray, shape (q, q)
        ``Delta' W Gamma W Gamma W Delta``.
    gamma_delta : ndarray, shape (P, q)
        ``Gamma W Delta``.
    """

    trace: float
    trace_squared: float
    baseline_trace: float
    baseline_trace_squared: float
    normal_trace: float
    scores: Rows
    meat: Array
    turned_twice: Array
    gamma_delta: Array


@dataclass(frozen=True)
class Sandwich:
    """Traces and the parts of robust covariances.

    Parameters
    ----------
    trace, trace_squared : float
        ``tr(U Gamma)`` and ``tr((U Gamma)^2)``.
    baseline_trace, baseline_trace_squared : float
        The same when only the correlations are restricted (to 0).
    normal_trace : float
        ``tr(V Gamma)`` with the normal-theory weight of correlations, NaN without one.
    bread : ndarray, shape (q, q)
        M.
    scores : ndarray, shape (n, q)
        ``Z' W Delta``.
    meat : ndarray, shape (q, q)
        ``Delta' W Gamma W Delta``.
    gamma_delta : ndarray, shape (P, q)
        ``Gamma W Delta``.
    """

    trace: float
    trace_squared: float
    baseline_trace: float
    baseline_trace_squared: float
    normal_trace: float
    bread: Array
    scores: Rows
    meat: Array
    gamma_delta: Array


def sandwich(
    z: Rows,
    weight: Array,
    jacobian: Array,
    bread: Array,
    diagonal: Array,
    *,
    unrelated: Indices,
    normal: NormalWeight | None = None,
    n_obs: int | None = None,
) -> Sandwich:
    """Return the parts of robust errors and tests.

    Parameters
    ----------
    z : ndarray, shape (P, n)
        Influence functions of the moments that take part, correlations last; times
        the root of the weight.
    weight : ndarray, shape (P,)
    jacobian : ndarray, shape (P, q)
    bread : ndarray, shape (q, q)
        M, the inverse of ``Delta' W Delta``.
    diagonal : ndarray, shape (P,)
        Of Gamma.
    unrelated : ndarray of int, shape (b,)
        Positions of the correlations that are 0 in the baseline model.
    normal : NormalWeight, optional
        Another weight whose trace with Gamma is asked for.
    n_obs : int, optional
        Respondents, where columns of ``z`` are clusters of them.
    """
    parts = gamma_parts(
        z, weight, jacobian, diagonal, unrelated=unrelated, normal=normal, n_obs=n_obs
    )
    (trace, squared), _ = joint_traces([of_one_group(jacobian, diagonal, parts)], bread, parts.meat)
    return Sandwich(
        trace=trace,
        trace_squared=squared,
        baseline_trace=parts.baseline_trace,
        baseline_trace_squared=parts.baseline_trace_squared,
        normal_trace=parts.normal_trace,
        bread=bread,
        scores=parts.scores,
        meat=parts.meat,
        gamma_delta=parts.gamma_delta,
    )


def gamma_parts(
    z: Rows,
    weight: Array,
    jacobian: Array,
    diagonal: Array,
    *,
    unrelated: Indices,
    normal: NormalWeight | None = None,
    n_obs: int | None = None,
) -> GammaParts:
    """Return what is needed of one sample's Gamma; parameters as of :func:`sandwich`."""
    n = z.shape[1] if n_obs is None else n_obs
    root = np.sqrt(weight)
    slopes = root[:, None] * jacobian
    scores = z.T @ slopes.astype(z.dtype)
    spread = weight * diagonal
    products = _products(z, n * spread, slopes, unrelated, normal)
    gamma_delta = products.with_slopes / n
    return GammaParts(
        trace=float(spread.sum()),
        trace_squared=products.squares / n**2,
        baseline_trace=float(spread[unrelated].sum()),
        baseline_trace_squared=products.chosen_squares / n**2,
        normal_trace=products.with_normal / n,
        scores=scores,
        meat=slopes.T @ gamma_delta,
        turned_twice=gamma_delta.T @ gamma_delta,
        gamma_delta=gamma_delta / root[:, None],
    )


def residual_variances(parts: Sandwich, jacobian: Array, bread: Array, variances: Array) -> Array:
    """Return n times the asymptotic variances of the residuals, shape (P,).

    The residual is ``(I - Delta M Delta' W) s``; the diagonal of its covariance needs
    ``Gamma W Delta`` only.
    """
    turned = jacobian @ bread
    result: Array = variances - 2.0 * (turned * parts.gamma_delta).sum(axis=1)
    result += ((turned @ parts.meat) * turned).sum(axis=1)
    return result


@dataclass(frozen=True)
class _Products:
    """What is needed of ``Z Z'``: sums of squares, and its products with other matrices."""

    squares: float
    chosen_squares: float
    with_normal: float
    with_slopes: Array


def _products(
    z: Rows, diagonal: Array, slopes: Array, chosen: Indices, normal: NormalWeight | None
) -> _Products:
    """Return what is needed of ``Z Z'``, formed block by block."""
    whole, of_chosen, of_normal = 0.0, 0.0, 0.0 if normal is not None else float("nan")
    part = np.zeros(len(z))
    part[chosen] = 1.0
    with_slopes = np.zeros(slopes.shape)
    for start in range(0, len(z), BLOCK):
        block = z[start : start + BLOCK]
        size = len(block)
        end = start + size
        product = _gram(block, z[end:])
        # Known exactly, and the place where single precision would show.
        product[np.diag_indices(size)] = diagonal[start:end]
        with_slopes[start:end] += product @ slopes[start:]
        with_slopes[end:] += product[:, size:].T @ slopes[start:end]
        # Columns behind the block stand for their mirror images as well.
        twice = np.full(product.shape[1], 2.0)
        twice[:size] = 1.0
        if normal is not None:
            of_normal += float((product * normal.block(start, end)).sum(axis=0) @ twice)
        product *= product
        whole += float(product.sum(axis=0) @ twice)
        of_chosen += float((part[start:end] @ product) @ (twice * part[start:]))
    return _Products(whole, of_chosen, of_normal, with_slopes)


def _gram(block: Rows, behind: Rows) -> Array:
    """Return ``block @ [block | behind]'``, added up in double precision.

    The square is a product of its own: BLAS computes half of it only.
    """
    size = len(block)
    total = np.zeros((size, size + len(behind)))
    for start in range(0, block.shape[1], CHUNK):
        part = slice(start, start + CHUNK)
        total[:, :size] += block[:, part] @ block[:, part].T
        total[:, size:] += block[:, part] @ behind[:, part].T
    return total
