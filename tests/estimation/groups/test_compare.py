"""Models of the same groups compared, against lavaan's ladder of invariance."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError, SpecificationError

REFERENCE = Path(__file__).parents[2] / "reference"
HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
LADDER = ((), ("loadings",), ("loadings", "intercepts"))


@pytest.fixture(scope="module")
def hs():
    return pd.read_csv(REFERENCE / "data" / "hs.csv")


@pytest.fixture(scope="module")
def fits(hs):
    return [gainsem.fit(HS, hs, group="school", group_equal=equal) for equal in LADDER]


def test_differences_are_those_of_lavaan(fits):
    found = gainsem.compare(*reversed(fits), names=["scalar", "metric", "configural"])
    record = json.loads((REFERENCE / "groups" / "hs_mg_lrt.json").read_text())
    expected = {row["model"]: row for row in record["differences"]}
    for row in found.differences:
        assert row.nested == "yes"
        assert row.df == expected[row.restricted]["Df diff"]
        assert row.chisq == pytest.approx(expected[row.restricted]["Chisq diff"], rel=1e-6)
        assert row.pvalue == pytest.approx(expected[row.restricted]["Pr(>Chisq)"], rel=1e-5)
    aic = {row.model: row.aic for row in found.fits}
    assert aic["scalar"] == pytest.approx(expected["scalar"]["AIC"], rel=1e-8)


def test_models_that_are_not_nested_have_no_test(hs, fits):
    other = gainsem.fit(HS, hs, group="school", group_equal="residuals")
    (row,) = gainsem.compare(fits[1], other, names=["loadings", "residuals"]).differences
    assert row.nested == "no"
    assert row.pvalue != row.pvalue


def test_other_groups_and_other_kinds_of_fits_are_refused(hs, fits):
    turned = gainsem.fit(HS, hs, group="school", group_levels="Grant-White,Pasteur")
    with pytest.raises(SpecificationError) as refused:
        gainsem.compare(fits[0], turned, names=["a", "b"])
    assert refused.value.problems[0].code == "E-CMP-02"
    with pytest.raises(SpecificationError):
        gainsem.compare(fits[0], gainsem.fit(HS, hs), names=["a", "b"])
    with pytest.raises(OptionError):
        gainsem.compare(*fits[:2], method="satorra.bentler.2010")
