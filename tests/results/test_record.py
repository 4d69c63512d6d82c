"""fit.json: written, checked, read again."""

from __future__ import annotations

import copy
import json
import math
import os
from dataclasses import fields, replace

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import FileError
from gainsem.model.parameter_table import Definition, LinearConstraint, ParameterTable
from gainsem.results.fit import Fit, ParameterEstimate, SampleFacts, Solution
from gainsem.results.record import SCHEMA_FILE, fit_to_json, plain
from gainsem.results.record_format import FitRecord, json_schema
from gainsem.results.record_parts import (
    DiagnosticRecord,
    ItemRecord,
    MomentsRecord,
    ParameterRecord,
    SampleRecord,
    SolutionRecord,
)
from gainsem.results.record_table import (
    TableRecord,
)
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item
from gainsem.syntax.expressions import Call, Name, write

CASES = ["hs_cfa_ml", "growth_linear", "poldem_sem_eq", "mediation_ml", "hs_mimic"]


@pytest.fixture
def rich(cfa) -> Fit:
    """A fit with something in every corner of the record."""
    item = Item(
        "x1",
        {"en": "How far …?", "zh": "多大程度上……？"},
        {"zh": "视觉"},
        construct="visual",
        measure="ordinal",
        codes=(1.0, 2.0),
        value_labels={"zh": {1.0: "不同意", 2.0: "同意"}},
        missing_codes=(99.0,),
        reverse=True,
        limits=(0.0, math.inf),
    )
    sample = replace(
        cfa.sample,
        n_read=310,
        items=(item, *cfa.sample.items[1:]),
        constructs={"visual": {"zh": "视觉"}},
        descriptives=(
            {
                "name": "x1",
                "n": 301,
                "missing": 0,
                "mean": 4.9358,
                "sd": 1.17,
                "skewness": math.nan,
            },
        ),
        recodes=({"item": "x1", "kind": "missing code", "count": 9, "detail": "99"},),
        title={"en": "A survey", "zh": "调查"},
        citation="Somebody (2020).",
    )
    constraint = LinearConstraint(((0, 1.0), (1, -1.0)), 0.0, "a == b", 4)
    return replace(
        cfa,
        table=replace(cfa.table, constraints=(constraint,)),
        sample=sample,
        fit_measures={**cfa.fit_measures, "rfi": math.nan},
        provenance=replace(cfa.provenance, versions={"numpy": "2.0"}),
        moments=replace(cfa.moments, diagnostics=(note("I-DATA-01", "Divisor n - 1."),)),
    )


def everything_shown(fit: Fit) -> list[str]:
    full = fit.summary(ci=True)
    return [repr(fit), full, fit._repr_html_(), fit.parameters.to_csv(), fit.vcov.to_csv()]


@pytest.mark.parametrize("name", CASES)
def test_a_fit_that_was_read_again_shows_the_same(reference_fit, name):
    fit = reference_fit(name)
    again = Fit.from_dict(json.loads(fit_to_json(fit)))
    assert again.to_dict() == fit.to_dict()
    assert fit_to_json(again) == fit_to_json(fit)
    assert again.table == fit.table
    assert again.options == fit.options
    assert again.sample == fit.sample
    assert everything_shown(again) == everything_shown(fit)
    np.testing.assert_array_equal(again.solution.params, fit.solution.params)
    np.testing.assert_array_equal(again.solution.vcov, fit.solution.vcov)
    np.testing.assert_array_equal(again.moments.cov, fit.moments.cov)


def test_every_corner_of_the_record_survives(rich):
    again = Fit.from_dict(json.loads(fit_to_json(rich)))
    assert again.sample.items == rich.sample.items
    assert again.table == rich.table
    assert again.provenance == rich.provenance
    assert again.moments.diagnostics == rich.moments.diagnostics
    assert math.isnan(again.fit_measures["rfi"])
    assert fit_to_json(again) == fit_to_json(rich)


def test_fits_that_failed_survive_too(withheld, heywood):
    for fit in (withheld, heywood):
        again = Fit.from_dict(fit.to_dict())
        assert again.diagnostics == fit.diagnostics
        assert (again.converged, again.usable) == (fit.converged, False)
        assert again.summary() == fit.summary()


def test_the_agreed_keys_are_there(cfa):
    content = cfa.to_dict()
    assert content["schema"] == "gainsem.fit/1"
    assert content["converged"] is True
    assert content["estimator"] == "ML"
    assert content["n_obs"] == 301
    assert content["options"]["preset"] == "sem"
    assert content["fit_measures"]["df"] == 24
    assert content["r_squared"]["x1"] == pytest.approx(0.5958, abs=1e-4)
    assert content["diagnostics"][0]["code"] == "I-EST-01"
    assert content["provenance"]["gainsem"] == "0.1.0"
    assert len(content["provenance"]["data_sha256"]) == 64
    assert content["provenance"]["model"].startswith("visual  =~ x1")
    first = content["parameters"][0]
    assert list(first) == [item.name for item in fields(ParameterEstimate)]
    assert first["z"] is None
    assert first["free"] is False


@pytest.mark.parametrize("name", CASES)
def test_the_shipped_schema_accepts_every_record(reference_fit, name):
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(reference_fit(name).to_dict(), schema)


def test_the_shipped_schema_accepts_and_refuses(rich):
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    content = rich.to_dict()
    jsonschema.validate(content, schema)
    content["parameters"][0]["est"] = "one"
    with pytest.raises(jsonschema.ValidationError, match="'one' is not of type"):
        jsonschema.validate(content, schema)


def test_the_shipped_schema_is_the_declared_one():
    if os.environ.get("GAINSEM_UPDATE_SNAPSHOTS"):
        text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
        SCHEMA_FILE.write_text(text, "utf-8")
    shipped = json.loads(SCHEMA_FILE.read_text("utf-8"))
    assert without_prose(shipped) == without_prose(json_schema())


def without_prose(schema):
    if isinstance(schema, list):
        return [without_prose(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    prose = {"title", "description"}
    return {
        key: without_prose(part)
        for key, part in schema.items()
        if key not in prose or not isinstance(part, str)
    }


@pytest.mark.parametrize(
    ("record", "layout"),
    [
        (ParameterTable, TableRecord),
        (Moments, MomentsRecord),
        (Solution, SolutionRecord),
        (ParameterEstimate, ParameterRecord),
        (Diagnostic, DiagnosticRecord),
        (SampleFacts, SampleRecord),
        (Item, ItemRecord),
    ],
)
def test_no_field_of_a_result_is_forgotten_in_the_layout(record, layout):
    known = {field.alias or name for name, field in layout.model_fields.items()}
    assert {item.name for item in fields(record)} == known


def test_every_part_of_a_fit_is_in_the_layout():
    known = {field.alias or name for name, field in FitRecord.model_fields.items()}
    parts = {item.name for item in fields(Fit)} - {"parameter_rows"} | {"parameters"}
    assert known == parts | {"schema", "converged", "usable", "n_obs"}


def broken(content, path, value):
    changed = copy.deepcopy(content)
    place = changed
    for step in path[:-1]:
        place = place[step]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("schema",), "gainsem.fit/2", "schema"),
        (("schema",), KeyError, "schema"),
        (("converged",), "yes", "converged"),
        (("n_obs",), 300, "n_obs differs from moments.n_obs"),
        (("parameters", 3, "est"), "one", "parameters.3.est"),
        (("parameters", 0, "op"), "=>", "parameters.0.op"),
        (("parameters", 0, "lhs"), KeyError, "parameters.0.lhs"),
        (("parameters",), None, "parameters"),
        (("fit_measures", "cfi"), [], "fit_measures.cfi"),
        (("diagnostics", 0, "severity"), "bad", "diagnostics.0.severity"),
        (("options", "estimator"), "XX", "options"),
        (("options", "colour"), "red", "There is no option 'colour'"),
        (("solution", "params"), [1.0], "solution.params"),
        (("solution", "vcov"), [[1.0]], "solution.vcov"),
        (("solution", "vcov", 0), [1.0], "solution.vcov"),
        (("moments", "cov", 0), [], "moments.cov"),
        (("moments", "mean"), [0.0], "moments.mean"),
        (("moments", "names", 0), "y1", "table.observed and moments.names differ"),
        (("table", "rows", 0, "free"), 400, "outside the free parameters"),
        (("table", "rows", 0, "value"), "x", "table.rows.0.value"),
        (("sample", "items", 0), {}, "sample.items.0"),
        (("provenance",), 3, "provenance"),
    ],
)
def test_malformed_content_is_refused_by_its_place(rich, path, value, named):
    with pytest.raises(FileError) as caught:
        Fit.from_dict(broken(rich.to_dict(), path, value), source="old/fit.json")
    assert caught.value.code == "E-FILE-13"
    assert "old/fit.json is not a fit saved by gainsem" in str(caught.value)
    assert named in str(caught.value)


def test_all_wrong_places_are_named_together(cfa):
    content = broken(cfa.to_dict(), ("parameters", 3, "est"), "one")
    content["estimator"] = 3
    with pytest.raises(FileError) as caught:
        Fit.from_dict(content)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("content", [None, [], "fit", 3, {}, {"schema": "gainsem.fit/1"}])
def test_what_is_no_record_at_all_is_refused(content):
    with pytest.raises(FileError) as caught:
        Fit.from_dict(content)
    assert caught.value.code == "E-FILE-13"


def test_numbers_json_does_not_know_are_refused(cfa):
    content = cfa.to_dict()
    content["fit_measures"]["cfi"] = math.inf
    with pytest.raises(FileError):
        Fit.from_dict(content)


def test_a_formula_of_any_depth_survives(reference_fit):
    expression = Name("a")
    for _ in range(5000):
        expression = Call("+", (expression, Name("b", 3, 7)))
    fit = reference_fit("mediation_ml")
    long = Definition("long", expression, "a + b + b ...", 3)
    fit = replace(fit, table=replace(fit.table, definitions=(long,)))
    again = Fit.from_dict(json.loads(fit_to_json(fit)))
    assert write(again.table.definitions[0].expression) == write(expression)
    assert fit_to_json(again) == fit_to_json(fit)


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ([], "do not end in one value"),
        ([{"number": 1.0}, {"number": 2.0}], "do not end in one value"),
        ([{"number": 1.0}, {"call": "system", "takes": 1}], "'system' is no function"),
        ([{"number": 1.0}, {"call": "+", "takes": 2}], "'+' cannot take 2 arguments here"),
        ([{"number": 1.0}, {"call": "+", "takes": 1}], "'+' cannot take 1 arguments here"),
        ([{"call": "exp", "takes": 0}], "'exp' cannot take 0 arguments here"),
        ([{"number": 1.0, "call": "exp"}], "table.definitions.0.expression.0"),
    ],
)
def test_a_formula_that_is_none_is_refused(reference_fit, steps, named):
    content = reference_fit("mediation_ml").to_dict()
    content["table"]["definitions"][0]["expression"] = steps
    with pytest.raises(FileError) as caught:
        Fit.from_dict(content)
    assert caught.value.code == "E-FILE-13"
    assert named in str(caught.value)


def test_text_is_deterministic_and_one_row_a_line(cfa):
    text = fit_to_json(cfa)
    assert text == fit_to_json(cfa)
    assert text.endswith("}\n")
    lines = text.splitlines()
    rows = [line for line in lines if line.startswith('  {"lhs": ')]
    assert len(rows) == len(cfa.parameter_rows)
    assert json.loads(text) == cfa.to_dict()


@given(st.floats())
def test_a_number_keeps_all_its_digits_and_the_impossible_is_null(value):
    written = json.loads(json.dumps(plain(value), allow_nan=False))
    assert written == value if math.isfinite(value) else written is None


def test_numpy_values_become_plain_ones():
    mixed = {"a": np.float64(1.5), "b": np.int64(2), "c": np.bool_(True), "d": np.eye(2)}
    found = plain(mixed)
    assert found == {"a": 1.5, "b": 2, "c": True, "d": [[1.0, 0.0], [0.0, 1.0]]}
    assert [type(value) for value in found.values()] == [float, int, bool, list]


def test_names_are_kept_as_they_are(awkward):
    text = fit_to_json(awkward)
    assert "<script>alert(1)</script>" in text
    assert "获得感" in text
    assert Fit.from_dict(json.loads(text)).parameter_rows[0].rhs == "<script>alert(1)</script>"
