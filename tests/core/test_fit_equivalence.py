"""T-size RMSEA and CFI against R's noncentral chi-square; cut-offs against the published ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gainsem.core.fit_equivalence import t_size
from gainsem.core.fit_measures import ChiSquare

HERE = Path(__file__).parents[1] / "reference" / "comparison"
CASES = json.loads((HERE / "equivalence.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"df {case['df']}, n {case['n_obs']}")
def test_against_r(case):
    model = ChiSquare(case["chisq"], case["df"])
    baseline = ChiSquare(case["baseline"], case["baseline_df"])
    found = t_size(model, baseline, case["n_obs"] - 1.0)
    # R's noncentral distribution function is good to about 1e-9.
    assert found.rmsea == pytest.approx(case["rmsea"], rel=1e-7, abs=1e-9)
    assert found.cfi == pytest.approx(case["cfi"], rel=1e-7)
    assert found.rmsea_cutoffs == pytest.approx(case["rmsea_cutoffs"], rel=1e-12)
    assert found.cfi_cutoffs == pytest.approx(case["cfi_cutoffs"], rel=1e-12)


def test_cutoffs_approach_the_conventional_ones_in_large_samples():
    # The power of the equivalence test at the conventional value is what they equate.
    far = t_size(ChiSquare(30.0, 24), ChiSquare(900.0, 36), 200.0)
    near = t_size(ChiSquare(30.0, 24), ChiSquare(900.0, 36), 2000.0)
    for more, less, goal in zip(
        far.rmsea_cutoffs, near.rmsea_cutoffs, (0.01, 0.05, 0.08, 0.10), strict=True
    ):
        assert more > less > goal
    for less, more, goal in zip(
        far.cfi_cutoffs, near.cfi_cutoffs, (0.99, 0.95, 0.92, 0.90), strict=True
    ):
        assert less < more < goal


def test_a_model_no_better_than_its_baseline():
    found = t_size(ChiSquare(500.0, 24), ChiSquare(520.0, 36), 300.0)
    assert found.cfi == 0.0
