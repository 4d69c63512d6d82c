"""Maximum likelihood in several groups: search, errors, tests, measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from gainsem.core.batch.stacked_groups import stacked_groups
from gainsem.core.fit_measures import ChiSquare, rmsea_size
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum
from gainsem.core.moments import SampleMoments
from gainsem.core.objective import Discrepancy, Group, Objective
from gainsem.core.placed import Placed, mean_values
from gainsem.core.reduction import no_reduction
from gainsem.core.start import further_starts, start_values
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.corrections import corrections, no_correction, usable
from gainsem.estimation.designed_likelihood import DesignedParts
from gainsem.estimation.found import nothing_implied
from gainsem.estimation.groups.compiled import CompiledGroups, compiled_at
from gainsem.estimation.groups.designed_likelihood import DesignedJointParts
from gainsem.estimation.groups.found import FoundGroups
from gainsem.estimation.groups.likelihood_errors import JointParts
from gainsem.estimation.groups.measures import MeasuredGroup, grouped_measures
from gainsem.estimation.groups.residual_tests import residual_test_of_groups
from gainsem.estimation.likelihood_errors import LikelihoodParts
from gainsem.estimation.measures import independence, saturated_loglikelihood
from gainsem.estimation.sample import Sample
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.estimation.solve import Searched, likelihood_sample, minimised, solution_of
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod


def groups_by_likelihood(
    grouped: GroupedTable, samples: Sequence[Sample], options: Options, method: ContinuousMethod
) -> FoundGroups:
    """Fit several groups together by maximum likelihood, ``F = sum n_g / N F_g``.

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
    NonConvergenceError
        E-EST-94 when the search ended where nothing is implied.
    OptionError
        E-OPT-02 for a test of the residuals that fixed covariates do not have.
    ResponseError
        E-EST-89 for a distribution-free test with too few respondents in a group.
    """
    means = grouped.joint.meanstructure
    moments = [_moments(each, options, means=means) for each in samples]
    grouped, compiled, df = compiled_at(grouped, moments, samples, options)
    total = sum(own.n for own in moments)
    shares = tuple(own.n / total for own in moments)
    found = likelihood_search(grouped, compiled, moments, shares, options)
    parts = _parts(found, grouped, compiled, moments, samples, method, shares)
    solution = solution_of(found, None if parts is None else parts.vcov())
    implied = implied_of_groups(compiled, solution.params)
    if implied is None or parts is None:
        raise nothing_implied(solution.status)
    model = ChiSquare(max(2.0 * total * solution.fmin, 0.0), df)
    said = grouped.diagnostics
    measured = [
        MeasuredGroup(*each) for each in zip(grouped.tables, moments, implied, shares, strict=True)
    ]
    measures, remark = _measures(measured, parts, samples, model, n_params=compiled.n_estimated)
    measures |= residual_test_of_groups(
        method, grouped, compiled, (moments, samples), (solution.params, implied), df=df
    )
    return FoundGroups(
        grouped,
        compiled,
        tuple(samples),
        solution,
        measures,
        tuple(_contributions(parts, moments, samples)),
        (*said, *remark),
        simple_vcov=parts.simple_vcov() if isinstance(parts, DesignedJointParts) else None,
    )


def _moments(sample: Sample, options: Options, *, means: bool) -> SampleMoments:
    """Return the moments of a group, counting as much as its respondents do."""
    moments = likelihood_sample(sample.moments, options, means=means)
    return moments if sample.design is None else replace(moments, n=sample.size)


def implied_of_groups(compiled: CompiledGroups, params: Array) -> tuple[Implied, ...] | None:
    """Return what the models imply at a parameter vector, None where one implies nothing."""
    found = [own.implied(compiled.own(params, group)) for group, own in enumerate(compiled.groups)]
    known = tuple(each for each in found if each is not None)
    return known if len(known) == len(found) else None


def likelihood_search(
    grouped: GroupedTable,
    compiled: CompiledGroups,
    moments: Sequence[SampleMoments],
    shares: Sequence[float],
    options: Options,
) -> Searched:
    """Minimise the likelihood's discrepancy of all groups."""
    structures = [own.structure for own in compiled.groups]
    together = stacked_groups(structures, moments, compiled.places, shares)
    groups: list[Discrepancy] = (
        [together]
        if together is not None
        else [
            Placed(Group(own, sample), places, share)
            for own, sample, places, share in zip(
                structures, moments, compiled.places, shares, strict=True
            )
        ]
    )
    return joint_search(grouped, compiled, groups, (moments, shares), options)


def joint_search(
    grouped: GroupedTable,
    compiled: CompiledGroups,
    groups: Sequence[Discrepancy],
    data: tuple[Sequence[SampleMoments], Sequence[float]],
    options: Options,
) -> Searched:
    """Minimise the sum of discrepancies from the mean of the groups' closed-form starts.

    Parameters
    ----------
    grouped : GroupedTable
    compiled : CompiledGroups
    groups : sequence of Discrepancy
        By the parameters of all groups.
    data : tuple
        Moments and share of each group, for the start.
    options : Options
    """
    moments, shares = data
    size = grouped.joint.n_free

    def joined(values: Sequence[Array]) -> Array:
        return mean_values(zip(compiled.places, values, shares, strict=True), size)

    def further() -> Iterator[Array]:
        plain = (
            further_starts(own.structure, sample.cov)
            for own, sample in zip(compiled.groups, moments, strict=True)
        )
        return map(joined, zip(*plain, strict=True))

    start = joined(
        [
            start_values(own.structure, sample.cov, sample.mean)
            for own, sample in zip(compiled.groups, moments, strict=True)
        ]
    )
    objective = Objective(groups, compiled.reduction)
    return minimised(grouped.joint, compiled, objective, (start, further()), options)


def _parts(
    found: Searched,
    grouped: GroupedTable,
    compiled: CompiledGroups,
    moments: Sequence[SampleMoments],
    samples: Sequence[Sample],
    method: ContinuousMethod,
    shares: tuple[float, ...],
) -> JointParts | None:
    if found.objective.points(found.minimum.params) is None:
        return None
    params = found.objective.reduction.expand(found.minimum.params)
    groups = []
    for group, (own, sample, statistics) in enumerate(
        zip(compiled.groups, moments, samples, strict=True)
    ):
        table = grouped.tables[group]
        given = [table.observed.index(name) for name in table.exogenous]
        at, design = compiled.own(params, group), statistics.design
        kind = LikelihoodParts if design is None else partial(DesignedParts, design=design.numbers)
        groups.append(
            kind(
                method=method,
                compiled=own,
                objective=Objective([Group(own.structure, sample)], no_reduction(len(at))),
                minimum=Minimum(
                    at, 0.0, np.zeros(0), np.zeros((0, 0)), 0, found.minimum.converged, ""
                ),
                sample=sample,
                answers=statistics.answers,
                mean=statistics.moments.mean,
                given=np.array(given, dtype=np.intp),
            )
        )
    joint = JointParts if samples[0].design is None else DesignedJointParts
    return joint(
        method=method,
        groups=tuple(groups),
        tables=grouped.tables,
        places=compiled.places,
        shares=shares,
        objective=found.objective,
        minimum=found.minimum,
        n=sum(own.n for own in moments),
    )


def _measures(
    groups: Sequence[MeasuredGroup],
    parts: JointParts,
    samples: Sequence[Sample],
    model: ChiSquare,
    *,
    n_params: int,
) -> tuple[dict[str, float], tuple[Diagnostic, ...]]:
    tests = [independence(group.table, group.sample) for group in groups]
    baseline = ChiSquare(sum(each.statistic for each in tests), sum(each.df for each in tests))
    sizes = [each.size for each in samples]
    unrestricted = sum(
        saturated_loglikelihood(group.table, group.sample, size)
        for group, size in zip(groups, sizes, strict=True)
    )
    n_obs = round(sum(sizes))
    measures = grouped_measures(
        groups,
        model=model,
        baseline=baseline,
        n_params=n_params,
        n=parts.n,
        n_obs=n_obs,
        unrestricted=unrestricted,
        loglikelihood=unrestricted - n_obs * model.statistic / (2.0 * parts.n),
    )
    if not parts.method.scales:
        return measures, ()
    scaled = corrected_by_traces(parts, model, baseline, n_params=n_params)
    missing = model.df > 0 and not scaled
    designed = isinstance(parts, DesignedJointParts)
    return measures | scaled, (no_correction(designed=designed),) if missing else ()


def corrected_by_traces(
    parts: JointParts, model: ChiSquare, baseline: ChiSquare, *, n_params: int
) -> dict[str, float]:
    """Return scaled and robust measures, none where the statistic cannot be corrected."""
    of_model, of_baseline = parts.traces()
    if model.df > 0 and not usable(of_model, of_baseline):
        return {}
    both = corrections(
        parts.method.test, model, baseline, of_model=of_model, of_baseline=of_baseline
    )
    measures = scaled_measures(
        both,
        model,
        baseline,
        n=rmsea_size(parts.n, len(parts.groups)),
        robust=parts.method.test != "mean.var.adjusted",
    )
    if np.isfinite(of_model.saturated):
        own = of_model.saturated - of_model.mean
        measures["scaling_factor_h1"] = of_model.saturated / (model.df + n_params)
        measures["scaling_factor_h0"] = own / n_params if n_params else float("nan")
    return measures


def _contributions(
    parts: JointParts, moments: Sequence[SampleMoments], samples: Sequence[Sample]
) -> Iterator[dict[str, float]]:
    """Yield what each group adds to the statistic and to the log-likelihood."""
    groups = zip(parts.groups, parts.tables, moments, samples, strict=True)
    for part, table, sample, statistics in groups:
        value, size = float(part.point.value), statistics.size
        yield {
            "chisq": max(2.0 * sample.n * value, 0.0),
            "logl": saturated_loglikelihood(table, sample, size) - size * value,
            "ntotal": sample.n,
        }
