"""Tests of ordinal and mixed items in several groups, corrected by replicates of their moments."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import stored_rows
from gainsem.core.replicate_variance import ReplicateRule
from gainsem.estimation.bootstrap.groups.replicators import outer_names
from gainsem.estimation.categorical_sample import categorical_sample
from gainsem.estimation.estimators import ESTIMATORS
from gainsem.estimation.groups.compiled import compile_groups, degrees_of_freedom_of_groups
from gainsem.estimation.groups.ordinal_answers import answers_of_groups
from gainsem.estimation.groups.ordinal_errors import joint_errors
from gainsem.estimation.groups.ordinal_measures import ordinal_group_measures
from gainsem.estimation.groups.ordinal_search import search_groups
from gainsem.estimation.replication.corrected import deviations
from gainsem.estimation.response_statistics import DesignPart
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.options import Options
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.designed_groups import GroupsDesign
from gainsem.survey.groups import by_group
from gainsem.survey.responses import Responses

Array = NDArray[np.float64]


def grouped_least_squares_tests(
    fit: GroupedFit,
    data: Responses,
    options: Options,
    moments: Array,
    rule: ReplicateRule,
    design: GroupsDesign,
) -> tuple[dict[str, float], tuple[Array, ...]] | None:
    """Return the measures of a least squares fit, and standard errors of its residuals.

    As of one group: a replicate takes the place of a sampled unit, which groups share.

    Parameters
    ----------
    fit : GroupedFit
    data : Responses
    options : Options
    moments : ndarray, shape (R, P)
        Of the replicates, group after group; NaN where a replicate has none.
    rule : ReplicateRule
    design : GroupsDesign
        With the weights of the whole sample.
    """
    estimator = ESTIMATORS[fit.estimator]
    if estimator.test == "standard":
        return None
    tables = tuple(part.table for part in fit.parts)
    given = by_group(data, fit.group, options.group_levels)
    parts = [part for part in given.parts if isinstance(part, Responses)]
    observed = [(table.observed, outer_names(table)) for table in tables]
    answers = answers_of_groups(given.labels, parts, observed, tables[0].ordinal, options)
    found = [
        categorical_sample(own, table, options, DesignPart(part, 1.0))
        for own, table, part in zip(answers.groups, tables, design.to_size().parts, strict=True)
    ]
    statistics = [own for _, own in found]
    apart = deviations(moments, np.concatenate([own.vector for own in statistics]), rule)
    if len(apart) < 2:
        return None
    n = sum(own.n_obs for own in statistics)
    spared = np.sqrt((n - len(tables)) / n)
    at = np.cumsum([0, *[own.order.size for own in statistics]])
    replicated = []
    for k, own in enumerate(statistics):
        # One column a replicate; errors are to be those of the replicates exactly.
        rows = np.ascontiguousarray(apart[:, at[k] : at[k + 1]].T) * own.n_obs * spared
        replicated.append(
            replace(
                own,
                influence=stored_rows(rows),
                diagonal=(rows**2).sum(axis=1) / own.n_obs,
                level_gamma=partial(_gamma, rows[: own.order.n_levels], own.n_obs),
                simple=None,
            )
        )
    numbers = tuple(np.array(part.at, dtype=np.intp) for part in fit.parts)
    grouped = GroupedTable(fit.labels, fit.table, tables, numbers)
    compiled = compile_groups(grouped)
    samples = [sample.moments for sample, _ in found]
    searched = search_groups(
        grouped, compiled, samples, replicated, options=options, estimator=estimator
    )
    if searched is None:
        return None
    errors = joint_errors(searched, options=options, estimator=estimator, shared=True)
    df = degrees_of_freedom_of_groups(grouped, compiled)
    measures = ordinal_group_measures(searched, errors, estimator, df=df)
    return measures, () if errors is None else errors.residual_se


def _gamma(rows: Array, n: int) -> Array:
    gamma: Array = rows @ rows.T / n
    return gamma
