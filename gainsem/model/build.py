"""Model text to parameter table: what the user wrote, what the preset adds, numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import SpecificationError
from gainsem.model.constraints import effect_coding_constraints, linear_constraints
from gainsem.model.defaults import FREE, added, key_of, scaled, single_indicators
from gainsem.model.labels import Labels, check_labels
from gainsem.model.parameter_table import Definition, Parameter, ParameterTable
from gainsem.model.presets import Switches, switches
from gainsem.model.specification import check_specification
from gainsem.model.unfittable import first_value, refuse_unfittable
from gainsem.model.variables import Variables, variables_of
from gainsem.options import Options
from gainsem.syntax.expressions import write
from gainsem.syntax.statements import ModelText, Statement


@dataclass(frozen=True)
class BuiltModel:
    """A parameter table, the roles of its variables, and what there is to say about it."""

    table: ParameterTable
    variables: Variables
    diagnostics: tuple[Diagnostic, ...]


def build_table(model: ModelText, options: Options, known: Sequence[str]) -> BuiltModel:
    """Return the parameter table of a model text.

    Parameters
    ----------
    model : ModelText
    options : Options
    known : sequence of str
        Names of the columns of the data.

    Raises
    ------
    SpecificationError
        For a model that contradicts itself or the data, or that this version
        cannot fit; every problem with its line.
    """
    refuse_unfittable(model)
    variables = variables_of(model.statements)
    check_specification(model, variables, known)
    chosen = _switches(model, options, variables)
    written = scaled(_written(model), variables, chosen, freed=_freed(model))
    rows = _numbered([*written, *added(written, variables, chosen)])
    labels = Labels.of(rows)
    check_labels(model, labels)
    constraints = linear_constraints(model, labels)
    if chosen.effect_coding:
        constraints += effect_coding_constraints(rows, means=chosen.meanstructure)
    table = ParameterTable(
        rows=rows,
        observed=variables.observed,
        latent=variables.latent,
        exogenous=variables.exogenous_observed if chosen.fixed_x else (),
        n_free=1 + max((row.free for row in rows), default=-1),
        definitions=tuple(
            Definition(each.name, each.expression, write(each.expression), each.at.line)
            for each in model.definitions
        ),
        constraints=constraints,
        meanstructure=chosen.meanstructure,
    )
    return BuiltModel(table, variables, (*model.warnings, *_remarks(table, chosen, options)))


def _switches(model: ModelText, options: Options, variables: Variables) -> Switches:
    covariates = set(variables.exogenous_observed)
    frees = any(
        row.op in ("~~", "~1") and ({row.lhs, row.rhs} & covariates) for row in model.statements
    )
    means = any(row.op == "~1" for row in model.statements)
    return switches(options, mentions_means=means, frees_covariates=frees)


def _written(model: ModelText) -> list[Parameter]:
    """Return the rows of the model text; a relation written twice is one row."""
    rows: dict[tuple[str, str, str], Parameter] = {}
    for statement in model.statements:
        row = _row(statement)
        before = rows.get(key_of(row))
        rows[key_of(row)] = row if before is None else _merged(before, row)
    _resolve_equal(rows, model)
    return list(rows.values())


def _row(statement: Statement) -> Parameter:
    fixed = next((m for m in statement.modifiers if m.kind == "fixed"), None)
    start = first_value(statement, "start")
    label = first_value(statement, "label")
    equal = first_value(statement, "equal")
    free, value = FREE, None if start is None else float(start)
    if fixed is not None and fixed.values[0] is not None:
        free, value = -1, float(fixed.values[0])
    text = str(label) if label is not None else ""
    if equal is not None:
        text = f"={equal}"
    return Parameter(
        statement.lhs,
        statement.op,
        statement.rhs,
        free=free,
        value=value,
        label=text,
        line=statement.at.line,
    )


def _freed(model: ModelText) -> set[tuple[str, str, str]]:
    """Return the parameters the text frees with ``NA*``."""
    return {
        key_of(Parameter(row.lhs, row.op, row.rhs))
        for row in model.statements
        for modifier in row.modifiers
        if modifier.kind == "fixed" and modifier.values[0] is None
    }


def _merged(before: Parameter, row: Parameter) -> Parameter:
    """Return the first row with what the second one adds."""
    fixed = row if not row.is_free else before
    return replace(
        before,
        free=min(before.free, row.free),
        value=fixed.value if fixed.value is not None else before.value,
        label=row.label or before.label,
    )


def _resolve_equal(rows: dict[tuple[str, str, str], Parameter], model: ModelText) -> None:
    """Turn ``equal("f=~x2")`` into a label shared with the parameter it names."""
    by_name = {row.name.replace(" ", ""): key for key, row in rows.items()}
    by_label = {row.label: key for key, row in rows.items() if row.label}
    for key, row in list(rows.items()):
        if not row.label.startswith("="):
            continue
        target = by_name.get(row.label[1:].replace(" ", "")) or by_label.get(row.label[1:])
        if target is None:
            raise SpecificationError.of(
                "E-MOD-86",
                f"{model.source}, line {row.line}: equal() names the parameter"
                f" '{row.label[1:]}', which the model does not have.",
                do='write it as in the model, for example equal("f=~x2")',
            )
        shared = rows[target].label or f".{rows[target].name}."
        rows[target] = replace(rows[target], label=shared)
        rows[key] = replace(row, label=shared)


def _numbered(rows: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """Return the rows numbered; rows with one label share a number, or its fixed value."""
    drafts = list(rows)
    fixed = {row.label: row.value for row in drafts if row.label and not row.is_free}
    numbers: dict[str, int] = {}
    result, count = [], 0
    for row in drafts:
        number, value = row.free, row.value
        if row.is_free and row.label in fixed:
            number, value = -1, fixed[row.label]
        elif row.is_free:
            number = numbers.get(row.label, count) if row.label else count
            count += number == count
            if row.label:
                numbers[row.label] = number
        label = "" if row.label.startswith(".") else row.label
        # Written out because replace() costs four times as much, row by row.
        result.append(
            Parameter(
                row.lhs,
                row.op,
                row.rhs,
                free=number,
                value=value,
                label=label,
                exogenous=row.exogenous,
                user=row.user,
                group=row.group,
                line=row.line,
            )
        )
    return tuple(result)


def _remarks(table: ParameterTable, chosen: Switches, options: Options) -> Iterable[Diagnostic]:
    if options.fixed_x and not chosen.fixed_x:
        yield note(
            "I-MOD-94",
            "The model text has a variance, covariance or mean of a covariate:"
            " covariates are modelled, not treated as fixed (fixed_x is off).",
        )
    if chosen.auto_fix_single:
        rows = list(table.rows)
        for item, latent in single_indicators(rows).items():
            if any(row.lhs == row.rhs == item and row.op == "~~" and not row.user for row in rows):
                yield warning(
                    "W-MOD-83",
                    f"'{latent}' has the single indicator '{item}': its residual variance is"
                    " fixed at 0, so it is taken to be measured without error.",
                    do=f"add indicators, or fix the error yourself:  {item} ~~ 0.2*{item}",
                )
