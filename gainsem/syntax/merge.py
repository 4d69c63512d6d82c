"""Relations written more than once are one relation.

``f =~ a*x1 + 0.5*x1`` gives ``x1`` two modifiers, as in lavaan.  A repetition
that adds nothing is remarked upon; one that contradicts is refused, where lavaan
takes the first and says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gainsem.diagnostics import Diagnostic
from gainsem.errors import ModelSyntaxError
from gainsem.syntax.source import Place, Source, shown
from gainsem.syntax.statements import Modifier, Statement

Relation = tuple[int, str, str, str]


class Merged:
    """The statements of a model, each relation once, in the order of their first mention."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.warnings: list[Diagnostic] = []
        self._statements: dict[Relation, Statement] = {}
        self._modifiers: dict[Relation, dict[str, Modifier]] = {}
        self._repeated: set[Relation] = set()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements with all their modifiers."""
        return tuple(
            replace(statement, modifiers=tuple(self._modifiers[relation].values()))
            for relation, statement in self._statements.items()
        )

    def add(self, statements: Iterable[Statement]) -> None:
        """Take in the statements of one line.

        Raises
        ------
        ModelSyntaxError
            If a parameter is given two different values of one kind.
        """
        for statement in statements:
            relation = relation_of(statement)
            known = self._modifiers.setdefault(relation, {})
            added = self._add_modifiers(known, statement)
            if relation not in self._statements:
                self._statements[relation] = statement
            elif not added and relation not in self._repeated:
                self._repeated.add(relation)
                self.warnings.append(self._repetition(statement, self._statements[relation].at))

    def _add_modifiers(self, known: dict[str, Modifier], statement: Statement) -> bool:
        added = False
        for modifier in statement.modifiers:
            before = known.setdefault(modifier.kind, modifier)
            added = added or before is modifier
            if before.values != modifier.values:
                raise self._contradiction(statement, before, modifier)
        return added

    def _repetition(self, statement: Statement, first: Place) -> Diagnostic:
        return self.source.remark(
            "W-MOD-82",
            f"{shown(statement.rhs or '1')} is listed again for {shown(statement.lhs)} "
            f"({statement.op}), first on line {first.line}; it counts once.",
            statement.at,
            do="remove one of the two, or correct the name",
        )

    def _contradiction(
        self, statement: Statement, before: Modifier, now: Modifier
    ) -> ModelSyntaxError:
        name = shown(f"{statement.lhs} {statement.op} {statement.rhs}".rstrip())
        at = now.at
        message = (
            f"{self.source.where(at)}: {name} is given two {KINDS[now.kind]}: "
            f"{_listed(before)} on line {before.at.line}, and {_listed(now)}."
        )
        return ModelSyntaxError.of(
            "E-MOD-95", message, do="keep one of them", excerpt=self.source.excerpt(at)
        )


KINDS = {
    "fixed": "fixed values",
    "label": "labels",
    "start": "start values",
    "equal": "parameters to equal",
    "lower": "lower bounds",
    "upper": "upper bounds",
    "efa": "EFA blocks",
    "rv": "random slopes",
}


def relation_of(statement: Statement) -> Relation:
    """Return what makes two statements the same relation; ``a ~~ b`` is ``b ~~ a``.

    Examples
    --------
    >>> place = Place(1, 1)
    >>> relation_of(Statement("b", "~~", "a", (), place, place))
    (0, '~~', 'a', 'b')
    """
    sides = (statement.lhs, statement.rhs)
    first, second = sorted(sides) if statement.op == "~~" else sides
    return statement.block, statement.op, first, second


def _listed(modifier: Modifier) -> str:
    written = ["NA" if value is None else _value(value) for value in modifier.values[:6]]
    more = ", ..." if len(modifier.values) > 6 else ""
    text = ", ".join(written) + more
    return f"c({text})" if len(modifier.values) > 1 else text


def _value(value: float | str) -> str:
    return shown(value) if isinstance(value, str) else f"{value:g}"
