"""How well a model fits each respondent, as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gainsem.core.linalg import Array
from gainsem.results.fitted import Fitted
from gainsem.results.fitted_answers import fitted_answers

if TYPE_CHECKING:
    from pandas import DataFrame

COLUMNS = (
    "loglik",
    "distance",
    "df",
    "pvalue",
    "residual_distance",
    "residual_df",
    "residual_pvalue",
)


def casewise_frame(fit: Fitted, data: Any) -> DataFrame:
    """Return log-likelihood and distances of every respondent.

    Parameters
    ----------
    fit : Fitted
    data : Responses, Survey, DataFrame, str or Path

    Raises
    ------
    EstimationError, OptionError, ResponseError
        E-INF-01, E-OPT-02, E-INF-02: no likelihood, no answers, or other answers.
    """
    import pandas as pd

    own = fitted_answers(fit, data, asked="The likelihood of single respondents")
    whole = own.whole
    residual, residual_df = own.latent_residuals()
    columns = (
        own.loglik,
        whole.distance,
        whole.df,
        _pvalues(whole.distance, whole.df),
        residual,
        residual_df,
        _pvalues(residual, residual_df),
    )
    values = np.full((len(own.lines), len(columns)), np.nan)
    values[own.rows] = np.column_stack(columns)
    index = data.index if hasattr(data, "iloc") else None
    return pd.DataFrame(values, columns=list(COLUMNS), index=index)


def _pvalues(distance: Array, df: Array) -> Array:
    from scipy.special import chdtrc

    known = df > 0
    found = chdtrc(np.where(known, df, 1.0), np.where(known, distance, 0.0))
    return np.where(known, found, np.nan)
