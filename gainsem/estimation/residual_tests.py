"""Browne's tests of the residuals as measures of fit, for any estimator."""

from __future__ import annotations

from gainsem.core.chi_square import upper_tail
from gainsem.core.continuous_moments import continuous_model, continuous_rows, continuous_vector
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.core.residual_tests import free_residual_test, normal_residual_test
from gainsem.core.response_moments import response_jacobian, response_point
from gainsem.errors import OptionError, ResponseError
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.continuous import RESIDUAL_TESTS, ContinuousMethod


def residual_test(
    method: ContinuousMethod,
    table: ParameterTable,
    compiled: CompiledModel,
    sample: SampleMoments,
    implied: Implied,
    params: Array,
    *,
    df: int,
    answers: Array | None,
) -> dict[str, float]:
    """Return the residual test the method asks for; nothing where it asks for none.

    Parameters
    ----------
    method : ContinuousMethod
    table : ParameterTable
    compiled : CompiledModel
    sample : SampleMoments
    implied : Implied
    params : ndarray, shape (q,)
    df : int
    answers : ndarray, shape (n, p), or None

    Raises
    ------
    OptionError
        E-OPT-02 for a distribution-free test with fixed covariates.
    ResponseError
        E-EST-89 for a distribution-free test with too few respondents.
    """
    if method.test not in RESIDUAL_TESTS:
        return {}
    structure, basis = compiled.structure, compiled.reduction.basis
    if method.test == "browne.residual.nt":
        value = normal_residual_test(structure, implied, sample.cov, sample.mean, basis)
        return _named("nt", sample.n * value, df)
    if table.exogenous:
        raise OptionError.of(
            "E-OPT-02",
            "test=browne.residual.adf needs the moments of all variables, and the covariates"
            " are fixed.",
            do="say  fixed_x=False, or use test=browne.residual.nt",
        )
    if answers is None:
        raise ValueError("this test needs answers")
    model = continuous_model(structure)
    rows, point = continuous_rows(model, answers), response_point(model, params)
    if len(answers) <= rows.size or point is None:
        raise ResponseError.of(
            "E-EST-89",
            f"test=browne.residual.adf inverts a matrix of {rows.size} sample moments, which"
            f" {len(answers)} respondents do not determine.",
            why="its rank is below its size",
            do="use test=browne.residual.nt, or a corrected test such as satorra.bentler",
        )
    residual = continuous_vector(model, sample.cov, sample.mean) - point.vector
    jacobian = response_jacobian(model, point) @ basis
    return _named("adf", sample.n * free_residual_test(residual, jacobian, rows.gamma()), df)


def _named(kind: str, statistic: float, df: int) -> dict[str, float]:
    name = f"browne_residual_{kind}"
    return {
        f"chisq_{name}": statistic,
        f"df_{name}": float(df),
        f"pvalue_{name}": upper_tail(statistic, df),
    }
