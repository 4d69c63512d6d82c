"""Adequacy and the rules for a number of factors against psych (``R/n_factors_cases.R``).

Tolerances.  Closed forms (KMO, Bartlett, SMC, eigenvalues, MAP): 1e-9.  Polychoric: 1e-4, where
psych's optimiser stops.  psych's solutions stop where the objective is flat: 1e-3 of chi-square,
2e-4 of VSS before rotation and 3e-3 after it (stats::varimax stops early).  psych divides by n - 1
in Mardia's measures, which is undone here.  Chance: means of two different sets of random draws,
each within 6 Monte Carlo errors.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.average_partial import average_partials
from gainsem.core.factor_extraction import extract_uls
from gainsem.core.linalg import factor
from gainsem.core.parallel_analysis import eigenvalues, reduced_eigenvalues
from gainsem.core.simple_structure_fit import simple_structure_fit
from gainsem.factor.solutions import _varimax
from tests.reference.cases import BFI, HERE

# From seven factors on, varimax of bfi has local minima, and stats::varimax has one start.
MOST_ALIKE = 6
CASES = ("hs", "bfi", "likert_poly")
EXACT = {"hs": 1e-9, "bfi": 1e-9, "likert_poly": 1e-4}


@cache
def reference() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        (HERE / "efa" / "n_factors_psych.json").read_text(encoding="utf-8")
    )
    return content


@cache
def adequacy(case: str) -> gainsem.Adequacy:
    return gainsem.adequacy(data(case), ordered="all" if case == "likert_poly" else None)


def data(case: str) -> pd.DataFrame:
    files = {"hs": HERE / "data" / "hs.csv", "likert_poly": HERE / "data" / "likert.csv"}
    frame = pd.read_csv(files.get(case, BFI))
    return frame[reference()[case]["items"]].dropna()


@pytest.mark.parametrize("case", CASES)
def test_sampling_adequacy(case: str) -> None:
    found, expected, near = adequacy(case), reference()[case], EXACT[case]
    assert found.n_obs == expected["n"]
    assert found.kmo == pytest.approx(expected["kmo"], abs=near)
    frame = found.to_frame()
    assert frame["msa"].to_numpy() == pytest.approx(expected["msa"], abs=near)
    assert frame["smc"].to_numpy() == pytest.approx(expected["smc"], abs=near)
    assert found.bartlett_chisq == pytest.approx(expected["bartlett"], rel=near)
    assert found.bartlett_df == expected["df"]
    assert found.bartlett_pvalue == pytest.approx(expected["p"], rel=1e-4)
    assert found.determinant == pytest.approx(expected["determinant"], rel=10 * near)


@pytest.mark.parametrize("case", CASES)
def test_anti_image(case: str) -> None:
    """psych gives anti-image covariances: correlations times the roots of both uniquenesses."""
    found = adequacy(case)
    unique = np.sqrt(1.0 - found.to_frame()["smc"].to_numpy())
    covariances = found.anti_image * np.outer(unique, unique)
    expected = reference()[case]["anti_image_1"]
    assert covariances[0, 1:] == pytest.approx(expected[1:], abs=EXACT[case])


@pytest.mark.parametrize("case", ["hs", "bfi"])
def test_mardia(case: str) -> None:
    found = {each.key: each for each in adequacy(case).normality}
    expected = reference()[case]["mardia"]
    n = reference()[case]["n"]
    shrink = (n - 1) / n
    skewness, small = found["mardia_skewness"], found["mardia_skewness_small"]
    kurtosis = found["mardia_kurtosis"]
    assert skewness.measure * shrink**3 == pytest.approx(expected["b1p"])
    assert skewness.statistic * shrink**3 == pytest.approx(expected["skew"])
    assert small.statistic * shrink**3 == pytest.approx(expected["small"])
    assert kurtosis.measure * shrink**2 == pytest.approx(expected["b2p"])


@pytest.mark.parametrize("case", CASES)
def test_eigenvalues_and_partial_correlations(case: str) -> None:
    r, expected, near = adequacy(case).correlations, reference()[case], EXACT[case]
    assert eigenvalues(r) == pytest.approx(expected["components"], abs=near)
    assert reduced_eigenvalues(r) == pytest.approx(expected["factors_smc"], abs=near)
    one = reduced_eigenvalues(r, "one_factor")
    assert one == pytest.approx(expected["factors_one"], abs=max(near, 1e-5))
    map2 = average_partials(r)[1 : 1 + len(expected["map"])]
    assert map2 == pytest.approx(expected["map"], abs=near)


@pytest.mark.parametrize("case", CASES)
def test_solutions_by_least_squares(case: str) -> None:
    """Very simple structure, chi-square of residuals and of the likelihood at psych's minres."""
    r, expected = adequacy(case).correlations, reference()[case]
    p, n = len(r), expected["n"]
    for k, df in enumerate(expected["dof"][:MOST_ALIKE]):
        found = extract_uls(r, k + 1)
        rotated = _varimax(found.loadings, 1)
        near = 2e-4 if k == 0 else 3e-3
        assert simple_structure_fit(r, rotated, 1) == pytest.approx(expected["vss1"][k], abs=near)
        if k:
            vss2 = simple_structure_fit(r, rotated, 2)
            assert vss2 == pytest.approx(expected["vss2"][k], abs=near)
        sigma = found.loadings @ found.loadings.T
        np.fill_diagonal(sigma, 1.0)
        squares = ((r - sigma)[np.tril_indices(p, -1)] ** 2).sum()
        assert 2 * n * squares - df * np.log(n) == pytest.approx(
            expected["ebic"][k], abs=0.02 + 1e-4 * abs(expected["ebic"][k])
        )
        model, sample = factor(sigma), factor(r)
        assert model is not None
        assert sample is not None
        value = model.logdet - sample.logdet + (model.inverse * r).sum() - p
        chisq = (n - 1 - (2 * p + 5) / 6 - 2 * (k + 1) / 3) * value
        assert chisq == pytest.approx(expected["chisq"][k], rel=2e-3)


@pytest.mark.parametrize(("case", "most"), [("hs", 3), ("bfi", 5)])
def test_maximum_likelihood_is_below_least_squares_and_factanal_agrees(
    case: str, most: int
) -> None:
    found = gainsem.n_factors(data(case), draws=20, samples=0, most=most)
    chisq = found.to_frame("solutions")["chisq"].to_numpy()[1:]
    theirs = np.array(reference()[case]["chisq"][:most])
    assert (chisq < theirs).all()
    if case == "hs":
        factanal = json.loads((HERE / "efa" / "hs_factanal.json").read_text(encoding="utf-8"))
        assert chisq[2] == pytest.approx(factanal["statistic"], abs=1e-3)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("communalities", ["smc", "one_factor"])
def test_chance_within_its_own_error(case: str, communalities: str) -> None:
    """psych resamples with replacement and keeps means; permutation has the same distribution."""
    expected = reference()[case]
    draws = 100 if case == "hs" else 50
    found = gainsem.n_factors(
        data(case),
        ordered="all" if case == "likert_poly" else None,
        draws=draws,
        samples=0,
        communalities=communalities,
        most=3,
    ).eigenvalues
    # Standard deviation of an eigenvalue over draws, from its 95 % point; psych's draws are few.
    few = expected["iterations"]
    for what, theirs in (
        ("components", expected["chance_components"]),
        ("factors", expected["chance_smc" if communalities == "smc" else "chance_one"]),
    ):
        mean, limit = getattr(found, f"{what}_mean"), getattr(found, f"{what}_limit")
        spread = np.maximum((limit - mean) / 1.645, 0.004)
        error = spread * np.sqrt(1.0 / draws + 1.0 / few)
        # One factor of unrelated items has local minima with a Heywood case, in which psych's
        # search ends more often: the first eigenvalue is left out there.
        first = int(what == "factors" and communalities == "one_factor")
        assert (np.abs(mean - theirs)[first:6] < 6 * error[first:6]).all()


@pytest.mark.parametrize("case", CASES)
def test_psych_keeps_as_many(case: str) -> None:
    found = gainsem.n_factors(
        data(case),
        ordered="all" if case == "likert_poly" else None,
        draws=100,
        samples=0,
        communalities="one_factor",
    )
    assert found["parallel_components"] == reference()[case]["components_kept"]
    assert found["parallel_factors"] == reference()[case]["factors_kept"]
