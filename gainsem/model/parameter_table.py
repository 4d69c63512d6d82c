"""The parameter table: the field's own core representation of a model.

One row a parameter, in the terms of lavaan's ``parTable``; compiled once into
index arrays by :mod:`gainsem.model.matrix_map`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gainsem.model.blocks import Block
from gainsem.syntax.expressions import Expression


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row.

    Parameters
    ----------
    lhs, op, rhs : str
        As in the model text; ``rhs`` is empty for intercepts (``~1``).
    free : int
        Index into the free-parameter vector; -1 for a fixed parameter.  Rows
        that share a label share the index.
    value : float or None
        The fixed value, or the start value the user asked for.
    label : str
        The user's label, or empty.
    exogenous : bool
        Fixed at its sample value because the covariate is treated as given.
    derived : bool
        Follows from the other parameters (a residual variance or a scale of a latent
        response); neither free nor fixed.
    user : bool
        Written in the model text (else added by the preset).
    group : int
        Counted from 1.
    line : int
        Line of the model text, 0 for rows added by the preset.
    """

    lhs: str
    op: str
    rhs: str
    free: int = -1
    value: float | None = None
    label: str = ""
    exogenous: bool = False
    user: bool = True
    group: int = 1
    line: int = 0
    derived: bool = False

    @property
    def is_free(self) -> bool:
        """Whether the parameter is estimated."""
        return self.free >= 0

    @property
    def name(self) -> str:
        """The parameter as a user would write it: ``"f=~x1"``, ``"x1~1"``."""
        return f"{self.lhs}{self.op}{self.rhs}"

    @property
    def name_in_groups(self) -> str:
        """The same, with the number of a later group: ``"f=~x1.g2"``."""
        return self.name if self.group == 1 else f"{self.name}.g{self.group}"

    def numbered(self, free: int) -> Parameter:
        """Return the row with another number.

        Groups have hundreds of rows, and :func:`dataclasses.replace` costs three times this.
        """
        if free == self.free:
            return self
        given = (self.value, self.label, self.exogenous, self.user, self.group, self.line)
        return Parameter(self.lhs, self.op, self.rhs, free, *given, self.derived)


@dataclass(frozen=True, slots=True)
class Definition:
    """``name := expression`` over labels."""

    name: str
    expression: Expression
    text: str = ""
    line: int = 0


@dataclass(frozen=True)
class LinearConstraint:
    """``coefficients . params == constant``, from an ``==`` line of the model."""

    coefficients: tuple[tuple[int, float], ...]
    constant: float
    text: str
    line: int


@dataclass(frozen=True)
class Restriction:
    """What no affine subspace holds: a nonlinear ``==``, an inequality, a bound.

    Parameters
    ----------
    relation : {"==", ">="}
        Whether it is 0, or at least 0.
    coefficients : tuple of (int, float)
        It is ``coefficients . params - constant`` where there is no expression.
    constant : float
    expression : Expression or None
        Over labels and definitions, where it is not linear.
    text : str
        As a user would write it.
    line : int
        Line of the model text, 0 where an option set it.
    """

    relation: Literal["==", ">="]
    coefficients: tuple[tuple[int, float], ...]
    constant: float
    expression: Expression | None
    text: str
    line: int


@dataclass(frozen=True)
class ParameterTable:
    """All parameters of a model, and what its variables are.

    Parameters
    ----------
    rows : tuple of Parameter
    observed : tuple of str
        Names of the observed variables, in the order of the moments.
    latent : tuple of str
        Names of the latent variables.
    exogenous : tuple of str
        Observed covariates treated as fixed.
    n_free : int
        Length of the free-parameter vector.
    definitions : tuple of Definition
    constraints : tuple of LinearConstraint
    restrictions : tuple of Restriction
    meanstructure : bool
    levels : tuple of (str, int)
        The ordinal variables and how many thresholds each has, in the order of
        ``observed``; empty where nothing is ordinal.
    parameterization : {"", "delta", "theta"}
        How latent responses are scaled; empty where nothing is ordinal.
    conditional : bool
        Whether the moments are those given the covariates.
    blocks : tuple of Block
        Factors that are rotated together.
    turns : int
        How many of the free parameters the rotations of the blocks stand for.
    """

    rows: tuple[Parameter, ...]
    observed: tuple[str, ...]
    latent: tuple[str, ...]
    exogenous: tuple[str, ...] = ()
    n_free: int = 0
    definitions: tuple[Definition, ...] = ()
    constraints: tuple[LinearConstraint, ...] = ()
    meanstructure: bool = False
    levels: tuple[tuple[str, int], ...] = ()
    parameterization: str = ""
    conditional: bool = False
    restrictions: tuple[Restriction, ...] = ()
    blocks: tuple[Block, ...] = ()
    turns: int = 0

    @property
    def n_parameters(self) -> int:
        """How many parameters the data determine: free ones less those of rotations."""
        return self.n_free - self.turns

    @property
    def ordinal(self) -> tuple[str, ...]:
        """Names of the ordinal variables."""
        return tuple(name for name, _ in self.levels)

    @property
    def explained(self) -> tuple[str, ...]:
        """Observed variables whose moments are explained: not the given covariates."""
        return tuple(name for name in self.observed if name not in self.exogenous)


def covariates(table: ParameterTable) -> tuple[str, ...]:
    """Return the observed predictors that nothing points at, fixed or not.

    One whose variance, covariance or mean the model text itself models is an
    outcome like any other.
    """
    inner = {row.lhs for row in table.rows if row.op == "~"}
    inner |= {row.rhs for row in table.rows if row.op == "=~"}
    written = [row for row in table.rows if row.user and row.op in ("~~", "~1")]
    inner |= {name for row in written for name in (row.lhs, row.rhs)}
    outer = {row.rhs for row in table.rows if row.op == "~"} - inner
    return tuple(name for name in table.observed if name in outer)
