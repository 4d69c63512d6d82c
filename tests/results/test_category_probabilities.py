"""Category probabilities of a fit next to the proportions observed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.results.category_probabilities import category_table

DATA = Path(__file__).parents[1] / "reference" / "data"
THREE = "F1 =~ q1+q2+q3+q4\nF2 =~ q5+q6+q7+q8\nF3 =~ q9+q10+q11+q12"
# lavTables(fit, dimension = 2), lavaan 0.6-14: q1 and q2, first category of q2.
LAVAAN_PAIR = [0.033, 0.059, 0.042, 0.008]


@pytest.fixture(scope="module")
def likert() -> pd.DataFrame:
    return pd.read_csv(DATA / "likert.csv")


@pytest.fixture(scope="module")
def fit(likert):
    return gainsem.fit(THREE, likert, ordered="all")


def test_free_thresholds_reproduce_the_proportions(fit, likert):
    frame = fit.category_probabilities()
    assert list(frame.columns) == ["item", "category", "observed", "implied"]
    assert len(frame) == 60
    assert frame["implied"].to_numpy() == pytest.approx(frame["observed"].to_numpy(), abs=1e-9)
    shares = likert["q3"].value_counts(normalize=True).sort_index()
    assert frame.loc[frame["item"] == "q3", "observed"].to_numpy() == pytest.approx(shares)


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
def test_pairs_of_items(likert, parameterization):
    fit = gainsem.fit(THREE, likert, ordered="all", parameterization=parameterization)
    frame = fit.category_probabilities(pairs=("q1", "q2"), data=likert)
    assert len(frame) == 25
    assert frame["implied"].sum() == pytest.approx(1.0)
    first = frame[frame["category2"] == 1].head(4)
    assert first["implied"].to_numpy() == pytest.approx(LAVAAN_PAIR, abs=6e-4)
    table = pd.crosstab(likert["q1"], likert["q2"], normalize=True).to_numpy()
    assert frame["observed"].to_numpy() == pytest.approx(table.ravel())
    two = fit.category_probabilities(pairs=[("q1", "q2"), ("q2", "q9")])
    assert two["observed"].isna().all()
    assert len(two) == 50


def test_equal_thresholds_do_not_reproduce_the_proportions(likert):
    equal = "q1 | a*t1\nq2 | a*t1"
    fit = gainsem.fit(f"{THREE}\n{equal}", likert, ordered="all")
    frame = fit.category_probabilities()
    first = frame[frame["category"] == 1].set_index("item")
    assert first.loc["q1", "implied"] == pytest.approx(first.loc["q2", "implied"])
    assert first.loc["q1", "observed"] != pytest.approx(first.loc["q1", "implied"], abs=1e-3)


def test_covariates_move_the_probabilities():
    data = pd.read_csv(DATA / "mixed.csv")
    model = "f =~ q5 + q6 + q7 + q8\nf ~ x1 + x2"
    fit = gainsem.fit(model, data, ordered=["q5", "q6", "q7", "q8"])
    frame = fit.category_probabilities()
    # The implied ones take the covariates as normal; x2 is 0 or 1.
    assert frame["implied"].to_numpy() == pytest.approx(frame["observed"].to_numpy(), abs=0.02)
    assert frame.groupby("item")["implied"].sum().to_numpy() == pytest.approx(1.0)


def test_weighted_proportions():
    data = pd.read_csv(DATA / "mixed.csv")
    fit = gainsem.fit("f =~ q1 + q2 + q3 + q4", data, ordered="all", weights="w")
    frame = fit.category_probabilities()
    share = data.groupby("q1")["w"].sum() / data["w"].sum()
    assert frame["observed"].iloc[:5].to_numpy() == pytest.approx(share.to_numpy(), abs=1e-9)


def test_other_answers_can_be_counted(fit, likert):
    frame = fit.category_probabilities(data=likert.iloc[:100])
    share = (likert["q1"].iloc[:100] == 1).mean()
    assert frame["observed"].iloc[0] == pytest.approx(share)


def test_merged_categories_go_by_their_lowest_code(likert):
    data = likert.copy()
    data.loc[data.index[:2], "q1"] = 6
    fit = gainsem.fit(THREE, data, ordered="all", collapse="auto")
    assert fit.category_probabilities()["category"].iloc[:5].tolist() == [1, 2, 3, 4, 5]


def test_the_table_face(fit):
    text = category_table(fit).to_text()
    assert text.startswith("Category probabilities")
    assert np.isfinite(category_table(fit).values("implied")).all()


def test_refusals(fit, cfa):
    for pairs in ("q1", [("q1",)], [("q1", "q1")], ["q1", "q2", "q3"]):
        with pytest.raises(gainsem.OptionError, match="names no pairs"):
            fit.category_probabilities(pairs=pairs)
    with pytest.raises(gainsem.UnknownVariableError, match="'q99' is no ordinal item"):
        fit.category_probabilities(pairs=("q1", "q99"))
    with pytest.raises(gainsem.EstimationError) as refused:
        cfa.category_probabilities()
    assert refused.value.code == "E-EST-87"
