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


def test_groups_are_not_compared_as_models(fit):
    one, other = fit.by_group.values()
    with pytest.raises(
        gainsem.SpecificationError, match="'first' is one group of several"
    ) as caught:
        gainsem.compare(one, other, names=["first", "second"])
    assert caught.value.code == "E-CMP-02"
    with pytest.raises(gainsem.SpecificationError, match="is one group of several"):
        gainsem.compare(one, one)
