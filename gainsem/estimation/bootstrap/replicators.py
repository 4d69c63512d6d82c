"""Which way of fitting resamples belongs to a fit: in batches, or one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.implied import fixed_cells
from gainsem.core.correlates import with_correlates
from gainsem.estimation.bootstrap.by_least_squares import LeastSquaresReplicator
from gainsem.estimation.bootstrap.by_likelihood import LikelihoodReplicator
from gainsem.estimation.bootstrap.by_search import SearchReplicator
from gainsem.estimation.bootstrap.complete_source import CompleteSource
from gainsem.estimation.bootstrap.drawn import Source
from gainsem.estimation.bootstrap.replicates import Replicator
from gainsem.estimation.estimators import ESTIMATORS
from gainsem.estimation.incomplete_structure import with_free
from gainsem.estimation.ordinal_answers import OrdinalAnswers, ordinal_answers
from gainsem.model.matrix_map import compile_table
from gainsem.model.parameter_table import ParameterTable, covariates
from gainsem.model.replicate_layout import ReplicateLayout, replicate_layout
from gainsem.options import Options
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fit import Fit
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import listwise
from gainsem.survey.responses import Responses
from gainsem.survey.weights import sampling_weights

Array = NDArray[np.float64]


def replicator_for(fit: Fit, data: Responses, options: Options) -> Replicator:
    """Return what fits the model of a fit to resamples of its respondents.

    Parameters
    ----------
    fit : Fit
    data : Responses
    options : Options
    """
    if fit.table.blocks:
        from gainsem.estimation.bootstrap.exploratory import unrotated_fit

        unrotated = unrotated_fit(fit)
        inner = _replicator(fit, unrotated.table, unrotated.params, data, options)
        return unrotated.rotating(inner, fit, options)
    return _replicator(fit, fit.table, fit.solution.params, data, options)


def replicator_of_group(
    fit: Fit, data: Responses, options: Options, *, restricted: bool
) -> Replicator:
    """Return what fits the model of one group of continuous answers by itself.

    Parameters
    ----------
    fit : Fit
        Of the group.
    data : Responses
        Its respondents.
    options : Options
    restricted : bool
        Whether anything but linear equalities restricts the parameters of all groups.
    """
    return _replicator(fit, fit.table, fit.solution.params, data, options, restricted=restricted)


def _replicator(
    fit: Fit,
    table: ParameterTable,
    start: Array,
    data: Responses,
    options: Options,
    *,
    restricted: bool = False,
) -> Replicator:
    layout = replicate_layout(table, compile_table(table))
    if table.levels:
        return _ordinal(fit, layout, table, start, data, options)
    if fit.missing is not None:
        return _incomplete(fit, layout, table, start, data, options)
    method = continuous_method_of(fit)
    discrepancy = "ML" if method is None else method.discrepancy
    values = require_columns(data, table.observed).columns(table.observed)
    values = np.ascontiguousarray(values[listwise(values, table.observed).used])
    wishart = options.likelihood == "wishart"
    if discrepancy == "ML" and layout.compiled.restrictions is None and not restricted:
        return LikelihoodReplicator(
            layout,
            values,
            start,
            means=table.meanstructure,
            wishart=wishart,
            max_iterations=options.max_iterations,
        )
    unbiased = wishart or discrepancy != "ML"
    source = CompleteSource(values, discrepancy, table.meanstructure, unbiased)
    return _searching(layout, table, source, start, options)


def _searching(
    layout: ReplicateLayout,
    table: ParameterTable,
    source: Source,
    start: Array,
    options: Options,
    correlates: Array | None = None,
    n_auxiliary: int = 0,
) -> SearchReplicator:
    """Return single searches; those of auxiliary variables have further parameters."""
    compiled = layout.compiled
    structure, reduction = compiled.structure, compiled.reduction
    if n_auxiliary and correlates is not None:
        structure = with_correlates(structure, n_auxiliary)
        reduction = with_free(reduction, len(correlates))
        start = np.concatenate([start, correlates])
    places = compiled.places[[at for at, row in enumerate(table.rows) if row.exogenous]]
    cells = fixed_cells(structure, places) if len(places) else None
    return SearchReplicator(
        layout, source, structure, cells, reduction, start, options.max_iterations
    )


def _incomplete(
    fit: Fit,
    layout: ReplicateLayout,
    table: ParameterTable,
    start: Array,
    data: Responses,
    options: Options,
) -> SearchReplicator:
    from gainsem.estimation.bootstrap.incomplete_source import IncompleteSource
    from gainsem.estimation.incomplete_sample import used_respondents

    missing = fit.missing
    assert missing is not None  # asked before
    values = require_columns(data, missing.names).columns(missing.names)
    used, _ = used_respondents(values, table, missing.n_auxiliary)
    given = np.array([table.observed.index(name) for name in table.exogenous], dtype=np.intp)
    source = IncompleteSource(
        np.ascontiguousarray(values[used]), missing.treatment, len(table.observed), given
    )
    fiml = missing.treatment == "fiml"
    return _searching(
        layout,
        table,
        source,
        start,
        options,
        missing.correlates if fiml else None,
        missing.n_auxiliary if fiml else 0,
    )


def _ordinal(
    fit: Fit,
    layout: ReplicateLayout,
    table: ParameterTable,
    start: Array,
    data: Responses,
    options: Options,
) -> LeastSquaresReplicator:
    with_answers = table.exogenous or covariates(table)
    given = ordinal_answers(data, table.observed, table.ordinal, with_answers, options)
    return of_ordinal_items(fit, layout, table, start, given, options)


def of_ordinal_items(
    fit: Fit,
    layout: ReplicateLayout,
    table: ParameterTable,
    start: Array,
    given: OrdinalAnswers,
    options: Options,
) -> LeastSquaresReplicator:
    """Return what fits the model of one group of ordinal or mixed answers.

    Parameters
    ----------
    fit : Fit
    layout : ReplicateLayout
    table : ParameterTable
    start : ndarray, shape (q,)
    given : OrdinalAnswers
    options : Options
    """
    counts = dict(zip(given.categorised.names, given.categorised.n_categories, strict=True))
    conditional = table.exogenous if table.conditional else ()
    weights = None
    if options.weights is not None:
        weights = sampling_weights(given.data, options.weights, given.used).values
    return LeastSquaresReplicator(
        layout,
        table,
        given.columns(table.explained),
        given.columns(conditional) if conditional else np.zeros((int(given.used.sum()), 0)),
        tuple(counts.get(name, 0) for name in table.explained),
        start,
        ESTIMATORS[fit.estimator],
        zero_add=options.zero_add,
        max_iterations=options.max_iterations,
        weights=weights,
    )
