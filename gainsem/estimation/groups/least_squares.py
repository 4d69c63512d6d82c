"""Least squares of continuous variables in several groups: GLS, ULS, DWLS, WLS, and robust."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gainsem.core.fit_measures import rmsea_size
from gainsem.core.implied import Implied
from gainsem.core.moments import SampleMoments
from gainsem.core.placed import Placed
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.found import nothing_implied
from gainsem.estimation.groups.compiled import CompiledGroups, compiled_at
from gainsem.estimation.groups.found import FoundGroups
from gainsem.estimation.groups.likelihood import implied_of_groups, joint_search
from gainsem.estimation.groups.residual_tests import residual_test_of_groups
from gainsem.estimation.least_squares_measures import MeasuredMoments, moment_measures
from gainsem.estimation.moment_errors import MomentGroup, moment_parts
from gainsem.estimation.moment_tests import corrected_moments, tests_of_moments
from gainsem.estimation.moment_weights import few_respondents, weighted_moments
from gainsem.estimation.said_of import refused_of, said_of
from gainsem.estimation.sample import Sample
from gainsem.estimation.solve import Searched, sample_with, solution_of
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod


def groups_by_least_squares(
    grouped: GroupedTable, samples: Sequence[Sample], options: Options, method: ContinuousMethod
) -> FoundGroups:
    """Fit several groups together by least squares.

    The statistic is ``sum (n_g - 1) F_g`` with the weight of the method in every group
    (Browne 1984, doi:10.1111/j.2044-8317.1984.tb00789.x); errors and the moments of the
    statistic are in :mod:`gainsem.core.joint_gamma`.

    Parameters
    ----------
    grouped : GroupedTable
    samples : sequence of Sample
        One a group.
    options : Options
    method : ContinuousMethod

    Raises
    ------
    IdentificationError
        E-MOD-79, E-MOD-84 or E-MOD-85, before anything is estimated.
    ResponseError
        E-EST-89 when WLS has too few respondents in a group, E-EST-100 when its weight is
        singular.
    NotPositiveDefiniteError
        E-DATA-25 when a sample covariance matrix is singular.
    """
    means = grouped.joint.meanstructure
    moments = []
    for label, each in zip(grouped.labels, samples, strict=True):
        with refused_of(label):
            moments.append(sample_with(each.moments, means=means, wishart=True))
    grouped, compiled, df = compiled_at(grouped, moments, samples, options)
    groups = _weighted_groups(grouped, compiled, moments, samples, method)
    found = _search(grouped, compiled, groups, moments, options)
    n = sum(each.n for each in moments)
    parts = moment_parts(method, groups, found, n=n)
    solution = solution_of(found, parts.vcov)
    implied = implied_of_groups(compiled, solution.params)
    if implied is None:
        raise nothing_implied(solution.status)
    weighted = [each.weighted for each in groups]
    tests = tests_of_moments(
        method, solution.fmin, list(zip(grouped.tables, moments, weighted, strict=True)), df=df
    )
    corrected = residual_test_of_groups(
        method, grouped, compiled, (moments, samples), (solution.params, implied), df=df
    )
    corrected |= corrected_moments(method, parts, tests, n=rmsea_size(n, len(groups)))
    measured = _measured(found, groups, moments, implied)
    measures = moment_measures(
        measured,
        tests=tests,
        n_params=compiled.n_estimated,
        n_obs=sum(each.moments.n_obs for each in samples),
        corrected=corrected,
    )
    return FoundGroups(
        grouped,
        compiled,
        tuple(_kept(*each) for each in zip(samples, groups, strict=True)),
        solution,
        measures,
        tuple(_contributions(measured)),
        (*grouped.diagnostics, *_few(method, grouped.labels, samples, groups)),
        residual_se=parts.residual_se,
    )


def _weighted_groups(
    grouped: GroupedTable,
    compiled: CompiledGroups,
    moments: Sequence[SampleMoments],
    samples: Sequence[Sample],
    method: ContinuousMethod,
) -> list[MomentGroup]:
    n_obs, groups = sum(each.moments.n_obs for each in samples), []
    for k, (label, table) in enumerate(zip(grouped.labels, grouped.tables, strict=True)):
        with refused_of(label):
            weighted = weighted_moments(table, compiled.groups[k], moments[k], samples[k], method)
        portion = samples[k].moments.n_obs / n_obs
        groups.append(MomentGroup(weighted, compiled.places[k], portion))
    return groups


def _search(
    grouped: GroupedTable,
    compiled: CompiledGroups,
    groups: Sequence[MomentGroup],
    moments: Sequence[SampleMoments],
    options: Options,
) -> Searched:
    n = sum(each.n for each in moments)
    shares = [each.n / n for each in moments]
    placed = [
        Placed(each.weighted.group, each.places, share)
        for each, share in zip(groups, shares, strict=True)
    ]
    found = joint_search(grouped, compiled, placed, (moments, shares), options)
    if found.objective.points(found.minimum.params) is None:
        raise nothing_implied(found.minimum.status)
    return found


def _measured(
    found: Searched,
    groups: Sequence[MomentGroup],
    moments: Sequence[SampleMoments],
    implied: Sequence[Implied],
) -> list[MeasuredMoments]:
    points = found.objective.points(found.minimum.params) or []
    return [
        MeasuredMoments(each.weighted.group, sample, own, float(point.value), each.portion)
        for each, sample, own, point in zip(groups, moments, implied, points, strict=True)
    ]


def _contributions(measured: Sequence[MeasuredMoments]) -> Iterator[dict[str, float]]:
    """Yield what each group adds to the statistic."""
    for each in measured:
        chisq = max(2.0 * each.sample.n * each.value, 0.0)
        yield {"chisq": chisq, "ntotal": each.sample.n + 1.0}


def _kept(sample: Sample, group: MomentGroup) -> Sample:
    """Return a sample with the weight of its moments, which a fit is asked for later."""
    weighted = group.weighted
    moments = replace(sample.moments, variances=weighted.variances, gamma=weighted.gamma)
    return replace(sample, moments=moments)


def _few(
    method: ContinuousMethod,
    labels: Sequence[str],
    samples: Sequence[Sample],
    groups: Sequence[MomentGroup],
) -> tuple[Diagnostic, ...]:
    """Return the warning that the weight of WLS is mostly chance, of the smallest group."""
    sizes = [sample.moments.n_obs for sample in samples]
    k = sizes.index(min(sizes))
    said = few_respondents(method, samples[k].moments, groups[k].weighted)
    return tuple(said_of(labels[k], each) for each in said)
