"""What items and factors are called in each wave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gainsem.errors import OptionError, SpecificationError
from gainsem.syntax.tokens import NAME_PART, NAME_START

DEFAULT_PATTERN = "{item}_{wave}"
PLAIN = re.compile(rf"(?:[{NAME_START}]|\.(?![0-9]))[{NAME_PART}]*")
PART = re.compile(rf"[{NAME_PART}]+")
FEWEST = 2


@dataclass(frozen=True)
class Waves:
    """The waves in their order, and how a name and a wave make a column.

    Parameters
    ----------
    names : tuple of str
    pattern : str
        With ``{item}`` and ``{wave}``.
    """

    names: tuple[str, ...]
    pattern: str = DEFAULT_PATTERN

    def of(self, name: str, wave: str) -> str:
        """Return what an item or a factor is called in a wave.

        Examples
        --------
        >>> Waves(("t1", "t2")).of("trust", "t2")
        'trust_t2'
        """
        parts = {"{item}": name, "{wave}": wave}
        return re.sub(r"\{item\}|\{wave\}", lambda found: parts[found.group()], self.pattern)

    def in_all(self, names: Iterable[str]) -> set[str]:
        """Return these names, and what each of them is called in every wave."""
        given = set(names)
        return given | {self.of(name, wave) for name in given for wave in self.names}


def checked_waves(waves: str | Sequence[str], pattern: str) -> Waves:
    """Return the waves.

    Parameters
    ----------
    waves : str or sequence of str
        Names of the waves, or one text joined by commas.
    pattern : str

    Raises
    ------
    OptionError
        E-INV-08 for fewer than two waves, one named twice, a name of other signs than those of
        a model, or a pattern without both parts.
    """
    given: Any = waves.split(",") if isinstance(waves, str) else waves
    if not isinstance(given, Iterable):
        given = ()
    names = tuple(name for name in (str(each).strip() for each in given) if name)
    problem = _problem(names, pattern)
    if problem:
        raise OptionError.of("E-INV-08", problem[0], do=problem[1])
    return Waves(names, pattern)


def _problem(names: tuple[str, ...], pattern: str) -> tuple[str, str] | None:
    """Return what is wrong and what to do; None where nothing is."""
    if len(names) < FEWEST:
        shown = f"only '{names[0]}'" if names else "none"
        return (
            f"longitudinal invariance compares two waves or more, and waves= names {shown}.",
            'name the waves as they stand in the columns, for example  waves=["t1", "t2"]',
        )
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        return f"waves= names '{twice[0]}' more than once.", "name every wave once"
    odd = [name for name in names if not PART.fullmatch(name)]
    if odd:
        return (
            f"waves= names '{odd[0]}', which cannot be a part of a column's name.",
            "use letters, digits, '_' and '.'",
        )
    rest = pattern.replace("{item}", "", 1).replace("{wave}", "", 1)
    wrong = pattern.count("{item}") != 1 or pattern.count("{wave}") != 1
    if wrong or (rest and not PART.fullmatch(rest)):
        return (
            f"pattern='{pattern}' does not say how an item and a wave make a column.",
            f"write {{item}} and {{wave}} once each, for example  {DEFAULT_PATTERN}",
        )
    return None


def refuse_collisions(names: Iterable[str], waves: Waves, source: str) -> None:
    """Refuse two names of a model that become one in the waves.

    Raises
    ------
    SpecificationError
        E-INV-10.
    """
    made: dict[str, tuple[str, str]] = {}
    for name in names:
        for wave in waves.names:
            column = waves.of(name, wave)
            if column in made:
                first, before = made[column]
                raise SpecificationError.of(
                    "E-INV-10",
                    f"{source}: '{column}' would be '{first}' in wave '{before}' and '{name}' in"
                    f" wave '{wave}'.",
                    do="choose another pattern, or other names in the model",
                )
            made[column] = (name, wave)


def written(name: str) -> str:
    """Return a name as it is written in a model text: in quotes where it is no plain word."""
    return name if PLAIN.fullmatch(name) else f'"{name}"'
