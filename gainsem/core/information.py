"""Normal-theory information, gathered element by element."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Gather


def information_block(one: Gather, other: Gather, k: Array) -> Array:
    """Return the information of two sets of elements about each other.

    ``c c' (K_uu' K_vv' + K_uv' K_vu') + t t' K_ww'`` with ``K = C' Omega C``: half
    the trace of ``Omega dSigma Omega dSigma'`` plus ``dmu' Omega dmu'``.

    Parameters
    ----------
    one, other : Gather
        Of e and f elements.
    k : ndarray, shape (p + 2m, p + 2m)
        Symmetric.

    Returns
    -------
    ndarray, shape (e, f)
    """
    if one is other:
        return _information_matrix(one, k)
    block: Array = k[np.ix_(one.u, other.u)] * k[np.ix_(one.v, other.v)]
    block += k[np.ix_(one.u, other.v)] * k[np.ix_(one.v, other.u)]
    block *= np.outer(one.c, other.c)
    if one.t.any() and other.t.any():
        block += np.outer(one.t, other.t) * k[np.ix_(one.w, other.w)]
    return block


def information_diagonal(index: Gather, k: Array) -> Array:
    """Return the information of every element about itself, shape (e,)."""
    u, v, w = index.u, index.v, index.w
    own: Array = index.c**2 * (k[u, u] * k[v, v] + k[u, v] ** 2) + index.t**2 * k[w, w]
    return own


def _information_matrix(index: Gather, k: Array) -> Array:
    pairs = index.pairs
    across: Array = k.take(pairs.uv)
    block: Array = k.take(pairs.uu) * k.take(pairs.vv)
    block += across * across.T
    block *= pairs.cc
    if index.t.any():
        block += np.outer(index.t, index.t) * k[np.ix_(index.w, index.w)]
    return block
