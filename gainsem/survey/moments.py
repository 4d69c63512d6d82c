"""Sample statistics with names: the only thing estimation sees of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.moments import covariance_of
from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import ResponseError
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses


@dataclass(frozen=True)
class Moments:
    """Means and covariances of named variables.

    Parameters
    ----------
    names : tuple of str
    cov : ndarray, shape (p, p)
        Covariances with divisor n.
    mean : ndarray, shape (p,), or None
        None when only covariances are known.
    n_obs : int
        Respondents behind the numbers.
    diagnostics : tuple of Diagnostic
        Remarks on a matrix that was handed in.
    thresholds : tuple of ndarray
        Where some variables are ordinal: the thresholds of each variable, empty for a
        continuous one.  ``cov`` then holds polychoric and polyserial correlations, and
        ``mean`` is 0 for latent responses.
    variances : ndarray, shape (P,), or None
        With thresholds: n times the asymptotic variance of every moment, in the order of
        :class:`gainsem.core.categorical.MomentOrder`.
    gamma : ndarray, shape (P, P), or None
        n times their asymptotic covariances, kept where the estimator weighs by them.
    """

    names: tuple[str, ...]
    cov: NDArray[np.float64]
    mean: NDArray[np.float64] | None
    n_obs: int
    diagnostics: tuple[Diagnostic, ...] = ()
    thresholds: tuple[NDArray[np.float64], ...] = ()
    variances: NDArray[np.float64] | None = None
    gamma: NDArray[np.float64] | None = None

    @classmethod
    def from_covariance(
        cls,
        cov: Any,
        n_obs: int,
        *,
        means: Sequence[float] | None = None,
        names: Sequence[str] | None = None,
    ) -> Moments:
        """Return the moments of a published covariance matrix.

        Programs print covariances with divisor n - 1.  As lavaan does, the matrix
        is multiplied by (n - 1)/n, so that the likelihood (and a chi-square of n
        times the discrepancy) is that of the raw data; with
        ``likelihood="wishart"`` the fit takes the matrix as it was printed.

        Parameters
        ----------
        cov : DataFrame, array or nested sequence
            The whole matrix, its lower triangle (zeros or NaN above the diagonal, or
            rows of growing length), or the lower triangle row by row in one sequence.
        n_obs : int
            Respondents behind the matrix.
        means : sequence of float, optional
        names : sequence of str, optional
            Names of the variables; by default those of the data frame, else x1, x2, ...

        Returns
        -------
        Moments

        Raises
        ------
        ResponseError
            E-COV-01 ... E-COV-05, when this is not a covariance matrix.

        Examples
        --------
        >>> moments = Moments.from_covariance([[4.0], [1.0, 9.0]], 100)
        >>> moments.names, moments.cov.tolist()
        (('x1', 'x2'), [[3.96, 0.99], [0.99, 8.91]])
        """
        from gainsem.survey.covariance_input import read_covariance

        given = read_covariance(cov, n_obs, means=means, names=names)
        return cls(
            names=given.names,
            cov=_read_only(given.cov * ((given.n_obs - 1) / given.n_obs)),
            mean=None if given.means is None else _read_only(given.means),
            n_obs=given.n_obs,
            diagnostics=given.diagnostics,
        )


@dataclass(frozen=True)
class Listwise:
    """Who was left out because an answer was missing.

    Parameters
    ----------
    used : ndarray of bool, shape (n_read,)
        The respondents with an answer to every variable.
    missing : dict of str to int
        Missing answers by variable.
    diagnostics : tuple of Diagnostic
        One note with the numbers, if anybody was left out.
    """

    used: NDArray[np.bool_]
    missing: dict[str, int]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def n_read(self) -> int:
        """Respondents in the data."""
        return len(self.used)

    @property
    def n_used(self) -> int:
        """Respondents with complete answers."""
        return int(self.used.sum())


def moments_of(
    responses: Responses, names: Sequence[str], *, meanstructure_needed: bool = True
) -> tuple[Moments, Listwise]:
    """Return the moments of the respondents who answered everything.

    Parameters
    ----------
    responses : Responses
        Holding the named items as numbers (see ``require_columns``).
    names : sequence of str
        The variables, in the order of the result.
    meanstructure_needed : bool
        Whether the means are kept.

    Returns
    -------
    Moments
        Covariances with divisor n.
    Listwise
        Who was used, and what was missing.

    Raises
    ------
    ResponseError
        E-DATA-21 for an item nobody answered, E-DATA-32 when nobody answered all.
    """
    values = responses.columns(names)
    left_out = listwise(values, tuple(names))
    mean, cov = covariance_of(values if left_out.used.all() else values[left_out.used])
    moments = Moments(
        names=tuple(names),
        cov=_read_only(cov),
        mean=_read_only(mean) if meanstructure_needed else None,
        n_obs=left_out.n_used,
    )
    return moments, left_out


def listwise(values: NDArray[np.float64], names: Sequence[str]) -> Listwise:
    """Return who answered every variable.

    Raises
    ------
    ResponseError
        E-DATA-21 for an item nobody answered, E-DATA-32 when nobody answered all.
    """
    absent = np.isnan(values)
    used: NDArray[np.bool_] = np.logical_not(absent.any(axis=1))
    counts = absent.sum(axis=0).tolist()
    missing = dict(zip(names, counts, strict=True))
    n, n_used = len(values), int(used.sum())
    empty = [name for name, count in missing.items() if count == n]
    if empty and n:
        raise ResponseError(*(all_missing(name) for name in empty))
    if n_used == 0:
        raise ResponseError.of("E-DATA-32", **_nobody(missing, absent, n))
    used.setflags(write=False)
    remarks = () if n_used == n else (_left_out(missing, n, n_used),)
    return Listwise(used, missing, remarks)


def all_missing(name: str) -> Diagnostic:
    """Return the refusal of an item without a single answer."""
    return Diagnostic(
        "E-DATA-21",
        "error",
        f"{name} has 0 answers.",
        why="nothing can be estimated for an item nobody answered",
        do=f"take {name} out of the model, or check how its missing codes are declared",
    )


def _nobody(missing: dict[str, int], absent: NDArray[np.bool_], n: int) -> dict[str, str]:
    present = (~absent).astype(np.float64)
    together = present.T @ present
    names = list(missing)
    never = [
        f"{names[j]} and {names[i]}" for i, j in np.argwhere(np.tril(together == 0, -1)).tolist()
    ]
    pairs = f"; never answered together: {names_text(never[:6])}" if never else ""
    return {
        "message": f"None of {n} respondents answered all {len(names)} items of the model.",
        "where": f"missing answers: {_worst(missing)}{pairs}",
        "why": "listwise deletion leaves out everybody with a missing answer",
        "do": "take the items with most missing answers out of the model",
    }


def _left_out(missing: dict[str, int], n: int, n_used: int) -> Diagnostic:
    share = 100 * (n - n_used) / n
    return note(
        "I-DATA-32",
        f"{n - n_used} of {n} respondents ({share:.1f} %) miss an answer and were left out "
        f"(listwise); {n_used} are used.",
        where=f"missing answers: {_worst(missing)}",
    )


def _worst(missing: dict[str, int]) -> str:
    ordered = sorted(missing.items(), key=lambda pair: -pair[1])
    return names_text(f"{name} {count}" for name, count in ordered if count)


def _read_only(array: NDArray[np.float64]) -> NDArray[np.float64]:
    own = np.array(array, dtype=np.float64)
    own.setflags(write=False)
    return own
