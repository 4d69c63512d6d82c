"""The rotation of exploratory blocks: one for all, or one for each by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gainsem.errors import OptionError
from gainsem.options.choices import ROTATIONS, not_allowed

DEFAULT_ROTATION = "geomin"


def chosen_rotations(given: Any) -> str | dict[str, str]:
    """Return the name of a rotation, or block -> name; a text may hold ``block=name,...``.

    Examples
    --------
    >>> chosen_rotations("Oblimin"), chosen_rotations("trait=geomin,method=target")
    ('oblimin', {'trait': 'geomin', 'method': 'target'})

    Raises
    ------
    OptionError
        E-OPT-01 for a rotation there is not, and for a block named twice.
    """
    if isinstance(given, Mapping):
        return {str(block).strip(): _name(rotation) for block, rotation in given.items()}
    text = str(given)
    if "=" not in text:
        return _name(text)
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    blocks = [block.strip() for block, _, _ in pairs]
    if not all(sign for _, sign, _ in pairs) or len(set(blocks)) < len(blocks) or "" in blocks:
        raise OptionError.of(
            "E-OPT-01",
            f"rotation={text!r} does not name each block once.",
            do="write  trait=geomin,method=target",
        )
    return {block: _name(rotation) for block, (_, _, rotation) in zip(blocks, pairs, strict=True)}


def _name(given: object) -> str:
    name = str(given).strip().lower()
    if name not in ROTATIONS:
        raise not_allowed("rotation", given, ROTATIONS)
    return name
