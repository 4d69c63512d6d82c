"""From arrays of the core to the rows of a study: who is who."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gainsem.core.alignment.invariance import TRUSTWORTHY_SHARE, compared_means
from gainsem.core.latent_mean_effects import latent_mean_effects
from gainsem.results.invariance.rows import (
    AlignedParameter,
    AlignmentFacts,
    FactorMeanRow,
    GroupParameter,
    ItemBiasRow,
    ParameterKind,
    ScoreBiasRow,
)

if TYPE_CHECKING:
    from gainsem.core.alignment.align import Alignment
    from gainsem.core.alignment.errors import AlignmentErrors
    from gainsem.core.alignment.invariance import AlignmentInvariance, InvariantSet
    from gainsem.core.alignment.recovery import Recovery
    from gainsem.core.item_bias import ItemBias
    from gainsem.core.linalg import Array

WIDTH_95 = 1.959963984540054


@dataclass(frozen=True)
class Names:
    """What groups, items and factors are called, in the order of the arrays."""

    groups: tuple[str, ...]
    items: tuple[str, ...]
    factors: tuple[str, ...]


def aligned_parameters(
    found: Alignment, invariance: AlignmentInvariance, names: Names
) -> tuple[AlignedParameter, ...]:
    """Return the non-invariance table: a row a loading, intercept or threshold."""
    return tuple(
        AlignedParameter(
            item=item,
            kind=kind,
            part=part,
            n_groups=int(own.present.sum()),
            n_invariant=int(own.invariant.sum()),
            mean=own.mean,
            r_squared=float(r2),
            deviating=_named(own.deviating, names.groups),
        )
        for item, kind, part, own, r2, _, _ in _rows(found, invariance, names)
    )


def aligned_group_parameters(
    found: Alignment, errors: AlignmentErrors, invariance: AlignmentInvariance, names: Names
) -> tuple[GroupParameter, ...]:
    """Return every aligned loading, intercept or threshold of every group that has it."""
    rows = []
    of_loadings, of_positions = errors.loading_errors, errors.position_errors
    for item, kind, part, own, _, values, place in _rows(found, invariance, names):
        se = (of_loadings if kind == "loading" else of_positions)[:, place]
        rows += [
            GroupParameter(
                item=item,
                kind=kind,
                part=part,
                group=group,
                est=float(values[g]),
                se=float(se[g]),
                ci_lower=float(values[g] - WIDTH_95 * se[g]),
                ci_upper=float(values[g] + WIDTH_95 * se[g]),
                deviates=bool(own.deviating[g]),
            )
            for g, group in enumerate(names.groups)
            if own.present[g]
        ]
    return tuple(rows)


def aligned_means(
    found: Alignment, errors: AlignmentErrors, names: Names
) -> tuple[FactorMeanRow, ...]:
    """Return the aligned factor means of every group, with their distance from the reference."""
    rows: list[FactorMeanRow] = []
    for factor, name in enumerate(names.factors):
        pvalues = compared_means(found, errors, factor)[1][:, found.reference]
        rows += mean_rows(
            name,
            names.groups,
            found.means[:, factor],
            found.variances[:, factor],
            found.sizes,
            errors.moments[factor],
            reference=found.reference,
            pvalues=pvalues,
        )
    return tuple(rows)


def mean_rows(
    factor: str,
    groups: Sequence[str],
    means: Array,
    variances: Array,
    sizes: Array,
    vcov: Array,
    *,
    reference: int,
    pvalues: Array,
) -> tuple[FactorMeanRow, ...]:
    """Return one factor's means in all groups, from any model with comparable means.

    Parameters
    ----------
    factor : str
    groups : sequence of str
    means, variances, sizes : ndarray, shape (G,)
    vcov : ndarray, shape (2 G, 2 G)
        Of all means, then all variances.
    reference : int
    pvalues : ndarray, shape (G,)
        Of the differences from the reference group's mean.
    """
    given = (means, variances, np.asarray(sizes, dtype=np.float64), vcov)
    pooled = latent_mean_effects(*given, reference=reference)
    glass = latent_mean_effects(*given, reference=reference, divisor="reference")
    errors = np.sqrt(np.maximum(np.diag(vcov)[: len(means)], 0.0))
    return tuple(
        FactorMeanRow(
            factor=factor,
            group=group,
            mean=float(means[g]),
            se=float(errors[g]) if errors[g] > 0.0 else float("nan"),
            variance=float(variances[g]),
            **(
                {}
                if g == reference
                else {
                    "pvalue": float(pvalues[g]),
                    "effect": float(pooled.effect[g]),
                    "ci_lower": float(pooled.ci_lower[g]),
                    "ci_upper": float(pooled.ci_upper[g]),
                    "glass": float(glass.effect[g]),
                }
            ),
        )
        for g, group in enumerate(groups)
    )


def alignment_facts(
    found: Alignment,
    invariance: AlignmentInvariance,
    names: Names,
    *,
    recovered: Recovery | None = None,
) -> AlignmentFacts:
    """Return how an alignment was made; ``recovered`` adds the check by simulation."""
    worst = float("nan") if recovered is None else float(recovered.average.min())
    return AlignmentFacts(
        method=found.method,
        reference=names.groups[found.reference],
        epsilon=found.epsilon,
        converged=found.converged,
        starts=max(each.starts for each in found.searches),
        agreeing=min(each.agreeing for each in found.searches),
        share=invariance.share,
        limit=TRUSTWORTHY_SHARE,
        average_index=invariance.average_index,
        trustworthy=invariance.trustworthy,
        recovered=worst,
    )


def item_bias_rows(bias: ItemBias, items: Sequence[str], group: str) -> tuple[ItemBiasRow, ...]:
    """Return the bias of the items in one focal group."""
    columns = (bias.difference, bias.dmacs, bias.signed, bias.unsigned)
    return tuple(
        ItemBiasRow(
            item=item,
            group=group,
            difference=float(difference),
            dmacs=float(dmacs),
            signed=float(signed),
            unsigned=float(unsigned),
        )
        for item, difference, dmacs, signed, unsigned in zip(items, *columns, strict=True)
    )


def score_bias_row(bias: ItemBias, factor: str, group: str) -> ScoreBiasRow:
    """Return the bias of the sum of a factor's items in one focal group."""
    return ScoreBiasRow(
        factor=factor, group=group, mean=bias.score_mean, variance=bias.score_variance
    )


def _rows(
    found: Alignment, invariance: AlignmentInvariance, names: Names
) -> Iterator[tuple[str, ParameterKind, str, InvariantSet, float, Array, int]]:
    """Give every parameter: item, kind, part, set of groups, R squared, values, place."""
    table = found.table
    for place, (item, factor) in enumerate(zip(table.item, table.factor, strict=True)):
        own, r2 = invariance.loadings[place], float(invariance.loading_r2[place])
        values = found.loadings[:, place]
        yield names.items[item], "loading", names.factors[factor], own, r2, values, place
    kind: ParameterKind = "threshold" if table.sign < 0.0 else "intercept"
    for place, (item, step) in enumerate(zip(table.of_item, table.step, strict=True)):
        own, r2 = invariance.positions[place], float(invariance.position_r2[place])
        part = str(step + 1) if kind == "threshold" else ""
        yield names.items[item], kind, part, own, r2, found.positions[:, place], place


def _named(chosen: NDArray[np.bool_], groups: Sequence[str]) -> tuple[str, ...]:
    return tuple(group for group, own in zip(groups, chosen, strict=True) if own)
