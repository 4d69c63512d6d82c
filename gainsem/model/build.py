"""Model text to parameter table: what the user wrote, what the preset adds, numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError, SpecificationError
from gainsem.model.block_relations import check_relations, refuse_restricted_blocks
from gainsem.model.blocks import Block, blocks_of
from gainsem.model.bounds import bounds_of
from gainsem.model.constraints import constraints_of, effect_coding_constraints
from gainsem.model.defaults import FREE, Draft, added, key_of, scaled, single_indicators
from gainsem.model.labels import Labels, check_labels
from gainsem.model.ordinal_rows import check_ordinal_rows
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


def checked_variables(model: ModelText, known: Sequence[str]) -> Variables:
    """Return the variables of a model by role.

    Parameters
    ----------
    model : ModelText
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
    return variables


def build_table(
    model: ModelText,
    options: Options,
    variables: Variables,
    *,
    levels: Mapping[str, int] | None = None,
    freed: frozenset[str] = frozenset(),
    group: int = 1,
) -> BuiltModel:
    """Return the parameter table of a model text.

    Parameters
    ----------
    model : ModelText
    options : Options
    variables : Variables
        From :func:`checked_variables`.
    levels : mapping, optional
        Ordinal variable -> number of thresholds.
    freed : frozenset of str, optional
        What this group estimates because another one gives the scale: "means" and
        "variances" of latent variables, "scales" of latent responses, variances of the
        factors of exploratory "blocks".
    group : int
        Number of the group the rows are for, counted from 1.

    Raises
    ------
    SpecificationError
        For a model that contradicts itself; every problem with its line.
    OptionError
        E-ESEM-10 for effect coding of an exploratory block.
    """
    levels = {name: levels[name] for name in variables.observed if name in levels} if levels else {}
    check_ordinal_rows(model, levels, theta=options.parameterization == "theta")
    blocks = blocks_of(model)
    if blocks and options.effect_coding:
        raise OptionError.of(
            "E-ESEM-10",
            "effect_coding cannot scale the factors of an exploratory block.",
            do="take effect_coding out: the factors have variance 1",
        )
    chosen = replace(_switches(model, options, variables, levels, blocks), freed=freed)
    written = scaled(_written(model), variables, chosen, freed=_freed(model))
    rows = _numbered([*written, *added(written, variables, chosen)], group)
    labels = Labels.of(rows)
    check_labels(model, labels)
    constraints, restrictions = constraints_of(model, labels)
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
        levels=tuple(levels.items()),
        parameterization=("theta" if chosen.theta else "delta") if levels else "",
        conditional=bool(levels and chosen.fixed_x and variables.exogenous_observed),
        restrictions=(
            *restrictions,
            *bounds_of(model, rows, options.bounds, variables.latent),
        ),
        blocks=blocks,
    )
    check_relations(model, table)
    refuse_restricted_blocks(model, table)
    return BuiltModel(table, variables, (*model.warnings, *_remarks(table, chosen, options)))


def _switches(
    model: ModelText,
    options: Options,
    variables: Variables,
    levels: Mapping[str, int],
    blocks: tuple[Block, ...],
) -> Switches:
    covariates = set(variables.exogenous_observed)
    frees = any(
        row.op in ("~~", "~1") and ({row.lhs, row.rhs} & covariates) for row in model.statements
    )
    means = any(row.op == "~1" for row in model.statements)
    return switches(
        options,
        mentions_means=means,
        frees_covariates=frees,
        levels=levels,
        blocks=tuple(block.factors for block in blocks),
    )


def _written(model: ModelText) -> list[Draft]:
    """Return the rows of the model text; a relation written twice is one row."""
    rows: dict[tuple[str, str, str], Draft] = {}
    for statement in model.statements:
        row = _row(statement)
        key = key_of(row)
        before = rows.get(key)
        rows[key] = row if before is None else _merged(before, row)
    _resolve_equal(rows, model)
    return list(rows.values())


def _row(statement: Statement) -> Draft:
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
    return Draft(
        statement.lhs,
        statement.op,
        statement.rhs,
        free=free,
        value=value,
        label=text,
        user=True,
        line=statement.at.line,
    )


def _freed(model: ModelText) -> set[tuple[str, str, str]]:
    """Return the parameters the text frees with ``NA*``."""
    return {
        key_of(Draft(row.lhs, row.op, row.rhs))
        for row in model.statements
        for modifier in row.modifiers
        if modifier.kind == "fixed" and modifier.values[0] is None
    }


def _merged(before: Draft, row: Draft) -> Draft:
    """Return the first row with what the second one adds."""
    fixed = row if not row.is_free else before
    return before._replace(
        free=min(before.free, row.free),
        value=fixed.value if fixed.value is not None else before.value,
        label=row.label or before.label,
    )


def _resolve_equal(rows: dict[tuple[str, str, str], Draft], model: ModelText) -> None:
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
        rows[target] = rows[target]._replace(label=shared)
        rows[key] = row._replace(label=shared)


def _numbered(drafts: Sequence[Draft], group: int) -> tuple[Parameter, ...]:
    """Return the rows numbered; rows with one label share a number, or its fixed value."""
    fixed = {row.label: row.value for row in drafts if row.label and not row.is_free}
    places = _places(drafts, fixed)
    result = []
    for row, number in zip(drafts, places, strict=True):
        lhs, op, rhs, free, value, label, exogenous, user, _, line, derived = row
        if free >= 0 > number:
            value = fixed[label]
        if label[:1] == ".":
            label = ""
        result.append(
            Parameter(lhs, op, rhs, number, value, label, exogenous, user, group, line, derived)
        )
    return tuple(result)


def _places(drafts: Sequence[Draft], fixed: Mapping[str, float | None]) -> list[int]:
    """Return the index of every row.

    Thresholds come last where there are any, and intercepts with them: what is left
    is all that a search has to find when nothing restricts them.
    """
    ordinal = any(row.op == "|" for row in drafts)
    free = [k for k, row in enumerate(drafts) if row.free >= 0 and row.label not in fixed]
    if ordinal:
        free.sort(key=lambda position: drafts[position].op in ("|", "~1"))
    numbers: dict[str, int] = {}
    places, count = [-1] * len(drafts), 0
    for position in free:
        label = drafts[position].label
        number = numbers.setdefault(label, count) if label else count
        count += number == count
        places[position] = number
    return places


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
