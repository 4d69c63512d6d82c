"""Constructs that other constructs measure: their reliability, and Schmid and Leiman's loadings."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gainsem.core.composite_reliability import second_order_reliability
from gainsem.core.linalg import Array
from gainsem.core.structure import Matrix
from gainsem.results.computed import Computed, computed
from gainsem.results.fitted import Fitted
from gainsem.results.reliability.composites import loadings_at, neighbours, residuals_of
from gainsem.results.reliability.constructs import Construct
from gainsem.results.reliability.record import HigherOrderFigures, SchmidLeimanRow

SHARES = ("omega_l1", "omega_l2", "omega_partial", "omega_total")


def higher_order(
    found: Computed, fit: Fitted, constructs: Sequence[Construct]
) -> tuple[tuple[HigherOrderFigures, ...], tuple[SchmidLeimanRow, ...]]:
    """Return the figures of every construct with constructs below it, and its items' loadings."""
    figures, rows = [], []
    for construct in constructs:
        if construct.parts:
            effects = _effects(found, fit, construct.name)
            figures.append(_figures(found, fit, construct, effects))
            rows += _schmid_leiman(found, construct, constructs, effects)
    return tuple(figures), tuple(rows)


def higher_order_slopes(
    fit: Fitted, constructs: Sequence[Construct]
) -> tuple[tuple[HigherOrderFigures, ...], Array]:
    """Return the figures of higher-order constructs, and their derivatives.

    Returns
    -------
    tuple of HigherOrderFigures
    slopes : ndarray, shape (free parameters, higher-order constructs, 4)
        Of :data:`SHARES`, by central differences.
    """
    found = computed(fit)
    start = _every_share(found, fit, constructs)
    slopes = np.zeros((len(fit.solution.params), len(start), len(SHARES)))
    for k, step, ends in neighbours(found, fit):
        above, below = (_numbers(_every_share(end, fit, constructs)) for end in ends)
        slopes[k] = (above - below) / (2.0 * step)
    return start, slopes


def _every_share(
    found: Computed, fit: Fitted, constructs: Sequence[Construct]
) -> tuple[HigherOrderFigures, ...]:
    return tuple(
        _figures(found, fit, one, _effects(found, fit, one.name)) for one in constructs if one.parts
    )


def _numbers(figures: Sequence[HigherOrderFigures]) -> Array:
    return np.array([[getattr(one, name) for name in SHARES] for one in figures])


def _effects(found: Computed, fit: Fitted, name: str) -> tuple[Array, Array]:
    """Return the effects of a construct on all items and on all columns, by loadings only."""
    compiled, m = found.compiled, len(found.compiled.eta)
    lambda_ = found.implied.matrices.lambda_
    beta = np.zeros((m, m))
    for k, row in enumerate(fit.table.rows):
        matrix, i, j = compiled.places[k].tolist()
        if row.op == "=~" and matrix == Matrix.BETA:
            beta[i, j] = found.implied.matrices.beta[i, j]
    total: Array = np.asarray(np.linalg.inv(np.eye(m) - beta), dtype=np.float64)
    on_columns = total[:, compiled.eta.index(name)]
    return found.scale * (lambda_ @ on_columns), on_columns


def _figures(
    found: Computed, fit: Fitted, construct: Construct, effects: tuple[Array, Array]
) -> HigherOrderFigures:
    on_items, _ = effects
    places = np.flatnonzero(on_items)
    eta = found.compiled.eta
    own, below = eta.index(construct.name), [eta.index(part) for part in construct.parts]
    cov = found.implied.eta_cov
    variance = float(cov[own, own])
    loadings = loadings_at(found, construct.part_rows)
    sigma = found.sigma[np.ix_(places, places)]
    theta = residuals_of(found, fit, places)
    shares = second_order_reliability(
        on_items[places],
        loadings,
        variance=variance,
        disturbances=cov[np.ix_(below, below)] - variance * np.outer(loadings, loadings),
        sigma=sigma,
        theta=theta,
    )
    return HigherOrderFigures(
        name=construct.name,
        parts=construct.parts,
        n_items=len(places),
        omega_l1=shares[0],
        omega_l2=shares[1],
        omega_partial=shares[2],
        omega_total=float(1.0 - theta.sum() / sigma.sum()),
    )


def _schmid_leiman(
    found: Computed,
    higher: Construct,
    constructs: Sequence[Construct],
    effects: tuple[Array, Array],
) -> list[SchmidLeimanRow]:
    """Return loadings on the higher-order factor and on what each construct adds to it.

    Schmid & Leiman (1957, doi:10.1007/BF02289209).  Only items with a single construct of
    their own below the factor have such a pair of loadings.
    """
    on_items, on_columns = effects
    eta, cov = found.compiled.eta, found.implied.eta_cov
    own = eta.index(higher.name)
    deviation = np.sqrt(np.diag(found.sigma))
    rows = []
    for construct in constructs:
        column = eta.index(construct.name)
        if not construct.items or construct.shares or on_columns[column] == 0.0:
            continue
        if construct.name == higher.name:
            continue
        left = cov[column, column] - on_columns[column] ** 2 * cov[own, own]
        loadings = loadings_at(found, construct.rows) * found.scale[construct.places]
        for item, place, loading in zip(
            construct.items, construct.places.tolist(), loadings.tolist(), strict=True
        ):
            general = on_items[place] * math.sqrt(max(cov[own, own], 0.0)) / deviation[place]
            specific = loading * math.sqrt(left) / deviation[place] if left >= 0.0 else math.nan
            rows.append(
                SchmidLeimanRow(
                    item=item,
                    higher=higher.name,
                    construct=construct.name,
                    general=float(general),
                    specific=float(specific),
                )
            )
    return rows
