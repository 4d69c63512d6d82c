"""Labels: what they stand for, and expressions over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError, did_you_mean
from gainsem.model.parameter_table import Definition, Parameter
from gainsem.syntax import statements
from gainsem.syntax.expressions import Expression, evaluate, names_in
from gainsem.syntax.statements import ModelText


@dataclass(frozen=True)
class Labels:
    """Label -> index of the free parameter, or its fixed value."""

    free: dict[str, int] = field(default_factory=dict)
    fixed: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Parameter]) -> Labels:
        """Collect the labels of a table."""
        named = [row for row in rows if row.label]
        return cls(
            {row.label: row.free for row in named if row.is_free},
            {row.label: float(row.value or 0.0) for row in named if not row.is_free},
        )

    def __contains__(self, label: object) -> bool:
        return label in self.free or label in self.fixed

    def names(self) -> list[str]:
        """Return all labels."""
        return [*self.free, *self.fixed]


def evaluate_definitions(
    definitions: Iterable[Definition] | Iterable[statements.Definition],
    labels: Labels,
    params: Array,
) -> tuple[dict[str, float], dict[str, Array]]:
    """Return value and gradient of every label and definition at a parameter vector.

    Parameters
    ----------
    definitions : iterable
        In order; a later one may use an earlier one.
    labels : Labels
    params : ndarray, shape (q,)

    Returns
    -------
    dict of str to float
    dict of str to ndarray, shape (q,)
    """
    unit = np.eye(len(params))
    values = {name: float(params[index]) for name, index in labels.free.items()}
    gradients = {name: unit[index] for name, index in labels.free.items()}
    for name, value in labels.fixed.items():
        values[name], gradients[name] = value, np.zeros(len(params))
    for each in definitions:
        values[each.name], gradients[each.name] = evaluate_with_gradient(
            each.expression, values, gradients, len(params)
        )
    return values, gradients


def evaluate_with_gradient(
    expression: Expression, values: dict[str, float], gradients: dict[str, Array], size: int
) -> tuple[float, Array]:
    """Return value and gradient of an expression by the chain rule."""
    value, slopes = evaluate(expression, values)
    gradient = np.zeros(size)
    for name, slope in slopes.items():
        gradient = gradient + slope * gradients[name]
    return value, gradient


def check_labels(model: ModelText, labels: Labels) -> None:
    """Raise for labels in definitions and constraints that nothing defines.

    Raises
    ------
    SpecificationError
        E-MOD-86, with the nearest label.
    """
    problems = tuple(_unknown(model, labels))
    if problems:
        raise SpecificationError(*problems)


def _unknown(model: ModelText, labels: Labels) -> Iterator[Diagnostic]:
    defined: list[str] = []
    sides: list[tuple[Expression, list[str]]] = []
    for each in model.definitions:
        sides.append((each.expression, list(defined)))
        defined.append(each.name)
    for constraint in model.constraints:
        sides += [(constraint.left, defined), (constraint.right, defined)]
    for expression, usable in sides:
        for used in names_in(expression):
            if used.name in labels or used.name in usable:
                continue
            at = statements.Place(max(used.line, 1), max(used.column, 1), len(used.name))
            near = did_you_mean(used.name, [*labels.names(), *usable])
            yield Diagnostic(
                "E-MOD-86",
                "error",
                f"{model.where(at)}: no parameter has the label '{used.name}'.{near}",
                do="give a parameter this label, for example  f =~ x1 + a*x2",
                excerpt=model.excerpt(at),
            )
