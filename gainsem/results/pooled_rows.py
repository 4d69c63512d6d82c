"""Pooled estimates with their errors: free, defined and standardised parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.rubin import Combined, Freedom, combined
from gainsem.model.labels import Labels, evaluate_definitions
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.fitted import ParameterEstimate
from gainsem.results.imputed_parts import PooledEstimate

CERTAIN = 1e-9


@dataclass(frozen=True)
class Pooling:
    """The variance of pooled estimates, in two parts.

    Parameters
    ----------
    within : ndarray, shape (q, q)
        U, the mean of the covariances of the estimates.
    between : ndarray, shape (q, q)
        B, the covariances of the estimates among the imputed data sets.
    draws : int
        M, the imputed data sets.
    freedom : float
        Degrees of freedom of one complete analysis.
    rule : {"barnard.rubin", "rubin"}
    """

    within: NDArray[np.float64]
    between: NDArray[np.float64]
    draws: int
    freedom: float
    rule: Freedom = "barnard.rubin"

    @property
    def total(self) -> Array:
        """``U + (1 + 1/M) B``, shape (q, q) (Rubin 1987, 3.1.5)."""
        whole: Array = self.within + (1.0 + 1.0 / self.draws) * self.between
        return whole

    def combined(self, values: Array, jacobian: Array) -> Combined:
        """Return functions of the pooled parameters with errors by the delta method.

        Parameters
        ----------
        values : ndarray, shape (k,)
            At the pooled estimates.
        jacobian : ndarray, shape (k, q)
        """
        within, between = (
            np.clip(np.einsum("ij,jk,ik->i", jacobian, part, jacobian, optimize=True), 0.0, None)
            for part in (self.within, self.between)
        )
        return combined(
            values, within, between, draws=self.draws, freedom=self.freedom, rule=self.rule
        )


def pooled_estimates(
    rows: Iterable[ParameterEstimate], table: ParameterTable, params: Array, pooling: Pooling
) -> tuple[PooledEstimate, ...]:
    """Return the rows with errors, tests and intervals by Rubin's rules.

    Parameters
    ----------
    rows : iterable of ParameterEstimate
        Estimates at the pooled parameters.
    table : ParameterTable
    params : ndarray, shape (q,)
    pooling : Pooling
    """
    given = tuple(rows)
    values = np.array([row.est for row in given])
    found = pooling.combined(values, _slopes(table, params))
    return tuple(_row(row, numbers) for row, numbers in zip(given, inference(found), strict=True))


def inference(found: Combined) -> Iterator[tuple[float, ...]]:
    """Yield ``se z pvalue ci_lower ci_upper df fmi riv``; a constant has se 0 and no test."""
    lower, upper = found.interval()
    with np.errstate(divide="ignore", invalid="ignore"):
        z = found.estimate / found.se
    columns = [found.se, z, found.pvalue(), lower, upper]
    columns += [found.df, found.measurement, found.increase]
    nan = float("nan")
    for value, row in zip(found.estimate.tolist(), np.transpose(columns).tolist(), strict=True):
        if row[0] <= CERTAIN * max(abs(value), 1.0):
            yield (0.0, nan, nan, value, value, nan, nan, nan)
        else:
            yield tuple(row)


def _row(row: ParameterEstimate, numbers: tuple[float, ...]) -> PooledEstimate:
    se, z, pvalue, lower, upper, df, fmi, riv = numbers
    return PooledEstimate(
        **{
            **asdict(row),
            "se": se,
            "z": z,
            "pvalue": pvalue,
            "ci_lower": lower,
            "ci_upper": upper,
        },
        df=df,
        fmi=fmi,
        riv=riv,
    )


def _slopes(table: ParameterTable, params: Array) -> Array:
    """Return the derivatives of all rows, definitions last, by the free parameters."""
    unit = np.eye(len(params))
    nothing = np.zeros(len(params))
    rows = [unit[row.free] if row.free >= 0 else nothing for row in table.rows]
    with np.errstate(invalid="ignore", over="ignore"):
        _, gradients = evaluate_definitions(table.definitions, Labels.of(table.rows), params)
    return np.array([*rows, *(gradients[each.name] for each in table.definitions)])
