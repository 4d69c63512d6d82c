"""The exploratory blocks of one group: their rotation, and the equations that hold for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.block_rotation import Equations, elements_at
from gainsem.core.factor_rotation import Rotation
from gainsem.core.implied import Implied, imply
from gainsem.core.linalg import Array
from gainsem.core.rotation_again import aligned
from gainsem.core.rotation_constraints import constraint_slopes
from gainsem.core.structure import Indices, Matrices, Matrix, Structure
from gainsem.estimation.unrotated import inside
from gainsem.factor.choices import EfaOptions
from gainsem.factor.rotations import Plan, make_rotation
from gainsem.model.blocks import Block
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.block_rotation import BlockRotation
from gainsem.results.record import plain

Plans = Mapping[str, tuple[Plan, EfaOptions]]


@dataclass(frozen=True)
class Spread:
    """The model without paths among latent variables, whose variances scale the loadings.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    matrices : Matrices
        Of the whole model.
    chain : ndarray or None
        Derivatives of all parameters by the estimated ones, None for identity.
    """

    structure: Structure
    implied: Implied
    matrices: Matrices
    chain: Array | None


@dataclass(frozen=True)
class RotatedBlock:
    """A block with its rotation.

    Parameters
    ----------
    block : Block
    columns : ndarray of int, shape (m,)
        Of Lambda.
    variances : ndarray, shape (p,)
        Implied variances of the items.
    at : ndarray of int, shape (p,)
        Positions of the items among the observed variables.
    rotation : Rotation
        Of the standardized loadings.
    plan : Plan
    """

    block: Block
    columns: Indices
    variances: Array
    at: Indices
    rotation: Rotation
    plan: Plan


def without_paths(
    blocks: tuple[Block, ...], compiled: CompiledModel, implied: Implied, params: Array
) -> Spread:
    """Return the variances that scale the loadings, with what their derivatives need."""
    whole, structure = compiled.complete(params), compiled.structure
    fixed = replace(structure.fixed, beta=np.zeros_like(structure.fixed.beta))
    plain_structure = replace(
        structure.only(structure.matrix != Matrix.BETA, n_params=structure.n_params), fixed=fixed
    )
    found = None if whole is None else imply(plain_structure, whole)
    chain = compiled.chain(params)
    # An item that is itself regressed on something has its loadings among the paths.
    items = {item for block in blocks for item in block.items}
    if found is None or items & set(compiled.eta):
        return Spread(structure, implied, implied.matrices, chain)
    return Spread(plain_structure, found, implied.matrices, chain)


def rotated_block(
    block: Block,
    table: ParameterTable,
    compiled: CompiledModel,
    spread: Spread,
    plans: Plans,
    *,
    like: Array | None = None,
    by: Rotation | None = None,
) -> RotatedBlock:
    """Return a block with its rotation.

    Parameters
    ----------
    block : Block
    table : ParameterTable
        Of the rotated model.
    compiled : CompiledModel
        Unrotated.
    spread : Spread
    plans : mapping
    like : ndarray, shape (p, m), optional
        Rotated loadings of another group, which give the factors their order and signs unless
        a target does.
    by : Rotation, optional
        The rotation to apply, instead of one of the group's own.
    """
    plan, chosen = plans[block.name]
    at = np.array([table.observed.index(item) for item in block.items], dtype=np.intp)
    variances = np.diag(spread.implied.sigma)[at]
    loadings = np.zeros((len(block.items), len(block.factors)))
    for row, place in zip(table.rows, compiled.places, strict=True):
        if row.op == "=~" and row.lhs in block.factors:
            here = block.items.index(row.rhs), block.factors.index(row.lhs)
            loadings[here] = elements_at(spread.matrices, place[None])[0]
    rotation = by
    if rotation is None:
        rotation = make_rotation(loadings / np.sqrt(variances)[:, None], plan, chosen)
        if like is not None and not plan.targeted and plan.name != "none":
            rotation = aligned(rotation, like, held=plan.kind.general)
    columns = np.array([compiled.eta.index(name) for name in block.factors], dtype=np.intp)
    return RotatedBlock(block, columns, variances, at, rotation, plan)


def free_places(table: ParameterTable, compiled: CompiledModel) -> Indices:
    """Return where each free parameter of the rotated model stands, shape (q, 3)."""
    places = np.zeros((table.n_free, 3), dtype=np.intp)
    for row, place in zip(table.rows, compiled.places, strict=True):
        if row.is_free:
            places[row.free] = place
    return places


def rotation_equations(each: RotatedBlock, table: ParameterTable, variances: Array) -> Equations:
    """Return what holds at the rotated loadings of a block, by parameters of the model.

    Parameters
    ----------
    each : RotatedBlock
    table : ParameterTable
        Of the rotated model.
    variances : ndarray, shape (p, q)
        Derivatives of the variances of all items by the unrotated parameters.
    """
    constraints = each.plan.constraints(likelihood=False)
    assert constraints is not None  # refused before, with E-ESEM-10
    loadings, phi = each.rotation.loadings, each.rotation.phi
    own = constraint_slopes(constraints, loadings, phi, oblique=each.plan.oblique)
    p, m = loadings.shape
    of_loadings = own[:, : p * m].reshape(-1, p, m)
    slopes = np.zeros((len(own), table.n_free))
    rows, cols = np.tril_indices(m, -1)
    pairs = {(int(i), int(j)): p * m + k for k, (i, j) in enumerate(zip(rows, cols, strict=True))}
    block = each.block
    for row in table.rows:
        if not row.is_free:
            continue
        if row.op == "=~" and row.lhs in block.factors:
            i, j = block.items.index(row.rhs), block.factors.index(row.lhs)
            slopes[:, row.free] = of_loadings[:, i, j] / np.sqrt(each.variances[i])
        elif inside((block,), row) is not None:
            one, other = block.factors.index(row.lhs), block.factors.index(row.rhs)
            slopes[:, row.free] = own[:, pairs[max(one, other), min(one, other)]]
    relative = -0.5 * loadings / each.variances[:, None]
    through = np.einsum("cij,ij,iq->cq", of_loadings, relative, variances[each.at], optimize=True)
    return Equations(slopes, through)


def rotation_record(each: RotatedBlock) -> BlockRotation:
    """Return how a block was rotated, as a fit keeps it."""
    rotation, plan = each.rotation, each.plan
    return BlockRotation(
        block=each.block.name,
        factors=each.block.factors,
        items=each.block.items,
        rotation=plan.name,
        title=plan.kind.title,
        arguments=plain(dict(plan.arguments)),
        oblique=plan.oblique,
        normalize=plan.normalize,
        criterion=rotation.value,
        converged=rotation.converged,
        starts=rotation.starts,
        failed=rotation.failed,
        minima=tuple((one.value, one.starts, one.congruence) for one in rotation.minima),
    )
