"""A second opinion: with the programs, without them, and where they cannot be trusted."""

from __future__ import annotations

import builtins
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.linalg import Array
from gainsem.estimation.made_up_answers import made_up_answers
from gainsem.estimation.second_opinion import semopy_description
from gainsem.results.second_opinion import ComparedQuantity, SecondOpinion

DATA = Path(__file__).parents[1] / "reference" / "data"
THREE = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
ITEMS = [f"x{k}" for k in range(1, 10)]
# Both search until their own rounding; a thousandth of the rule for flags.
CLOSE = 1e-5


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return pd.read_csv(DATA / "hs.csv")


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (THREE, {}),
        (THREE, {"std_lv": True, "likelihood": "wishart"}),
        (THREE + "speed ~ visual + textual\nx1 ~~ x9", {}),
        (THREE.replace("x2 + x3", "a*x2 + a*x3"), {}),
        (THREE + "g =~ visual + textual + speed", {}),
        (THREE, {"orthogonal": True}),
    ],
    ids=["markers", "wishart", "paths", "equal", "second order", "uncorrelated"],
)
def test_semopy_finds_what_gainsem_finds(
    answers: pd.DataFrame, model: str, options: dict[str, Any]
) -> None:
    fit = gainsem.fit(model, answers, estimator="ML", **options)
    asked = gainsem.second_opinion(fit)
    opinion = asked.second_opinion
    assert opinion is not None
    assert len(opinion.rows) >= fit.table.n_free
    assert max(abs(row.difference) for row in opinion.rows) < CLOSE
    assert max(abs(row.se - row.other_se) for row in opinion.rows) < CLOSE
    assert opinion.flagged == ()
    assert asked.parameter_rows == fit.parameter_rows
    assert asked.diagnostics == fit.diagnostics
    assert "all" in opinion.verdict
    assert "semopy" in asked.summary()
    assert "Second opinion" not in fit.summary()


def test_the_record_keeps_it(answers: pd.DataFrame, tmp_path: Path) -> None:
    asked = gainsem.second_opinion(gainsem.fit(THREE, answers, estimator="ML"))
    asked.save(tmp_path / "fit.json")
    assert gainsem.load(tmp_path / "fit.json").second_opinion == asked.second_opinion


@pytest.mark.parametrize(
    ("model", "options", "word"),
    [
        (THREE, {"ordered": True}, "polychoric"),
        (THREE + "x1 ~ 1", {}, "mean structure"),
        (THREE + "visual ~ agemo", {}, "covariates"),
        (THREE.replace("x2 + x3", "a*x2 + b*x3") + "a == 2*b", {}, "constraints"),
    ],
)
def test_semopy_is_not_asked_what_it_gets_wrong(
    answers: pd.DataFrame, model: str, options: dict[str, Any], word: str
) -> None:
    frame = answers.copy()
    if options:
        ranks = frame[ITEMS].rank(pct=True)
        frame[ITEMS] = np.ceil(ranks * 3).clip(1, 3)
    elif "agemo" in model and "agemo" not in frame:
        frame["agemo"] = np.arange(len(frame)) % 12
    chosen = options or {"estimator": "ML"}
    opinion = gainsem.second_opinion(gainsem.fit(model, frame, **chosen))
    assert opinion.second_opinion is not None
    assert not opinion.second_opinion.compared
    assert any(word in reason for reason in opinion.second_opinion.reasons)
    assert opinion.diagnostics[-1].code == "I-SEC-13"


def test_nothing_a_user_wrote_reaches_semopy(answers: pd.DataFrame) -> None:
    frame = answers.rename(columns={"x1": "CONSTRAINT(a = 1)", "x2": "住房 2"})
    model = """'住房' =~ "CONSTRAINT(a = 1)" + lab*"住房 2" + x3"""
    text = semopy_description(gainsem.fit(model, frame, estimator="ML").table)
    assert set("".join(text.split())) <= set("=~*.0123456789vfp")


@pytest.mark.parametrize("program", ["semopy", "factor_analyzer"])
def test_without_the_extra_it_is_said(
    answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    load = builtins.__import__

    def missing(name: str, *others: Any, **more: Any) -> Any:
        if name.partition(".")[0] == program:
            raise ModuleNotFoundError(f"No module named '{name}'", name=program)
        return load(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    result: Any = (
        gainsem.fit(THREE, answers, estimator="ML")
        if program == "semopy"
        else gainsem.efa(answers[ITEMS], 3, random_starts=5)
    )
    asked = gainsem.second_opinion(result)
    assert asked.usable
    assert [d.code for d in asked.diagnostics][-1] == "W-SEC-12"
    assert "gainsem[second-opinion]" in asked.diagnostics[-1].do
    assert f"{program} is not installed." in asked.second_opinion.reasons


def test_a_program_that_fails_is_quoted(
    answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = SimpleNamespace(__version__="0.0", Model=None)
    monkeypatch.setitem(sys.modules, "semopy", fake)
    monkeypatch.setitem(sys.modules, "semopy.stats", SimpleNamespace(calc_se=None))
    asked = gainsem.second_opinion(gainsem.fit(THREE, answers, estimator="ML"))
    assert asked.diagnostics[-1].code == "W-SEC-12"
    assert "TypeError" in asked.diagnostics[-1].message


def test_a_difference_is_a_warning(answers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    import gainsem.estimation.second_opinion as room

    ask = room._semopy_fit

    def off(fit: gainsem.Fit) -> tuple[Array, Array]:
        params, errors = ask(fit)
        return params + np.eye(len(params))[2] * 0.5, errors

    monkeypatch.setattr(room, "_semopy_fit", off)
    asked = gainsem.second_opinion(gainsem.fit(THREE, answers, estimator="ML"))
    assert asked.second_opinion is not None
    assert [row.name for row in asked.second_opinion.flagged] == ["textual =~ x5"]
    said = [d for d in asked.diagnostics if d.code == "W-SEC-11"]
    assert len(said) == 1
    assert "textual =~ x5" in said[0].message
    again = gainsem.second_opinion(asked)
    assert [d.code for d in again.diagnostics].count("W-SEC-11") == 1


@pytest.mark.parametrize(
    ("options", "rotated"),
    [
        ({}, False),
        ({"rotation": "varimax"}, True),
        ({"rotation": "quartimax"}, True),
        ({"rotation": "oblimin"}, True),
        ({"rotation": "oblimin", "estimator": "ULS"}, True),
        ({"rotation": "oblimin", "rotation_args": {"normalize": "kaiser"}}, False),
    ],
)
def test_factor_analyzer_finds_what_gainsem_finds(
    answers: pd.DataFrame, options: dict[str, Any], rotated: bool
) -> None:
    efa = gainsem.efa(answers[ITEMS], 3, random_starts=20, **options)
    opinion = gainsem.second_opinion(efa).second_opinion
    assert opinion is not None
    assert len(opinion.rows) == 27 * (1 + rotated) + 2
    # L-BFGS-B stops at a relative change of the function of 2e-9.
    assert max(abs(row.difference) for row in opinion.rows) < 1e-4
    assert any("communalities" in reason for reason in opinion.reasons)


def test_factor_analyzer_is_not_asked_what_it_does_not_know(answers: pd.DataFrame) -> None:
    asked = gainsem.second_opinion(gainsem.efa(answers[ITEMS], 2, estimator="PAF", se=False))
    assert asked.second_opinion is not None
    assert "PAF" in asked.second_opinion.reasons[0]
    assert asked.diagnostics[-1].code == "I-SEC-13"


def test_made_up_answers_have_exactly_the_covariances() -> None:
    cov = np.array([[2.0, 0.5, -0.3], [0.5, 1.0, 0.2], [-0.3, 0.2, 0.7]])
    found = made_up_answers(cov, 10)
    np.testing.assert_allclose(np.cov(found.T, bias=True), cov, atol=1e-12)
    np.testing.assert_allclose(found.mean(axis=0), 0.0, atol=1e-12)


def test_the_table_shows_the_largest_first() -> None:
    rows = tuple(ComparedQuantity(f"p{k}", 0.0, k / 10, 0.25, flagged=k > 2) for k in range(5))
    opinion = SecondOpinion("semopy", "1", rows, rule="Flagged: more than .25.")
    table = opinion.table(most=2)
    assert [row[0] for row in table.rows] == ["p4", "p3"]
    assert "3 numbers" in table.notes[-1]
    assert opinion.verdict.startswith("Second opinion by semopy 1: 2 of 5 numbers differ")
    assert replace(opinion, rows=()).verdict == "No second opinion by semopy 1."
