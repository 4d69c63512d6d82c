"""Full-information maximum likelihood in several groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gainsem.core.fiml import FimlGroup
from gainsem.core.fit_measures import ChiSquare
from gainsem.core.linalg import Array
from gainsem.core.minimize import minimize
from gainsem.core.moments import SampleMoments
from gainsem.core.objective import Objective
from gainsem.core.placed import Placed, Places, places_behind
from gainsem.core.reduction import Reduction, no_reduction
from gainsem.estimation.by_fiml import QUICK, moments_of
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.fiml_baseline import fiml_baseline
from gainsem.estimation.fiml_measures import Likelihoods
from gainsem.estimation.fiml_parts import FimlParts, Unrestricted
from gainsem.estimation.found import nothing_implied
from gainsem.estimation.groups.compiled import CompiledGroups, compiled_at
from gainsem.estimation.groups.design import design_of_incomplete, designs_of_parts
from gainsem.estimation.groups.fiml_errors import IncompleteGroup, JointFiml
from gainsem.estimation.groups.found import FoundGroups
from gainsem.estimation.groups.likelihood import implied_of_groups, likelihood_search
from gainsem.estimation.groups.measures import MeasuredGroup, grouped_measures
from gainsem.estimation.incomplete import method_of_incomplete
from gainsem.estimation.incomplete_sample import IncompleteSample, incomplete_sample
from gainsem.estimation.incomplete_structure import Extended, extended, with_free
from gainsem.estimation.restricted_search import find_minimum
from gainsem.estimation.sample import constructs_in, names_in
from gainsem.estimation.search import search
from gainsem.estimation.solve import Searched, solution_of
from gainsem.model.groups.grouped_table import GroupedTable, build_grouped
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod
from gainsem.results.missing_answers import MissingAnswers
from gainsem.survey.groups import ByGroup
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText


def groups_by_fiml(
    model: ModelText, given: ByGroup, options: Options, estimator: Estimator
) -> FoundGroups:
    """Fit several groups together to all their answers.

    Parameters
    ----------
    model : ModelText
    given : ByGroup
        Answers of every group.
    options : Options
    estimator : Estimator

    Raises
    ------
    IdentificationError
        Before anything is estimated.
    NotPositiveDefiniteError
        E-MIS-02 when the answers of a group leave its moments undetermined.
    NonConvergenceError
        E-EST-94 when the search ended where nothing is implied.
    """
    method = method_of_incomplete(estimator.name, options, treatment="fiml")
    answers = [part for part in given.parts if isinstance(part, Responses)]
    names = tuple(dict.fromkeys(name for part in answers for name in names_in(part)))
    grouped = build_grouped(model, replace(options, meanstructure=True), given.labels, names)
    design = design_of_incomplete(given, grouped, options)
    samples = [
        incomplete_sample(
            part,
            table,
            options.auxiliary,
            treatment="fiml",
            constructs=constructs_in(table),
            sampled=own,
        )
        for part, table, own in zip(
            answers, grouped.tables, designs_of_parts(design, grouped), strict=True
        )
    ]
    return replace(_fitted(grouped, samples, options, method), design=design)


def _fitted(
    grouped: GroupedTable,
    samples: Sequence[IncompleteSample],
    options: Options,
    method: ContinuousMethod,
) -> FoundGroups:
    moments = [replace(moments_of(each), n=each.sample.size) for each in samples]
    statistics = [each.sample for each in samples]
    grouped, compiled, df = compiled_at(grouped, moments, statistics, options)
    unknown = [Unrestricted(each.found, each.values).n_unknown for each in samples]
    df -= sum(unknown)
    sizes = [each.sample.size for each in samples]
    total = sum(sizes)
    shares = tuple(size / total for size in sizes)
    found, whole = _search(grouped, compiled, samples, moments, shares, options)
    q = grouped.joint.n_free
    parts = _parts(grouped, compiled, samples, shares, (found, whole), method)
    solution = replace(solution_of(found, parts.vcov(q)), params=whole[:q])
    implied = implied_of_groups(compiled, solution.params)
    if implied is None:
        raise nothing_implied(solution.status)
    model = ChiSquare(max(2.0 * total * solution.fmin, 0.0), df)
    lowest = [
        fiml_baseline(table, each.found, each.n_auxiliary, n_unknown=own)
        for table, each, own in zip(grouped.tables, samples, unknown, strict=True)
    ]
    # A group's likelihood is that of so many respondents as its weights add up to.
    weight = [size / each.found.n for size, each in zip(sizes, samples, strict=True)]
    baseline = ChiSquare(
        sum(own * each.test.statistic for own, each in zip(weight, lowest, strict=True)),
        sum(each.test.df for each in lowest),
    )
    unrestricted = [
        own * Likelihoods.of(table, each, 0.0).unrestricted
        for own, table, each in zip(weight, grouped.tables, samples, strict=True)
    ]
    value = sum(unrestricted)
    measured = [
        MeasuredGroup(*each) for each in zip(grouped.tables, moments, implied, shares, strict=True)
    ]
    measures = grouped_measures(
        measured,
        model=model,
        baseline=baseline,
        n_params=compiled.n_estimated + len(whole) - q,
        n=total,
        n_obs=round(total),
        unrestricted=value,
        loglikelihood=value - total * solution.fmin,
    )
    measures |= parts.corrected_measures(model, baseline, lowest)
    return FoundGroups(
        grouped,
        compiled,
        tuple(each.sample for each in samples),
        solution,
        measures,
        tuple(
            {
                "chisq": max(2.0 * group.n * group.parts.point.value, 0.0),
                "logl": saturated - group.n * group.parts.point.value,
                "ntotal": group.n,
            }
            for group, saturated in zip(parts.groups, unrestricted, strict=True)
        ),
        grouped.diagnostics,
        tuple(_missing(each, group) for each, group in zip(samples, parts.groups, strict=True)),
        simple_vcov=parts.simple_vcov(q),
    )


def _missing(sample: IncompleteSample, group: IncompleteGroup) -> MissingAnswers:
    normal, k = group.parts.point.normal, n_correlates(sample)
    params = group.parts.params
    correlates = params[len(params) - k :]
    return replace(sample.missing, weight=normal.weight, pull=normal.pull, correlates=correlates)


def n_correlates(sample: IncompleteSample) -> int:
    """Return how many parameters the auxiliary variables of a group have."""
    p, k = sample.found.patterns.n_variables, sample.n_auxiliary
    return k + p * (p + 1) // 2 - (p - k) * (p - k + 1) // 2


def _behind(compiled: CompiledGroups, extra: Sequence[int]) -> tuple[Places, ...]:
    """Return the places of the groups' parameters, further ones behind those of the model."""
    own = [places.at for places in compiled.places]
    return places_behind(own, len(compiled.reduction.basis), extra)


def _search(
    grouped: GroupedTable,
    compiled: CompiledGroups,
    samples: Sequence[IncompleteSample],
    moments: Sequence[SampleMoments],
    shares: tuple[float, ...],
    options: Options,
) -> tuple[Searched, Array]:
    """Search from the maximum likelihood estimates of the EM moments.

    Returns the search, and all parameters: those of the model, then the correlates' by group.
    """
    quick = replace(options, max_iterations=min(options.max_iterations, QUICK))
    near = likelihood_search(grouped, compiled, moments, shares, quick)
    free = [_extended(*each) for each in zip(grouped.tables, compiled.groups, samples, strict=True)]
    extra = [len(each.further) for each in free]
    groups = [
        Placed(FimlGroup(each.structure, sample.found.patterns, _value(sample)), places, share)
        for each, sample, places, share in zip(
            free, samples, _behind(compiled, extra), shares, strict=True
        )
    ]
    reduction = with_free(compiled.reduction, sum(extra))
    objective = Objective(groups, reduction)
    params = near.objective.reduction.expand(near.minimum.params)
    start = np.concatenate([params, *[each.further for each in free]])
    reduced = reduction.reduce(start)
    if not np.isfinite(objective.value(reduced)):
        start[len(params) :] *= 0.5
        reduced = reduction.reduce(start)
    if compiled.restrictions is not None:
        held = compiled.restrictions.of_more(len(params))
        found = Searched(*find_minimum(objective, held, reduced, (), options.max_iterations))
        return found, found.objective.reduction.expand(found.minimum.params)
    minimum = minimize(
        objective.problem(), reduced, max_iterations=options.max_iterations, scoring_steps=0
    )
    if not minimum.converged:
        minimum = search(objective, reduced, [], options.max_iterations)
    return Searched(objective, minimum), reduction.expand(minimum.params)


def _extended(
    table: ParameterTable,
    compiled: CompiledModel,
    sample: IncompleteSample,
    *,
    covariates: bool = False,
) -> Extended:
    found = sample.found
    return extended(
        table,
        compiled,
        found.mean,
        found.cov,
        n_auxiliary=sample.n_auxiliary,
        covariates=covariates,
    )


def _value(sample: IncompleteSample) -> float:
    return 0.0 if sample.found.point is None else sample.found.point.value


def _parts(
    grouped: GroupedTable,
    compiled: CompiledGroups,
    samples: Sequence[IncompleteSample],
    shares: tuple[float, ...],
    ended: tuple[Searched, Array],
    method: ContinuousMethod,
) -> JointFiml:
    """Return the groups at the solution, with everything free that is no part of the model."""
    (found, whole), q = ended, grouped.joint.n_free
    free = [
        _extended(*each, covariates=True)
        for each in zip(grouped.tables, compiled.groups, samples, strict=True)
    ]
    extra = [len(each.further) for each in free]
    first, groups = q, []
    for k, (each, sample) in enumerate(zip(free, samples, strict=True)):
        count = n_correlates(sample)
        further = each.further.copy()
        further[len(further) - count :] = whole[first : first + count]
        first += count
        params = np.concatenate([compiled.own(whole[:q], k), further])
        design = None if sample.sample.design is None else sample.sample.design.numbers
        group = FimlGroup(each.structure, sample.found.patterns, _value(sample))
        groups.append(
            IncompleteGroup(
                FimlParts(
                    method, group, no_reduction(len(params)), params, sample.values, design=design
                ),
                Unrestricted(sample.found, sample.values, design),
                _behind(compiled, extra)[k],
                shares[k],
            )
        )
    known = sum(extra) == len(whole) - q and compiled.restrictions is None
    return JointFiml(
        method,
        tuple(groups),
        with_free(_tangent(compiled, whole[:q]), sum(extra)),
        found.minimum.hessian if known else None,
    )


def _tangent(compiled: CompiledGroups, params: Array) -> Reduction:
    if compiled.restrictions is None:
        return compiled.reduction
    return compiled.restrictions.tangent(compiled.reduction, params)
