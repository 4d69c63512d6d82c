"""One group of several as a fit by itself: what is asked of all groups is not asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import gainsem

DATA = Path(__file__).parents[2] / "reference" / "data"


@pytest.fixture(scope="module")
def fit():
    return gainsem.fit(
        "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6", DATA / "hs.csv", group="school"
    )


def test_the_summary_says_what_the_group_adds(fit):
    found = fit.by_group["Pasteur"]
    text = str(found.summary())
    assert "Chi-square, added by this group" in text
    assert f"{found.fit_measures['chisq']:.3f}" in text
    assert "not computed" not in text
    assert "those of all groups together" in text


def test_the_report_is_that_of_all_groups(fit, tmp_path):
    with pytest.raises(gainsem.OptionError, match="no report of one group of several") as caught:
        gainsem.report(fit.by_group["Pasteur"], tmp_path / "one.pdf")
    assert caught.value.code == "E-OPT-01"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_what_groups_share_is_known_of_all_groups_only(fit, estimator):
    # A group alone would take shared estimates for estimated from its own answers: other numbers.
    shared = gainsem.fit(
        "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6",
        DATA / "hs.csv",
        group="school",
        group_equal="loadings,intercepts",
        estimator=estimator,
    )
    one = shared.by_group["Pasteur"]
    asked = {
        "modification_indices": one.modification_indices,
        "score_tests": one.score_tests,
        "residuals": lambda: one.residuals("standardized"),
    }
    for name, call in asked.items():
        with pytest.raises(gainsem.EstimationError, match="one group of several") as caught:
            call()
        assert caught.value.code == "E-GRP-67", name
        assert name in str(caught.value)
    with pytest.raises(gainsem.EstimationError, match="it is one group of several") as caught:
        one.equivalence()
    assert caught.value.code == "E-CMP-13"
    assert not one.residuals("cor").isna().any(axis=None)
    assert len(shared.modification_indices()) > 0


def test_groups_are_not_compared_as_models(fit):
    one, other = fit.by_group.values()
    with pytest.raises(
        gainsem.SpecificationError, match="'first' is one group of several"
    ) as caught:
        gainsem.compare(one, other, names=["first", "second"])
    assert caught.value.code == "E-CMP-02"
    with pytest.raises(gainsem.SpecificationError, match="is one group of several"):
        gainsem.compare(one, one)
