"""fit.json on disk: foreign, newer and torn files are refused with the reason (E-FILE-13)."""

from __future__ import annotations

import errno
import json
import os

import numpy as np
import pytest

from gainsem.diagnostics import note
from gainsem.errors import FileError, OutputError
from gainsem.io.fit_json import read_fit, read_fit_dict
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.options import Options
from gainsem.results.fit import Fit, ParameterEstimate, Provenance, SampleFacts, Solution
from gainsem.survey.moments import Moments

WHOLE = {"schema": "gainsem.fit/1", "converged": True, "parameters": [{"lhs": "获得感"}]}


def refused(tmp_path, content):
    path = tmp_path / "fit.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileError) as caught:
        read_fit_dict(path)
    assert caught.value.code == "E-FILE-13"
    assert "fit.json" in str(caught.value)
    return str(caught.value)


def test_content_is_returned(tmp_path):
    path = tmp_path / "fit.json"
    path.write_text(json.dumps(WHOLE, ensure_ascii=False), encoding="utf-8")
    assert read_fit_dict(path) == WHOLE


@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_torn_file_is_refused(tmp_path, share):
    text = json.dumps(WHOLE, indent=1)
    assert "ends too early" in refused(tmp_path, text[: int(len(text) * share)])


def test_empty_file_is_refused(tmp_path):
    assert "ends too early" in refused(tmp_path, "")


def test_text_that_is_not_json_is_refused_with_line(tmp_path):
    assert "line 2" in refused(tmp_path, '{"schema": "gainsem.fit/1",\nconverged: true}')


def test_newer_layout_is_refused_with_both_versions(tmp_path):
    message = refused(tmp_path, '{"schema": "gainsem.fit/2"}')
    assert "gainsem.fit/2" in message
    assert "reads gainsem.fit/1" in message
    assert "update gainsem" in message


@pytest.mark.parametrize("content", ['{"a": 1}', "[1, 2]", "3", "null", '{"schema": 7}'])
def test_foreign_json_is_refused(tmp_path, content):
    assert "is not a fit of gainsem" in refused(tmp_path, content)


def test_constants_that_are_not_json_are_refused(tmp_path):
    assert "NaN is not JSON" in refused(tmp_path, '{"schema": "gainsem.fit/1", "x": NaN}')


def test_deep_nesting_is_refused(tmp_path):
    refused(tmp_path, "[" * 200_000)


def test_missing_file_is_refused_with_the_nearest_one(tmp_path):
    (tmp_path / "fit.json").write_text("{}")
    with pytest.raises(FileError) as caught:
        read_fit_dict(tmp_path / "fti.json")
    assert caught.value.code == "E-FILE-12"
    assert "Did you mean 'fit.json'?" in str(caught.value)


@pytest.fixture
def fit():
    names = ("est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std_lv", "std_all")
    numbers = dict.fromkeys(names, 0.1 + 0.2) | {"z": float("nan")}
    return Fit(
        table=ParameterTable(
            rows=(Parameter("x", "~~", "x", 0),), observed=("x",), latent=(), exogenous=(), n_free=1
        ),
        moments=Moments(("x",), np.array([[0.3]]), None, 10),
        options=Options(),
        estimator="ML",
        solution=Solution(np.array([0.3]), np.array([[0.01]]), 0.0, True, 3, 1e-12, "converged"),
        parameter_rows=(ParameterEstimate("x", "~~", "x", 1, "", True, **numbers),),
        fit_measures={"chisq": 0.0, "rmsea": float("nan")},
        r_squared={},
        diagnostics=(note("I-FILE-05", "获得感.csv: 3 cells were empty."),),
        sample=SampleFacts(n_read=12, n_used=10),
        provenance=Provenance(gainsem="0.1.0", model="x ~~ x"),
    )


def test_a_fit_is_written_and_read_back_the_same(tmp_path, fit):
    again = read_fit(fit.save(tmp_path / "fit.json"))
    assert again.to_dict() == fit.to_dict()
    assert again.fit_measures["chisq"] == 0.0
    assert np.isnan(again.fit_measures["rmsea"])


def test_the_same_fit_gives_the_same_bytes_of_plain_json(tmp_path, fit):
    first = fit.save(tmp_path / "a.json").read_bytes()
    assert first == fit.save(tmp_path / "b.json").read_bytes()
    assert json.loads(first)["fit_measures"] == {"chisq": 0.0, "rmsea": None}
    assert "获得感" in first.decode()
    assert b"0.30000000000000004" in first


def test_s01_a_fit_that_cannot_be_written_leaves_the_old_one(tmp_path, fit, monkeypatch):
    path = fit.save(tmp_path / "fit.json")
    before = path.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError) as caught:
        fit.save(path)
    assert caught.value.code == "E-OUT-01"
    assert path.read_bytes() == before
