"""Factor scores of respondents from an exploratory factor analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import MomentOrder
from gainsem.core.linear_scores import regression_scores
from gainsem.core.loading_scores import (
    ScoreWeights,
    bartlett_weights,
    regression_weights,
    ten_berge_weights,
    with_determinacy,
)
from gainsem.errors import EstimationError, OptionError, did_you_mean
from gainsem.results.reading import answers_from
from gainsem.results.score_answers import category_numbers
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import Moments

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.efa import Efa

Array = NDArray[np.float64]
METHODS = {
    "regression": "regression",
    "thurstone": "regression",
    "ebm": "regression",
    "bartlett": "Bartlett",
    "ml": "Bartlett",
    "tenberge": "ten Berge",
    "ten-berge": "ten Berge",
    "ten berge": "ten Berge",
}


def score_weights(efa: Efa, method: str) -> ScoreWeights:
    """Return the weights of standardised answers, and the determinacy of the factors.

    Raises
    ------
    OptionError
        E-OPT-01 for another method.
    EstimationError
        E-EST-90 for Bartlett scores with a uniqueness that is not positive.
    """
    called, solution = _called(method), efa.solution
    loadings, phi = solution.loadings, solution.phi
    sigma = solution.correlations - solution.residuals
    if called == "regression":
        weights = regression_weights(loadings, phi, sigma)
    elif called == "ten Berge":
        weights = ten_berge_weights(loadings, phi, sigma)
    else:
        uniquenesses = 1.0 - solution.communalities
        _refuse_improper(efa, uniquenesses)
        weights = bartlett_weights(loadings, uniquenesses)
    return with_determinacy(weights, loadings, phi, sigma)


def efa_scores(efa: Efa, data: Any, *, method: str = "regression") -> DataFrame:
    """Return the factor scores of respondents, one row each.

    Parameters
    ----------
    efa : Efa
    data : Survey, Responses, DataFrame, str or Path
    method : {"regression", "Bartlett", "ten Berge"}

    Raises
    ------
    OptionError
        E-OPT-01 for another method, E-OPT-02 for a covariance matrix, or ten Berge scores of
        ordinal items.
    EstimationError
        E-EST-90 where there are none.
    ResponseError
        E-ORD-58 for answers that belong to no category of the analysis.
    """
    import pandas as pd

    called = _called(method)
    values = _answers(efa, data)
    scores = _of_ordinal(efa, values, called) if efa.sample.categories else None
    if scores is None:
        scores = _of_numbers(efa, values, called)
    scores[np.isnan(values).all(axis=1)] = np.nan
    index = data.index if hasattr(data, "iloc") else None
    frame = pd.DataFrame(scores, columns=list(efa.solution.factors), index=index)
    frame.attrs = {"method": called}
    return frame


def _called(method: str) -> str:
    kind = METHODS.get(str(method).strip().lower())
    if kind is None:
        raise OptionError.of(
            "E-OPT-01",
            f"method={method!r} is not available.{did_you_mean(str(method), tuple(METHODS))}",
            do="method can be: regression, Bartlett, ten Berge",
        )
    return kind


def _answers(efa: Efa, data: Any) -> Array:
    found = answers_from(data)
    if isinstance(found, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "Scores need the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    needed = require_columns(found, efa.names)
    return category_numbers(needed, efa.sample.categories)


def _of_numbers(efa: Efa, values: Array, called: str) -> Array:
    """Return scores of continuous items; missing answers count only for regression scores."""
    if np.isnan(efa.mean).any():
        raise EstimationError.of(
            "E-EST-90",
            "There are no factor scores: the covariance matrix came without means.",
            do="hand in the means as well, or analyse the answers themselves",
        )
    z = (values - efa.mean) / efa.deviation
    solution = efa.solution
    if called == "regression" and np.isnan(z).any():
        m = len(solution.factors)
        found = regression_scores(
            z,
            mean=np.zeros(len(efa.names)),
            cov=solution.correlations - solution.residuals,
            factor_mean=np.zeros(m),
            factor_cov=solution.phi,
            cross=solution.structure,
        )
        return np.array(found.scores)
    return np.asarray(z @ score_weights(efa, called).weights)


def _of_ordinal(efa: Efa, values: Array, called: str) -> Array:
    """Return where the (posterior) likelihood of a respondent's answers is highest."""
    if called == "ten Berge":
        raise OptionError.of(
            "E-OPT-02",
            "ten Berge scores need continuous items.",
            do="use method=regression: the mode of the posterior given the categories",
        )
    from gainsem.core.ordinal_scores import factor_scores

    solution = efa.solution
    uniquenesses = 1.0 - solution.communalities
    _refuse_improper(efa, uniquenesses)
    counts = {each["name"]: len(each["codes"]) for each in efa.sample.categories}
    order = MomentOrder(tuple(counts.get(name, 0) for name in efa.names))
    standard = np.where(order.continuous, (values - efa.mean) / efa.deviation, values)
    m = len(solution.factors)
    found = factor_scores(
        standard,
        order,
        loadings=solution.loadings,
        intercepts=np.zeros(len(efa.names)),
        residual_variances=uniquenesses,
        thresholds=efa.thresholds,
        eta_mean=np.zeros(m),
        eta_cov=solution.phi,
        method="EBM" if called == "regression" else "ML",
    )
    return np.array(found.scores)


def _refuse_improper(efa: Efa, uniquenesses: Array) -> None:
    improper = [efa.names[j] for j in np.flatnonzero(uniquenesses <= 0.0).tolist()]
    if improper:
        raise EstimationError.of(
            "E-EST-90",
            f"There are no such factor scores: the uniqueness of {', '.join(improper)} is not"
            " positive (a Heywood case).",
            do="extract fewer factors",
        )
