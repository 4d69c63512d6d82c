"""Standard errors of rotated loadings against derivatives of the whole way by differences.

At correlations a factor model implies exactly, the expected second derivatives of the
discrepancy are the observed ones, so that ``dLambda/dr = M J'V`` must be what extracting
and rotating slightly changed correlations gives.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gainsem.core.correlation_weight import (
    correlation_influence,
    diagonal_weight,
    gamma_sampling,
    likelihood_weight,
    normal_sampling,
)
from gainsem.core.factor_extraction import Extraction, extract_ml, extract_uls
from gainsem.core.factor_rotation import Rotation, rotate, row_scale
from gainsem.core.rotation_constraints import (
    constraint_slopes,
    criterion_constraints,
    unrotated_constraints,
)
from gainsem.core.rotation_criteria import (
    behind_general,
    crawford_ferguson,
    geomin,
    infomax,
    oblimin,
)
from gainsem.core.rotation_errors import rotation_errors, statistic_traces
from gainsem.core.weighted_factors import extract_weighted
from tests.core.factor_models import implied, with_crossloadings

PAIRS = np.tril_indices(12, -1)
WEIGHTS = np.random.default_rng(3).uniform(0.5, 4.0, 66)
CASES = {
    "geomin": (geomin(0.01), True, None),
    "quartimin": (oblimin(0.0), True, None),
    "varimax, Kaiser": (crawford_ferguson(1 / 12), False, "kaiser"),
    "infomax, Kaiser, oblique": (infomax(), True, "kaiser"),
    "bi-quartimin": (behind_general(oblimin(0.0)), False, None),
}
Way = Callable[[np.ndarray], Extraction]
EXTRACTIONS: dict[str, Way] = {
    "ML": lambda r: extract_ml(r, 3),
    "ULS": lambda r: extract_uls(r, 3),
    "DWLS": lambda r: extract_weighted(r, WEIGHTS, PAIRS, extract_uls(r, 3).loadings),
}


def on_the_way(r: np.ndarray, way: Way, case: str) -> Rotation:
    criterion, oblique, kind = CASES[case]
    unrotated = way(r).loadings
    scale = row_scale(unrotated, kind)
    return rotate(unrotated, criterion, oblique=oblique, starts=12, seed=1, scale=scale)


def matched(found: Rotation, to: Rotation) -> tuple[np.ndarray, np.ndarray]:
    """Return loadings and correlations with factors in the order and signs of another."""
    table = to.loadings.T @ found.loadings
    order = np.abs(table).argmax(axis=1)
    signs = np.sign(table[np.arange(3), order])
    return (
        found.loadings[:, order] * signs,
        found.phi[np.ix_(order, order)] * np.outer(signs, signs),
    )


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("method", EXTRACTIONS)
def test_derivatives_of_extraction_and_rotation(method: str, case: str) -> None:
    r = implied(*with_crossloadings())
    way = EXTRACTIONS[method]
    criterion, oblique, kind = CASES[case]
    found = on_the_way(r, way, case)
    weight = {
        "ML": likelihood_weight(r, PAIRS),
        "ULS": diagonal_weight(np.ones(66)),
        "DWLS": diagonal_weight(WEIGHTS),
    }[method]
    constraints = criterion_constraints(criterion, oblique=oblique, kaiser=kind == "kaiser")
    at_minimum = constraints(found.loadings[None], found.phi[None])
    np.testing.assert_allclose(at_minimum, 0.0, atol=1e-8)
    slopes = constraint_slopes(constraints, found.loadings, found.phi, oblique=oblique)
    errors = rotation_errors(
        found.loadings,
        found.phi,
        slopes,
        weight,
        normal_sampling(r, PAIRS, 1.0),
        pairs=PAIRS,
        oblique=oblique,
    )
    assert errors is not None
    derivative = errors.bread @ errors.weighed.T
    step = 1e-4
    for k in (0, 17, 40, 65):
        ends = []
        for sign in (1.0, -1.0):
            moved = r.copy()
            i, j = PAIRS[0][k], PAIRS[1][k]
            moved[i, j] = moved[j, i] = r[i, j] + sign * step
            loadings, phi = matched(on_the_way(moved, way, case), found)
            low = phi[np.tril_indices(3, -1)] if oblique else np.zeros(0)
            ends.append(np.concatenate([loadings.ravel(), low]))
        numeric = (ends[0] - ends[1]) / (2.0 * step)
        # 2e-5: differences of solutions that are exact to about 1e-10.
        np.testing.assert_allclose(derivative[:, k], numeric, atol=2e-5, rtol=1e-4)


def test_errors_of_unrotated_factors_are_lawley_and_maxwells() -> None:
    """Their sampling, too, is that of the correlations: checked by differences."""
    r = implied(*with_crossloadings())
    found = extract_ml(r, 3)
    constraints = unrotated_constraints(likelihood=True)
    slopes = constraint_slopes(constraints, found.loadings, np.eye(3), oblique=False)
    errors = rotation_errors(
        found.loadings,
        np.eye(3),
        slopes,
        likelihood_weight(r, PAIRS),
        normal_sampling(r, PAIRS, 1.0),
        pairs=PAIRS,
        oblique=False,
    )
    assert errors is not None
    moved = r.copy()
    moved[3, 1] = moved[1, 3] = r[3, 1] + 1e-5
    k = int(np.flatnonzero((PAIRS[0] == 3) & (PAIRS[1] == 1))[0])
    numeric = (extract_ml(moved, 3).loadings - found.loadings).ravel() / 1e-5
    np.testing.assert_allclose((errors.bread @ errors.weighed.T)[:, k], numeric, atol=1e-3)


def test_normal_sampling_is_pearson_and_filon() -> None:
    """Var(r) = (1 - r^2)^2 / n, and the covariance of r_12 and r_34 (Olkin & Siotani 1976)."""
    r = implied(*with_crossloadings())
    gamma = normal_sampling(r, PAIRS, 1.0).products(np.eye(66))
    np.testing.assert_allclose(np.diag(gamma), (1.0 - r[PAIRS] ** 2) ** 2, atol=1e-12)
    place = {(i, j): k for k, (i, j) in enumerate(zip(*PAIRS, strict=True))}
    i, j, k, h = 3, 0, 7, 5
    expected = (
        0.5 * r[i, j] * r[k, h] * (r[i, k] ** 2 + r[i, h] ** 2 + r[j, k] ** 2 + r[j, h] ** 2)
        + r[i, k] * r[j, h]
        + r[i, h] * r[j, k]
    )
    expected -= r[i, j] * r[i, k] * r[i, h] + r[j, i] * r[j, k] * r[j, h]
    expected -= r[k, i] * r[k, j] * r[k, h] + r[h, i] * r[h, j] * r[h, k]
    assert gamma[place[i, j], place[k, h]] == pytest.approx(expected, abs=1e-12)


def test_with_normal_gamma_the_trace_is_df_and_errors_are_unchanged() -> None:
    r = implied(*with_crossloadings())
    found = on_the_way(r, EXTRACTIONS["ML"], "geomin")
    weight = likelihood_weight(r, PAIRS)
    constraints = criterion_constraints(geomin(0.01), oblique=True, kaiser=False)
    slopes = constraint_slopes(constraints, found.loadings, found.phi, oblique=True)
    normal = normal_sampling(r, PAIRS, 500.0)
    gamma = normal.products(np.eye(66))
    one, two = (
        rotation_errors(
            found.loadings, found.phi, slopes, weight, sampling, pairs=PAIRS, oblique=True
        )
        for sampling in (normal, gamma_sampling(gamma, 500.0))
    )
    assert one is not None
    assert two is not None
    np.testing.assert_allclose(one.vcov, two.vcov, atol=1e-12)
    # ((12 - 3)^2 - (12 + 3)) / 2 degrees of freedom, all eigenvalues 1.
    np.testing.assert_allclose(statistic_traces(one, weight, gamma), 33.0, rtol=1e-9)


def test_influence_functions_have_the_sampling_of_normal_data() -> None:
    r = implied(*with_crossloadings())
    rows = np.random.default_rng(1).multivariate_normal(np.zeros(12), r, size=50_000)
    z = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    observed = np.corrcoef(rows.T)
    influence = correlation_influence(z, observed, PAIRS)
    gamma = influence @ influence.T / len(z)
    # Standard error of a variance of such products: about 0.9 % of 50,000 draws.
    expected = normal_sampling(r, PAIRS, 1.0).products(np.eye(66))
    np.testing.assert_allclose(np.diag(gamma), np.diag(expected), rtol=0.06)


def test_a_rotation_that_is_not_determined_has_no_errors() -> None:
    r = implied(*with_crossloadings())
    unrotated = extract_ml(r, 3).loadings
    nothing = np.zeros((6, 39))
    found = rotation_errors(
        unrotated,
        np.eye(3),
        nothing,
        likelihood_weight(r, PAIRS),
        normal_sampling(r, PAIRS, 1.0),
        pairs=PAIRS,
        oblique=True,
    )
    assert found is None
