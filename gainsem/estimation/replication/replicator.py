"""Who fits a model with replicate weights: by its estimator, from the answers it was fitted to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.errors import OptionError
from gainsem.estimation.estimators import ESTIMATORS
from gainsem.estimation.ordinal_answers import ordinal_answers
from gainsem.estimation.replication.incomplete import IncompleteFit, incomplete_fit
from gainsem.estimation.replication.weighted import WeightedLeastSquares, WeightedLikelihood
from gainsem.estimation.replication.weighted_fiml import WeightedFiml
from gainsem.model.matrix_map import compile_table
from gainsem.model.parameter_table import covariates
from gainsem.model.replicate_layout import replicate_layout
from gainsem.options import Options
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fit import Fit
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import Moments, listwise
from gainsem.survey.responses import Responses

Replicator = WeightedLikelihood | WeightedLeastSquares | WeightedFiml


@dataclass(frozen=True)
class Refitted:
    """A fit that is to be made again with other weights.

    Parameters
    ----------
    replicator : Replicator
    used : ndarray of bool, shape (n_read,)
        The respondents it was fitted to.
    incomplete : IncompleteFit or None
        Its answers, where some are missing and all are used.
    """

    replicator: Replicator
    used: NDArray[np.bool_]
    incomplete: IncompleteFit | None = None


def refuse_without_answers(data: Responses | Moments | list[Moments]) -> None:
    """Refuse replicates of a covariance matrix, before anything is estimated.

    Raises
    ------
    OptionError
        E-WGT-80.
    """
    if not isinstance(data, Responses):
        raise OptionError.of(
            "E-WGT-80",
            "replicate weights belong to respondents, and a covariance matrix has none.",
            do="give the answers",
        )


def refitted(fit: Fit, data: Responses, options: Options) -> Refitted:
    """Return what fits a model again, and the respondents it was fitted to.

    Parameters
    ----------
    fit : Fit
        With the weights of the whole sample.
    data : Responses
    options : Options

    Raises
    ------
    OptionError
        E-WGT-80 for fits that replicates are not made for.
    """
    refuse_other_fits(fit)
    if fit.table.levels:
        return _least_squares(fit, data, options)
    if fit.missing is not None:
        incomplete = incomplete_fit(fit, data, options)
        return Refitted(incomplete.replicator(options), incomplete.used, incomplete)
    names = fit.table.observed
    used = listwise(require_columns(data, names).columns(names), names).used
    return Refitted(likelihood_replicator(fit, data, options), used)


def likelihood_replicator(fit: Fit, data: Responses, options: Options) -> WeightedLikelihood:
    """Return what fits a model again to those who answered everything."""
    names = fit.table.observed
    values = require_columns(data, names).columns(names)
    return WeightedLikelihood(
        replicate_layout(fit.table, compile_table(fit.table)),
        np.ascontiguousarray(values[listwise(values, names).used]),
        fit.solution.params,
        means=fit.table.meanstructure,
        wishart=options.likelihood == "wishart",
        max_iterations=options.max_iterations,
    )


def _least_squares(fit: Fit, data: Responses, options: Options) -> Refitted:
    table = fit.table
    left_out_by = table.exogenous or covariates(table)
    given = ordinal_answers(data, table.observed, table.ordinal, left_out_by, options)
    counts = dict(zip(given.categorised.names, given.categorised.n_categories, strict=True))
    conditional = table.exogenous if table.conditional else ()
    n = int(given.used.sum())
    found = WeightedLeastSquares(
        replicate_layout(table, compile_table(table)),
        table,
        given.columns(table.explained),
        given.columns(conditional) if conditional else np.zeros((n, 0)),
        tuple(counts.get(name, 0) for name in table.explained),
        fit.solution.params,
        ESTIMATORS[fit.estimator],
        zero_add=options.zero_add,
        max_iterations=options.max_iterations,
    )
    return Refitted(found, given.used)


def refuse_other_fits(fit: Fit) -> None:
    """Refuse fits that replicates are not made for.

    Raises
    ------
    OptionError
        E-WGT-80.
    """
    method = continuous_method_of(fit)
    found = ""
    if fit.missing is not None and fit.missing.treatment != "fiml":
        found = f"missing={fit.missing.treatment}"
    elif method is not None and method.discrepancy != "ML":
        found = f"estimator={fit.estimator} of continuous items"
    elif fit.table.restrictions:
        found = f"'{fit.table.restrictions[0].text}'"
    elif fit.table.blocks:
        found = "exploratory blocks"
    if found:
        raise OptionError.of(
            "E-WGT-80",
            f"replicates do not go with {found} in this version.",
            why="the fits to replicates know linear constraints, maximum likelihood (with missing"
            " answers: full information) and the estimators of ordinal items",
            do="say  missing=fiml  or  listwise,  take it out, or use the linearised errors of"
            "  cluster=  and  strata=",
        )
