"""Comparisons of fits to imputed data sets."""

from __future__ import annotations

import numpy as np
import pytest

import gainsem
from gainsem.errors import OptionError, SpecificationError
from tests.imputed_sets import MODEL, frames

EQUAL = "f =~ l*a + l*b + l*c + l*d"


def both(sets, **options):
    return (
        gainsem.fit_imputed(MODEL, sets, std_lv=True, **options),
        gainsem.fit_imputed(EQUAL, sets, std_lv=True, **options),
    )


@pytest.mark.parametrize("method", [None, "D2", "D3", "D4"])
def test_copies_give_the_difference_of_a_single_comparison(method):
    frame = frames(1)[0]
    single = gainsem.compare(
        gainsem.fit(MODEL, frame, std_lv=True), gainsem.fit(EQUAL, frame, std_lv=True)
    ).differences[0]
    found = gainsem.compare(*both([frame] * 3), names=["free", "equal"], method=method)
    ours = found.differences[0]
    assert (ours.restricted, ours.general, ours.nested) == ("equal", "free", "yes")
    assert ours.df == single.df == 3
    assert ours.chisq == pytest.approx(single.chisq, rel=1e-5)
    assert ours.pvalue == pytest.approx(single.pvalue, rel=1e-5)
    assert ours.delta_cfi == pytest.approx(single.delta_cfi, abs=1e-7)


def test_d4_is_the_default_and_uses_the_stacked_data():
    large, small = both(frames(5))
    found = gainsem.compare(large, small).differences[0]
    apart = small.stacked["chisq"] - large.stacked["chisq"]
    mean = np.mean(
        [
            b.fit_measures["chisq"] - a.fit_measures["chisq"]
            for a, b in zip(large.fits, small.fits, strict=True)
        ]
    )
    increase = max(0.0, 6 / (3 * 4) * (mean - apart))
    assert found.method.startswith("D4")
    assert found.chisq == pytest.approx(apart / (1 + increase), rel=1e-9)


def test_corrected_statistics_are_pooled_by_d2():
    large, small = both(frames(5), estimator="MLR")
    found = gainsem.compare(large, small)
    assert found.differences[0].method == "D2 of Satorra & Bentler (2001)"
    assert "AIC" not in found.summary()
    with pytest.raises(OptionError) as refused:
        gainsem.compare(large, small, method="D4")
    assert refused.value.code == "E-CMP-01"


def test_what_cannot_be_compared_is_refused():
    large, small = both(frames(5))
    with pytest.raises(SpecificationError) as mixed:
        gainsem.compare(large, gainsem.fit(MODEL, frames(1)[0]))
    assert mixed.value.code == "E-IMP-13"
    fewer = gainsem.fit_imputed(EQUAL, frames(4), std_lv=True)
    with pytest.raises(SpecificationError) as other:
        gainsem.compare(large, fewer)
    assert other.value.code == "E-IMP-13"
    elsewhere = gainsem.fit_imputed(EQUAL, frames(5, seed=9), std_lv=True)
    with pytest.raises(SpecificationError) as answers:
        gainsem.compare(large, elsewhere)
    assert answers.value.code == "E-CMP-02"
    with pytest.raises(OptionError) as unknown:
        gainsem.compare(large, small, method="D5")
    assert unknown.value.code == "E-CMP-01"
    assert gainsem.compare(small, large).differences[0].nested == "yes"
