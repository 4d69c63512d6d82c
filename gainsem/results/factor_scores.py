"""Factor scores of respondents: continuous models in closed form, others by maximisation."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.linear_scores import likelihood_scores, patterns_of, regression_scores
from gainsem.core.structure import Indices
from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, did_you_mean
from gainsem.results.computed import computed
from gainsem.results.fitted import Fitted
from gainsem.results.score_answers import answers_to
from gainsem.results.score_equations import ScoreEquations
from gainsem.results.score_remarks import (
    refuse_improper,
    refuse_unseen,
    refuse_without_scores,
    remarks_on_independence,
    remarks_on_indicators,
    remarks_on_missing,
)

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.core.ordinal_scores import Scores

# What each method is called where all items are continuous, and where some are ordinal.
METHODS = {
    "ebm": ("regression", "EBM"),
    "regression": ("regression", "EBM"),
    "ml": ("Bartlett", "ML"),
    "bartlett": ("Bartlett", "ML"),
}
# Covariances below it, relative to the variances, are zero.
NO_COVARIANCE = 1e-8


def score_frame(fit: Fitted, data: Any, *, method: str | None = None) -> DataFrame:
    """Return the factor scores of respondents, with their standard errors.

    Parameters
    ----------
    fit : Fitted
    data : Responses, Survey, DataFrame, str or Path
    method : {"EBM", "ML", "regression", "Bartlett"}, optional

    Raises
    ------
    NonConvergenceError, EstimationError
        E-EST-90 when there are none: no minimum, no latent variable, no means, or a
        residual variance that is not positive.
    OptionError
        E-OPT-01 for another method, E-OPT-02 where ML would need what nobody sees.
    ResponseError
        E-ORD-58 for answers that belong to no category of the fit.
    """
    import pandas as pd

    called = _called(fit, method)
    refuse_without_scores(fit)
    found = computed(fit)
    equations = ScoreEquations(fit, found.compiled, found.implied)
    values = answers_to(fit, data)
    modal = called in ("EBM", "regression")
    scores, said = (_modal if modal else _likeliest)(equations, values)
    nobody = _without_answers(equations, values)
    scores.scores[nobody] = scores.se[nobody] = np.nan
    said += remarks_on_missing(fit, scores.scores, called)
    latent = list(fit.table.latent)
    index = data.index if hasattr(data, "iloc") else None
    frame = pd.DataFrame(
        np.hstack([scores.scores, scores.se]),
        columns=[*latent, *(f"{name}_se" for name in latent)],
        index=index,
    )
    frame.attrs = {"method": called, "diagnostics": tuple(said)}
    for each in said:
        if each.severity == "warning":
            warnings.warn(str(each), stacklevel=3)
    return frame


def _called(fit: Fitted, method: str | None) -> str:
    family = 1 if fit.table.levels else 0
    kind = "ebm" if method is None else str(method).lower()
    if kind not in METHODS:
        names = ("EBM", "ML") if family else ("regression", "Bartlett")
        raise OptionError.of(
            "E-OPT-01",
            f"method={method!r} is not available.{did_you_mean(str(method), tuple(METHODS))}",
            do=f"method can be: {', '.join(names)}",
        )
    return METHODS[kind][family]


def _modal(equations: ScoreEquations, values: Array) -> tuple[Scores, list[Diagnostic]]:
    """Return the mode of the posterior given all answers."""
    implied, m = equations.implied, equations.m
    if equations.fit.table.levels:
        return _modal_of_ordinal(equations, values)
    values = values.copy()
    values[np.isnan(values[:, equations.covariates]).any(axis=1)] = np.nan
    scores = regression_scores(
        values,
        mean=equations.mean,
        cov=implied.sigma,
        factor_mean=equations.factor_mean,
        factor_cov=implied.eta_cov[:m, :m],
        cross=implied.matrices.lambda_ @ implied.eta_cov[:, :m],
    )
    return scores, []


def _modal_of_ordinal(equations: ScoreEquations, values: Array) -> tuple[Scores, list[Diagnostic]]:
    """Return the mode of the posterior where some variables are ordinal.

    What is observed without error (covariates, continuous outcomes) moves the prior; an
    ordinal outcome of the latent variables is an item whose loadings and residual variance
    are those of its regression on them.
    """
    from gainsem.core.ordinal_scores import Scores, factor_scores

    exact, outer, inner = _kinds(equations)
    items = np.concatenate([outer, inner])
    shape = (len(values), equations.m)
    result = Scores(np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape[0], dtype=bool))
    correlated = _are_correlated(equations.implied.matrices.theta[np.ix_(outer, outer)])
    for rows, known in _patterns(~np.isnan(values[:, exact])):
        given = exact[known]
        if not np.isin(equations.covariates, given).all():
            continue
        prior = equations.given(values[np.ix_(rows, given)], given)
        loadings, intercepts, residual = _as_items(equations, prior, outer, inner)
        correlated |= _are_correlated(residual[len(outer) :, len(outer) :])
        refuse_improper(equations, items, np.diag(residual))
        part = factor_scores(
            values[np.ix_(rows, items)],
            equations.order(items),
            loadings=loadings,
            intercepts=intercepts,
            residual_variances=np.diag(residual),
            thresholds=equations.thresholds(items),
            eta_mean=prior[0][:, : equations.m],
            eta_cov=prior[1][: equations.m, : equations.m],
        )
        result.scores[rows], result.se[rows] = part.scores, part.se
    return result, remarks_on_independence(correlated)


def _kinds(equations: ScoreEquations) -> tuple[Indices, Indices, Indices]:
    """Return what is observed without error, plain items, and ordinal outcomes."""
    theta = np.diag(equations.implied.matrices.theta)
    everything = np.arange(len(theta))
    ordinal = np.isin(everything, equations.ordinal)
    exact = everything[~ordinal & (theta == 0.0)]
    inner = everything[ordinal & np.isin(everything, list(equations.columns))]
    return exact, np.setdiff1d(everything, np.concatenate([exact, inner])), inner


def _as_items(
    equations: ScoreEquations, prior: tuple[Array, Array], outer: Indices, inner: Indices
) -> tuple[Array, Array, Array]:
    """Return loadings (q, m), intercepts (n, q) and residual covariances of all items."""
    implied, m, (mean, cov) = equations.implied, equations.m, prior
    own = [equations.columns[i] for i in inner.tolist()]
    weights = cov[own, :m] @ np.linalg.pinv(cov[:m, :m], hermitian=True)
    lambda_ = implied.matrices.lambda_[outer]
    plain = np.tile(implied.mu[outer] - lambda_ @ implied.eta_mean, (len(mean), 1))
    residual = np.zeros((len(outer) + len(own),) * 2)
    residual[: len(outer), : len(outer)] = implied.matrices.theta[np.ix_(outer, outer)]
    residual[len(outer) :, len(outer) :] = cov[np.ix_(own, own)] - weights @ cov[:m, own]
    return (
        np.vstack([lambda_[:, :m], weights]),
        np.hstack([plain, mean[:, own] - mean[:, :m] @ weights.T]),
        residual,
    )


def _patterns(present: NDArray[np.bool_]) -> list[tuple[Indices, Indices]]:
    """Return rows and columns of every pattern, also of the one without any answer."""
    nothing = np.flatnonzero(~present.any(axis=1))
    found = list(patterns_of(present))
    return [*found, (nothing, np.zeros(0, dtype=np.intp))] if len(nothing) else found


def _likeliest(equations: ScoreEquations, values: Array) -> tuple[Scores, list[Diagnostic]]:
    """Return the latent variables under which the answers to their indicators are likeliest."""
    loadings, effects, residual = equations.measurement()
    own = equations.indicators
    causes = np.flatnonzero((effects != 0.0).any(axis=0))
    refuse_unseen(equations, np.intersect1d(causes, equations.ordinal))
    constant = (
        equations.mean[own]
        - loadings @ equations.factor_mean
        - effects[:, causes] @ equations.mean[causes]
    )
    shift = constant + values[:, causes] @ effects[:, causes].T
    said = remarks_on_indicators(equations, loadings)
    if not equations.fit.table.levels:
        scores = likelihood_scores(values[:, own] - shift, loadings=loadings, residual_cov=residual)
        return scores, said
    from gainsem.core.ordinal_scores import factor_scores

    refuse_improper(equations, own, np.diag(residual))
    answers = np.where(np.isnan(shift), np.nan, values[:, own])
    scores = factor_scores(
        answers,
        equations.order(own),
        loadings=loadings,
        intercepts=np.nan_to_num(shift) if len(causes) else constant,
        residual_variances=np.diag(residual),
        thresholds=equations.thresholds(own),
        eta_mean=np.zeros(equations.m),
        eta_cov=np.eye(equations.m),
        method="ML",
    )
    return scores, [*said, *remarks_on_independence(_are_correlated(residual))]


def _without_answers(equations: ScoreEquations, values: Array) -> NDArray[np.bool_]:
    """Return who answered nothing but, perhaps, the covariates."""
    others = np.setdiff1d(np.arange(values.shape[1]), equations.covariates)
    return np.asarray(np.isnan(values[:, others]).all(axis=1))


def _are_correlated(residual: Array) -> bool:
    size = np.sqrt(np.abs(np.diag(residual)))
    apart = np.abs(residual - np.diag(np.diag(residual)))
    return bool((apart > NO_COVARIANCE * np.outer(size, size)).any())
