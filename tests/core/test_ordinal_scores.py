"""Factor scores against brute force, closed forms, a linear program and lavaan's numbers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize
from scipy.special import ndtr

from gainsem.core.categorical import MomentOrder
from gainsem.core.ordinal_scores import Scores, factor_scores

DATA = Path(__file__).parent / "data"
LAVAAN_STOPS_EARLY = 6e-4


@dataclass(frozen=True)
class Model:
    """What the scores depend on, apart from the answers."""

    order: MomentOrder
    loadings: np.ndarray
    intercepts: np.ndarray
    residual_variances: np.ndarray
    thresholds: tuple[np.ndarray, ...]
    eta_cov: np.ndarray

    def scores(self, values, *, method="EBM", eta_mean=None) -> Scores:
        return factor_scores(
            values,
            self.order,
            loadings=self.loadings,
            intercepts=self.intercepts,
            residual_variances=self.residual_variances,
            thresholds=self.thresholds,
            eta_mean=np.zeros(len(self.eta_cov)) if eta_mean is None else eta_mean,
            eta_cov=self.eta_cov,
            method=method,
        )

    def log_likelihood(self, answer, eta):
        """Return the log likelihood of one respondent and its gradient, item by item."""
        value, gradient = 0.0, np.zeros(len(eta))
        for i, count in enumerate(self.order.n_categories):
            if np.isnan(answer[i]):
                continue
            deviation = np.sqrt(self.residual_variances[i])
            location = self.intercepts[i] + self.loadings[i] @ eta
            if count == 0:
                z = (answer[i] - location) / deviation
                value, slope = value - 0.5 * z * z, z
            else:
                edges = np.concatenate([[-np.inf], self.thresholds[i], [np.inf]])
                low, high = (edges[int(answer[i]) :][:2] - location) / deviation
                lower_tail, upper_tail = ndtr(high) - ndtr(low), ndtr(-low) - ndtr(-high)
                probability = lower_tail if low + high < 0 else upper_tail
                value += np.log(probability)
                density = np.exp([-low * low / 2, -high * high / 2]) / np.sqrt(2 * np.pi)
                slope = (density[0] - density[1]) / probability
            gradient += slope * self.loadings[i] / deviation
        return value, gradient

    def objective(self, answer, eta, *, method, mean):
        """Return what the method maximises, and its gradient."""
        value, gradient = self.log_likelihood(answer, eta)
        if method == "EBM":
            pull = np.linalg.solve(self.eta_cov, eta - mean)
            value, gradient = value - 0.5 * pull @ (eta - mean), gradient - pull
        return value, gradient

    def curvature(self, answer, eta, *, method, mean):
        """Return the negative Hessian: central differences of the gradient, extrapolated."""

        def differences(step):
            return np.array(
                [
                    self.objective(answer, eta - e, method=method, mean=mean)[1]
                    - self.objective(answer, eta + e, method=method, mean=mean)[1]
                    for e in step * np.eye(len(eta))
                ]
            ) / (2 * step)

        return (4 * differences(5e-4) - differences(1e-3)) / 3


def simple_structure(n_categories, *, m=2, strength=0.7) -> Model:
    """Return a model of m factors with successive items, the last item of the first on both."""
    p, rng = len(n_categories), np.random.default_rng(7)
    loadings = np.zeros((p, m))
    loadings[np.arange(p), np.arange(p) * m // p] = strength + 0.3 * rng.random(p)
    loadings[p // m - 1, -1] = 0.3
    thresholds = tuple(np.linspace(-1.1, 0.9, c - 1) if c else np.empty(0) for c in n_categories)
    eta_cov = np.full((m, m), 0.25) + np.diag(0.5 + 0.2 * np.arange(m))
    intercepts = np.where(np.array(n_categories) == 0, 2.0, 0.1)
    residual = 0.3 + 0.5 * rng.random(p)
    return Model(MomentOrder(n_categories), loadings, intercepts, residual, thresholds, eta_cov)


def answers(model: Model, n: int, *, missing: float = 0.0, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    eta = rng.multivariate_normal(np.zeros(len(model.eta_cov)), model.eta_cov, n)
    latent = model.intercepts + eta @ model.loadings.T
    values = latent + rng.normal(size=latent.shape) * np.sqrt(model.residual_variances)
    for i, count in enumerate(model.order.n_categories):
        if count:
            values[:, i] = np.searchsorted(model.thresholds[i], values[:, i])
    values[rng.random(values.shape) < missing] = np.nan
    return values


MIXED = simple_structure((5, 2, 0, 4, 3, 5, 0, 7))
ORDINAL = simple_structure((5, 4, 5, 7, 3, 5, 5, 4))


@pytest.mark.parametrize("method", ["EBM", "ML"])
@pytest.mark.parametrize("model", [MIXED, ORDINAL], ids=["mixed", "ordinal"])
def test_the_maximum_is_the_one_a_general_optimiser_finds(model, method):
    values, mean = answers(model, 40, missing=0.1), np.array([0.3, -0.2])
    result = model.scores(values, method=method, eta_mean=mean)
    assert result.converged.mean() > 0.8
    for answer, score, se in zip(
        values[result.converged],
        result.scores[result.converged],
        result.se[result.converged],
        strict=True,
    ):

        def downwards(eta, answer=answer):
            value, gradient = model.objective(answer, eta, method=method, mean=mean)
            return -value, -gradient

        found = optimize.minimize(downwards, np.zeros(2), jac=True, options={"gtol": 1e-10})
        assert score == pytest.approx(found.x, abs=1e-7)
        assert np.abs(downwards(score)[1]).max() < 1e-9
        curvature = model.curvature(answer, score, method=method, mean=mean)
        # 1e-7: what differences of a gradient leave of sixteen digits.
        assert se == pytest.approx(np.sqrt(np.diag(np.linalg.inv(curvature))), rel=1e-7)


def test_continuous_items_have_regression_and_bartlett_scores():
    model = simple_structure((0,) * 8)
    values, mean = answers(model, 20), np.array([0.4, 1.0])
    lambda_, theta = model.loadings, np.diag(model.residual_variances)
    precision = lambda_.T @ np.linalg.inv(theta) @ lambda_
    deviation = values - model.intercepts

    bartlett = np.linalg.solve(precision, lambda_.T @ np.linalg.solve(theta, deviation.T)).T
    likely = model.scores(values, method="ML", eta_mean=mean)
    assert likely.scores == pytest.approx(bartlett, abs=1e-12)
    spread = np.sqrt(np.diag(np.linalg.inv(precision)))
    assert likely.se == pytest.approx(np.tile(spread, (20, 1)), rel=1e-12)

    sigma = lambda_ @ model.eta_cov @ lambda_.T + theta
    regression = mean + (deviation - lambda_ @ mean) @ np.linalg.solve(
        sigma, lambda_ @ model.eta_cov
    )
    modal = model.scores(values, eta_mean=mean)
    assert modal.scores == pytest.approx(regression, abs=1e-12)
    spread = np.sqrt(np.diag(np.linalg.inv(precision + np.linalg.inv(model.eta_cov))))
    assert modal.se == pytest.approx(np.tile(spread, (20, 1)), rel=1e-12)


def test_every_respondent_can_have_a_prior_mean_of_their_own():
    values = answers(MIXED, 6, missing=0.1)
    values = np.vstack([values, values])
    means = np.random.default_rng(3).normal(size=(12, 2))
    together = MIXED.scores(values, eta_mean=means)
    for i in range(12):
        alone = MIXED.scores(values[[i]], eta_mean=means[i])
        assert together.scores[i] == pytest.approx(alone.scores[0], abs=1e-12)
        assert together.se[i] == pytest.approx(alone.se[0], rel=1e-12)
    means[4, 1] = np.nan
    gap = MIXED.scores(values, eta_mean=means)
    assert np.flatnonzero(~gap.converged).tolist() == [4]
    assert np.isnan(gap.scores[4]).all()


def test_without_answers_the_prior_is_all_there_is():
    nothing = np.full((1, 8), np.nan)
    mean = np.array([0.5, -1.0])
    result = MIXED.scores(nothing, eta_mean=mean)
    assert result.scores[0] == pytest.approx(mean)
    assert result.se[0] == pytest.approx(np.sqrt(np.diag(MIXED.eta_cov)))
    assert result.converged.all()
    likely = MIXED.scores(nothing, method="ML")
    assert np.isnan([likely.scores, likely.se]).all()
    assert not likely.converged.any()


@pytest.mark.parametrize("shift", [-30.0, -8.0, 8.0, 30.0])
def test_answers_the_prior_thought_impossible(shift):
    values = answers(ORDINAL, 20)
    mean = np.array([shift, -shift])
    result = ORDINAL.scores(values, eta_mean=mean)
    assert result.converged.all()
    for answer, score in zip(values, result.scores, strict=True):
        gradient = ORDINAL.objective(answer, score, method="EBM", mean=mean)[1]
        assert np.abs(gradient).max() < 1e-9


@pytest.mark.parametrize("method", ["EBM", "ML"])
def test_nobody_has_no_scores(method):
    assert MIXED.scores(np.empty((0, 8)), method=method).scores.shape == (0, 2)


def test_a_singular_covariance_matrix_is_the_limit_of_regular_ones():
    values, line = answers(ORDINAL, 10), np.array([[1.0, 2.0], [2.0, 4.0]])
    singular = Model(**{**vars(ORDINAL), "eta_cov": line}).scores(values)
    near = Model(**{**vars(ORDINAL), "eta_cov": line + 1e-9 * np.eye(2)}).scores(values)
    assert singular.scores[:, 1] == pytest.approx(2 * singular.scores[:, 0], abs=1e-12)
    assert singular.scores == pytest.approx(near.scores, abs=1e-7)
    assert singular.se == pytest.approx(near.se, abs=1e-7)


def test_improper_solutions_have_no_scores():
    values = answers(MIXED, 5)
    negative = MIXED.residual_variances.copy()
    negative[2] = 0.0
    indefinite = np.array([[1.0, 2.0], [2.0, 1.0]])
    for change in ({"residual_variances": negative}, {"eta_cov": indefinite}):
        result = Model(**{**vars(MIXED), **change}).scores(values)
        assert np.isnan([result.scores, result.se]).all()
        assert not result.converged.any()


def test_outermost_answers_on_a_factor_leave_it_without_an_ml_score():
    model = simple_structure((5,) * 9, m=3)
    model.loadings[2, 2] = 0.0
    values = np.full((5, 9), 2.0)
    values[1, :3] = 4.0
    values[2, 3:6] = [0, np.nan, 0]
    values[3, 6:] = [0, 0, 4]
    values[4, :3] = np.nan
    result = model.scores(values, method="ML")
    missing = np.zeros((5, 3), dtype=bool)
    missing[1, 0] = missing[2, 1] = missing[4, 0] = True
    assert (np.isnan(result.scores) == missing).all()
    assert (np.isnan(result.se) == missing).all()
    assert result.converged.tolist() == [True, False, False, True, False]
    # The other factors are not disturbed.
    assert result.scores[1, 1:] == pytest.approx(result.scores[0, 1:], abs=1e-12)


def test_a_reversed_item_turns_the_rule_round():
    model = simple_structure((5,) * 6, m=1)
    model.loadings[5] *= -1.0
    values = np.array([[4.0, 4, 4, 4, 4, 0], [4, 4, 4, 4, 4, 4]])
    assert model.scores(values, method="ML").converged.tolist() == [False, True]


@pytest.mark.parametrize("residual", [0.5, 0.02, 0.005])
def test_a_maximum_between_two_cliffs_is_found_however_flat_it_is(residual):
    # P(y > -1) P(y < 1): by symmetry the maximum is at 0, where w is the curvature of each.
    cuts = (np.array([-1.0]), np.array([1.0]))
    one, theta = np.ones((2, 1)), np.full(2, residual)
    model = Model(MomentOrder((2, 2)), one, np.zeros(2), theta, cuts, np.eye(1))
    result = model.scores(np.array([[1.0, 0.0]]), method="ML")
    b = 1.0 / np.sqrt(residual)
    hazard = np.exp(-b * b / 2) / np.sqrt(2 * np.pi) / ndtr(b)
    assert result.scores[0, 0] == pytest.approx(0.0, abs=1e-9)
    information = 2.0 * hazard * (hazard + b) / residual
    assert result.se[0, 0] == pytest.approx(information**-0.5, rel=1e-9)


def test_a_factor_without_loadings_has_only_a_modal_score():
    # A second-order factor, of which the first two are the measurements.
    loadings = np.hstack([ORDINAL.loadings, np.zeros((8, 1))])
    cov = np.array([[1.0, 0.48, 0.8], [0.48, 1.0, 0.6], [0.8, 0.6, 1.0]])
    model = Model(**{**vars(ORDINAL), "loadings": loadings, "eta_cov": cov})
    values = answers(ORDINAL, 20)
    likely, two = model.scores(values, method="ML"), ORDINAL.scores(values, method="ML")
    assert np.isnan(likely.scores[:, 2]).all()
    assert likely.converged.tolist() == two.converged.tolist()
    assert likely.scores[:, :2] == pytest.approx(two.scores, abs=1e-10, nan_ok=True)
    modal = model.scores(values)
    assert modal.converged.all()
    weights = np.linalg.solve(cov[:2, :2], cov[:2, 2])
    assert modal.scores[:, 2] == pytest.approx(modal.scores[:, :2] @ weights, abs=1e-10)


def is_determined(side, loadings, factor):
    """Return whether no direction along which the likelihood never falls moves a factor."""
    outer, middle = np.flatnonzero(np.abs(side) == 1), side == 0
    moves = []
    for sign in (-1.0, 1.0):
        program = optimize.linprog(
            sign * np.eye(loadings.shape[1])[factor],
            A_ub=-(side[outer, None] * loadings[outer]),
            b_ub=np.zeros(len(outer)),
            A_eq=loadings[middle],
            b_eq=np.zeros(middle.sum()),
            bounds=(-1.0, 1.0),
        )
        moves.append(-program.fun)
    return max(moves) < 1e-9


def test_which_ml_scores_exist_is_what_a_linear_program_says():
    # A general factor and two specific ones: the factors share all their items.
    rng = np.random.default_rng(5)
    loadings = np.zeros((9, 3))
    loadings[:, 0] = 0.4 + 0.3 * rng.random(9)
    loadings[:5, 1], loadings[4:, 2] = 0.3 + 0.3 * rng.random(5), 0.3 + 0.3 * rng.random(5)
    cuts = (np.array([-0.4, 0.4]),) * 9
    model = Model(MomentOrder((3,) * 9), loadings, np.zeros(9), np.full(9, 0.5), cuts, np.eye(3))
    values = answers(model, 150, missing=0.3)
    result = model.scores(values, method="ML")
    sides = np.where(np.isnan(values), np.nan, values - 1.0)
    expected = [[is_determined(side, loadings, j) for j in range(3)] for side in sides]
    assert (np.isfinite(result.scores) == np.array(expected)).all()
    some = np.isfinite(result.scores).any(axis=1)
    assert (some & ~result.converged).sum() >= 3
    assert 30 < result.converged.sum() < 120
    # A score that stands while another runs away is the limit of both together.
    for answer, score in zip(
        values[some & ~result.converged], result.scores[some & ~result.converged], strict=True
    ):

        def downwards(eta, answer=answer):
            value, gradient = model.log_likelihood(answer, eta)
            return -value, -gradient

        found = optimize.minimize(downwards, np.zeros(3), jac=True, options={"gtol": 1e-9})
        here = np.isfinite(score)
        assert score[here] == pytest.approx(found.x[here], abs=1e-5)


def read_case(name: str) -> tuple[Model, np.ndarray, dict[str, np.ndarray]]:
    """Return lavaan's estimates, the answers and lavaan's scores of one of its fits."""
    with (DATA / f"ordinal_scores_{name}_estimates.csv").open() as file:
        rows = list(csv.DictReader(file))
    value = {(row["lhs"], row["op"], row["rhs"]): float(row["est"]) for row in rows}
    factors = list(dict.fromkeys(row["lhs"] for row in rows if row["op"] == "=~"))
    items = [row["rhs"] for row in rows if row["op"] == "=~"]
    thresholds = tuple(
        np.array([row["est"] for row in rows if row["op"] == "|" and row["lhs"] == item], float)
        for item in items
    )
    cov = np.array([[value.get((a, "~~", b), 0.0) for b in factors] for a in factors])
    model = Model(
        order=MomentOrder(tuple(len(cuts) + 1 if len(cuts) else 0 for cuts in thresholds)),
        loadings=np.array([[value.get((f, "=~", i), 0.0) for f in factors] for i in items]),
        intercepts=np.array([value[item, "~1", ""] for item in items]),
        residual_variances=np.array([value[item, "~~", item] for item in items]),
        thresholds=thresholds,
        eta_cov=np.maximum(cov, cov.T),
    )
    with (DATA / f"ordinal_scores_{name}.csv").open() as file:
        table = list(csv.DictReader(file))
    columns = {c: np.array([row[c].replace("NA", "nan") for row in table], float) for c in table[0]}
    answer = np.column_stack([columns[item] for item in items])
    for i, cuts in enumerate(thresholds):
        # The Likert items count from 1, the binary ones from 0.
        answer[:, i] -= float(len(cuts) > 1)
    scores = {
        method: np.column_stack([columns[f"{method}_{f}"] for f in factors])
        for method in ("EBM", "ML")
    }
    return model, answer, scores


@pytest.mark.parametrize("method", ["EBM", "ML"])
@pytest.mark.parametrize("name", ["likert", "missing", "mixed"])
def test_the_scores_are_those_of_lavaan(name, method):
    model, values, reference = read_case(name)
    result = model.scores(values, method=method)
    there = np.isfinite(result.scores)
    assert there.all() or method == "ML"
    # lavaan stops at gradients of up to 3e-3, which is up to 5e-4 away from the maximum (the
    # flatter, the farther); one Newton step from where it stopped brings it to ours.
    assert result.scores[there] == pytest.approx(reference[method][there], abs=LAVAAN_STOPS_EARLY)
    complete = result.converged
    mean = np.zeros(len(model.eta_cov))
    for answer, score, other in zip(
        values[complete], result.scores[complete], reference[method][complete], strict=True
    ):
        gradient = model.objective(answer, score, method=method, mean=mean)[1]
        assert np.abs(gradient).max() < 1e-9
        gradient = model.objective(answer, other, method=method, mean=mean)[1]
        step = np.linalg.solve(model.curvature(answer, other, method=method, mean=mean), gradient)
        assert score == pytest.approx(other + step, abs=1e-6)


@pytest.mark.parametrize(("name", "infinite"), [("likert", 1), ("missing", 4), ("mixed", 0)])
def test_where_lavaan_stops_on_the_way_to_infinity_there_is_no_score(name, infinite):
    model, values, reference = read_case(name)
    nowhere = np.isnan(model.scores(values, method="ML").scores)
    assert nowhere.sum() == infinite
    assert (np.abs(reference["ML"][nowhere]) > 4.9).all()
