"""Which way of fitting resamples belongs to a fit of several groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gainsem.errors import OptionError
from gainsem.estimation.bootstrap.by_least_squares import LeastSquaresReplicator
from gainsem.estimation.bootstrap.by_likelihood import LikelihoodReplicator
from gainsem.estimation.bootstrap.by_search import SearchReplicator
from gainsem.estimation.bootstrap.groups.by_least_squares import GroupedLeastSquares
from gainsem.estimation.bootstrap.groups.by_likelihood import GroupedLikelihood
from gainsem.estimation.bootstrap.groups.by_search import GroupedSearch
from gainsem.estimation.bootstrap.groups.joint_model import JointModel
from gainsem.estimation.bootstrap.model_holds import where_the_model_holds
from gainsem.estimation.bootstrap.replicates import Replicator
from gainsem.estimation.bootstrap.replicators import of_ordinal_items, replicator_of_group
from gainsem.estimation.groups.levels import levels_apart
from gainsem.estimation.groups.ordinal_answers import answers_of_groups
from gainsem.model.matrix_map import compile_table, restricted_space
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.replicate_layout import replicate_layout
from gainsem.options import Options
from gainsem.results.continuous import continuous_method_of
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.joint import places_of
from gainsem.survey.groups import by_group
from gainsem.survey.responses import Responses


def replicator_of_groups(
    fit: GroupedFit, data: Responses, options: Options
) -> tuple[Replicator, tuple[int, ...]]:
    """Return what fits the models of all groups to resamples, and how many are drawn in each.

    Parameters
    ----------
    fit : GroupedFit
    data : Responses
        With the column of groups.
    options : Options

    Raises
    ------
    OptionError
        E-BOOT-05 for exploratory blocks.
    """
    if any(part.table.blocks for part in fit.parts):
        raise OptionError.of(
            "E-BOOT-05",
            "a bootstrap does not go with exploratory blocks in several groups in this version.",
            why="the factors of every draw would have to be rotated together",
            do="keep the usual standard errors, or fit each group by itself",
        )
    given = by_group(data, fit.group, options.group_levels)
    answers = [part for part in given.parts if isinstance(part, Responses)]
    parts: Sequence[Replicator]
    if fit.table.levels:
        parts, _ = ordinal_parts(fit, given.labels, answers, options)
    else:
        restricted = restricted_space(fit.table).restrictions is not None
        parts = [
            replicator_of_group(view, own, options, restricted=restricted)
            for view, own in zip(fit.by_group.values(), answers, strict=True)
        ]
    return together(fit, parts, options), tuple(part.n_obs for part in parts)


def together(fit: GroupedFit, parts: Sequence[Replicator], options: Options) -> Replicator:
    """Return what fits the models of all groups, from what fits each by itself.

    Parameters
    ----------
    fit : GroupedFit
    parts : sequence of Replicator
    options : Options
    """
    space = restricted_space(fit.table)
    sizes = tuple(part.n_obs for part in parts)
    joint = JointModel(
        tuple(replicate_layout(part.table, compile_table(part.table)) for part in fit.parts),
        places_of(fit),
        sizes,
        _shares(fit, sizes, options),
        space.reduction,
        space.restrictions,
    )
    start, most = np.asarray(fit.solution.params), options.max_iterations
    likelihood = tuple(part for part in parts if isinstance(part, LikelihoodReplicator))
    if len(likelihood) == len(parts):
        return GroupedLikelihood(likelihood, joint, start, most)
    searched = tuple(part for part in parts if isinstance(part, SearchReplicator))
    if len(searched) == len(parts):
        return GroupedSearch(searched, joint, start, most)
    squares = tuple(part for part in parts if isinstance(part, LeastSquaresReplicator))
    return GroupedLeastSquares(squares, joint, start, most, fit.table)


def _shares(fit: GroupedFit, sizes: Sequence[int], options: Options) -> tuple[float, ...]:
    """Return the weights of the groups in the discrepancy: by n, or by n - 1."""
    method = continuous_method_of(fit)
    by_likelihood = method is not None and method.discrepancy == "ML"
    less = 0 if by_likelihood and options.likelihood != "wishart" else 1
    whole = sum(sizes) - less * len(sizes)
    return tuple((n - less) / whole for n in sizes)


def where_the_models_hold(fit: GroupedFit, found: Replicator) -> Replicator | None:
    """Return the replicator with the answers of every group turned so that its model holds.

    None where there is no such turn (see
    :func:`~gainsem.estimation.bootstrap.model_holds.where_the_model_holds`).

    Parameters
    ----------
    fit : GroupedFit
    found : Replicator
        Of the fit.
    """
    if not isinstance(found, GroupedLikelihood | GroupedSearch):
        return None
    parts: tuple[Replicator, ...] = found.parts
    views = fit.by_group.values()
    turned = [where_the_model_holds(view, part) for view, part in zip(views, parts, strict=True)]
    known = [each for each in turned if each is not None]
    return together(fit, known, fit.options) if len(known) == len(turned) else None


def ordinal_parts(
    fit: GroupedFit, labels: Sequence[str], answers: Sequence[Responses], options: Options
) -> tuple[list[LeastSquaresReplicator], list[NDArray[np.bool_]]]:
    """Return what fits every group of ordinal or mixed answers, and who is used in each."""
    tables = [part.table for part in fit.parts]
    observed = [(table.observed, outer_names(table)) for table in tables]
    grouped = answers_of_groups(labels, answers, observed, tables[0].ordinal, options)
    parts = [
        of_ordinal_items(
            view,
            replicate_layout(table, compile_table(table)),
            table,
            np.asarray(view.solution.params),
            own,
            options,
        )
        for view, table, own in zip(fit.by_group.values(), tables, grouped.groups, strict=True)
    ]
    joint = levels_apart(fit.table, all(part.plain for part in parts))
    used = [each.used for each in grouped.groups]
    return [replace(part, restricted=not joint) for part in parts], used


def outer_names(table: ParameterTable) -> tuple[str, ...]:
    """Return the observed predictors that nothing points at, as the groups were read."""
    inner = {row.lhs for row in table.rows if row.op == "~"}
    inner |= {row.rhs for row in table.rows if row.op == "=~"}
    outer = {row.rhs for row in table.rows if row.op == "~"} - inner
    return tuple(name for name in table.observed if name in outer)
