"""Least squares of ordinal and mixed items in several groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, warning
from gainsem.estimation.categorical_sample import categorical_sample
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.found import nothing_implied
from gainsem.estimation.groups.compiled import compiled_at
from gainsem.estimation.groups.design import design_of_answers, designs_of_parts
from gainsem.estimation.groups.estimate import refuse_small
from gainsem.estimation.groups.found import FoundGroups
from gainsem.estimation.groups.ordinal_answers import GroupedAnswers, answers_of_groups
from gainsem.estimation.groups.ordinal_errors import JointErrors, joint_errors
from gainsem.estimation.groups.ordinal_measures import ordinal_group_measures, own_measures
from gainsem.estimation.groups.ordinal_search import SearchedGroups, search_groups
from gainsem.estimation.response_statistics import DesignPart
from gainsem.estimation.sample import Sample
from gainsem.model.build import checked_variables
from gainsem.model.groups.grouped_table import GroupedTable, build_grouped
from gainsem.model.groups.text import texts_of_groups
from gainsem.options import Options
from gainsem.results.fit import Solution
from gainsem.survey.category_remarks import more_parameters_than_answers
from gainsem.survey.designed_groups import GroupsDesign
from gainsem.survey.groups import ByGroup
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText


def groups_of_ordinal_items(
    model: ModelText,
    given: ByGroup,
    ordinal: Sequence[str],
    options: Options,
    estimator: Estimator,
) -> FoundGroups:
    """Fit several groups together by least squares of thresholds and correlations.

    ``sum (n_g - 1) F_g`` with the weight of the estimator in every group (Muthen, du Toit &
    Spisic 1997; Millsap & Yun-Tein 2004, doi:10.1207/S15327906MBR3903_4).

    Parameters
    ----------
    model : ModelText
    given : ByGroup
        Answers of respondents.
    ordinal : sequence of str
        The items treated as ordinal.
    options : Options
    estimator : Estimator

    Raises
    ------
    IdentificationError
        E-MOD-79, E-MOD-84 or E-MOD-85, before anything is estimated.
    NonConvergenceError
        E-EST-94 when the search ended where nothing is implied.
    ResponseError
        E-GRP-54 for groups smaller than their models; for answers no model can be fitted to.
    """
    parts = [part for part in given.parts if isinstance(part, Responses)]
    known = (*parts[0].names, *parts[0].text, *parts[0].left_out)
    variables = [checked_variables(text, known) for text in texts_of_groups(model, given.labels)]
    observed = [(own.observed, own.exogenous_observed) for own in variables]
    answers = answers_of_groups(given.labels, parts, observed, ordinal, options)
    refuse_small(
        given.labels,
        [int(each.used.sum()) for each in answers.groups],
        [len(own.observed) for own in variables],
    )
    levels = [each.levels for each in answers.groups]
    grouped = build_grouped(model, options, given.labels, known, levels=levels)
    design = design_of_answers(given, [each.used for each in answers.groups], options)
    samples, statistics = _samples(answers, grouped, options, estimator, design)
    moments = [sample.moments for sample in samples]
    grouped, compiled, df = compiled_at(grouped, moments, samples, options)
    found = search_groups(
        grouped, compiled, moments, statistics, options=options, estimator=estimator
    )
    if found is None:
        raise nothing_implied("the search ended where the model implies no moments")
    errors = joint_errors(
        found, options=options, estimator=estimator, shared=design is not None and design.shared
    )
    return FoundGroups(
        grouped,
        compiled,
        samples,
        _solution(found, errors),
        ordinal_group_measures(found, errors, estimator, df=df),
        tuple(own_measures(found)),
        (
            *grouped.diagnostics,
            *_on_categories(answers, grouped),
            *_on_residuals(grouped, options, ordinal),
        ),
        residual_se=() if errors is None else errors.residual_se,
        design=design,
        simple_vcov=_simple_vcov(found, options, estimator),
    )


def _simple_vcov(found: SearchedGroups, options: Options, estimator: Estimator) -> Array | None:
    """Return the covariances of the estimates as if from a simple random sample."""
    groups = []
    for group in found.groups:
        if group.statistics.simple is None or estimator.weight == "full":
            return None
        groups.append(replace(group, statistics=group.statistics.simple()))
    simple = replace(found, groups=tuple(groups))
    errors = joint_errors(simple, options=options, estimator=estimator)
    return None if errors is None else errors.vcov


def _samples(
    answers: GroupedAnswers,
    grouped: GroupedTable,
    options: Options,
    estimator: Estimator,
    design: GroupsDesign | None,
) -> tuple[tuple[Sample, ...], tuple[CategoricalStatistics, ...]]:
    samples, statistics = [], []
    n = sum(int(each.used.sum()) for each in answers.groups)
    spared = n / (n - len(answers.groups))
    designs = designs_of_parts(design, grouped)
    for each, table, sampled in zip(answers.groups, grouped.tables, designs, strict=True):
        part = None if sampled is None else DesignPart(sampled, spared)
        sample, own = categorical_sample(each, table, options, part)
        if estimator.weight == "full":
            sample = replace(sample, moments=replace(sample.moments, gamma=own.gamma()))
        # Parameters that groups share are counted once, see below.
        said = tuple(said for said in sample.diagnostics if said.code != "W-DATA-28")
        samples.append(replace(sample, diagnostics=said))
        statistics.append(own)
    return tuple(samples), tuple(statistics)


def _on_categories(answers: GroupedAnswers, grouped: GroupedTable) -> list[Diagnostic]:
    """Return the remarks on categories, that on sample size with all parameters counted."""
    joint = grouped.joint
    said = [each for each in answers.diagnostics if each.code != "W-DATA-28"]
    thresholds = len({row.free for row in joint.rows if row.is_free and row.op == "|"})
    n = sum(int(each.used.sum()) for each in answers.groups)
    few = more_parameters_than_answers(n, thresholds, joint.n_free - thresholds)
    return [*said, few] if few else said


def _on_residuals(
    grouped: GroupedTable, options: Options, ordinal: Sequence[str]
) -> tuple[Diagnostic, ...]:
    """Return a warning where residual variances cannot be equal, for they are no parameters."""
    if "residuals" not in options.group_equal or grouped.joint.parameterization == "theta":
        return ()
    return (
        warning(
            "W-GRP-76",
            f"group_equal=residuals does not reach {names_text(ordinal[:6])}"
            f"{' and others' if len(ordinal) > 6 else ''}.",
            why="in the delta parameterization the residual variance of an ordinal item is no"
            " parameter",
            do="say  parameterization=theta  to hold residual variances equal",
        ),
    )


def _solution(found: SearchedGroups, errors: JointErrors | None) -> Solution:
    minimum = found.minimum
    return Solution(
        params=found.params,
        vcov=None if errors is None else errors.vcov,
        fmin=minimum.value,
        converged=minimum.converged,
        iterations=minimum.iterations,
        gradient_max=float(np.abs(minimum.gradient).max(initial=0.0)),
        status=minimum.status,
    )
