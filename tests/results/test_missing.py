"""What gainsem.missing() returns, and that a fit says the same of its answers."""

from __future__ import annotations

import json

import jsonschema
import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.missing_patterns import missing_patterns
from gainsem.errors import OptionError, ResponseError
from gainsem.results.missing import SCHEMA_FILE
from gainsem.results.missing_answers import pattern_rows
from tests.reference.cases import HERE

ITEMS = [f"x{k}" for k in range(1, 10)]


@pytest.fixture(scope="module")
def holes() -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / "hs_missing.csv")


@pytest.fixture(scope="module")
def found(holes) -> gainsem.Missing:
    return gainsem.missing(holes, ITEMS)


def test_the_tables_count_what_is_there(found, holes):
    answers = holes[ITEMS]
    assert found.items["missing"].tolist() == answers.isna().sum().tolist()
    assert found.items["mean"].tolist() == pytest.approx(answers.mean().tolist())
    assert found.items["sd"].tolist() == pytest.approx(answers.std().tolist())
    assert found.patterns["respondents"].sum() == len(answers)
    present = answers.notna().to_numpy().astype(float)
    assert found.coverage.to_numpy() == pytest.approx(present.T @ present / len(answers))
    assert found.answers.n_complete == int(answers.notna().all(axis=1).sum())


def test_the_moments_are_those_of_lavaan(found):
    """lavaan 0.6-14, h1 moments with em.h1.tol = 1e-13 (case hs_fiml)."""
    record = json.loads((HERE / "missing" / "hs_fiml.json").read_text(encoding="utf-8"))
    names, raw = record["residuals"]["raw"]["names"], record["residuals"]["raw"]
    fit = gainsem.fit(record["model"], HERE / "data" / "hs_missing.csv", estimator="ML")
    implied = fit.implied()
    for i, row in enumerate(raw["lower"]):
        for j, value in enumerate(row):
            at = found.moments.names.index(names[i]), found.moments.names.index(names[j])
            own = implied.names.index(names[i]), implied.names.index(names[j])
            expected = implied.cov[own] + value
            assert found.moments.cov[at] == pytest.approx(expected, abs=1e-6)


def test_a_fit_knows_the_same(found, holes):
    fit = gainsem.fit("f =~ " + " + ".join(ITEMS), holes)
    assert sorted(fit.missing.patterns) == sorted(found.answers.patterns)
    assert fit.missing.mcar_statistic == pytest.approx(found.answers.mcar_statistic)
    assert fit.moments.cov == pytest.approx(found.moments.cov)


def test_little(found):
    test = found.little
    assert test.df == found.answers.mcar_df
    assert 0 < test.pvalue < 1
    assert "10.1080/01621459.1988.10478722" in test.reference
    assert "chi-square" in str(test)


def test_nothing_missing():
    whole = pd.read_csv(HERE / "data" / "hs.csv")[ITEMS]
    found = gainsem.missing(whole)
    assert found.answers.n_missing == 0
    assert found.little.df == 0
    assert "answered every item" in found.summary()
    assert found.moments.cov == pytest.approx(np.cov(whole.T, bias=True))


def test_the_record_has_its_layout(found, tmp_path):
    path = found.save(tmp_path / "missing.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(content, json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    assert content["n_used"] == 301
    assert sum(count for _, count in content["patterns"]) == 301


def test_the_faces(found):
    page = found.summary()
    for text in ("Patterns of missing answers", "Little's test", "Fewest together", "x9"):
        assert text in page
    assert "rarer patterns" in page
    assert repr(found).startswith("<Missing answers of 301 respondents, 9 items")
    assert "<table" in found._repr_html_()


def test_pairs_that_few_answered_together_are_named(holes):
    frame = holes[ITEMS].copy()
    frame.loc[20:, "x1"] = np.nan
    frame.loc[:150, "x2"] = np.nan
    codes = {each.code for each in gainsem.missing(frame).diagnostics}
    assert codes & {"W-DATA-33", "W-MIS-02"} == {"W-DATA-33", "W-MIS-02"}


def test_an_em_algorithm_that_did_not_settle_is_said_to(holes, monkeypatch):
    monkeypatch.setattr("gainsem.core.em_moments.ITERATIONS", 3)
    found = gainsem.missing(holes, ITEMS)
    assert not found.answers.converged
    assert "W-MIS-01" in {each.code for each in found.diagnostics}
    assert found.little is None
    fit = gainsem.fit("f =~ x1 + x2 + x3 + x4", holes)
    assert "W-MIS-01" in {each.code for each in fit.diagnostics}
    assert np.isnan(fit.missing.mcar_pvalue)


def test_items_without_answers_are_refused(holes):
    with pytest.raises(ResponseError, match="x1 has 0 answers") as caught:
        gainsem.missing(holes.assign(x1=np.nan), ITEMS)
    assert caught.value.code == "E-DATA-21"


def test_moments_are_no_answers():
    with pytest.raises(OptionError, match="a covariance matrix has none"):
        gainsem.missing(gainsem.Moments.from_covariance(np.eye(2) + 0.2, 50))


def test_patterns_are_kept_as_signs(holes):
    rows = pattern_rows(missing_patterns(holes[ITEMS].to_numpy()))
    assert rows[0] == ("111111111", 156)
    assert all(set(signs) <= {"0", "1"} and len(signs) == 9 for signs, _ in rows)
