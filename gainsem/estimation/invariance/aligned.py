"""Alignment of the configural model of a study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gainsem.core.alignment.align import align
from gainsem.core.alignment.errors import alignment_errors
from gainsem.core.alignment.invariance import alignment_invariance
from gainsem.core.alignment.parameters import estimate_order
from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import SpecificationError
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.invariance.from_arrays import (
    Names,
    aligned_group_parameters,
    aligned_means,
    aligned_parameters,
    alignment_facts,
)
from gainsem.results.invariance.rows import (
    AlignedParameter,
    AlignmentFacts,
    FactorMeanRow,
    GroupParameter,
)


@dataclass(frozen=True)
class Aligned:
    """What an alignment adds to a study; nothing without one."""

    parameters: tuple[AlignedParameter, ...] = ()
    group_parameters: tuple[GroupParameter, ...] = ()
    means: tuple[FactorMeanRow, ...] = ()
    facts: AlignmentFacts | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


def aligned_study(fit: GroupedFit, *, method: Literal["fixed", "free"]) -> Aligned:
    """Return the aligned configural model.

    Parameters
    ----------
    fit : GroupedFit
        Configural, factor variances 1; of ordinal items in the theta parameterization.
    method : {"fixed", "free"}

    Raises
    ------
    SpecificationError
        E-INV-05 for a model of higher order, exploratory blocks, or groups with different
        items.
    """
    table = fit.parts[0].table
    inner = {row.rhs for row in table.rows if row.op == "=~"} & set(table.latent)
    if inner or table.blocks or any(part.table.observed != table.observed for part in fit.parts):
        raise SpecificationError.of(
            "E-INV-05",
            "alignment is for one confirmatory model of first-order factors with the same items in"
            " all groups.",
            do="leave the alignment out, or align the model of the items alone",
        )
    loadings, positions = _arrays(fit)
    sizes = np.array([part.moments.n_obs for part in fit.parts], dtype=np.float64)
    found = align(loadings, positions, sizes, thresholds=bool(table.levels), method=method)
    errors = alignment_errors(found, _covariances(fit, loadings, positions))
    invariance = alignment_invariance(found, errors)
    names = Names(fit.labels, _items(fit), table.latent)
    said: tuple[Diagnostic, ...] = ()
    if not (found.converged and found.determined):
        said = (
            warning(
                "W-INV-06",
                "the alignment did not end at a single minimum.",
                why="the free method needs loadings that differ between groups",
                do="use the fixed method",
            ),
        )
    return Aligned(
        aligned_parameters(found, invariance, names),
        aligned_group_parameters(found, errors, invariance, names),
        aligned_means(found, errors, names),
        alignment_facts(found, invariance, names),
        said,
    )


def _items(fit: GroupedFit) -> tuple[str, ...]:
    table = fit.parts[0].table
    measured = {row.rhs for row in table.rows if row.op == "=~"}
    return tuple(name for name in table.observed if name in measured)


def _arrays(fit: GroupedFit) -> tuple[Array, Array]:
    """Return loadings (G, p, m), and intercepts (G, p) or thresholds (G, p, K)."""
    items, table = _items(fit), fit.parts[0].table
    most = max((count for _, count in table.levels), default=1)
    shape = (len(fit.parts), len(items))
    loadings = np.zeros((*shape, len(table.latent)))
    positions = np.full((*shape, most), np.nan)
    for row in fit.parameter_rows:
        g = row.group - 1
        if row.op == "=~":
            loadings[g, items.index(row.rhs), table.latent.index(row.lhs)] = row.est
        elif row.op == "|" and row.lhs in items:
            positions[g, items.index(row.lhs), int(row.rhs[1:]) - 1] = row.est
        elif row.op == "~1" and row.lhs in items and row.lhs not in table.ordinal:
            positions[g, items.index(row.lhs), 0] = row.est
    return loadings, positions if table.levels else positions[:, :, 0]


def _covariances(fit: GroupedFit, loadings: Array, positions: Array) -> Array:
    """Return the covariances of every group's estimates, in the order of the alignment."""
    items, latent = _items(fit), fit.parts[0].table.latent
    order, placed = estimate_order(loadings, positions)
    ordinal = positions.ndim == 3
    width = len(order) + len(placed)
    blocks = np.zeros((len(fit.parts), width, width))
    for g, part in enumerate(fit.parts):
        number = {(row.lhs, row.op, row.rhs): row.free for row in part.table.rows}
        keys = [(latent[j], "=~", items[i]) for i, j in order]
        keys += [
            (items[i], "|", f"t{k + 1}") if ordinal else (items[i], "~1", "") for i, k in placed
        ]
        own = np.array([number.get(key, -1) for key in keys])
        free = np.flatnonzero(own >= 0)
        at = np.array(part.at)[own[free]]
        if fit.solution.vcov is not None:
            blocks[g][np.ix_(free, free)] = fit.solution.vcov[np.ix_(at, at)]
    return blocks
