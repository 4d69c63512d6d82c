"""How the factors of an exploratory block were rotated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlockRotation:
    """The rotation of one block.

    Parameters
    ----------
    block : str
    factors, items : tuple of str
    rotation, title : str
        Its name, and how a text calls it.
    arguments : dict
        Those used, defaults included; a target as rows of numbers, None where it says
        nothing.
    oblique : bool
    normalize : str
    criterion : float
        Its value; NaN for a rotation without one.
    converged : bool
    starts, failed : int
        Starts made, and those that reached no minimum.
    minima : tuple of (float, int, float)
        Criterion, starts that reached it, lowest congruence with the best; best first.
    """

    block: str
    factors: tuple[str, ...]
    items: tuple[str, ...]
    rotation: str
    title: str
    arguments: dict[str, object]
    oblique: bool
    normalize: str
    criterion: float
    converged: bool
    starts: int
    failed: int
    minima: tuple[tuple[float, int, float], ...]
