"""The sample moments of a fit of ordinal items as least squares sees them."""

from __future__ import annotations

import numpy as np

from gainsem.core.categorical import moment_vector
from gainsem.core.linalg import Array
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.response import moment_order
from gainsem.survey.moments import Moments


def given_covariates(moments: Moments, table: ParameterTable) -> tuple[Array, Array, Array]:
    """Return covariances, means and slopes of the explained variables, given the covariates.

    Parameters
    ----------
    moments : Moments
        Of all observed variables.
    table : ParameterTable

    Returns
    -------
    cov : ndarray, shape (p, p)
    mean : ndarray, shape (p,)
    slopes : ndarray, shape (p, k)
        k = 0 where the model has no covariates that are given.
    """
    place = {name: position for position, name in enumerate(moments.names)}
    y = [place[name] for name in table.explained]
    mean = np.zeros(len(moments.names)) if moments.mean is None else moments.mean
    cov, level = moments.cov[np.ix_(y, y)], mean[y]
    if not table.conditional:
        return cov, level, np.zeros((len(y), 0))
    x = [place[name] for name in table.exogenous]
    across, spread = moments.cov[np.ix_(y, x)], moments.cov[np.ix_(x, x)]
    slopes = np.asarray(np.linalg.solve(spread, across.T).T, dtype=np.float64)
    return cov - slopes @ across.T, level - slopes @ mean[x], slopes


def sample_vector(moments: Moments, table: ParameterTable) -> Array:
    """Return the sample moments as one vector; those given covariates where these are given.

    Parameters
    ----------
    moments : Moments
        Of all observed variables.
    table : ParameterTable
    """
    cov, level, slopes = given_covariates(moments, table)
    place = {name: position for position, name in enumerate(moments.names)}
    thresholds = [moments.thresholds[place[name]] for name in table.explained]
    return moment_vector(moment_order(table), thresholds, level, slopes, cov)
