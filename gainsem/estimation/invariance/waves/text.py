"""The model text of longitudinal invariance: every factor once a wave.

Factors have mean 0 and variance 1 in the first wave, and in later waves as long as nothing
else gives the scale (Widaman, Ferrer & Conger 2010, doi:10.1111/j.1750-8606.2009.00110.x; of
ordinal items Liu, Millsap, West, Tein, Tanaka & Grimm 2017, doi:10.1037/met0000075, and Wu &
Estabrook 2016, doi:10.1007/s11336-016-9506-0).  What is left of an item after its factor
belongs to the item in every wave, so the residuals of the same item covary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from gainsem.estimation.invariance.levels import Key, LevelModel, Measured
from gainsem.estimation.invariance.waves.labels import shared_labels
from gainsem.estimation.invariance.waves.names import Waves, written
from gainsem.results.item_release import Place
from gainsem.syntax import parse
from gainsem.syntax.statements import ModelText, Statement


@dataclass(frozen=True)
class Repeated:
    """A model of one wave, and the waves it is repeated in.

    Parameters
    ----------
    model : ModelText
        Of the names without a wave.
    waves : Waves
    measured : Measured
    residual_covariances : bool
        Whether residuals of the same item covary between waves.
    """

    model: ModelText
    waves: Waves
    measured: Measured
    residual_covariances: bool = True

    def text(self, level: LevelModel) -> str:
        """Return the model text of a level, for the columns of all waves."""
        labels = shared_labels(level, self.measured, self.pairs)
        given = _given(level)
        lines = self._remarks(level)
        for number, wave in enumerate(self.waves.names):
            lines += ["", f"# Wave {wave}", *_Wave(self, level, labels, given, number).lines()]
        if self.residual_covariances:
            lines += ["", "# The same item in two waves", *self._residual_covariances()]
        return "\n".join(lines) + "\n"

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Return the columns of every wave, in the order of the items."""
        return {
            wave: tuple(self.waves.of(item, wave) for item in self.measured.items)
            for wave in self.waves.names
        }

    def by_item(self) -> dict[str, tuple[str, ...]]:
        """Return the columns of every item, in the order of the waves."""
        return {
            item: tuple(self.waves.of(item, wave) for wave in self.waves.names)
            for item in self.measured.items
        }

    def later(self, key: Key) -> tuple[Place, ...]:
        """Return what a parameter of one wave is called in all waves but the first."""
        lhs, op, rhs = key
        right = rhs if op in ("|", "~1") else None
        return tuple(
            (1, self.waves.of(lhs, wave), op, self.waves.of(rhs, wave) if right is None else right)
            for wave in self.waves.names[1:]
        )

    def _remarks(self, level: LevelModel) -> list[str]:
        names = ", ".join(self.waves.names)
        lines = [
            f"# Longitudinal invariance ({level.name}) of {len(self.waves.names)} waves: {names}",
            f"# From {self.model.source}; parameters with one label are equal.",
        ]
        if self.measured.ordinal:
            lines.append("# Ordinal items: fit it with the option parameterization=theta.")
        return lines

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The factors whose covariance within a wave is free."""
        fixed = {
            frozenset((row.lhs, row.rhs))
            for row in self.model.statements
            for each in row.modifiers
            if row.op == "~~" and each.kind == "fixed" and each.values[0] is not None
        }
        every = combinations(self.measured.factors, 2)
        return tuple(pair for pair in every if frozenset(pair) not in fixed)

    def _residual_covariances(self) -> Iterator[str]:
        for own in self.by_item().values():
            columns = list(map(written, own))
            for k, column in enumerate(columns[:-1]):
                yield f"{column} ~~ {' + '.join(columns[k + 1 :])}"


@dataclass(frozen=True)
class _Wave:
    """One wave of a level, line by line."""

    study: Repeated
    level: LevelModel
    labels: dict[str, str]
    given: Mapping[tuple[str, str], tuple[float | str | None, ...]]
    number: int

    def lines(self) -> list[str]:
        """Return loadings, then the rest item by item, factor by factor."""
        return [
            *self._loadings(),
            *self._items(),
            *self._factors(),
            *self._covariances(),
        ]

    def _called(self, name: str) -> str:
        return written(self.study.waves.of(name, self.study.waves.names[self.number]))

    def _term(self, name: str, column: str) -> str:
        return f"{self.labels[name]}*{column}" if name in self.labels else column

    def _loadings(self) -> Iterator[str]:
        for factor, items in self.study.measured.factors.items():
            terms = [self._term(f"{factor}=~{item}", self._called(item)) for item in items]
            # Else the first loading would be fixed at 1.
            terms.insert(0, f"NA*{self._called(items[0])}")
            if terms[1] == self._called(items[0]):
                del terms[1]
            yield f"{self._called(factor)} =~ {' + '.join(terms)}"

    def _items(self) -> Iterator[str]:
        measured = self.study.measured
        for item in measured.items:
            column = self._called(item)
            count = measured.thresholds.get(item, 0)
            if count:
                terms = [self._term(f"{item}|t{k}", f"t{k}") for k in range(1, count + 1)]
                yield f"{column} | {' + '.join(terms)}"
                yield f"{column} ~ {self._value(item, '~1', '0')}*1"
                yield f"{column} ~~ {self._value(item, '~~', '1')}*{column}"
            else:
                yield f"{column} ~ {self._term(f'{item}~1', '1')}"
                yield f"{column} ~~ {self._term(f'{item}~~{item}', column)}"

    def _factors(self) -> Iterator[str]:
        equal, later = self.level.equal, self.number > 0
        free_variance = later and "loadings" in equal and "lv.variances" not in equal
        free_mean = later and "intercepts" in equal and "means" not in equal
        for factor in self.study.measured.factors:
            called = self._called(factor)
            yield f"{called} ~~ {'NA' if free_variance else '1'}*{called}"
            yield f"{called} ~ {'NA' if free_mean else '0'}*1"

    def _covariances(self) -> Iterator[str]:
        """Yield what the model says of covariances, and those that a level makes equal."""
        said: set[frozenset[str]] = set()
        for row in self.study.model.statements:
            if row.op != "~~":
                continue
            said.add(frozenset((row.lhs, row.rhs)))
            name = f"{row.lhs}~~{row.rhs}"
            name = name if name in self.labels else f"{row.rhs}~~{row.lhs}"
            term = self._term(name, self._called(row.rhs))
            yield f"{self._called(row.lhs)} ~~ {_modifiers(row)}{term}"
        for one, other in self.study.pairs:
            name = f"{one}~~{other}"
            if name in self.labels and frozenset((one, other)) not in said:
                yield f"{self._called(one)} ~~ {self._term(name, self._called(other))}"

    def _value(self, item: str, op: str, usual: str) -> str:
        """Return what identifies an ordinal item in this wave: a number, or NA."""
        if (item, op) not in self.given:
            return usual
        return _number(self.given[item, op][self.number])


def _given(level: LevelModel) -> dict[tuple[str, str], tuple[float | str | None, ...]]:
    """Return what a level says of ordinal items: one value a wave, None for free."""
    rows = parse("\n".join(level.lines)).statements if level.lines else ()
    return {(row.lhs, row.op): row.modifiers[0].values for row in rows}


def _modifiers(row: Statement) -> str:
    """Return fixed values and starts as they were written."""
    kinds = {"fixed": "{}*", "start": "start({})*"}
    return "".join(
        kinds[each.kind].format(_number(each.values[0]))
        for each in row.modifiers
        if each.kind in kinds
    )


def _number(value: float | str | None) -> str:
    return "NA" if value is None else f"{value:.15g}"
