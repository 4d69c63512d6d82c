"""Where the search for the loadings of an exploratory block starts.

Loadings are found up to a rotation; with ``Lambda`` of some items lower triangular and
uncorrelated factors they are determined (Joreskog 1979, in Advances in factor analysis).
"""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

STEPS = 25
LEAST_SHARE, MOST_SHARE = 0.05, 0.95
LEAST_EIGENVALUE = 1e-3


def echelon_start(r: Array, m: int) -> tuple[Array, Indices]:
    """Return loadings in echelon form, and the items whose loadings are triangular.

    Principal axes, turned; the items are chosen one after the other, each as far as can be
    from those before it, so that the form suits the data whatever the order of the items.

    Parameters
    ----------
    r : ndarray, shape (p, p)
        Correlations.
    m : int

    Returns
    -------
    loadings : ndarray, shape (p, m)
        Standardized; 0 for factor k on the item ``anchors[j]`` where k > j.
    anchors : ndarray of int, shape (m,)
    """
    axes = _principal_axes(r, m)
    anchors, rest = [], axes.copy()
    for _ in range(m):
        best = int(np.argmax((rest**2).sum(axis=1)))
        anchors.append(best)
        direction = rest[best] / np.linalg.norm(rest[best])
        rest = rest - np.outer(rest @ direction, direction)
    turn = np.linalg.qr(axes[anchors].T)[0]
    loadings = axes @ turn
    loadings[np.ix_(anchors, range(m))] = np.tril(loadings[anchors])
    return loadings, np.array(anchors, dtype=np.intp)


def _principal_axes(r: Array, m: int) -> Array:
    off = np.abs(r - np.diag(np.diag(r)))
    share = np.clip(off.max(axis=1), LEAST_SHARE, MOST_SHARE)
    axes = np.zeros((len(r), m))
    for _ in range(STEPS):
        reduced = r - np.diag(np.diag(r)) + np.diag(share)
        values, vectors = np.linalg.eigh(reduced)
        kept = np.maximum(values[-m:], LEAST_EIGENVALUE)
        axes = vectors[:, -m:] * np.sqrt(kept)
        lengths = (axes**2).sum(axis=1)
        share = np.clip(lengths, LEAST_SHARE, MOST_SHARE)
        axes = axes * np.sqrt(share / np.maximum(lengths, 1e-12))[:, None]
    return axes
