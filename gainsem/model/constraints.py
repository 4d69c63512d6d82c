"""The constraints of a model text: linear equalities as rows of a matrix, and the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.model.labels import Labels, evaluate_definitions, evaluate_with_gradient
from gainsem.model.parameter_table import LinearConstraint, Parameter, Restriction
from gainsem.syntax.expressions import Call, Expression, write
from gainsem.syntax.statements import Constraint, ModelText

FALSE = 1e-10
# Steps and sizes of the points at which a constraint must be the same linear function:
# irrational steps, so that no two parameters and no two points are proportional.
PROBES = ((0.4142136, 0.5), (0.7320508, 2.0), (0.2360680, 30.0))


def constraints_of(
    model: ModelText, labels: Labels
) -> tuple[tuple[LinearConstraint, ...], tuple[Restriction, ...]]:
    """Return the ``==``, ``<`` and ``>`` lines of a model: linear equalities, and the rest.

    Raises
    ------
    SpecificationError
        E-MOD-87 for a constraint that only mentions fixed values and is false.
    """
    size = 1 + max(labels.free.values(), default=-1)
    linear: list[LinearConstraint] = []
    rest: list[Restriction] = []
    for each in model.constraints:
        found = _constraint(model, each, labels, size)
        if isinstance(found, LinearConstraint):
            linear.append(found)
        else:
            rest.append(found)
    _refuse_false(model, [*linear, *rest])
    return tuple(linear), tuple(rest)


def _constraint(
    model: ModelText, constraint: Constraint, labels: Labels, size: int
) -> LinearConstraint | Restriction:
    greater, smaller = constraint.left, constraint.right
    if constraint.op == "<":
        greater, smaller = smaller, greater
    difference = Call("-", (greater, smaller))
    text = f"{write(constraint.left)} {constraint.op} {write(constraint.right)}"
    line = constraint.at.line
    form = _linear_form(model, difference, labels, size)
    if constraint.op != "==":
        terms, constant = form or ((), 0.0)
        return Restriction(">=", terms, constant, None if form else difference, text, line)
    if form is None:
        return Restriction("==", (), 0.0, difference, text, line)
    return LinearConstraint(*form, text, line)


def _linear_form(
    model: ModelText, difference: Expression, labels: Labels, size: int
) -> tuple[tuple[tuple[int, float], ...], float] | None:
    """Return coefficients and constant of a linear expression, None for any other."""
    gradients, constants = [], []
    for point in _probes(size):
        with np.errstate(invalid="ignore", over="ignore"):
            known, slopes = evaluate_definitions(model.definitions, labels, point)
            value, gradient = evaluate_with_gradient(difference, known, slopes, size)
            gradients.append(gradient)
            constants.append(float(gradient @ point) - value)
    gradient, constant = gradients[0], constants[0]
    if not (
        np.allclose(gradients, gradient, rtol=1e-10, atol=1e-12)
        and np.allclose(constants, constant, rtol=1e-10, atol=1e-10 * (1.0 + abs(gradient).sum()))
    ):
        return None
    return tuple((int(i), float(gradient[i])) for i in np.flatnonzero(gradient)), constant


def _refuse_false(model: ModelText, found: Sequence[LinearConstraint | Restriction]) -> None:
    """Refuse what mentions no free parameter and does not hold."""
    problems = []
    for each in found:
        if each.coefficients or (isinstance(each, Restriction) and each.expression):
            continue
        equal = isinstance(each, LinearConstraint)
        if abs(each.constant) <= FALSE if equal else each.constant <= FALSE:
            continue
        problems.append(
            Diagnostic(
                "E-MOD-87",
                "error",
                f"{model.source}, line {each.line}: '{each.text}' contradicts the model: all"
                " that it mentions is fixed, and it is false.",
                do="correct the fixed values, or take the line out",
            )
        )
    if problems:
        raise SpecificationError(*problems)


def _probes(size: int) -> list[Array]:
    """Return points in general position, each with its negative: no bend goes unseen."""
    steps = np.arange(1.0, size + 1.0)
    points = [scale * (2.0 * ((steps * step) % 1.0) - 1.0) for step, scale in PROBES]
    return [sign * point for point in points for sign in (1.0, -1.0)]


def effect_coding_constraints(
    rows: Sequence[Parameter], *, means: bool
) -> tuple[LinearConstraint, ...]:
    """Return loadings that average 1 and intercepts that average 0, per latent variable.

    Little, Slegers & Card (2006), doi:10.1207/s15328007sem1301_3.
    """
    intercept = {row.lhs: row for row in rows if row.op == "~1"}
    result: list[LinearConstraint] = []
    latent = dict.fromkeys(row.lhs for row in rows if row.op == "=~")
    for name in latent:
        loadings = [row for row in rows if row.op == "=~" and row.lhs == name]
        result.append(_sum_of(loadings, float(len(loadings)), f"loadings of {name} average 1"))
        items = [intercept[row.rhs] for row in loadings if row.rhs in intercept]
        if means and not any(row.rhs in latent for row in loadings):
            result.append(_sum_of(items, 0.0, f"intercepts of {name} average 0"))
    # Where nothing is estimated (intercepts of ordinal items are 0), nothing is constrained.
    return tuple(each for each in result if each.coefficients or each.constant)


def _sum_of(rows: Sequence[Parameter], total: float, text: str) -> LinearConstraint:
    fixed = sum(float(row.value or 0.0) for row in rows if not row.is_free)
    terms = tuple((row.free, 1.0) for row in rows if row.is_free)
    return LinearConstraint(terms, total - fixed, text, 0)


def constraint_matrix(constraints: Sequence[LinearConstraint], size: int) -> tuple[Array, Array]:
    """Return A (c, q) and b (c,) of ``A params == b``."""
    matrix = np.zeros((len(constraints), size))
    for number, constraint in enumerate(constraints):
        for index, coefficient in constraint.coefficients:
            matrix[number, index] += coefficient
    return matrix, np.array([constraint.constant for constraint in constraints])
