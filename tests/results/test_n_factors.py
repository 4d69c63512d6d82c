"""The results of a search for a number of factors, and of adequacy: frames, texts, records."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.results.adequacy_tables import kmo_word
from tests.core.factor_models import implied, simple_structure

NAMES = [f"x{k}" for k in range(1, 10)]


def answers() -> pd.DataFrame:
    r = implied(*simple_structure(9, 3))
    rows = np.random.default_rng(1).multivariate_normal(np.zeros(9), r, size=350)
    return pd.DataFrame(3.0 + rows, columns=NAMES)


@pytest.fixture(scope="module")
def found() -> gainsem.NFactors:
    return gainsem.n_factors(answers(), draws=100, samples=40)


@pytest.fixture(scope="module")
def worth() -> gainsem.Adequacy:
    return gainsem.adequacy(answers())


def test_frames(found: gainsem.NFactors) -> None:
    rules = found.to_frame()
    assert rules.loc["parallel_components", "n_factors"] == 3
    assert rules.index.is_unique
    eigen = found.to_frame("eigenvalues")
    assert len(eigen) == 9
    assert eigen["components"].sum() == pytest.approx(9.0)
    assert (eigen["components_limit"] > eigen["components_mean"]).all()
    solutions = found.to_frame("solutions")
    assert solutions["n_factors"].tolist() == list(range(6))
    assert solutions["df"].tolist() == [36, 27, 19, 12, 6, 1]
    assert solutions["cfi"].iloc[0] == 0.0


def test_a_table_there_is_not(found: gainsem.NFactors, worth: gainsem.Adequacy) -> None:
    for each in (found, worth):
        with pytest.raises(OptionError) as caught:
            each.table("itmes")
        assert caught.value.code == "E-OPT-01"
    with pytest.raises(KeyError, match="map2"):
        found["map3"]


def test_texts(found: gainsem.NFactors) -> None:
    page = str(found.summary())
    assert page.startswith(f"gainsem {gainsem.__version__}. 3 factors: named by ")
    for title in ("How many factors", "Eigenvalues, and what chance", "Measures of the other"):
        assert title in page
    assert "not recommended" in page
    assert repr(found).startswith("<NFactors: 3 factors, named by ")
    assert "<script" not in found._repr_html_()
    assert "Kaiser&#x27;s rule" in found._repr_html_()


def test_remarks_that_were_shown_before_can_be_left_out() -> None:
    few = gainsem.n_factors(answers(), draws=30, samples=0)
    assert "W-NF-13" in str(few.summary())
    assert "W-NF-13" not in str(few.summary(without=few.diagnostics))


def test_records(found: gainsem.NFactors, worth: gainsem.Adequacy, tmp_path: Path) -> None:
    for result, schema in ((found, "gainsem.n_factors/1"), (worth, "gainsem.adequacy/1")):
        content = json.loads(result.save(tmp_path / "r.json").read_text(encoding="utf-8"))
        assert content["schema"] == schema
        assert content == json.loads(json.dumps(result.to_dict()))
        assert content["names"] == NAMES
    assert "workers" not in found.to_dict()["options"]


def test_nothing_about_a_single_respondent(
    found: gainsem.NFactors, worth: gainsem.Adequacy
) -> None:
    """No list in a record is as long as the sample."""

    def longest(value: object) -> int:
        if isinstance(value, dict):
            return max((longest(each) for each in value.values()), default=0)
        if isinstance(value, list):
            return max(len(value), *(longest(each) for each in value), 0)
        return 0

    assert longest(found.to_dict()) < 100
    assert longest(worth.to_dict()) < 100


def test_results_are_read_only(found: gainsem.NFactors, worth: gainsem.Adequacy) -> None:
    with pytest.raises(ValueError, match="read-only"):
        found.eigenvalues.components[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        worth.anti_image[0, 0] = 1.0
    with pytest.raises(AttributeError):
        found.n_factors = 4  # type: ignore[misc]


def test_adequacy_as_frames_and_texts(worth: gainsem.Adequacy) -> None:
    items = worth.to_frame()
    assert items.index.tolist() == NAMES
    assert items["n"].tolist() == [350] * 9
    anti = worth.to_frame("anti_image")
    assert np.diag(anti) == pytest.approx(items["msa"].to_numpy())
    assert worth.to_frame("measures").loc["kmo", "value"] == pytest.approx(worth.kmo)
    assert "henze_zirkler" in worth.to_frame("normality").index
    page = str(worth.summary())
    assert f"KMO {worth.kmo:.2f}: {kmo_word(worth.kmo)}." in page
    assert "Multivariate normality" in page
    assert repr(worth).startswith("<Adequacy: KMO = ")
    assert "Anti-image" not in worth._repr_html_()
    assert worth.log_determinant == pytest.approx(np.log10(worth.determinant))
