"""Second derivatives of the implied moments, contracted with a weight.

Only Lambda and B bend Sigma and mu: with ``x`` the column a path acts through
(``e_i`` for Lambda_ij, ``a_i`` for B_ij) the derivative of Sigma is
``x g_j' + g_j x'`` and both ``x`` and ``g_j`` move with other parameters.
"""

from __future__ import annotations

import numpy as np

from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.structure import Matrix, Structure


def add_sigma_curvature(structure: Structure, implied: Implied, w: Array, element: Array) -> None:
    """Add ``tr(W d2Sigma) / 2`` of all pairs of elements to a matrix over pairs.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    w : ndarray, shape (p + 2m, p + 2m)
        C' W C.
    element : ndarray, shape (e, e)
        Changed in place.
    """
    bends = structure.bends
    if not len(bends.path):
        return
    inner: Array = w.take(bends.xx) * implied.eta_cov.take(bends.ss)
    if bends.in_beta.any():
        moved = implied.r.take(bends.st) * w.take(bends.xg)
        moved *= bends.in_beta
        inner += moved + moved.T
    element.flat[bends.path_path] += inner.ravel()
    if len(structure.elements[Matrix.PSI]):
        block = implied.r.take(bends.sa) * w.take(bends.xb)
        block += implied.r.take(bends.sb) * w.take(bends.xa)
        block *= bends.c_psi
        element.flat[bends.path_psi] += block.ravel()
        element.flat[bends.psi_path] += block.ravel()


def subtract_path_curvature(
    structure: Structure,
    implied: Implied,
    pull: Array,
    level: Array,
    element: Array,
    *,
    means: bool = False,
) -> None:
    """Subtract ``d2(A a)' y`` of all pairs of elements, for a vector a of the latent space.

    With a = alpha this is the curvature of the means, with a unit vector that of the
    slopes on one variable.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    pull : ndarray, shape (p + 2m,)
        C' y.
    level : ndarray, shape (m,)
        R a.
    element : ndarray, shape (e, e)
        Changed in place.
    means : bool
        Whether a is alpha, whose elements are parameters themselves.
    """
    bends = structure.bends
    if not len(bends.path):
        return
    x = pull[bends.x]
    moved = implied.r.take(bends.st) * np.outer(x, level[bends.source])
    moved *= bends.in_beta
    element.flat[bends.path_path] -= (moved + moved.T).ravel()
    alpha = structure.elements[Matrix.ALPHA]
    if means and len(alpha):
        block = x[:, None] * implied.r[np.ix_(bends.source, structure.row[alpha])]
        element[np.ix_(bends.path, alpha)] -= block
        element[np.ix_(alpha, bends.path)] -= block.T
