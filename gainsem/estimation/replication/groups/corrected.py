"""Tests of continuous items in several groups, corrected by replicates of all their moments.

The moments of the groups are those of one sample, below each other: groups that share
clusters are not independent, and their replicates show it.  The residual weight is made of
the weights of the groups, each times the group's share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from gainsem.core.fit_measures import ChiSquare, rmsea_size
from gainsem.core.linalg import Array
from gainsem.core.placed import Places, places_behind
from gainsem.core.reduction import Reduction
from gainsem.core.replicate_traces import replicate_traces
from gainsem.estimation.corrections import Traces, corrections, usable
from gainsem.estimation.fiml_baseline import fiml_baseline
from gainsem.estimation.fiml_parts import FimlParts
from gainsem.estimation.groups.fiml_errors import IncompleteGroup, JointFiml
from gainsem.estimation.incomplete_structure import extended, with_free
from gainsem.estimation.measures import independence
from gainsem.estimation.replication.corrected import unrelated_model, weighed_slopes
from gainsem.estimation.replication.incomplete import IncompleteFit, ReplicatedMoments
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.estimation.solve import likelihood_sample
from gainsem.model.matrix_map import compile_table, restricted_space
from gainsem.results.continuous import CONTINUOUS, Correction
from gainsem.results.groups.grouped_fit import GroupedFit

Measures = dict[str, float]


@dataclass(frozen=True)
class Moments:
    """The moments of one group under a model: weight, derivatives, and where these stand."""

    weight: Array
    jacobian: Array
    places: Places


def stacked_traces(
    groups: Sequence[Moments], shares: Sequence[float], basis: Array, apart: Array, n: float
) -> Traces:
    """Return the traces of a model of all groups.

    Parameters
    ----------
    groups : sequence of Moments
    shares : sequence of float
    basis : ndarray, shape (q, r)
        Of the parameters of all groups.
    apart : ndarray, shape (R, P)
        Deviations of the moments of all groups, group after group.
    n : float
    """
    weight = block_diag(*(share * each.weight for share, each in zip(shares, groups, strict=True)))
    jacobian = np.concatenate([each.places.columns(each.jacobian) for each in groups]) @ basis
    seen = np.abs(jacobian).max(axis=0) > 0.0
    return Traces(*replicate_traces(apart, weight, jacobian[:, seen], n))


def grouped_likelihood_measures(
    fit: GroupedFit, apart: NDArray[np.float64], test: Correction
) -> Measures | None:
    """Return the corrected measures of maximum likelihood, None where there are none.

    Parameters
    ----------
    fit : GroupedFit
        Of complete answers.
    apart : ndarray, shape (R, P)
        Deviations of means and covariances, group after group.
    test : str
        How the statistic is corrected.
    """
    sizes = [part.size for part in fit.parts]
    n, shares = sum(sizes), [size / sum(sizes) for size in sizes]
    models, unrelated, columns, first = [], [], [], 0
    baselines, baseline_df = 0.0, 0
    for part, view, size in zip(fit.parts, fit.by_group.values(), sizes, strict=True):
        table, means = part.table, part.table.meanstructure
        sample = replace(likelihood_sample(part.moments, fit.options, means=means), n=size)
        mean = np.zeros(len(sample.cov)) if part.moments.mean is None else part.moments.mean
        free = extended(table, compile_table(table), mean, sample.cov, covariates=True)
        own = weighed_slopes(free.structure, free.values(view.solution.params), sample)
        structure, values = unrelated_model(table, sample, mean)
        low = weighed_slopes(structure, values, sample)
        if own is None or low is None:
            return None
        models.append((*own, len(free.further)))
        unrelated.append(low)
        p, count = len(sample.cov), len(own[0])
        whole = p + p * (p + 1) // 2
        columns.append(np.arange(first + whole - count, first + whole))
        first += whole
        lowest = independence(table, sample)
        baselines, baseline_df = baselines + lowest.statistic, baseline_df + lowest.df
    apart = apart[:, np.concatenate(columns)]
    extra = [each[2] for each in models]
    of_model = stacked_traces(
        [
            Moments(*each[:2], places)
            for each, places in zip(models, _places(fit, extra), strict=True)
        ],
        shares,
        _basis(fit, sum(extra)).basis,
        apart,
        n,
    )
    low_places = _apart([each[1].shape[1] for each in unrelated])
    of_baseline = stacked_traces(
        [Moments(*each, places) for each, places in zip(unrelated, low_places, strict=True)],
        shares,
        np.eye(low_places[0].size),
        apart,
        n,
    )
    df = int(fit.fit_measures["df"])
    if df == 0 or not usable(of_model, of_baseline):
        return None
    plain = ChiSquare(max(2.0 * n * fit.solution.fmin, 0.0), df)
    baseline = ChiSquare(baselines, baseline_df)
    found = corrections(test, plain, baseline, of_model=of_model, of_baseline=of_baseline)
    size = rmsea_size(n, len(sizes))
    return scaled_measures(found, plain, baseline, n=size, robust=test != "mean.var.adjusted")


def grouped_fiml_measures(
    fit: GroupedFit,
    groups: Sequence[IncompleteFit],
    apart: NDArray[np.float64],
    test: Correction,
) -> Measures | None:
    """Return corrected measures of full information: residuals weighed by observed information.

    Parameters
    ----------
    fit : GroupedFit
    groups : sequence of IncompleteFit
        Of each group.
    apart : ndarray, shape (R, P)
        Deviations of the EM moments, group after group.
    test : str
    """
    sizes = [part.size for part in fit.parts]
    n, shares = sum(sizes), [size / sum(sizes) for size in sizes]
    at = np.cumsum([0, *[len(each.moments()) for each in groups]])
    method = replace(CONTINUOUS["MLR"], test=test)
    models, lowest, values = [], [], 0.0
    for k, each in enumerate(groups):
        own = apart[:, at[k] : at[k + 1]]
        size = sizes[k]
        unrestricted = ReplicatedMoments(each.given.found, each.given.values, apart=own, size=size)
        if unrestricted.n_unknown:
            return None
        models.append((each.model(method), unrestricted))
        low = fiml_baseline(each.fit.table, each.given.found, each.given.n_auxiliary)
        values += size / each.given.found.n * low.test.statistic
        lowest.append(low)
    extra = [
        len(parts.params) - len(part.at) for (parts, _), part in zip(models, fit.parts, strict=True)
    ]
    reduction = _basis(fit, sum(extra))
    joint = JointFiml(
        method,
        tuple(
            IncompleteGroup(parts, unrestricted, places, share)
            for (parts, unrestricted), places, share in zip(
                models, _places(fit, extra), shares, strict=True
            )
        ),
        reduction,
    )
    of_model = _fiml_traces(joint.groups, reduction.basis, apart, n, fits=True)
    unrelated = joint.of_baselines(lowest)
    low_basis = np.eye(unrelated[0].places.size)
    of_baseline = _fiml_traces(unrelated, low_basis, apart, n, fits=False)
    df = int(fit.fit_measures["df"])
    if df == 0 or not usable(of_model, of_baseline):
        return None
    plain = ChiSquare(max(2.0 * n * fit.solution.fmin, 0.0), df)
    baseline = ChiSquare(values, sum(each.test.df for each in lowest))
    both = corrections(test, plain, baseline, of_model=of_model, of_baseline=of_baseline)
    robust = joint.without_holes(unrelated, plain, baseline)
    size = rmsea_size(n, len(sizes))
    return scaled_measures(both, plain, baseline, n=size, robust=False) | robust


def _fiml_traces(
    groups: Sequence[IncompleteGroup], basis: Array, apart: Array, n: float, *, fits: bool
) -> Traces:
    found = []
    for each in groups:
        parts: FimlParts = each.parts
        slopes = each.unrestricted.jacobian(parts.group.structure, parts.point, parts.reduction)
        moments = cast("ReplicatedMoments", each.unrestricted)
        weight = moments.weight(parts.group, parts.point, fits=fits)
        found.append(Moments(weight, slopes, each.places))
    return stacked_traces(found, [each.share for each in groups], basis, apart, n)


def _places(fit: GroupedFit, extra: Sequence[int]) -> tuple[Places, ...]:
    own = [np.array(part.at, dtype=np.intp) for part in fit.parts]
    return places_behind(own, fit.table.n_free, extra)


def _apart(sizes: Sequence[int]) -> tuple[Places, ...]:
    """Return the places of parameters of which groups share none."""
    nothing = [np.zeros(0, dtype=np.intp) for _ in sizes]
    return places_behind(nothing, 0, sizes)


def _basis(fit: GroupedFit, extra: int) -> Reduction:
    return with_free(restricted_space(fit.table).reduction, extra)
