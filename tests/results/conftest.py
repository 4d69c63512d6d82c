"""Fits made by hand from numbers of lavaan 0.6-14, so that no engine is needed to draw them."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gainsem.diagnostics import note, warning
from gainsem.model.parameter_table import Definition, Parameter, ParameterTable
from gainsem.options import Options
from gainsem.results.fit import Fit, ParameterEstimate, Provenance, SampleFacts, Solution
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item
from gainsem.syntax.expressions import Call, Name

DATA = Path(__file__).parent / "data"
A_TIMES_B = Call("*", (Name("a"), Name("b")))
D1_TIMES_D3 = Call("*", (Name("d1"), Name("d3")))
EXPRESSIONS = {
    "a*b": A_TIMES_B,
    "c+(a*b)": Call("+", (Name("c"), A_TIMES_B)),
    "d1*d3": D1_TIMES_D3,
    "d2+d1*d3": Call("+", (Name("d2"), D1_TIMES_D3)),
}


@cache
def read_case(name: str) -> dict[str, Any]:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def table_of(case: dict[str, Any]) -> ParameterTable:
    places: dict[str, int] = {}
    rows = []
    covariates = {row["rhs"] for row in case["parameters"] if row["op"] == "~" and row["free"]} - {
        row["lhs"] for row in case["parameters"] if row["op"] == "~"
    }
    for row in case["parameters"]:
        if row["op"] == ":=":
            continue
        free = -1
        name = row["label"] or row["lhs"] + row["op"] + row["rhs"]
        if row["free"]:
            free = places.setdefault(name, len(places))
        rows.append(
            Parameter(
                row["lhs"],
                row["op"],
                row["rhs"],
                free,
                None if row["free"] else float(row["est"]),
                row["label"] or "",
                exogenous=row["op"] == "~~" and not row["free"] and row["lhs"] in covariates,
            )
        )
    latent = dict.fromkeys(row["lhs"] for row in case["parameters"] if row["op"] == "=~")
    definitions = tuple(
        Definition(row["lhs"], EXPRESSIONS[row["rhs"]], row["rhs"])
        for row in case["parameters"]
        if row["op"] == ":="
    )
    return ParameterTable(
        rows=tuple(rows),
        observed=tuple(case["names"]),
        latent=tuple(latent),
        exogenous=tuple(name for name in case["names"] if name in covariates - latent.keys()),
        n_free=len(places),
        definitions=definitions,
        meanstructure=case["meanstructure"],
    )


def solution_of(case: dict[str, Any], table: ParameterTable) -> Solution:
    estimates = {(row["lhs"], row["op"], row["rhs"]): row["est"] for row in case["parameters"]}
    params = np.zeros(table.n_free)
    first: dict[int, str] = {}
    for row in table.rows:
        if row.is_free:
            params[row.free] = estimates[row.lhs, row.op, row.rhs]
            first.setdefault(row.free, row.label or row.name)
    places = [case["vcov"]["rows"].index(first[k]) for k in range(table.n_free)]
    vcov = np.array(case["vcov"]["values"])[np.ix_(places, places)]
    fmin = float(case["fit_measures"]["fmin"])
    return Solution(params, vcov, fmin, True, 7, 1e-12, "a minimum was found")


def parameter_row(row: dict[str, Any]) -> ParameterEstimate:
    keys = ("est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std_lv", "std_all")
    numbers = {key: number(row[key]) for key in keys}
    if not row["free"] and row["op"] != ":=":
        numbers |= dict.fromkeys(("se", "ci_lower", "ci_upper"), math.nan)
    names = (row["lhs"], row["op"], row["rhs"], 1, row["label"] or "")
    return ParameterEstimate(*names, bool(row["free"]), **numbers)


def build_fit(name: str) -> Fit:
    case = read_case(name)
    table = table_of(case)
    mean = None if case["mean"] is None else np.array(case["mean"])
    n_obs = case["n_obs"]
    items = tuple(Item(each, {"en": f"Wording of {each}"}) for each in case["names"])
    return Fit(
        table=table,
        moments=Moments(tuple(case["names"]), np.array(case["cov"]), mean, n_obs),
        options=Options(preset=case["preset"]),
        estimator="ML",
        solution=solution_of(case, table),
        parameter_rows=tuple(map(parameter_row, case["parameters"])),
        fit_measures={key: number(value) for key, value in case["fit_measures"].items()},
        r_squared=case["r_squared"],
        diagnostics=(note("I-EST-01", "Estimator ML was chosen: no item is declared ordinal."),),
        sample=SampleFacts(n_read=n_obs, n_used=n_obs, items=items),
        provenance=Provenance("0.1.0", case["model"], f"{name}.lav", f"{name}.csv", "0" * 64),
    )


@pytest.fixture(scope="session")
def case() -> Callable[[str], dict[str, Any]]:
    """The reference numbers of a case."""
    return read_case


@pytest.fixture(scope="session")
def reference_fit() -> Callable[[str], Fit]:
    """A fit that holds the reference numbers of a case."""
    return build_fit


@pytest.fixture
def cfa(reference_fit) -> Fit:
    """Holzinger and Swineford: three factors, nine items."""
    return reference_fit("hs_cfa_ml")


@pytest.fixture
def heywood(cfa) -> Fit:
    """The same, said to be improper."""
    finding = warning(
        "E-EST-93",
        "The residual variance of x1 is negative (-0.12).",
        why="a variance cannot be negative: the solution is improper",
        do="look at the loading of x1",
    )
    return replace(cfa, diagnostics=(*cfa.diagnostics, finding))


@pytest.fixture
def not_converged(cfa) -> Fit:
    """The same, said not to have converged."""
    solution = replace(cfa.solution, converged=False, vcov=None, status="200 steps were not enough")
    rows = tuple(
        replace(row, se=math.nan, z=math.nan, pvalue=math.nan, ci_lower=math.nan, ci_upper=math.nan)
        for row in cfa.parameter_rows
    )
    return replace(cfa, solution=solution, parameter_rows=rows)


@pytest.fixture
def withheld(not_converged) -> Fit:
    """The same, with estimates that must not be shown."""
    finding = warning("E-EST-94", "The search found no minimum, and the estimates are withheld.")
    return replace(not_converged, diagnostics=(*not_converged.diagnostics, finding))


@pytest.fixture
def awkward(cfa) -> Fit:
    """The same with names that try to be markup, and Chinese ones."""
    names = {"visual": "获得感", "x1": "<script>alert(1)</script>", "x2": "生活&满意"}

    def renamed(name: str) -> str:
        return names.get(name, name)

    rows = tuple(replace(x, lhs=renamed(x.lhs), rhs=renamed(x.rhs)) for x in cfa.parameter_rows)
    r_squared = {renamed(name): value for name, value in cfa.r_squared.items()}
    finding = warning("W-DATA-26", "<b>x1</b> and x2 correlate .995\nand more.")
    return replace(cfa, parameter_rows=rows, r_squared=r_squared, diagnostics=(finding,))


@pytest.fixture
def same_as_snapshot() -> Callable[[str, str], None]:
    """Compare a text with the one on file; GAINSEM_UPDATE_SNAPSHOTS=1 rewrites it."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "snapshots" / name
        if os.environ.get("GAINSEM_UPDATE_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8")

    return compare
