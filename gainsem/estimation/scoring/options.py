"""What can be asked of a scoring, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gainsem.errors import OptionError

NONE = "none"
FEWEST_DRAWS = 5


@dataclass(frozen=True)
class ScoreOptions:
    """Choices of a scoring; see :func:`gainsem.score`.

    Roles (``weights``, ``cluster``, ``wave``) are None for what the codebook says, "none"
    for nothing.
    """

    by: tuple[str, ...] = ()
    weights: str | None = None
    cluster: str | None = None
    wave: str | None = None
    compare: str | None = None
    gap: tuple[tuple[str, str], ...] = ()
    target: str | None = None
    overall: str | None = None
    part_weights: Mapping[str, float] = field(default_factory=dict)
    draws: int = 20
    seed: int = 1
    min_cell: int = 10

    def role(self, name: str, roles: Mapping[str, str]) -> str:
        """Return the variable with a role; empty where there is none."""
        asked = getattr(self, name)
        if asked is None:
            return roles.get({"weights": "weight"}.get(name, name), "")
        return "" if str(asked).casefold() == NONE else str(asked)


def score_options(
    *,
    by: Sequence[str] | str = (),
    gap: Sequence[Any] | str = (),
    part_weights: Mapping[str, float] | None = None,
    draws: int = 20,
    seed: int = 1,
    min_cell: int = 10,
    **names: str | None,
) -> ScoreOptions:
    """Return the options of a call.

    Raises
    ------
    OptionError
        E-OPT-01 for every value that is not possible.
    """
    problems = []
    for name, value, least in (
        ("draws", draws, FEWEST_DRAWS),
        ("min_cell", min_cell, 1),
        ("seed", seed, 0),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            problems.append(f"{name}={value!r} must be a whole number of {least} or more")
    weights = {str(key): value for key, value in (part_weights or {}).items()}
    problems += [
        f"part_weights of '{name}' is {value!r}; a weight is a number of 0 or more"
        for name, value in weights.items()
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9
    ]
    pairs = _pairs(gap)
    problems += [
        f"gap={','.join(pair)!r} must name two different constructs"
        for pair in pairs
        if len(pair) != 2 or pair[0] == pair[1]
    ]
    if problems:
        raise OptionError.of("E-OPT-01", f"{'; '.join(problems)}.", do="correct these options")
    return ScoreOptions(
        by=tuple(dict.fromkeys(_names(by))),
        gap=tuple((pair[0], pair[1]) for pair in pairs),
        part_weights=weights,
        draws=draws,
        seed=seed,
        min_cell=min_cell,
        **names,
    )


def _names(given: Sequence[str] | str) -> list[str]:
    if isinstance(given, str):
        return [name.strip() for name in given.split(",") if name.strip()]
    return [str(name) for name in given]


def _pairs(gap: Sequence[Any] | str) -> list[tuple[str, ...]]:
    """Return the pairs in "GO,GS", ("GO", "GS") or a list of such."""
    if not gap:
        return []
    if isinstance(gap, str):
        return [tuple(_names(gap))]
    several = not all(isinstance(each, str) and "," not in each for each in gap)
    return [tuple(_names(each)) for each in gap] if several else [tuple(map(str, gap))]
