"""Casewise sample statistics against lavaan, by hand and by finite differences."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr, ndtri

from gainsem.core.bivariate_probit import RectanglePoint, fit_polychoric
from gainsem.core.casewise import casewise_statistics
from gainsem.core.categorical import MomentOrder
from gainsem.core.contingency import answers
from gainsem.core.interval import interval
from gainsem.core.margin import linear_margin
from gainsem.core.normal import REACH, cdf2
from gainsem.core.ordered_probit import ordered_probit
from gainsem.core.ordinal_statistics import ordinal_statistics
from gainsem.core.pair_likelihood import slopes_by_rho
from gainsem.core.polyserial import polyserial, product_moment

DATA = Path(__file__).parent / "data"
REFERENCE = json.loads((DATA / "casewise.json").read_text(encoding="utf-8"))
CATEGORIES = {"y1": 3, "y2": 2, "y3": 4, "c1": 0, "c2": 0, "e1": 2, "e2": 2}
CUTS = np.array([-1.2, -0.4, 0.0, 0.7, REACH]), np.array([-REACH, -1.2, -0.4, 0.0, 0.7])


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        key: np.array([np.nan if row[key] == "NA" else float(row[key]) for row in rows])
        for key in rows[0]
    }


ANSWERS, HOLES = read("casewise_data.csv"), read("casewise_missing.csv")


def columns(data, names):
    return np.column_stack([data[name] for name in names])


def statistics(variables, covariates=(), *, data=ANSWERS, weights=None, hessian=False):
    order = MomentOrder(tuple(CATEGORIES[name] for name in variables), len(covariates))
    x = columns(data, covariates) if covariates else None
    values = columns(data, variables)
    found = casewise_statistics(values, order, covariates=x, weights=weights, hessian=hessian)
    return found.statistics


# lavaan's optimiser stops a little short of the maximum (its correlations differ from
# ours by up to 2e-7); everything else would agree to 1e-10.
@pytest.mark.parametrize("name", REFERENCE)
def test_same_as_lavaan(name):
    case = REFERENCE[name]
    data = HOLES if name.startswith("missing") else ANSWERS
    weights = data["w"] if name.startswith("weighted") else None
    result = statistics(case["variables"], case["covariates"], data=data, weights=weights)
    size = result.order.size
    expected = np.zeros((size, size))
    # R's lower triangle, column by column, is the upper one row by row.
    expected[np.triu_indices(size)] = case["gamma"]
    expected += np.triu(expected, 1).T
    scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
    assert result.vector == pytest.approx(case["moments"], abs=1e-6)
    assert result.gamma() / scale == pytest.approx(expected / scale, abs=1e-6)
    assert result.variances == pytest.approx(np.diag(result.gamma()), rel=1e-12)
    assert result.influence(2, 5, None).shape == (3, len(data["w"]))


def test_without_covariates_thresholds_are_quantiles():
    result = statistics(["y1", "y3"], data=HOLES)
    for name, thresholds in zip(["y1", "y3"], result.thresholds, strict=True):
        answered = HOLES[name][~np.isnan(HOLES[name])]
        share = [(answered <= a).mean() for a in range(CATEGORIES[name] - 1)]
        assert thresholds == pytest.approx(ndtri(share), abs=1e-13)
    assert result.mean.tolist() == [0.0, 0.0]
    assert result.slopes.shape == (2, 0)


def test_influence_on_a_threshold_by_hand():
    result = statistics(["y2", "y3"])
    below = ANSWERS["y2"] == 0
    density = np.exp(-0.5 * result.thresholds[0] ** 2) / np.sqrt(2.0 * np.pi)
    # z = -(1{y <= a} - P) / phi(tau) has the sign of the threshold's growth with P.
    by_hand = (below - below.mean()) / density
    assert result.influence(0, 1, None)[0] == pytest.approx(by_hand, abs=1e-12)


def test_continuous_variables_have_plain_means_and_covariances():
    result = statistics(["c1", "c2"])
    values = columns(ANSWERS, ["c1", "c2"])
    assert result.mean == pytest.approx(values.mean(axis=0), abs=1e-13)
    assert result.cov == pytest.approx(np.cov(values.T, bias=True), abs=1e-10)
    assert [len(thresholds) for thresholds in result.thresholds] == [0, 0]
    residual = values - values.mean(axis=0)
    covariance = result.influence(4, 5, None)[0]
    by_hand = residual.prod(axis=1) - result.cov[0, 1]
    hessian = statistics(["c1", "c2"], hessian=True).influence(4, 5, None)[0]
    assert hessian == pytest.approx(by_hand, abs=1e-8)
    # The outer product of scores is another, consistent, bread.
    assert np.corrcoef(covariance, by_hand)[0, 1] == pytest.approx(1.0, abs=0.05)


def test_order_of_columns_does_not_matter():
    names = ["y1", "c1", "y2"]
    forward = statistics(names, ["x1"], hessian=True)
    backward = statistics(names[::-1], ["x1"], hessian=True)
    assert backward.cov[::-1, ::-1] == pytest.approx(forward.cov, abs=1e-10)
    assert backward.slopes[::-1] == pytest.approx(forward.slopes, abs=1e-12)
    pairs = forward.influence(forward.order.first_pair, forward.order.size, None)
    reversed_pairs = backward.influence(backward.order.first_pair, backward.order.size, None)
    assert reversed_pairs[[2, 1, 0]] == pytest.approx(pairs, abs=1e-8)


def test_positive_slopes_raise_the_answers():
    result = statistics(["y1", "c1"], ["x1"])
    assert (result.slopes > 0.2).all()


# A case's influence is how fast the estimates grow with its weight: the bread of second
# derivatives must reproduce it, with no use of any formula for A11, A21 or A22.
@pytest.mark.parametrize("covariates", [[], ["x1", "x2"]])
def test_hessian_is_the_sandwich_found_by_reweighting(covariates):
    names = ["y1", "y2", "c1", "c2"]
    n, step = len(HOLES["w"]), 1e-3
    weights = np.ones(n)
    result = statistics(names, covariates, data=HOLES, weights=weights, hessian=True)
    z = result.influence(0, result.order.size, None)
    for case in (3, 50, 101, 178):
        moved = []
        for sign in (1.0, -1.0):
            weights[case] = 1.0 + sign * step
            moved.append(statistics(names, covariates, data=HOLES, weights=weights).vector)
        weights[case] = 1.0
        by_weight = n * (moved[0] - moved[1]) / (2.0 * step)
        assert z[:, case] == pytest.approx(by_weight, abs=2e-6)


def test_influence_sums_to_zero_and_vanishes_where_nothing_was_answered():
    for hessian in (False, True):
        result = statistics(["y1", "c1"], ["x1"], data=HOLES, hessian=hessian)
        z = result.influence(0, result.order.size, None)
        assert z.sum(axis=1) == pytest.approx(0.0, abs=1e-6)
        missing = np.isnan(HOLES["y1"])
        assert (z[:2, missing] == 0).all()
        assert (z[result.order.first_pair, missing & ~np.isnan(HOLES["c1"])] != 0).all()


def test_weights_count_cases():
    values = columns(ANSWERS, ["y1", "y2", "c1"])[:120]
    x = ANSWERS["x1"][:120, None]
    order = MomentOrder((3, 2, 0), 1)
    counts = np.where(np.arange(120) % 3 == 0, 3.0, 1.0)
    counts *= 120 / counts.sum()
    repeated = np.repeat(np.arange(120), np.where(np.arange(120) % 3 == 0, 3, 1))
    weighted = casewise_statistics(values, order, covariates=x, weights=counts).statistics
    longer = casewise_statistics(values[repeated], order, covariates=x[repeated]).statistics
    assert weighted.vector == pytest.approx(longer.vector, abs=1e-10)


def test_pair_nobody_answered_both_of():
    values = np.array([[0, 1, 0, 1, np.nan, np.nan, np.nan], [np.nan] * 4 + [1, 0, 1]]).T
    result = casewise_statistics(values, MomentOrder((2, 2))).statistics
    assert result.cov[0, 1] == 0.0
    assert np.isnan(result.variances).tolist() == [False, False, True]


def test_equal_items_reach_the_bound():
    item = np.repeat([0.0, 1.0], [30, 20])
    values = np.column_stack([item, item, 1.0 - item])
    result = casewise_statistics(values, MomentOrder((2,) * 3)).statistics
    assert result.cov[1:, 0] == pytest.approx([0.9999, -0.9999], abs=1e-9)


@pytest.mark.parametrize("rho", [-0.99, -0.6, 0.0, 0.3, 0.85, 0.9995])
def test_bivariate_normal_probabilities(rho):
    # P(Y <= k | X = x) integrated over x; at 0 formulas take limits.
    spread = np.sqrt(1.0 - rho**2)
    for h, k in [(0.0, 0.0), (0.0, -0.7), (-1.3, 0.0), (0.4, 1.1), (-2.0, 0.9), (-1.5, -1.4)]:
        expected, _ = quad(
            lambda x, k=k: np.exp(-0.5 * x * x) * ndtr((k - rho * x) / spread),
            *(-12.0, h),
            points=[min(k, h - 1e-3), -1.0 + min(h, 0.0)],
            epsabs=1e-14,
            limit=400,
        )
        value = cdf2(np.array([h]), np.array([k]), rho)[0]
        assert value == pytest.approx(expected / np.sqrt(2.0 * np.pi), abs=1e-12)
    ends = np.array([REACH, -REACH, REACH])
    others = np.array([0.3, 0.3, REACH])
    assert cdf2(ends, others, rho) == pytest.approx([ndtr(0.3), 0.0, 1.0], abs=1e-15)


def cuts_of(category):
    return np.stack([bound[category] for bound in CUTS])


def polychoric(first, second, rho):
    return RectanglePoint.at(first, second, rho).scores


def log_polychoric(first, second, rho):
    return np.log(
        sum(
            (1.0 if i == j else -1.0) * cdf2(first[i], second[j], rho)
            for i in (0, 1)
            for j in (0, 1)
        )
    )


def log_polyserial(first, second, rho):
    z = second[0] / np.sqrt(second[1])
    value = interval((first - rho * z) / np.sqrt(1.0 - rho**2)).value
    return value - 0.5 * z**2 - 0.5 * np.log(second[1])


def log_product_moment(first, second, rho):
    x, y = first[0] / np.sqrt(first[1]), second[0] / np.sqrt(second[1])
    scale = np.sqrt(first[1] * second[1])
    free = 1.0 - rho**2
    exponent = -(x**2 - 2.0 * rho * x * y + y**2) / (2.0 * free)
    return exponent - np.log(2.0 * np.pi * np.sqrt(free) * scale)


ORDINAL = cuts_of(np.array([0, 1, 2, 3, 4, 2, 0]))
SECOND = cuts_of(np.array([3, 1, 0, 4, 2, 2, 1]))
CONTINUOUS = np.array([[-1.0, 0.4, 2.2, -0.1, 0.7, -2.0, 0.0], [1.7] * 7])
OTHER = np.array([[0.3, 0.9, -0.8, -0.1, 1.4, -1.0, 0.2], [0.6] * 7])
PAIRS = [
    (polychoric, log_polychoric, ORDINAL, SECOND),
    (polyserial, log_polyserial, ORDINAL, CONTINUOUS),
    (product_moment, log_product_moment, OTHER, CONTINUOUS),
]


def finite(predictors, place):
    """Return a step for one predictor, 0 at infinite cuts."""
    step = np.zeros_like(predictors)
    step[place] = np.where(np.abs(predictors[place]) < REACH, 1e-5, 0.0)
    return step


@pytest.mark.parametrize(("scores", "logarithm", "first", "second"), PAIRS)
@pytest.mark.parametrize("rho", [-0.7, 0.1, 0.9])
def test_pair_scores_are_derivatives(scores, logarithm, first, second, rho):
    exact = scores(first, second, rho)
    by_rho = logarithm(first, second, rho + 1e-5) - logarithm(first, second, rho - 1e-5)
    assert exact.rho == pytest.approx(by_rho / 2e-5, rel=1e-6, abs=1e-6)
    for place in (0, 1):
        step = finite(first, place)
        change = logarithm(first + step, second, rho) - logarithm(first - step, second, rho)
        assert exact.first[place] == pytest.approx(change / 2e-5, rel=1e-6, abs=1e-6)
        step = finite(second, place)
        change = logarithm(first, second + step, rho) - logarithm(first, second - step, rho)
        assert exact.second[place] == pytest.approx(change / 2e-5, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("scores", "logarithm", "first", "second"), PAIRS)
def test_slopes_by_rho_are_symmetric(scores, logarithm, first, second):
    rho = 0.6
    slopes = slopes_by_rho(scores, first, second, rho)
    for place in (0, 1):
        step = finite(first, place)
        change = scores(first + step, second, rho).rho - scores(first - step, second, rho).rho
        assert slopes.first[place] == pytest.approx(change / 2e-5, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("hessian", [False, True])
def test_both_kinds_of_errors_are_those_of_the_tables(hessian):
    # Response style: tables and cases take different ways to second derivatives.
    rng = np.random.default_rng(8)
    latent = rng.multivariate_normal(np.zeros(3), 0.5 + 0.5 * np.eye(3), size=600)
    latent *= np.exp(0.5 * rng.normal(size=600))[:, None]
    values = np.digitize(latent, [-1.0, 0.2, 1.1]).astype(float)
    values[rng.random(values.shape) < 0.1] = np.nan
    tables = ordinal_statistics(answers(values, [4, 4, 4]), hessian=hessian)
    cases = casewise_statistics(values, tables.statistics.order, hessian=hessian)
    assert np.median(cases.honest) > 1.1
    # Probabilities carried along from step to step are exact to 1e-12.
    assert cases.honest == pytest.approx(tables.honest, rel=1e-8)
    assert cases.statistics.variances == pytest.approx(tables.statistics.variances, rel=1e-8)
    assert cases.statistics.diagonal == pytest.approx(tables.statistics.diagonal, rel=1e-8)


@pytest.mark.parametrize("hessian", [False, True])
def test_cases_that_are_alike_are_gathered_without_a_difference(monkeypatch, hessian):
    data = HOLES | {"b": np.arange(len(HOLES["y1"])) % 3 % 2}
    variables = ("y1", "y2", "y3")
    gathered = statistics(variables, ("b",), data=data, weights=data["w"], hessian=hessian)
    monkeypatch.setattr("gainsem.core.casewise.FEW_CELLS", 0)
    single = statistics(variables, ("b",), data=data, weights=data["w"], hessian=hessian)
    assert gathered.cov == pytest.approx(single.cov, abs=1e-11)
    size = single.order.size
    one, other = gathered.influence(0, size, None), single.influence(0, size, None)
    np.testing.assert_allclose(one, other, atol=1e-8)


# Differences of fourth order carry about eleven digits of scores up to 10.
@pytest.mark.parametrize("rho", [-0.93, -0.6, 0.1, 0.8, 0.97])
def test_slopes_of_polychoric_scores_are_derivatives(rho):
    exact = RectanglePoint.at(ORDINAL, SECOND, rho).slopes()
    numeric = slopes_by_rho(polychoric, ORDINAL, SECOND, rho)
    for part, other in zip(exact, numeric, strict=True):
        scale = np.abs(other).max()
        np.testing.assert_allclose(part, other, rtol=1e-7, atol=1e-8 * scale)


@pytest.mark.parametrize("rho", [-0.95, -0.4, 0.0, 0.7, 0.9])
@pytest.mark.parametrize("shift", [0.0, 1.5])
def test_polychoric_given_covariates_is_where_the_score_changes_its_sign(rho, shift):
    rng = np.random.default_rng(3)
    x = shift * rng.normal(size=400)
    latent = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], size=400) + x[:, None]
    bounds = np.array([-REACH, -1.2, -0.4, 0.0, 0.7, REACH])
    first, second = (
        np.stack([cut(bounds, x, np.searchsorted(bounds, y) - k) for k in (0, 1)]) for y in latent.T
    )
    weights = rng.uniform(0.5, 1.5, size=400)
    fit = fit_polychoric(first, second, weights=weights)
    assert fit.rho == pytest.approx(rho, abs=0.2)

    def score(at):
        return weights @ polychoric(first, second, at).rho

    assert score(fit.rho - 1e-9) > 0 > score(fit.rho + 1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_polychoric_of_answers_that_contradict_the_margins_is_found(seed):
    # Cuts shifted the wrong way leave rectangles without a chance: Newton's steps do not help.
    rng = np.random.default_rng(seed)
    x = 5.0 * rng.normal(size=200)
    bounds = np.array([-REACH, -0.8, 0.3, REACH])
    latent = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]], size=200)
    first, second = (
        np.stack([cut(bounds, x, np.searchsorted(bounds, y) - k) for k in (0, 1)]) for y in latent.T
    )
    weights = np.ones(200)
    fit = fit_polychoric(first, second, weights=weights)
    before, after = (polychoric(first, second, fit.rho + step).rho.sum() for step in (-1e-7, 1e-7))
    assert before > 0 > after


def cut(bounds, x, place):
    """Return cuts less what covariates explain; infinite ones stay as they are."""
    return np.where(np.abs(bounds[place]) < REACH, bounds[place] - x, bounds[place])


@pytest.mark.parametrize("name", ["y3", "c1"])
def test_margins_solve_their_scores(name):
    x = columns(HOLES, ["x1", "x2"])
    w = HOLES["w"]
    places = np.arange(5 if name == "y3" else 4)
    if name == "y3":
        margin = ordered_probit(HOLES["y3"], x, n_categories=4, weights=w, positions=places)
    else:
        margin = linear_margin(HOLES["c1"], x, weights=w, positions=places)
    assert w @ margin.scores == pytest.approx(0.0, abs=1e-9)
    influence = margin.influence(w, hessian=True)
    assert influence.shape == (len(places), len(w))
    assert (influence[:, np.isnan(HOLES[name])] == 0).all()


def test_interval_derivatives():
    finite_cuts = np.array([[0.3, 1.5, 4.2], [-0.8, 1.1, 4.0]])
    for place in (0, 1):
        step = np.zeros_like(finite_cuts)
        step[place] = 1e-5
        plus, minus = interval(finite_cuts + step), interval(finite_cuts - step)
        exact = interval(finite_cuts)
        slope = (plus.value - minus.value) / 2e-5
        curvature = (plus.slope - minus.slope) / 2e-5
        assert exact.slope[place] == pytest.approx(slope, rel=1e-7)
        assert exact.curvature[place] == pytest.approx(curvature, rel=1e-6)


def test_far_tails_keep_their_digits():
    # Phi(10) - Phi(9) = Phi(-9) - Phi(-10), 1e-19.
    high = interval(np.array([[10.0], [9.0]]))
    low = interval(np.array([[-9.0], [-10.0]]))
    assert high.value == pytest.approx(low.value, rel=1e-14)
    assert high.slope[0] == pytest.approx(-low.slope[1], rel=1e-12)
