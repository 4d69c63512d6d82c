"""A study of measurement invariance: reads like the method section of a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from gainsem.errors import OptionError, SpecificationError
from gainsem.estimation.groups.estimate import estimate_groups
from gainsem.estimation.invariance.aligned import Aligned, aligned_study
from gainsem.estimation.invariance.ascent import ascend
from gainsem.estimation.invariance.asked import Asked
from gainsem.estimation.invariance.finished import with_details
from gainsem.estimation.invariance.fitting import (
    Study,
    fit_of_groups,
    in_later_groups,
    labels_in,
    measured_in,
)
from gainsem.estimation.invariance.scaled import scaled_once
from gainsem.estimation.invariance.sides import Side, sides_of_groups
from gainsem.estimation.ordinal_items import ordinal_items
from gainsem.estimation.sample import names_in
from gainsem.model.build import checked_variables
from gainsem.model.groups.text import texts_of_groups
from gainsem.options import Options
from gainsem.results.fitted import FittedModel
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.invariance.cutoffs import usual_convention
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.steps import invariance_steps
from gainsem.survey.groups import by_group
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText


def invariance_study(
    model: ModelText, data: Responses, options: Options, *, asked: Asked
) -> Invariance:
    """Return a study of measurement invariance between the groups of ``options.group``.

    Parameters
    ----------
    model : ModelText
    data : Responses
    options : Options
        With ``group``; what is equal is decided here.
    asked : Asked

    Raises
    ------
    OptionError
        E-INV-01 for options that a study decides itself, or unknown names.
    SpecificationError
        E-INV-02 for a model without latent variables, or with blocks of groups.
    """
    _check(model, options, asked)
    model = scaled_once(model)
    theta = _is_ordinal(model, data, options)
    options = replace(options, std_lv=True, parameterization="theta" if theta else "delta")
    first = estimate_groups(model, data, options)
    fitted = partial(fit_of_groups, model=model, data=data, options=options)
    study = Study(measured_in(first), fitted, partial(in_later_groups, n_groups=len(first.parts)))
    chosen = asked.convention or usual_convention(
        ordinal=bool(first.table.levels), n_groups=len(first.parts), n_obs=first.n_obs
    )
    state = ascend(study, first, convention=chosen, asked=asked)
    aligned = aligned_study(first, method=asked.alignment) if asked.alignment else Aligned()
    found = Invariance(
        variable=first.group,
        groups=first.labels,
        sizes=tuple(part.moments.n_obs for part in first.parts),
        reference=first.labels[0],
        estimator=first.estimator,
        ordinal=study.measured.ordinal,
        convention=chosen,
        steps=invariance_steps(state.levels, chosen),
        anchors=state.anchors,
        parameters=aligned.group_parameters,
        means=aligned.means,
        aligned=aligned.parameters,
        alignment=aligned.facts,
        labels=labels_in(first),
        diagnostics=tuple(dict.fromkeys((*first.diagnostics, *state.said, *aligned.diagnostics))),
        provenance=first.provenance,
        design=None if first.design is None else replace(first.design, simple_se=()),
    )
    return with_details(found, state, _sides, study.measured.first_order)


def _check(model: ModelText, options: Options, asked: Asked) -> None:
    if options.group is None:
        raise OptionError.of(
            "E-INV-01",
            "invariance is about groups or waves, and neither group= nor waves= names any.",
            do="name the column with the groups:  group=  or the waves of the same people:  waves=",
        )
    asked.check(options)
    if not any(row.op == "=~" for row in model.statements) or model.blocks:
        raise SpecificationError.of(
            "E-INV-02",
            f"{model.source}: invariance of measurement needs one model of latent variables for"
            " all groups.",
            do="take 'group:' blocks out, and measure latent variables with  =~",
        )


def _sides(fit: FittedModel) -> Sequence[Side]:
    assert isinstance(fit, GroupedFit)  # what the levels of groups are fitted as
    return sides_of_groups(fit)


def _is_ordinal(model: ModelText, data: Responses, options: Options) -> bool:
    """Return whether items are ordinal.

    Their residual variances are a level of their own, and parameters, in theta only.
    """
    groups = by_group(data, str(options.group), options.group_levels)
    text = texts_of_groups(model, groups.labels)[0]
    return bool(ordinal_items(data, checked_variables(text, names_in(data)), options))
