"""Scores of several groups that one sampling design reached, added up unit by unit.

A cluster may hold respondents of several groups.  What its respondents add to the estimates
of all groups is added up before it is squared, so that covariances between groups that
come from shared clusters are there: groups are domains of one sample (Skinner 1989, in
Skinner, Holt & Smith, Analysis of complex surveys; Binder 1983, doi:10.2307/1402588).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.sampled_units import SampleDesign


@dataclass(frozen=True)
class DomainRows:
    """What the respondents of one group add to sums, and which quantities these are.

    Parameters
    ----------
    rows : ndarray, shape (n_g, q_g)
        Without weights.
    directions : ndarray, shape (q_g, r)
        The group's quantities by those of all groups.
    design : SampleDesign
        Of the group: all units of the sample.
    """

    rows: Array
    directions: Array
    design: SampleDesign


def meat_of_groups(groups: Sequence[DomainRows]) -> Array:
    """Return N times the variance of the weighted mean of all rows, shape (r, r).

    With ``N = sum_g sum_i w_i``; :meth:`SampleDesign.meat` of the rows of all groups.
    """
    size = groups[0].directions.shape[1]
    total = sum(each.design.n for each in groups)
    if groups[0].design.units is None:
        product = np.zeros((size, size))
        for each in groups:
            own = each.design.deviates(each.rows) @ each.directions
            product += own.T @ own
        return product / total
    shared = np.zeros((groups[0].design.units.n_units, size))
    for each in groups:
        shared += each.design.deviates(each.rows) @ each.directions
    meat: Array = shared.T @ shared / total
    return meat


def simple_meat_of_groups(groups: Sequence[DomainRows]) -> Array:
    """Return the same as if the respondents were a simple random sample, shape (r, r).

    :meth:`SampleDesign.simple_meat` of the rows of all groups.
    """
    size = groups[0].directions.shape[1]
    total = sum(each.design.n for each in groups)
    product, mean = np.zeros((size, size)), np.zeros(size)
    for each in groups:
        weights = each.design.weights
        rows = each.rows @ each.directions
        own = rows if weights is None else rows * weights[:, None]
        product += own.T @ rows / total
        mean += own.sum(axis=0) / total
    if groups[0].design.units is None:
        return product
    n = sum(len(each.rows) for each in groups)
    meat: Array = (product - np.outer(mean, mean)) * (n / (n - 1.0))
    return meat
