"""A rotation of some latent variables, carried through the whole model.

With ``eta* = M eta`` for some of the latent variables, the model implies the same moments
when ``Lambda* = Lambda M^-1``, ``B* = M B M^-1``, ``Psi* = M Psi M'``, ``alpha* = M alpha``
(Asparouhov & Muthen 2009, doi:10.1080/10705510903008204).  The equations C that hold for
rotated loadings replace the derivatives of the search for the rotation (Jennrich 1973,
doi:10.1007/BF02291497): ``d theta* = (S - G (C G)^-1 (C S + c)) d theta``, with S the
derivatives at a fixed rotation and G those by the rotation itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Matrices, Matrix, Structure

SINGULAR = 1e10


def turned(matrices: Matrices, move: Array) -> Matrices:
    """Return the matrices of a model with turned latent variables.

    Parameters
    ----------
    matrices : Matrices
    move : ndarray, shape (m, m)
        M; rows and columns of the others are those of the identity.
    """
    back = np.linalg.inv(move)
    return replace(
        matrices,
        lambda_=matrices.lambda_ @ back,
        beta=move @ matrices.beta @ back,
        psi=move @ matrices.psi @ move.T,
        alpha=move @ matrices.alpha,
    )


def elements_at(matrices: Matrices, places: Indices) -> Array:
    """Return the elements at (matrix, row, column), shape (k,)."""
    columns = matrices.as_columns
    return np.array([columns[kind][i, j] for kind, i, j in places.tolist()])


def turned_slopes(structure: Structure, move: Array, places: Indices) -> Array:
    """Return S: the derivatives of turned elements by the parameters, M held still.

    Parameters
    ----------
    structure : Structure
        Of the unrotated model.
    move : ndarray, shape (m, m)
    places : ndarray of int, shape (k, 3)
        Matrix, row and column of the elements.

    Returns
    -------
    ndarray, shape (k, q)
    """
    back = np.linalg.inv(move)
    kind, r, c = (column[:, None] for column in places.T)
    own, i, j = structure.matrix, structure.row, structure.col
    same = kind == own
    slopes = (same & (r == i) & (c == j)).astype(np.float64)
    for matrix in (Matrix.LAMBDA, Matrix.BETA, Matrix.PSI, Matrix.ALPHA):
        rows, cols = np.flatnonzero(kind[:, 0] == matrix), np.flatnonzero(own == matrix)
        if not (len(rows) and len(cols)):
            continue
        at, to, to_col = np.ix_(rows, cols), r[rows], c[rows]
        a, b = i[cols], j[cols]
        if matrix == Matrix.LAMBDA:
            slopes[at] = (to == a) * back[b[None, :], to_col]
        elif matrix == Matrix.BETA:
            slopes[at] = move[to, a[None, :]] * back[b[None, :], to_col]
        elif matrix == Matrix.ALPHA:
            slopes[at] = move[to, a[None, :]]
        else:
            mirrored = move[to, b[None, :]] * move[to_col, a[None, :]]
            slopes[at] = move[to, a[None, :]] * move[to_col, b[None, :]] + (a != b) * mirrored
    result = np.zeros((len(places), structure.n_params))
    np.add.at(result.T, structure.param, slopes.T)
    return result


def small_turns(phi: Array, *, oblique: bool) -> list[Array]:
    """Return the small turns of a block that keep the variances of its factors at 1.

    Parameters
    ----------
    phi : ndarray, shape (m, m)
        (Residual) covariances of the rotated factors, with unit diagonal.
    oblique : bool
        Whether the factors may be correlated.

    Returns
    -------
    list of ndarray, shape (m, m)
        ``m (m - 1)`` of an oblique block, half as many of an orthogonal one.
    """
    turns = []
    for i in range(len(phi)):
        for j in range(len(phi)):
            if i == j or (not oblique and i < j):
                continue
            turn = np.zeros_like(phi)
            turn[i, j] = 1.0
            if oblique:
                turn[i, i] = -phi[i, j]
            else:
                turn[j, i] = -1.0
            turns.append(turn)
    return turns


def turning_slopes(
    matrices: Matrices, turns: list[tuple[Indices, Array]], places: Indices
) -> Array:
    """Return G: the derivatives of elements by small turns of some latent variables.

    Parameters
    ----------
    matrices : Matrices
        Rotated.
    turns : list of (ndarray of int (m,), ndarray (m, m))
        The latent variables that are turned together, and how.
    places : ndarray of int, shape (k, 3)

    Returns
    -------
    ndarray, shape (k, t)
    """
    columns = []
    for chosen, own in turns:
        turn = np.zeros_like(matrices.psi)
        turn[np.ix_(chosen, chosen)] = own
        columns.append(elements_at(_moved(matrices, turn), places))
    return np.array(columns).reshape(-1, len(places)).T


def _moved(matrices: Matrices, turn: Array) -> Matrices:
    zero = {
        name: np.zeros_like(getattr(matrices, name)) for name in ("theta", "nu", "tau", "delta")
    }
    return Matrices(
        lambda_=-matrices.lambda_ @ turn,
        beta=turn @ matrices.beta - matrices.beta @ turn,
        psi=turn @ matrices.psi + matrices.psi @ turn.T,
        alpha=turn @ matrices.alpha,
        **zero,
    )


@dataclass(frozen=True)
class Equations:
    """The equations of one rotated block, linear in small changes.

    Parameters
    ----------
    slopes : ndarray, shape (c, k)
        C: by the elements of the rotated model.
    through_scale : ndarray, shape (c, q)
        c: by the parameters, through the standard deviations of the items.
    """

    slopes: Array
    through_scale: Array


def rotated_slopes(still: Array, turning: Array, equations: list[Equations]) -> Array | None:
    """Return the derivatives of rotated elements by the parameters of the unrotated model.

    Parameters
    ----------
    still : ndarray, shape (k, q)
        S.
    turning : ndarray, shape (k, t)
        G.
    equations : list of Equations
        ``t`` equations in all.

    Returns
    -------
    ndarray, shape (k, q), or None
        None where the equations do not determine the rotation.
    """
    c = np.concatenate([each.slopes for each in equations])
    through = np.concatenate([each.through_scale for each in equations])
    moved = c @ turning
    lengths = np.sqrt((moved**2).sum(axis=1, keepdims=True))
    if not np.isfinite(moved).all() or (lengths == 0.0).any():
        return None
    if np.linalg.cond(moved / lengths) > SINGULAR:
        return None
    turn = np.linalg.solve(moved / lengths, (c @ still + through) / lengths)
    result: Array = still - turning @ turn
    return result
