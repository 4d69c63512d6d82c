"""A published covariance matrix, in any of the shapes it is typed in, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import ResponseError
from gainsem.survey.phrases import names_text

SYMMETRIC_TO = 1e-6


@dataclass(frozen=True)
class GivenCovariance:
    """A covariance matrix as it was handed in (divisor n - 1)."""

    names: tuple[str, ...]
    cov: NDArray[np.float64]
    means: NDArray[np.float64] | None
    n_obs: int
    diagnostics: tuple[Diagnostic, ...] = ()


def read_covariance(
    cov: Any,
    n_obs: int,
    *,
    means: Sequence[float] | None = None,
    names: Sequence[str] | None = None,
) -> GivenCovariance:
    """Return a covariance matrix in full, with names.

    Raises
    ------
    ResponseError
        E-COV-01 not a square matrix of numbers, E-COV-02 not symmetric, E-COV-03 not
        positive definite, E-COV-04 number of respondents, E-COV-05 names or means.
    """
    own = _frame_names(cov)
    matrix = _square(cov.to_numpy() if own else cov)
    p = len(matrix)
    chosen = _names(names if names is not None else own, p)
    _refuse_asymmetric(matrix, chosen)
    matrix = (matrix + matrix.T) / 2
    n = _respondents(n_obs, p)
    _refuse_indefinite(matrix, chosen)
    return GivenCovariance(chosen, matrix, _means(means, p), n, _remarks(matrix))


def _frame_names(cov: Any) -> tuple[str, ...] | None:
    if not (hasattr(cov, "columns") and hasattr(cov, "to_numpy")):
        return None
    columns = tuple(str(name) for name in cov.columns)
    rows = tuple(str(name) for name in cov.index)
    labelled = any(isinstance(name, str) for name in cov.index)
    if labelled and rows != columns:
        raise ResponseError.of(
            "E-COV-05",
            f"The rows of the covariance matrix are named {names_text(rows)}, "
            f"its columns {names_text(columns)}.",
            do="bring rows and columns into the same order",
        )
    return columns


def _square(cov: Any) -> NDArray[np.float64]:
    try:
        rows = [np.atleast_1d(np.asarray(row, dtype=np.float64)) for row in cov]
    except (TypeError, ValueError):
        raise _not_square("it holds something that is not a number") from None
    lengths = [row.size for row in rows]
    p = len(rows)
    if lengths == list(range(1, p + 1)) and p > 1:
        return _mirrored(np.concatenate(rows), p)
    if lengths == [1] * p and p > 1:
        return _from_sequence(np.concatenate(rows))
    if p == 0 or lengths != [p] * p:
        raise _not_square(
            f"it has {p} rows of {names_text(sorted(set(map(str, lengths))))} numbers"
        )
    matrix = np.array(rows)
    above = matrix[np.triu_indices(p, 1)]
    empty = np.isnan(above).all() or (above == 0).all()
    if p > 1 and empty and np.any(matrix[np.tril_indices(p, -1)] != 0):
        return _mirrored(matrix[np.tril_indices(p)], p)
    return _finite(matrix)


def _from_sequence(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    p = int((np.sqrt(8 * numbers.size + 1) - 1) / 2)
    if p * (p + 1) // 2 != numbers.size:
        raise _not_square(f"{numbers.size} numbers are not a lower triangle")
    return _mirrored(numbers, p)


def _mirrored(lower: NDArray[np.float64], p: int) -> NDArray[np.float64]:
    matrix = np.zeros((p, p))
    matrix[np.tril_indices(p)] = lower
    return _finite(matrix + np.tril(matrix, -1).T)


def _finite(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    if not np.isfinite(matrix).all():
        raise _not_square("it has missing or infinite entries")
    return matrix


def _not_square(what: str) -> ResponseError:
    return ResponseError.of(
        "E-COV-01",
        f"This is not a covariance matrix: {what}.",
        do="give a square matrix, or its lower triangle row by row",
    )


def _names(given: Sequence[str] | None, p: int) -> tuple[str, ...]:
    if given is None:
        return tuple(f"x{i + 1}" for i in range(p))
    names = tuple(str(name) for name in given)
    if len(names) != p or len(set(names)) != p:
        repeated = sorted({name for name in names if names.count(name) > 1})
        what = f"; twice: {names_text(repeated)}" if repeated else ""
        raise ResponseError.of(
            "E-COV-05",
            f"{len(names)} names were given for a covariance matrix of {p} variables{what}.",
            do="give every variable its own name",
        )
    return names


def _means(means: Sequence[float] | None, p: int) -> NDArray[np.float64] | None:
    if means is None:
        return None
    try:
        given = np.asarray(list(means), dtype=np.float64)
    except (TypeError, ValueError):
        given = np.array([np.nan])
    if given.shape != (p,) or not np.isfinite(given).all():
        raise ResponseError.of(
            "E-COV-05",
            f"The means are not {p} finite numbers, one for each variable of the matrix.",
            do="give one mean a variable, in the order of the matrix",
        )
    return given


def _respondents(n_obs: int, p: int) -> int:
    whole = isinstance(n_obs, (int, float, np.integer)) and float(n_obs).is_integer()
    if not whole or isinstance(n_obs, bool) or n_obs < 2:
        raise ResponseError.of(
            "E-COV-04",
            f"n_obs={n_obs!r} is not a number of respondents.",
            do="give the sample size the covariances were computed from",
        )
    if n_obs <= p:
        raise ResponseError.of(
            "E-DATA-27",
            f"n={n_obs} respondents are too few for p={p} variables.",
            why="with n <= p every sample covariance matrix is singular",
            do="give the sample size the covariances were computed from",
        )
    return int(n_obs)


def _refuse_asymmetric(matrix: NDArray[np.float64], names: tuple[str, ...]) -> None:
    apart = np.abs(matrix - matrix.T)
    size = np.sqrt(np.outer(np.abs(np.diag(matrix)), np.abs(np.diag(matrix))))
    wrong = np.argwhere(np.tril(apart > SYMMETRIC_TO * np.maximum(size, 1e-300), -1))
    if len(wrong):
        i, j = wrong[0].tolist()
        raise ResponseError.of(
            "E-COV-02",
            f"The covariance matrix is not symmetric: {names[i]} with {names[j]} is "
            f"{matrix[i, j]:g} below the diagonal and {matrix[j, i]:g} above it.",
            do="correct the entry, or give the lower triangle only",
        )


def _refuse_indefinite(matrix: NDArray[np.float64], names: tuple[str, ...]) -> None:
    variances = np.diag(matrix)
    bad = [name for name, v in zip(names, variances.tolist(), strict=True) if v <= 0]
    if bad:
        raise ResponseError.of(
            "E-COV-03",
            f"The covariance matrix has variances that are not positive: {names_text(bad)}.",
            do="check the diagonal: covariances were expected, with variances on it",
        )
    sd = np.sqrt(variances)
    roots, vectors = np.linalg.eigh(matrix / np.outer(sd, sd))
    if roots[0] > 1e-12 * len(names):
        return
    involved = [names[i] for i in np.flatnonzero(np.abs(vectors[:, 0]) > 0.1).tolist()]
    raise ResponseError.of(
        "E-COV-03",
        "The covariance matrix is not positive definite (smallest eigenvalue of the "
        f"correlations {roots[0]:.2g}).",
        where=f"variables most involved: {names_text(involved)}",
        why="no data have such a matrix, or a variable is a sum of others",
        do="look for typing errors; a matrix of pairwise correlations can also be the cause",
    )


def _remarks(matrix: NDArray[np.float64]) -> tuple[Diagnostic, ...]:
    if not np.allclose(np.diag(matrix), 1.0, atol=1e-6):
        return ()
    return (
        warning(
            "W-COV-07",
            "All variances are 1: this looks like a correlation matrix.",
            why="standard errors and tests of constrained models hold for covariances only",
            do="give covariances if you have the standard deviations: r_ij * sd_i * sd_j",
        ),
    )
