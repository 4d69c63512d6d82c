"""The tables of paths and effects compared between groups."""

from __future__ import annotations

from gainsem.results.cells import number_text
from gainsem.results.effects_table import ERRORS
from gainsem.results.groups.differences import ComparedValue, ValuesByGroup
from gainsem.results.parameter_tables import PVALUE, Z_VALUE
from gainsem.results.table import Column, Table

MOST_GROUPS = 6
HOLM = Column("pvalue_holm", "p (Holm)", "pvalue")
EQUAL = "The model holds equal what has no test."


def values_table(found: ValuesByGroup) -> Table:
    """Return one line a path or effect: its values by group, and the test that all are equal."""
    few = len(found.labels) <= MOST_GROUPS
    names = found.labels if few else ("lowest", "highest")
    columns = (
        *_names(found),
        *(Column(f"est_{k}", name, "number") for k, name in enumerate(names, start=1)),
        Column("chisq", "Chi-square", "number"),
        Column("df", "df", "integer"),
        Column("pvalue", "p", "pvalue"),
        HOLM,
    )
    rows = tuple(
        (
            *_cells(row),
            *(_by_group(row, found.labels) if few else _range(row)),
            *((row.test.statistic, int(row.test.df)) if row.test.df else (None, None)),
            row.test.pvalue,
            row.pvalue_holm,
        )
        for row in found.rows
    )
    said = [f"All together: {found.joint}"] if found.joint.df else []
    said += [EQUAL] if any(not row.test.df for row in found.rows) else []
    return Table(columns, rows, f"{_what(found)} by group", tuple(said))


def differences_table(found: ValuesByGroup) -> Table:
    """Return one line a path or effect and pair of groups: the first less the second."""
    columns = (
        *_names(found),
        Column("first", "Group"),
        Column("second", "less group"),
        Column("difference", "Difference", "number"),
        Column("se", "Std.Err", "number"),
        Z_VALUE,
        PVALUE,
        Column("ci_lower", "ci.lower", "number"),
        Column("ci_upper", "ci.upper", "number"),
    )
    rows = tuple(
        (*_cells(row), d.first, d.second, d.est, d.se, d.z, d.pvalue, d.ci_lower, d.ci_upper)
        for row in found.rows
        for d in row.differences
    )
    note = ERRORS[found.method].format(z=number_text(reach_of(found), 2))
    return Table(columns, rows, f"{_what(found)}: differences between groups", (note,))


def reach_of(found: ValuesByGroup) -> float:
    """Return how many standard errors an interval of the delta method reaches."""
    from gainsem.core.chi_square import normal_quantile

    return normal_quantile(0.5 + found.level / 2.0)


def _what(found: ValuesByGroup) -> str:
    return "Paths" if all(row.kind == "path" for row in found.rows) else "Effects"


def _names(found: ValuesByGroup) -> tuple[Column, ...]:
    ends = (Column("target", "On"), Column("source", "Of"))
    return ends if _what(found) == "Paths" else (*ends, Column("effect", "Effect"))


def _cells(row: ComparedValue) -> tuple[str, ...]:
    ends = (row.target, row.source)
    if row.kind == "path":
        return ends
    return (*ends, "via " + ", ".join(inner_of(row)) if inner_of(row) else row.kind)


def inner_of(row: ComparedValue) -> list[str]:
    """Return the variables a specific indirect effect runs through."""
    return row.path.split(" -> ")[1:-1] if row.kind == "indirect" else []


def _by_group(row: ComparedValue, labels: tuple[str, ...]) -> list[float | None]:
    own = {value.group: value.est for value in row.values}
    return [own.get(label) for label in labels]


def _range(row: ComparedValue) -> list[float]:
    values = [value.est for value in row.values]
    return [min(values), max(values)]
