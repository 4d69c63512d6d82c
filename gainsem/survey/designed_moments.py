"""Weighted means and covariances of the respondents of a designed sample."""

from __future__ import annotations

from collections.abc import Sequence

from gainsem.core.designed_sums import weighted_moments
from gainsem.survey.moments import Listwise, Moments, listwise
from gainsem.survey.responses import Responses
from gainsem.survey.sampling_design import DesignColumns, SamplingDesign, design_of


def designed_moments(
    data: Responses,
    needed: Responses,
    names: Sequence[str],
    sampled: DesignColumns | SamplingDesign,
) -> tuple[Moments, Listwise, SamplingDesign]:
    """Return the moments of those who answered everything, and how they were sampled.

    Parameters
    ----------
    data : Responses
        With the columns of the design.
    needed : Responses
        The model's variables as numbers.
    names : sequence of str
    sampled : DesignColumns or SamplingDesign
        The columns of the design, or that of those who answered everything.

    Returns
    -------
    Moments
        Divisor: the sum of the weights.
    Listwise
    SamplingDesign

    Raises
    ------
    ResponseError
        As :func:`gainsem.survey.moments.moments_of` and
        :func:`gainsem.survey.sampling_design.sampling_design`.
    """
    values = needed.columns(names)
    kept = listwise(values, tuple(names))
    design = design_of(data, sampled, kept.used)
    mean, cov = weighted_moments(values[kept.used], design.weights)
    for each in (mean, cov):
        each.setflags(write=False)
    return Moments(tuple(names), cov, mean, kept.n_used), kept, design
