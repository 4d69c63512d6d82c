"""Power of modification indices against lavaan, and the verdicts of Saris et al. (2009)."""

from __future__ import annotations

import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.results.misfit_power import judge, power_of
from gainsem.results.modification import Modification
from tests.reference.cases import HERE

# lavaan 0.6-14: modindices(fit, power = TRUE, delta = .1), Holzinger, three factors.
LAVAAN = {
    ("visual", "=~", "x9"): 0.18162488,
    ("x7", "~~", "x8"): 0.19311061,
    ("x2", "~~", "x7"): 0.37250708,
    ("speed", "=~", "x1"): 0.077051137,
}


@pytest.fixture(scope="module")
def fit():
    model = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
    return gainsem.fit(model, HERE / "data" / "hs.csv")


def test_power_is_lavaan_s_for_the_same_size(fit):
    frame = fit.modification_indices().set_index(["lhs", "op", "rhs"])
    for key, power in LAVAAN.items():
        row = frame.loc[key]
        # lavaan's size is in the metric of the expected change: a standardised one of 1:1.
        raw = Modification(*key, row["mi"], row["epc"], row["epc"], row["epc"])
        assert judge(raw, {key[1]: 0.1}).power == pytest.approx(power, abs=2e-6)


def test_the_frame_has_power_and_verdicts(fit):
    frame = fit.modification_indices(power=True)
    assert set(frame["verdict"]) <= {
        "misfit",
        "no misfit",
        "misfit by size",
        "too small to matter",
        "undecided",
    }
    assert ((frame["power"] >= 0.05) & (frame["power"] <= 1.0)).all()
    assert len(frame) == len(fit.modification_indices())


@pytest.mark.parametrize(
    ("mi", "epc", "size", "verdict", "equivalent"),
    [
        (9.0, 0.3, 0.1, "misfit", False),
        (1.0, 0.1, 0.1, "undecided", False),
        (1.0, 0.02, 0.1, "no misfit", True),
        (25.0, 0.5, 0.4, "misfit by size", False),
        (25.0, 0.1, 0.4, "too small to matter", True),
    ],
)
def test_verdicts(mi, epc, size, verdict, equivalent):
    found = judge(Modification("f", "=~", "x", mi, epc, epc, epc), {"=~": size})
    assert found.verdict == verdict
    assert found.equivalent is equivalent
    # The 90 % interval: 1.6449 standard errors to either side.
    reach = 1.6448536 * epc / mi**0.5
    assert (found.epc_lower, found.epc_upper) == pytest.approx((epc - reach, epc + reach))
    assert found.equivalent == (max(-found.epc_lower, found.epc_upper) < size)


def test_power_is_the_textbook_s():
    # 80 % power needs a distance of 1.96 + 0.8416 standard errors.
    assert power_of(2.8015852) == pytest.approx(0.80000, abs=2e-5)


@pytest.mark.parametrize("size", [0.0, -1.0, {"~*~": 0.1}])
def test_a_size_without_sense_is_refused(fit, size):
    with pytest.raises(OptionError, match="size"):
        fit.modification_indices(size=size)
