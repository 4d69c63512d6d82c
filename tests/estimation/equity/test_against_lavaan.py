"""Every estimate and standard error against lavaan's defined parameters (R/equity_cases.R).

lavaan's gradient is driven to zero first, but for missing answers, left as lavaan stops.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.latent_gaps import weighted_mean
from gainsem.estimation.equity.quantities import Estimated, estimated
from gainsem.estimation.invariance.fitting import with_lines
from gainsem.io.handed_in import answers_of, read_model

REFERENCE = Path(__file__).parents[2] / "reference"
RECORD = json.loads((REFERENCE / "groups" / "equity.json").read_text())
HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
FACTORS = ("visual", "textual", "speed")
PLACES = {"abs": 1e-6, "rel": 1e-6}


@pytest.fixture(scope="module")
def hs():
    frame = pd.read_csv(REFERENCE / "data" / "hs.csv").dropna()
    return frame.assign(age=frame.ageyr + frame.agemo / 12, male=frame.sex)


@pytest.fixture(scope="module")
def mixed():
    frame = pd.read_csv(REFERENCE / "data" / "mixed.csv")
    return frame.assign(g=np.where(frame.x2 > 0.5, "B", "A"))


def _agree(row, expected, **places):
    places = places or PLACES
    assert row.est == pytest.approx(expected["est"], **places)
    assert row.se == pytest.approx(expected["se"], **places)


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
@pytest.mark.parametrize(("name", "partial"), [("raw", ()), ("partial", ("x3", "x7"))])
@pytest.mark.parametrize(("unit", "called"), [("pooled", "gap"), ("reference", "glass")])
def test_gaps_of_continuous_items(hs, estimator, name, partial, unit, called):
    found = gainsem.equity(HS, hs, "school", partial=partial, estimator=estimator, unit=unit)
    expected = RECORD[f"{name}_{estimator}"]
    for number, factor in enumerate(FACTORS, start=1):
        _agree(found.gap(factor), expected[f"{called}{number}"])


def test_what_a_gap_would_seem_without_bias_is_the_gap_of_all_equal(hs):
    found = gainsem.equity(HS, hs, "school", partial=("x3", "x7"), estimator="ML")
    for number, factor in enumerate(FACTORS, start=1):
        _agree(found.gap(factor, kind="ignored"), RECORD["raw_ML"][f"gap{number}"])


def test_bias_of_continuous_items(hs):
    """In points of the answers; the observed standard deviation is taken as known."""
    found = gainsem.equity(HS, hs, "school", partial=("x3", "x7"), estimator="ML")
    [row] = [row for row in found.bias if row.factor == "visual"]
    score = hs[["x1", "x2", "x3"]].mean(axis=1)
    parts = [score[hs.school == label] for label in found.groups]
    sd = np.sqrt(sum(len(own) * own.var(ddof=0) for own in parts) / len(hs))
    assert row.observed * sd == pytest.approx(parts[1].mean() - parts[0].mean(), rel=1e-9)
    expected = RECORD["bias"]
    for name in ("latent", "bias"):
        assert getattr(row, name) * sd == pytest.approx(expected[name]["est"], abs=1e-6)
        assert getattr(row, f"{name}_se") * sd == pytest.approx(expected[name]["se"], rel=1e-6)
    assert row.items == ("x3",)


def test_gaps_with_missing_answers():
    frame = pd.read_csv(REFERENCE / "data" / "hs_missing.csv")
    found = gainsem.equity(HS, frame, "school", partial=(), missing="fiml")
    assert found.estimator == "MLR"
    for number, factor in enumerate(FACTORS, start=1):
        _agree(found.gap(factor), RECORD["fiml"][f"gap{number}"], abs=1e-5, rel=1e-5)


@pytest.mark.parametrize("slopes", ["equal", "pooled", "reference"])
def test_adjusted_gaps_and_their_parts(hs, slopes):
    """Standard errors in SD: lavaan's covariances of random covariates are those of normal ones.

    They enter by the standard deviation alone: 1e-4 of the standard errors.
    """
    found = gainsem.equity(
        HS, hs, "school", partial=(), estimator="ML", adjust=("age", "male"), slopes=slopes
    )
    expected = RECORD["adjusted_equal" if slopes == "equal" else "adjusted_free"]
    prefix = "pooled" if slopes == "equal" else slopes
    compared = 0
    for row in found.parts:
        if row.factor != "visual":
            continue
        name = {"total": "total", "intercept": "adjusted"}.get(row.kind)
        if name is None:
            name = f"{prefix}_{'slopes_' if row.kind == 'slopes' else ''}{row.source}"
        if f"d_{name}" in expected:
            assert row.est == pytest.approx(expected[f"d_{name}"]["est"], abs=2e-6)
            assert row.se == pytest.approx(expected[f"d_{name}"]["se"], rel=1e-4)
            compared += 1
    assert compared == {"equal": 4, "pooled": 5, "reference": 5}[slopes]
    assert found.gap("visual", kind="adjusted").est == pytest.approx(
        expected["d_adjusted"]["est"], abs=2e-6
    )


def test_parts_in_the_metric_of_the_model_agree_to_all_places(hs):
    """Without the standard deviation no moment of the covariates but their means enters."""
    frame = hs.assign(**{n: (hs[n] - hs[n].mean()) / hs[n].std(ddof=0) for n in ("age", "male")})
    text = with_lines(read_model(HS), [f"{factor} ~ age + male" for factor in FACTORS])
    fit = gainsem.fit(
        text,
        frame,
        group="school",
        estimator="ML",
        std_lv=True,
        group_equal=("loadings", "intercepts", "regressions"),
    )
    found = estimated(fit, answers_of(frame))
    reference, own = (cell.moments(("visual",), ("age", "male")) for cell in found.cells)
    expected = RECORD["adjusted_equal"]
    slope = own.slopes[0]
    explained = slope * (own.predictors - reference.predictors)
    gap = own.mean[0] - reference.mean[0]
    centre = weighted_mean([reference.predictors, own.predictors], np.ones(2))
    adjusted = gap - (slope * ((own.predictors - centre) - (reference.predictors - centre))).sum()
    for value, name in (
        (explained[0], "pooled_age"),
        (explained[1], "pooled_male"),
        (gap, "total"),
        (adjusted, "adjusted"),
    ):
        est, se = found.interval(value)
        assert est == pytest.approx(expected[name]["est"], abs=2e-6)
        assert se == pytest.approx(expected[name]["se"], rel=5e-6)


def test_parts_by_path(hs):
    model = f"{HS}\nspeed ~ visual + textual"
    found = gainsem.equity(model, hs, "school", partial=(), estimator="ML")
    named = {"total": "total", "intercept": "rest"}
    assert len(found.paths) == 4
    for row in found.paths:
        name = named.get(row.kind) or f"by_{row.source}"
        _agree(row, RECORD["path"][f"d_{name}"])


def test_gaps_by_wave(hs):
    found = gainsem.equity(HS, hs, "school", partial=(), estimator="ML", waves="grade")
    assert found.waves == ("7", "8")
    for wave, name in (("7", "first"), ("8", "second")):
        _agree(found.gap("visual", wave=wave), RECORD["waves"][name])
    [change] = [row for row in found.changes if row.factor == "visual"]
    assert (change.since, change.until) == ("7", "8")
    _agree(change, RECORD["waves"]["change"])


MIXED = "F1 =~ q1 + q2 + q3 + q4\nF2 =~ q5 + q6 + q7 + q8"


def test_gaps_of_ordinal_items(mixed):
    found = gainsem.equity(MIXED, mixed, "g", partial=("q2",), ordered=True)
    assert found.estimator == "WLSMV"
    for number in (1, 2):
        _agree(found.gap(f"F{number}"), RECORD["ordinal"][f"gap{number}"])


def test_adjusted_gaps_of_ordinal_items(mixed, monkeypatch):
    """lavaan takes the covariate as given: the same here once its sampling is left out."""

    def given(fit, data):
        found = estimated(fit, data)
        vcov, size = found.vcov.copy(), fit.table.n_free
        vcov[size:, size:] = 0.0
        return Estimated(found.cells, vcov)

    options = {"partial": ("q2",), "ordered": True, "adjust": "x1"}
    sampled = gainsem.equity(MIXED, mixed, "g", **options)
    monkeypatch.setattr("gainsem.estimation.equity.view.estimated", given)
    found = gainsem.equity(MIXED, mixed, "g", **options)
    expected = RECORD["ordinal_adjusted"]
    _agree(found.gap("F1", kind="adjusted"), expected["adjusted"])
    [part] = [p for p in found.parts if (p.factor, p.kind) == ("F1", "explained")]
    _agree(part, expected["explained"])
    [whole] = [p for p in sampled.parts if (p.factor, p.kind) == ("F1", "explained")]
    assert whole.est == part.est
    # With sampling: the variance of slope times the difference of two independent means.
    frame = mixed.assign(x=(mixed.x1 - mixed.x1.mean()) / mixed.x1.std(ddof=0))
    means = frame.groupby("g").x.agg(["mean", "var", "count"])
    slope = part.est / (means["mean"]["B"] - means["mean"]["A"])
    more = slope**2 * (means["var"] / means["count"]).sum()
    assert whole.se**2 == pytest.approx(part.se**2 + more, rel=0.01)
