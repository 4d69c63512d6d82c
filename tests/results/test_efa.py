"""The result of a factor analysis: frames, tables, texts, scores, model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError
from tests.core.factor_models import implied, with_crossloadings

NAMES = [f"x{k}" for k in range(1, 13)]


def answers(n: int = 500) -> pd.DataFrame:
    r = implied(*with_crossloadings())
    rows = np.random.default_rng(1).multivariate_normal(np.zeros(12), r, size=n)
    return pd.DataFrame(3.0 + 2.0 * rows, columns=NAMES)


@pytest.fixture(scope="module")
def efa() -> gainsem.Efa:
    return gainsem.efa(answers(), 3)


def test_frames_are_named_and_agree(efa: gainsem.Efa) -> None:
    assert list(efa.loadings.index) == NAMES
    assert list(efa.loadings.columns) == ["F1", "F2", "F3"]
    common = efa.loadings @ efa.factor_correlations @ efa.loadings.T
    np.testing.assert_allclose(np.diag(common), efa.communalities)
    np.testing.assert_allclose(efa.uniquenesses + efa.communalities, 1.0)
    np.testing.assert_allclose(efa.structure, efa.loadings @ efa.factor_correlations)
    implied_ = common + efa.residuals
    np.testing.assert_allclose(implied_.to_numpy()[0, 1:], efa.correlations.to_numpy()[0, 1:])
    assert efa.factor_correlations_se is not None
    assert (np.diag(efa.factor_correlations_se) == 0).all()
    assert efa.variance.loc["ss_loadings"].sum() == pytest.approx(efa.communalities.sum())
    assert efa.variance.loc["proportion_explained"].sum() == pytest.approx(1.0)


def test_hofmanns_complexity(efa: gainsem.Efa) -> None:
    squares = efa.loadings.to_numpy() ** 2
    np.testing.assert_allclose(efa.complexity, squares.sum(1) ** 2 / (squares**2).sum(1))


def test_the_table_is_sorted_and_small_loadings_are_blank(efa: gainsem.Efa) -> None:
    table = efa.table(cut=0.3)
    shown = [next(k for k, v in enumerate(row[1:4]) if v is not None) for row in table.rows]
    main = [int(np.nanargmax(np.abs(np.array(row[1:4], dtype=float)))) for row in table.rows]
    assert main == sorted(main)
    assert len(shown) == 12
    assert all(v is None or abs(v) >= 0.3 for row in table.rows for v in row[1:4])
    every = efa.table(sort=False, cut=0.0, errors=True)
    assert [row[0] for row in every.rows] == NAMES
    assert "F1_se" in every.keys


def test_texts(efa: gainsem.Efa) -> None:
    page = efa.summary()
    for part in ("Eigenvalues", "Pattern loadings (Geomin)", "Factor correlations", "Variance"):
        assert part in page
    assert repr(efa).startswith("<Efa by ML: 12 items, 3 factors, n = 500, Geomin")
    html = efa._repr_html_()
    assert html.count("<table>") >= 4
    assert "<script" not in html


def test_wordings_come_from_the_codebook_and_are_escaped() -> None:
    survey = gainsem.read_survey("surveys/bfi")
    found = gainsem.efa(survey, 5, estimator="ML", se=False, random_starts=5)
    assert found.table(lang="en").values("text")[0]
    assert found.table(lang="zh").values("text") != found.table(lang="en").values("text")
    assert len(found.names) == 25


def test_the_record_is_plain_json(efa: gainsem.Efa, tmp_path: Path) -> None:
    content = json.loads(efa.save(tmp_path / "efa.json").read_text(encoding="utf-8"))
    assert content["schema"] == "gainsem.efa/1"
    np.testing.assert_array_equal(content["solution"]["loadings"], efa.solution.loadings)
    assert content["options"]["rotation_args"]["epsilon"] == 0.001
    assert content["fit_measures"]["df"] == 33


def test_nothing_inside_can_be_changed(efa: gainsem.Efa) -> None:
    with pytest.raises(ValueError, match="read-only"):
        efa.solution.loadings[0, 0] = 9.0
    with pytest.raises(TypeError):
        efa.fit_measures["cfi"] = 1.0  # type: ignore[index]


@pytest.mark.parametrize("method", ["regression", "Bartlett", "ten Berge"])
def test_scores_correlate_with_the_factors_as_their_determinacy_says(
    efa: gainsem.Efa, method: str
) -> None:
    """Simulated factors: correlations of scores with them within sampling error (n = 20,000)."""
    loadings, phi = with_crossloadings()
    rng = np.random.default_rng(4)
    factors = rng.multivariate_normal(np.zeros(3), phi, size=20_000)
    noise = rng.standard_normal((20_000, 12)) * np.sqrt(1 - np.diag(loadings @ phi @ loadings.T))
    data = pd.DataFrame(factors @ loadings.T + noise, columns=NAMES)
    found = gainsem.efa(data, 3, rotation="target", rotation_args={"target": loadings})
    scores = found.scores(data, method=method)
    observed = [np.corrcoef(factors[:, k], scores.iloc[:, k])[0, 1] for k in range(3)]
    np.testing.assert_allclose(observed, found.determinacy(method=method), atol=0.01)


def test_scores_of_incomplete_and_ordinal_answers(efa: gainsem.Efa) -> None:
    data = answers(50)
    data.iloc[0, 0] = np.nan
    data.iloc[1] = np.nan
    scores = efa.scores(data)
    assert scores.iloc[0].notna().all()
    assert scores.iloc[1].isna().all()
    steps = pd.DataFrame(np.digitize(answers(), [0.5, 2.5, 4.0, 5.5]), columns=NAMES)
    ordinal = gainsem.efa(steps, 3, ordered=True, rotation="quartimin")
    plain = gainsem.efa(answers(), 3, rotation="quartimin").scores(answers())
    both = np.corrcoef(ordinal.scores(steps).to_numpy().T, plain.to_numpy().T)
    assert np.abs(both[:3, 3:]).max(axis=1).min() > 0.9
    with pytest.raises(OptionError, match="continuous"):
        ordinal.scores(steps, method="ten Berge")
    with pytest.raises(OptionError, match="method can be"):
        efa.scores(data, method="regresion")


def test_the_model_puts_every_item_on_its_main_factor(efa: gainsem.Efa) -> None:
    text = efa.to_model()
    lines = [line for line in text.splitlines() if "=~" in line]
    assert len(lines) == 3
    named = [name for line in lines for name in line.split("=~")[1].replace("+", " ").split()]
    assert sorted(named) == sorted(NAMES)
    fit = gainsem.fit(text, answers())
    assert fit.converged
    more = efa.to_model(threshold=0.15, cross_loadings=True)
    assert len(more) > len(text)
    with pytest.raises(OptionError, match="no model to write"):
        efa.to_model(threshold=0.99)


def test_explored_on_one_half_and_confirmed_on_the_other() -> None:
    one, two = gainsem.split(answers(800), seed=3)
    assert len(one.values) == len(two.values) == 400
    model = gainsem.efa(one, 3, rotation="oblimin").to_model()
    assert gainsem.fit(model, two).converged


def test_schmid_leiman(efa: gainsem.Efa) -> None:
    found = efa.schmid_leiman()
    assert list(found.columns) == ["G", "F1", "F2", "F3"]
    with pytest.raises(OptionError, match="correlated"):
        gainsem.efa(answers(), 3, rotation="varimax").schmid_leiman()


def test_a_bifactor_model_has_uncorrelated_factors() -> None:
    text = gainsem.efa(answers(), 3, rotation="bi-quartimin").to_model()
    assert "G =~ " in text
    assert "G ~~ 0*F1" in text
