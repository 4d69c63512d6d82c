"""Which rotation each exploratory block gets: the options of a fit, block by block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gainsem.errors import OptionError, did_you_mean
from gainsem.factor.choices import EfaOptions
from gainsem.factor.codebook_target import CODEBOOK, codebook_target
from gainsem.factor.rotations import COMMON, KINDS, Plan, plan_rotation
from gainsem.model.blocks import Block
from gainsem.options import Options
from gainsem.options.rotations import DEFAULT_ROTATION
from gainsem.survey.responses import Item


def plans_of(
    blocks: Sequence[Block], options: Options, items: Sequence[Item]
) -> dict[str, tuple[Plan, EfaOptions]]:
    """Return the rotation of every block, by its name.

    Parameters
    ----------
    blocks : sequence of Block
    options : Options
    items : sequence of Item
        As the codebook describes them; for ``target="codebook"``.

    Raises
    ------
    OptionError
        For a rotation or argument there is not; E-ESEM-10 for one without standard errors.
    """
    _refuse_unknown_blocks(blocks, options)
    return {block.name: _plan(block, blocks, options, items) for block in blocks}


def _refuse_unknown_blocks(blocks: Sequence[Block], options: Options) -> None:
    names = [block.name for block in blocks]
    given = options.rotation if isinstance(options.rotation, Mapping) else {}
    for name in given:
        if name not in names:
            raise OptionError.of(
                "E-ESEM-13",
                f"rotation names the block '{name}', which the model does not have."
                f"{did_you_mean(name, names)}",
                do=f"blocks are: {', '.join(names)}",
            )


def _plan(
    block: Block, blocks: Sequence[Block], options: Options, items: Sequence[Item]
) -> tuple[Plan, EfaOptions]:
    rotation, arguments = _own(block, blocks, options)
    if "target" in arguments:
        arguments["target"] = _target(arguments["target"], block, blocks, items)
    chosen = EfaOptions(
        n_factors=len(block.factors),
        rotation=rotation,
        rotation_args=arguments,
        random_starts=options.random_starts,
        seed=options.seed,
    )
    plan = plan_rotation(chosen, block.items)
    unknown = plan.name != "none" and plan.constraints(likelihood=False) is None
    if unknown and options.se != "none":
        how = plan.name if plan.criterion is None else f"normalize={plan.normalize}"
        raise OptionError.of(
            "E-ESEM-10",
            f"There are no standard errors of a model rotated with {how}.",
            do="choose another rotation (geomin, oblimin, target, ...), se=bootstrap or se=none",
        )
    return plan, chosen


def _own(block: Block, blocks: Sequence[Block], options: Options) -> tuple[str, dict[str, Any]]:
    """Return the rotation of a block and what it is told.

    With a rotation for each block, arguments may stand under the name of a block; others
    go to those blocks whose rotation knows them.
    """
    arguments = dict(options.rotation_args or {})
    if not isinstance(options.rotation, Mapping):
        return options.rotation, arguments
    names = {each.name for each in blocks}
    rotations = {name: options.rotation.get(name, DEFAULT_ROTATION) for name in names}
    nested = {
        name: value
        for name, value in arguments.items()
        if name in names and isinstance(value, Mapping)
    }
    known = {name: {*KINDS[rotation].arguments, *COMMON} for name, rotation in rotations.items()}
    anywhere = set().union(*known.values())
    rotation = rotations[block.name]
    own = {
        name: value
        for name, value in arguments.items()
        # One that no rotation has stays, and is refused by name.
        if name not in nested and (name in known[block.name] or name not in anywhere)
    }
    return rotation, own | dict(nested.get(block.name, {}))


def _target(given: Any, block: Block, blocks: Sequence[Block], items: Sequence[Item]) -> Any:
    """Return what the target says of one block."""
    if isinstance(given, str) and given.strip().lower() == CODEBOOK:
        return codebook_target(items, block.items, len(block.factors), factors=block.factors)
    if not isinstance(given, Mapping):
        return given
    if block.name in given and set(given) <= {each.name for each in blocks}:
        return _target(given[block.name], block, (), items)
    own = {name: given[name] for name in block.factors if name in given}
    others = {name for each in blocks for name in each.factors}
    return own if own and set(given) <= others else given
