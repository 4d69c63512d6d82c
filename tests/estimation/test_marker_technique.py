"""The CFA marker technique against lavaan (``reference/R/marker_cases.R``), and what is refused.

lavaan's fits are polished to a gradient of zero; the values a model holds fixed are handed over
with 12 digits.  Figures agree as closely as those of other models do.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.results.marker_technique import MarkerTechnique

REFERENCE = Path(__file__).parents[1] / "reference"
KNOWN = json.loads((REFERENCE / "reliability/marker.json").read_text(encoding="utf-8"))
REVERSED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]


def answers(name: str) -> pd.DataFrame:
    if name == "likert":
        return pd.read_csv(REFERENCE / "data/likert.csv")
    data = pd.read_csv(REFERENCE.parents[1] / "surveys/bfi/responses.csv").iloc[:, :25].dropna()
    data[REVERSED] = 7 - data[REVERSED]
    return data


@pytest.fixture(scope="module", params=["bfi", "likert"])
def case(request: pytest.FixtureRequest) -> tuple[MarkerTechnique, dict[str, Any]]:
    known, data = KNOWN[request.param], answers(request.param)
    text = "\n".join(f"{name} =~ {' + '.join(items)}" for name, items in known["scales"].items())
    fit = gainsem.fit(text, data, ordered="all" if request.param == "likert" else "none")
    found = gainsem.method_bias(fit, data, marker=known["marker"]).technique
    assert found is not None
    return found, known


def test_models_are_lavaans(case: tuple[MarkerTechnique, dict[str, Any]]) -> None:
    found, known = case
    assert [one.model for one in found.fits] == list(known["fits"])
    for one in found.fits:
        theirs = known["fits"][one.model]
        assert one.df == theirs["df"]
        assert one.chisq == pytest.approx(theirs["chisq"], rel=1e-6, abs=1e-5), one.model


def test_tests_are_lavaans(case: tuple[MarkerTechnique, dict[str, Any]]) -> None:
    """Scaled differences of ordinal items take lavaan's numerical derivatives: 1e-3."""
    found, known = case
    ordinal = known["scales"].keys() == {"F1", "F2"}
    for one, theirs in zip(found.comparisons, known["tests"], strict=True):
        assert one.df == theirs["df"]
        assert one.chisq == pytest.approx(theirs["chisq"], rel=1e-3 if ordinal else 1e-6)
        assert one.pvalue == pytest.approx(theirs["p"], abs=1e-4 if ordinal else 1e-7)


def standardized(record: dict[str, Any], model: str) -> dict[tuple[str, str, str], float]:
    return {(r["lhs"], r["op"], r["rhs"]): r["est.std"] for r in record["fits"][model]["std"]}


def test_reliability_by_source(case: tuple[MarkerTechnique, dict[str, Any]]) -> None:
    """The paper's formula on lavaan's standardised loadings, written out by hand."""
    found, known = case
    before, after = standardized(known, "Baseline"), standardized(known, found.kept)
    for one in found.shares:
        items = known["scales"][one.construct]
        alone = np.array([before[one.construct, "=~", item] for item in items])
        own = np.array([after[one.construct, "=~", item] for item in items])
        shared = np.array([after["M", "=~", item] for item in items])
        error = np.sum(1 - own**2 - shared**2)
        whole = own.sum() ** 2 + shared.sum() ** 2 + error
        expected = (
            alone.sum() ** 2 / (alone.sum() ** 2 + np.sum(1 - alone**2)),
            own.sum() ** 2 / whole,
            shared.sum() ** 2 / whole,
        )
        assert (one.total, one.substance, one.method) == pytest.approx(expected, abs=1e-6)
        assert one.percent == pytest.approx(100 * expected[2] / (expected[1] + expected[2]))


def test_sensitivity(case: tuple[MarkerTechnique, dict[str, Any]]) -> None:
    found, known = case
    (pair,) = found.correlations
    names = [name for name, _ in pair.by_model]
    assert names == [
        "CFA", "Baseline", "Method-C", "Method-U", "Method-S(0.05)", "Method-S(0.01)",
    ]  # fmt: skip
    for name, value in pair.by_model:
        theirs = standardized(known, name)[pair.construct1, "~~", pair.construct2]
        assert value == pytest.approx(theirs, abs=1e-5), name


def made(method: float, *, n: int = 3000) -> pd.DataFrame:
    """Two constructs that correlate .3 and a marker; all items share ``method`` variance."""
    draw = np.random.default_rng(8)
    shared = draw.normal(size=n)
    factors = draw.normal(size=(n, 2)) @ np.linalg.cholesky([[1, 0.3], [0.3, 1]]).T
    columns = {}
    for j, name in enumerate("ab"):
        for i in range(4):
            noise = draw.normal(size=n)
            columns[f"{name}{i}"] = 0.7 * factors[:, j] + math.sqrt(method) * shared + 0.6 * noise
    for i in range(4):
        columns[f"m{i}"] = 0.7 * shared + 0.6 * draw.normal(size=n)
    return pd.DataFrame(columns)


MADE = "a =~ a0 + a1 + a2 + a3\nb =~ b0 + b1 + b2 + b3"
OWN = ["m0", "m1", "m2", "m3"]


def test_method_variance_that_was_put_in_is_found_and_taken_out() -> None:
    data = made(0.15)
    found = gainsem.method_bias(gainsem.fit(MADE, data), data, marker=OWN).technique
    assert found is not None
    assert [one.pvalue < 0.05 for one in found.comparisons] == [True, False, True]
    assert found.kept == "Method-C"
    assert found.loading == pytest.approx(0.15 / (0.49 + 0.15 + 0.36), abs=0.02)
    by_model = dict(found.correlations[0].by_model)
    # (.7^2 * .3 + .15) / (.7^2 + .15) before, .3 after; errors of about .02.
    assert by_model["Baseline"] == pytest.approx(0.297 / 0.64, abs=0.05)
    assert by_model["Method-C"] == pytest.approx(0.3, abs=0.05)


def test_no_method_variance_is_not_invented() -> None:
    data = made(0.0)
    found = gainsem.method_bias(gainsem.fit(MADE, data), data, marker=OWN).technique
    assert found is not None
    assert found.comparisons[0].pvalue > 0.05
    assert found.comparisons[2].pvalue > 0.05
    assert found.loading < 0.005
    assert "share no variance with the marker" in found.sentences[0]


def test_a_marker_of_one_item_has_no_technique() -> None:
    data = made(0.1)
    found = gainsem.method_bias(gainsem.fit(MADE, data), data, marker="m0")
    assert found.technique is None
    assert "I-REL-30" in [one.code for one in found.diagnostics]
    assert "marker_models" not in found.tables()


def test_a_marker_that_measures_nothing_is_said() -> None:
    """Items that go with the construct, and against each other, make no latent variable."""
    data = made(0.1)
    noise = np.random.default_rng(1).normal(size=len(data))
    data["r0"], data["r1"] = data["a0"] + 2.0 * noise, data["a1"] - 2.0 * noise
    found = gainsem.method_bias(gainsem.fit(MADE, data), data, marker=["r0", "r1"])
    assert {"W-REL-28", "W-REL-29"} & {one.code for one in found.diagnostics}


def test_names_that_are_taken_and_regressions() -> None:
    data = made(0.1)
    text = MADE.replace("b =~", "marker =~") + "\nmarker ~ a"
    found = gainsem.method_bias(gainsem.fit(text, data), data, marker=OWN).technique
    assert found is not None
    assert {one.construct for one in found.shares} == {"a", "marker"}


def test_faces() -> None:
    data = made(0.15)
    found = gainsem.method_bias(gainsem.fit(MADE, data), data, marker=OWN)
    page = found.summary().replace("\n", " ")
    assert "The items share variance with the marker (Baseline within Method-C, p <.001)." in page
    assert "Method-S(0.05)" in page
    assert len(found.to_frame("marker_models")) == 7
    assert found.to_dict()["technique"]["kept"] == "Method-C"
    assert json.dumps(found.to_dict(), allow_nan=False)
