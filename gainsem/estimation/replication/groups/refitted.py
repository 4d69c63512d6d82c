"""What fits the models of several groups with replicate weights, and how these are ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.errors import OptionError
from gainsem.estimation.bootstrap.groups.joint_model import JointModel
from gainsem.estimation.bootstrap.groups.replicators import ordinal_parts
from gainsem.estimation.design_choice import design_columns
from gainsem.estimation.replication.groups.weighted import (
    Part,
    WeightedGroups,
    WeightedGroupsLeastSquares,
)
from gainsem.estimation.replication.incomplete import IncompleteFit, incomplete_fit, used_by
from gainsem.estimation.replication.replicator import likelihood_replicator, refuse_other_fits
from gainsem.estimation.replication.weighted import WeightedLeastSquares
from gainsem.model.matrix_map import compile_table, restricted_space
from gainsem.model.replicate_layout import replicate_layout
from gainsem.options import Options
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.joint import places_of
from gainsem.survey.columns import require_columns
from gainsem.survey.designed_groups import GroupsDesign, design_of_groups
from gainsem.survey.groups import ByGroup, by_group
from gainsem.survey.moments import listwise
from gainsem.survey.responses import Responses
from gainsem.survey.sampling_design import DesignColumns

Array = NDArray[np.float64]
Used = NDArray[np.bool_]


@dataclass(frozen=True)
class RefittedGroups:
    """A fit of several groups that is to be made again with other weights.

    Parameters
    ----------
    replicator : WeightedGroups or WeightedGroupsLeastSquares
    design : GroupsDesign
        Of the respondents it was fitted to.
    used : ndarray of bool, shape (n_read,)
        Who they are, in the order of the answers.
    incomplete : tuple of IncompleteFit
        The groups' answers, where some are missing and all are used.
    """

    replicator: WeightedGroups | WeightedGroupsLeastSquares
    design: GroupsDesign
    used: Used
    incomplete: tuple[IncompleteFit, ...] = ()


def refitted_groups(fit: GroupedFit, data: Responses, options: Options) -> RefittedGroups:
    """Return what fits the models of all groups again, and the respondents they were fitted to.

    Parameters
    ----------
    fit : GroupedFit
        With the weights of the whole sample.
    data : Responses
        With the column of groups.
    options : Options

    Raises
    ------
    OptionError
        E-WGT-80 for fits that replicates are not made for.
    """
    given = by_group(data, fit.group, options.group_levels)
    answers = [part for part in given.parts if isinstance(part, Responses)]
    for view in fit.by_group.values():
        refuse_other_fits(view)
    if fit.table.restrictions:
        raise OptionError.of(
            "E-WGT-80",
            f"replicates do not go with '{fit.table.restrictions[0].text}' in this version.",
            why="the fits to replicates know linear constraints",
            do="take it out, or use the linearised errors of  cluster=  and  strata=",
        )
    if fit.table.levels:
        return _least_squares(fit, given, answers, options)
    if fit.treatment:
        return _incomplete(fit, given, answers, options)
    used = []
    for part, own in zip(fit.parts, answers, strict=True):
        names = part.table.observed
        used.append(listwise(require_columns(own, names).columns(names), names).used)
    design = design_of_groups(given, used, _columns(options))
    parts = [
        likelihood_replicator(view, own, options)
        for view, own in zip(fit.by_group.values(), answers, strict=True)
    ]
    return RefittedGroups(_together(fit, parts, design, options), design, _of_all(given, used))


def _columns(options: Options) -> DesignColumns:
    return design_columns(options) or DesignColumns()


def _of_all(given: ByGroup, used: Sequence[Used]) -> Used:
    """Return who is used, in the order of the answers of everybody."""
    everybody = np.zeros(0 if given.whole is None else len(given.whole.values), dtype=bool)
    for rows, own in zip(given.rows, used, strict=True):
        everybody[rows[own]] = True
    return everybody


def _joint(fit: GroupedFit, sizes: tuple[int, ...], shares: tuple[float, ...]) -> JointModel:
    return JointModel(
        tuple(replicate_layout(part.table, compile_table(part.table)) for part in fit.parts),
        places_of(fit),
        sizes,
        shares,
        restricted_space(fit.table).reduction,
        None,
    )


def _together(
    fit: GroupedFit, parts: Sequence[Part], design: GroupsDesign, options: Options
) -> WeightedGroups:
    sizes = tuple(part.n_obs for part in parts)
    total = sum(own.size for own in design.parts)
    shares = tuple(own.size / total for own in design.parts)
    weights = [np.ones(own.n) if own.weights is None else own.weights for own in design.parts]
    return WeightedGroups(
        tuple(parts),
        _joint(fit, sizes, shares),
        np.asarray(fit.solution.params),
        options.max_iterations,
        np.concatenate(weights),
    )


def _incomplete(
    fit: GroupedFit, given: ByGroup, answers: Sequence[Responses], options: Options
) -> RefittedGroups:
    tables = [part.table for part in fit.parts]
    used = [used_by(table, own, options) for table, own in zip(tables, answers, strict=True)]
    design = design_of_groups(given, used, _columns(options))
    groups = tuple(
        incomplete_fit(view, own, options, sampled=part)
        for view, own, part in zip(fit.by_group.values(), answers, design.parts, strict=True)
    )
    replicator = _together(fit, [each.replicator(options) for each in groups], design, options)
    return RefittedGroups(replicator, design, _of_all(given, used), groups)


def _least_squares(
    fit: GroupedFit, given: ByGroup, answers: Sequence[Responses], options: Options
) -> RefittedGroups:
    parts, used = ordinal_parts(fit, given.labels, answers, options)
    design = design_of_groups(given, used, _columns(options))
    sizes = tuple(part.n_obs for part in parts)
    whole = sum(sizes) - len(sizes)
    found = WeightedGroupsLeastSquares(
        tuple(WeightedLeastSquares(**vars(part)) for part in parts),
        _joint(fit, sizes, tuple((n - 1) / whole for n in sizes)),
        np.asarray(fit.solution.params),
        options.max_iterations,
        fit.table,
    )
    return RefittedGroups(found, design, _of_all(given, used))
