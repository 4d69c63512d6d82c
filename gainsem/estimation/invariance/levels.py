"""The levels of measurement invariance as models: what is equal, and what identifies them.

Continuous items: configural, metric, scalar, strict (Meredith 1993, doi:10.1007/BF02294825).
Ordinal items follow Wu & Estabrook (2016, doi:10.1007/s11336-016-9506-0): thresholds come
first, and intercepts and residual variances of the latent responses, which equal thresholds
identify, are free in later groups until their own level.  Factors have mean 0 and variance 1
in the first group, and in all groups as long as nothing else gives the scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gainsem.results.invariance.cutoffs import Constraint

CONTINUOUS = ("configural", "metric", "scalar", "strict")
ORDINAL = ("configural", "thresholds", "metric", "scalar", "strict")
FAMILIES: Mapping[str, tuple[str, Constraint]] = {
    "configural": ("", "configural"),
    "thresholds": ("thresholds", "thresholds"),
    "metric": ("loadings", "loadings"),
    "scalar": ("intercepts", "intercepts"),
    "strict": ("residuals", "residuals"),
}
Key = tuple[str, str, str]
STRUCTURAL = ("lv.variances", "lv.covariances", "regressions", "means")
BINARY = 1


@dataclass(frozen=True)
class Freed:
    """What is not held equal although its level asks for it: items, by level."""

    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, level: str) -> tuple[str, ...]:
        """Return the items freed at a level."""
        return self.items.get(level, ())

    def with_item(self, level: str, item: str) -> Freed:
        """Return the same with one more item."""
        return Freed({**self.items, level: (*self.of(level), item)})


@dataclass(frozen=True)
class Measured:
    """What the levels need to know of a model.

    Parameters
    ----------
    factors : mapping
        Latent variable -> what it points at.
    thresholds : mapping
        Ordinal item -> how many thresholds.
    n_groups : int
    exploratory : frozenset of str
        The latent variables of exploratory blocks.
    """

    factors: Mapping[str, tuple[str, ...]]
    thresholds: Mapping[str, int]
    n_groups: int
    exploratory: frozenset[str] = frozenset()

    @property
    def ordinal(self) -> bool:
        """Whether any item is ordinal."""
        return bool(self.thresholds)

    @property
    def sets(self) -> dict[tuple[str, ...], list[str]]:
        """Items -> the factors that have just these: one, or those of an exploratory block."""
        found: dict[tuple[str, ...], list[str]] = {}
        for factor, items in self.factors.items():
            found.setdefault(items, []).append(factor)
        return found

    @property
    def home(self) -> dict[str, str]:
        """The factor of every item, the last one of an item that several point at."""
        return {item: name for name, items in self.factors.items() for item in items}

    @property
    def items(self) -> tuple[str, ...]:
        """What the latent variables point at and is none itself, each once."""
        named = (item for items in self.factors.values() for item in items)
        return tuple(dict.fromkeys(item for item in named if item not in self.factors))

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels there are; thresholds need an item with two of them or more."""
        if not self.ordinal:
            return CONTINUOUS
        some = any(count > BINARY for count in self.thresholds.values())
        return ORDINAL if some else ("configural", "scalar", "strict")

    @property
    def first_order(self) -> tuple[str, ...]:
        """Latent variables that no other one points at."""
        inner = {name for items in self.factors.values() for name in items}
        return tuple(name for name in self.factors if name not in inner)


@dataclass(frozen=True)
class LevelModel:
    """One level: lines added to the model text, and the options of the fit."""

    name: str
    constraint: Constraint
    equal: tuple[str, ...]
    lines: tuple[str, ...]
    partial: tuple[str, ...]


def level_model(level: str, measured: Measured, freed: Freed) -> LevelModel:
    """Return a level as a model.

    Parameters
    ----------
    level : str
        One of ``measured.levels``.
    measured : Measured
    freed : Freed
    """
    reached = measured.levels[: measured.levels.index(level) + 1]
    equal = tuple(FAMILIES[name][0] for name in reached if FAMILIES[name][0])
    if measured.ordinal and "thresholds" not in measured.levels and level != "configural":
        equal = ("thresholds", "loadings", *equal)
    equal = tuple(dict.fromkeys(equal))
    lines, partial = _ordinal(level, measured, freed) if measured.ordinal else ((), ())
    partial += _partial(measured, freed, reached)
    return LevelModel(level, FAMILIES[level][1], equal, lines, tuple(dict.fromkeys(partial)))


def structural_model(name: str, before: LevelModel) -> LevelModel:
    """Return a level that makes a part of the structural model equal as well."""
    return LevelModel(name, "structural", (*before.equal, name), before.lines, before.partial)


def released_by(level: str, item: str, measured: Measured) -> tuple[Key, ...]:
    """Return the parameters a level makes equal, or fixes, in later groups for one item.

    Of an item with thresholds of its own these are the thresholds: its intercept and residual
    variance, which are fixed then, say nothing that they do not.
    """
    if level == "metric":
        return ((measured.home[item], "=~", item),)
    if level == "scalar":
        return ((item, "~1", ""),)
    if level == "strict":
        return ((item, "~~", item),)
    count = measured.thresholds.get(item, 0)
    return tuple((item, "|", f"t{k + 1}") for k in range(count))


def _partial(measured: Measured, freed: Freed, reached: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters that stay apart, by their names in the model."""
    names: list[str] = []
    home = measured.home
    for level in reached:
        for item in freed.of(level):
            if level == "thresholds":
                names += [f"{item}|t{k + 1}" for k in range(measured.thresholds[item])]
                if "metric" in reached:
                    names.append(f"{home[item]}=~{item}")
            elif level == "metric":
                names.append(f"{home[item]}=~{item}")
            elif level == "scalar" and item not in measured.thresholds:
                names.append(f"{item}~1")
            elif level == "strict" and item not in measured.thresholds:
                names.append(f"{item}~~{item}")
    return tuple(names)


def _ordinal(
    level: str, measured: Measured, freed: Freed
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what identifies ordinal items at a level: lines, and thresholds that stay apart."""
    if level == "configural":
        return (), ()
    lines: list[str] = []
    partial: list[str] = []
    apart = freed.of("thresholds")
    some = ("0", *["NA"] * (measured.n_groups - 1))
    unit = ("1", *["NA"] * (measured.n_groups - 1))
    ones, none = ("1",) * measured.n_groups, ("0",) * measured.n_groups
    early = level in ("thresholds", "metric")
    for item, count in measured.thresholds.items():
        if item in apart or (count == BINARY and early):
            # As in the configural model: its own thresholds, intercept 0, residual variance 1.
            partial += [f"{item}|t{k + 1}" for k in range(count)]
            lines.append(_line(item, "~", none, "1"))
            lines.append(_line(item, "~~", ones, item))
            continue
        free = early or item in freed.of("scalar")
        lines.append(_line(item, "~", some if free else none, "1"))
        if count == BINARY or (level == "strict" and item not in freed.of("strict")):
            lines.append(_line(item, "~~", ones, item))
        else:
            lines.append(_line(item, "~~", unit, item))
    if early:
        lines += [_line(name, "~", none, "1") for name in measured.first_order]
    return tuple(lines), tuple(partial)


def _line(lhs: str, op: str, values: Sequence[str], rhs: str) -> str:
    return f"{lhs} {op} c({', '.join(values)})*{rhs}"
