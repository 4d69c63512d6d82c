"""Browne's tests of the residuals as measures of fit, for any estimator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gainsem.core.chi_square import upper_tail
from gainsem.core.continuous_moments import continuous_model, continuous_rows, continuous_vector
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.core.placed import Places
from gainsem.core.residual_tests import (
    WeighedResidual,
    free_residual,
    normal_residual,
    residual_statistic,
)
from gainsem.core.response_moments import response_jacobian, response_point
from gainsem.errors import OptionError, ResponseError
from gainsem.estimation.said_of import refused_of
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.continuous import RESIDUAL_TESTS, ContinuousMethod


@dataclass(frozen=True)
class TestedGroup:
    """One group at its estimates, or the only one.

    Parameters
    ----------
    table : ParameterTable
    compiled : CompiledModel
    sample : SampleMoments
    implied : Implied
    params : ndarray, shape (q_g,)
        Its own.
    places : Places
        Where these stand among those of all groups.
    answers : ndarray, shape (n, p), or None
    label : str or None
        What the group is called; None for the only one.
    """

    table: ParameterTable
    compiled: CompiledModel
    sample: SampleMoments
    implied: Implied
    params: Array
    places: Places
    answers: Array | None
    label: str | None = None


def residual_test(
    method: ContinuousMethod, groups: Sequence[TestedGroup], basis: Array, *, df: int
) -> dict[str, float]:
    """Return the residual test the method asks for; nothing where it asks for none.

    Parameters
    ----------
    method : ContinuousMethod
    groups : sequence of TestedGroup
    basis : ndarray, shape (q, r)
        Of the reduced parameters of all groups.
    df : int

    Raises
    ------
    OptionError
        E-OPT-02 for a distribution-free test with fixed covariates.
    ResponseError
        E-EST-89 for a distribution-free test with too few respondents, E-EST-100 for one of
        variables whose moments follow from each other.
    """
    if method.test not in RESIDUAL_TESTS:
        return {}
    normal = method.test == "browne.residual.nt"
    weighed = []
    for each in groups:
        with refused_of(each.label):
            weighed.append(_normal(each) if normal else _free(each))
    summands = [
        (own, each.places, each.sample.n) for own, each in zip(weighed, groups, strict=True)
    ]
    statistic = residual_statistic(summands, basis)
    name = f"browne_residual_{'nt' if normal else 'adf'}"
    return {
        f"chisq_{name}": statistic,
        f"df_{name}": float(df),
        f"pvalue_{name}": upper_tail(statistic, df),
    }


def _normal(each: TestedGroup) -> WeighedResidual | None:
    sample = each.sample
    return normal_residual(each.compiled.structure, each.implied, sample.cov, sample.mean)


def _free(each: TestedGroup) -> WeighedResidual | None:
    if each.table.exogenous:
        raise OptionError.of(
            "E-OPT-02",
            "test=browne.residual.adf needs the moments of all variables, and the covariates"
            " are fixed.",
            do="say  fixed_x=False, or use test=browne.residual.nt",
        )
    if each.answers is None:
        raise ValueError("this test needs answers")
    model = continuous_model(each.compiled.structure)
    rows, point = continuous_rows(model, each.answers), response_point(model, each.params)
    if len(each.answers) <= rows.size or point is None:
        raise ResponseError.of(
            "E-EST-89",
            f"test=browne.residual.adf inverts a matrix of {rows.size} sample moments, which"
            f" {len(each.answers)} respondents do not determine.",
            why="its rank is below its size",
            do="use test=browne.residual.nt, or a corrected test such as satorra.bentler",
        )
    residual = continuous_vector(model, each.sample.cov, each.sample.mean) - point.vector
    found = free_residual(residual, response_jacobian(model, point), rows.gamma())
    if found is None:
        raise ResponseError.of(
            "E-EST-100",
            "the asymptotic covariance matrix of the sample moments is singular, so that there is"
            " no test=browne.residual.adf.",
            why="the square or the products of some variables follow from those of others, as"
            " with variables of two values",
            do="use test=browne.residual.nt, or a corrected test such as satorra.bentler",
        )
    return found
