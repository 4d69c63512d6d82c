"""The parameter table in the layout ``gainsem.fit/1``: rows, definitions, constraints."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from gainsem.model.blocks import Block
from gainsem.model.parameter_table import (
    Definition,
    LinearConstraint,
    Parameter,
    ParameterTable,
    Restriction,
)
from gainsem.results.expression_record import expression_from_steps
from gainsem.results.record_parts import Record


class NumberStep(Record):
    """A constant of an expression."""

    model_config = ConfigDict(extra="forbid")
    number: float


class NameStep(Record):
    """A label of an expression, with its place in the model text."""

    model_config = ConfigDict(extra="forbid")
    name: str
    line: int = 0
    column: int = 0


class CallStep(Record):
    """An operator or function of an expression, and how many values it takes."""

    model_config = ConfigDict(extra="forbid")
    call: str
    takes: int


class DefinitionRecord(Record):
    """A parameter defined by ``:=``."""

    name: str
    text: str = ""
    line: int = 0
    expression: list[NumberStep | NameStep | CallStep]

    @model_validator(mode="after")
    def _is_an_expression(self) -> Self:
        self.build()
        return self

    def build(self) -> Definition:
        """Return the definition."""
        steps = (step.model_dump() for step in self.expression)
        return Definition(self.name, expression_from_steps(steps), self.text, self.line)


class RestrictionRecord(Record):
    """A nonlinear equality, an inequality, or a bound."""

    relation: Literal["==", ">="]
    coefficients: list[tuple[int, float]]
    constant: float
    expression: list[NumberStep | NameStep | CallStep] | None = None
    text: str
    line: int

    @model_validator(mode="after")
    def _is_an_expression(self) -> Self:
        self.build()
        return self

    def build(self) -> Restriction:
        """Return the restriction."""
        steps = None if self.expression is None else [one.model_dump() for one in self.expression]
        return Restriction(
            self.relation,
            tuple(self.coefficients),
            self.constant,
            None if steps is None else expression_from_steps(steps),
            self.text,
            self.line,
        )


class TableRecord(Record):
    """The model as its parameter table."""

    rows: list[Parameter]
    observed: list[str]
    latent: list[str]
    exogenous: list[str]
    n_free: int
    definitions: list[DefinitionRecord]
    constraints: list[LinearConstraint]
    meanstructure: bool
    levels: list[tuple[str, int]] = Field(default=[])
    parameterization: Literal["", "delta", "theta"] = ""
    conditional: bool = False
    restrictions: list[RestrictionRecord] = Field(default=[])
    blocks: list[Block] = Field(default=[])
    turns: int = 0

    def build(self) -> ParameterTable:
        """Return the parameter table."""
        return ParameterTable(
            rows=tuple(self.rows),
            observed=tuple(self.observed),
            latent=tuple(self.latent),
            exogenous=tuple(self.exogenous),
            n_free=self.n_free,
            definitions=tuple(one.build() for one in self.definitions),
            constraints=tuple(self.constraints),
            meanstructure=self.meanstructure,
            levels=tuple(self.levels),
            parameterization=self.parameterization,
            conditional=self.conditional,
            restrictions=tuple(one.build() for one in self.restrictions),
            blocks=tuple(self.blocks),
            turns=self.turns,
        )
