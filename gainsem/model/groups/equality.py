"""Which parameters ``group_equal`` makes the same in all groups, and what that sets free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, did_you_mean
from gainsem.model.defaults import key_of
from gainsem.model.parameter_table import Parameter, ParameterTable

Freed = Literal["means", "scales", "variances", "blocks"]
Key = tuple[str, str, str]


def freed_in_later_groups(
    equal: Sequence[str], *, std_lv: bool, theta: bool = False
) -> frozenset[Freed]:
    """Return what later groups estimate because the first one gives the scale.

    Equal intercepts or thresholds leave the means of latent variables to be estimated,
    equal thresholds the scales of latent responses (Millsap & Yun-Tein 2004,
    doi:10.1207/S15327906MBR3903_4), equal loadings with ``std_lv`` the variances of latent
    variables, and always those of factors of exploratory blocks; as in lavaan.  In the theta
    parameterization the scales are those of residual variances, which stay where they are if
    they are to be equal.
    """
    freed: set[Freed] = set()
    if {"intercepts", "thresholds"} & set(equal) and "means" not in equal:
        freed.add("means")
    if "thresholds" in equal and not (theta and "residuals" in equal):
        freed.add("scales")
    if "loadings" in equal and "lv.variances" not in equal:
        freed |= {"variances", "blocks"} if std_lv else {"blocks"}
    return frozenset(freed)


def equal_keys(
    tables: Sequence[ParameterTable], equal: Sequence[str], partial: Sequence[str]
) -> frozenset[Key]:
    """Return the parameters that are the same in all groups.

    Those of a family that ``equal`` names, that ``partial`` does not except, and that carry
    no label of the user's in any group.

    Parameters
    ----------
    tables : sequence of ParameterTable
        One a group.
    equal, partial : sequence of str
        Options ``group_equal`` and ``group_partial``.

    Raises
    ------
    OptionError
        E-GRP-59 for a name in ``partial`` that is no parameter.
    """
    by_key: dict[Key, list[Parameter]] = {}
    for table in tables:
        for row in table.rows:
            by_key.setdefault(key_of(row), []).append(row)
    excepted = {key_of(row) for row in _named(by_key, partial)}
    return frozenset(
        key
        for key, rows in by_key.items()
        if key not in excepted
        and len(rows) > 1
        and all(row.is_free and not row.label for row in rows)
        and family_of(rows[0], tables[0]) in equal
    )


def family_of(row: Parameter, table: ParameterTable) -> str:
    """Return the name ``group_equal`` has for a parameter, empty without one."""
    latent = table.latent
    if row.op == "=~":
        return "loadings"
    if row.op == "~":
        return "regressions"
    if row.op == "|":
        return "thresholds"
    if row.op == "~1":
        return "means" if row.lhs in latent else "intercepts"
    if row.op == "~~":
        within = row.lhs in latent and row.rhs in latent
        if row.lhs == row.rhs:
            return "lv.variances" if within else "residuals"
        return "lv.covariances" if within else "residual.covariances"
    return ""


def _named(by_key: Mapping[Key, Sequence[Parameter]], partial: Sequence[str]) -> list[Parameter]:
    """Return the parameters that names such as ``f =~ x2`` and ``x3 ~ 1`` stand for."""
    known = {_squeezed(rows[0].name): rows[0] for rows in by_key.values()}
    turned = {_squeezed(f"{row.rhs}~~{row.lhs}"): row for row in known.values() if row.op == "~~"}
    labelled = {row.label: row for rows in by_key.values() for row in rows if row.label}
    found, problems = [], []
    for name in partial:
        row = known.get(_squeezed(name)) or turned.get(_squeezed(name)) or labelled.get(name)
        if row is not None:
            found.append(row)
            continue
        names = [rows[0].name for rows in by_key.values() if any(row.is_free for row in rows)]
        problems.append(
            Diagnostic(
                "E-GRP-59",
                "error",
                f"group_partial names '{name}', which is no parameter of the model."
                f"{did_you_mean(name, names)}",
                do='write it as in the model, for example  "x3~1"  or  "f=~x2"',
            )
        )
    if problems:
        raise OptionError(*problems)
    return found


def _squeezed(name: str) -> str:
    return "".join(name.split())
