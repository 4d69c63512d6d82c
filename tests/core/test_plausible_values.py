"""Plausible values against closed forms, numerical integration and known populations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from gainsem.core.latent_regression import inverse_wishart, latent_regression
from gainsem.core.linear_scores import regression_scores
from gainsem.core.plausible_values import Conditioning, Measured, draw_plausible_values

DRAWS = 3000


def intervals(codes: np.ndarray, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    known = np.where(np.isnan(codes), 0, codes).astype(int)
    lower, upper = edges[known], edges[known + 1]
    missing = np.isnan(codes)
    return np.where(missing, -np.inf, lower), np.where(missing, np.inf, upper)


def no_regression(n: int, mean: np.ndarray, cov: np.ndarray) -> Conditioning:
    return Conditioning(np.ones((n, 1)), np.array([True]), mean, cov, fixed=True)


def test_continuous_items_have_the_posterior_of_regression_scores() -> None:
    """Residual covariances and missing answers included, the posterior is normal."""
    rng = np.random.default_rng(5)
    n, p = 40, 6
    loadings = np.zeros((p, 2))
    loadings[:3, 0], loadings[3:, 1] = (1.0, 0.8, 0.7), (1.0, 0.9, 0.6)
    psi, mean = np.array([[1.0, 0.5], [0.5, 0.8]]), np.array([0.2, -0.1])
    theta = np.diag(rng.uniform(0.3, 0.6, p))
    theta[0, 3] = theta[3, 0] = 0.2
    nu = rng.normal(size=p)
    eta = rng.multivariate_normal(mean, psi, n)
    answers = nu + eta @ loadings.T + rng.multivariate_normal(np.zeros(p), theta, n)
    answers[rng.random(answers.shape) < 0.15] = np.nan
    exact = regression_scores(
        answers,
        mean=nu + loadings @ mean,
        cov=loadings @ psi @ loadings.T + theta,
        factor_mean=mean,
        factor_cov=psi,
        cross=loadings @ psi,
    )
    missing = np.isnan(answers)
    measured = Measured(
        np.where(missing, -np.inf, answers),
        np.where(missing, np.inf, answers),
        np.tile(nu, (n, 1)),
        loadings,
        theta,
    )
    drawn = draw_plausible_values(
        measured,
        no_regression(n, mean, psi),
        draws=DRAWS,
        rng=rng,
        watched=np.full((1, n), 1 / n),
        warm_up=30,
        thinning=3,
    )
    assert (np.abs(drawn.rhat - 1.0) < 0.02).all()
    # 80 means: the largest of as many standard normal numbers is below 4.5 in 99.9 % of cases,
    # a little more where missing answers make draws depend on each other.
    distance = (drawn.values.mean(axis=0) - exact.scores) / (exact.se / np.sqrt(DRAWS))
    assert np.abs(distance).max() < 6.0
    assert np.abs(drawn.values.std(axis=0) / exact.se - 1.0).max() < 6.0 / np.sqrt(2 * DRAWS)


def test_ordinal_items_have_the_posterior_found_by_integration() -> None:
    rng = np.random.default_rng(6)
    cuts, loadings = np.array([-1.0, 0.2, 1.1]), np.array([0.9, 0.7, 0.5, 0.8])
    residual = 1.0 - loadings**2
    codes = np.array([[0, 0, 1, 0], [3, 3, 3, 3], [1, 2, 1, np.nan], [0, 3, 1, 2]], dtype=float)
    lower, upper = intervals(codes, cuts)
    grid = np.linspace(-8.0, 8.0, 4001)
    density = np.tile(norm.pdf(grid, 0.3, np.sqrt(1.2)), (len(codes), 1))
    for j in range(4):
        sd = np.sqrt(residual[j])
        z = loadings[j] * grid
        high, low = (cut[:, j][:, None] for cut in (upper, lower))
        density *= norm.cdf((high - z) / sd) - norm.cdf((low - z) / sd)
    density /= density.sum(axis=1, keepdims=True)
    mean = density @ grid
    spread = np.sqrt(density @ grid**2 - mean**2)
    measured = Measured(lower, upper, np.zeros((4, 4)), loadings[:, None], np.diag(residual))
    drawn = draw_plausible_values(
        measured,
        no_regression(4, np.array([0.3]), np.array([[1.2]])),
        draws=DRAWS,
        rng=rng,
        watched=np.full((1, 4), 0.25),
        warm_up=50,
        thinning=8,
    ).values[:, :, 0]
    # Four standard errors of independent draws; thinning by 8 leaves little dependence.
    assert (np.abs(drawn.mean(axis=0) - mean) < 5.0 * spread / np.sqrt(DRAWS)).all()
    assert (np.abs(drawn.std(axis=0) / spread - 1.0) < 5.0 / np.sqrt(2 * DRAWS)).all()


def group_study(seed: int) -> tuple[Measured, np.ndarray, np.ndarray]:
    """Three ordinal items of one factor, 10 groups of 60 whose means differ."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(10), 60)
    eta = np.linspace(-0.8, 0.8, 10)[group] + rng.normal(size=600)
    loadings, cuts = np.array([0.8, 0.7, 0.6]), np.array([-1.0, 0.0, 1.0])
    residual = 1.0 - loadings**2
    latent = eta[:, None] * loadings + rng.normal(size=(600, 3)) * np.sqrt(residual)
    lower, upper = intervals(np.searchsorted(cuts, latent).astype(float), cuts)
    measured = Measured(lower, upper, np.zeros((600, 3)), loadings[:, None], np.diag(residual))
    return measured, group, eta


def test_conditioning_on_groups_does_not_shrink_their_differences() -> None:
    """Without it group means move towards the mean of all, by the share that is error."""
    measured, group, eta = group_study(7)
    dummies = (group[:, None] == np.arange(10)).astype(float)
    watched = dummies.T / 60
    start = (np.zeros(1), np.array([[1.27]]))
    slopes = {}
    for name, design in {
        "with": np.column_stack([np.ones(600), dummies]),
        "without": np.ones((600, 1)),
    }.items():
        free = np.arange(design.shape[1]) == 0
        drawn = draw_plausible_values(
            measured,
            Conditioning(design, free, *start),
            draws=20,
            rng=np.random.default_rng(8),
            watched=watched,
        )
        means = (watched @ drawn.values[:, :, 0].T).mean(axis=1)
        slopes[name] = np.polyfit(watched @ eta, means, 1)[0]
    assert abs(slopes["with"] - 1.0) < 0.08
    # Expected: 1 less the share of variance within groups that the answers leave open (about
    # .35), as far as the mean of 60 is drawn to the mean of all.
    assert slopes["without"] < 0.85
    assert drawn.rhat.max() < 1.1


def test_the_same_seed_gives_the_same_draws() -> None:
    measured, _, _ = group_study(7)
    design = Conditioning(np.ones((600, 1)), np.array([True]), np.zeros(1), np.eye(1))
    one, other = (
        draw_plausible_values(
            measured,
            design,
            draws=5,
            rng=np.random.default_rng(3),
            watched=np.full((1, 600), 1 / 600),
            warm_up=5,
            thinning=2,
        )
        for _ in range(2)
    )
    assert one.values.shape == (5, 600, 1)
    np.testing.assert_array_equal(one.values, other.values)


def test_a_single_ordinal_item_without_residual_variance_is_drawn_within_its_category() -> None:
    rng = np.random.default_rng(9)
    codes = rng.integers(0, 4, size=(200, 1)).astype(float)
    lower, upper = intervals(codes, np.array([-1.0, 0.0, 1.0]))
    measured = Measured(lower, upper, np.zeros((200, 1)), np.ones((1, 1)), np.zeros((1, 1)))
    drawn = draw_plausible_values(
        measured,
        no_regression(200, np.zeros(1), np.eye(1)),
        draws=6,
        rng=rng,
        watched=np.full((1, 200), 1 / 200),
        warm_up=2,
        thinning=2,
    ).values[:, :, 0]
    slack = 1e-3
    assert (drawn > lower[:, 0] - slack).all()
    assert (drawn < upper[:, 0] + slack).all()


def test_the_inverse_wishart_has_its_mean_and_variance() -> None:
    rng = np.random.default_rng(10)
    scale = np.array([[2.0, 0.6, 0.1], [0.6, 1.0, -0.2], [0.1, -0.2, 0.5]])
    draws = np.array([inverse_wishart(scale, 14.0, rng) for _ in range(4000)])
    errors = draws.std(axis=0) / np.sqrt(4000)
    assert (np.abs(draws.mean(axis=0) - scale / 10.0) < 4.5 * errors).all()
    # Variance of a diagonal element (Mardia, Kent & Bibby 1979): 2 s^2 / ((v-m-1)^2 (v-m-3)).
    expected = 2.0 * np.diag(scale) ** 2 / (10.0**2 * 8.0)
    np.testing.assert_allclose(draws.var(axis=0).diagonal(), expected, rtol=0.15)


def test_the_latent_regression_has_the_posterior_of_least_squares() -> None:
    """Without a prior for the coefficients its mean is the least-squares estimate."""
    rng = np.random.default_rng(11)
    x = np.column_stack([np.ones(80), rng.normal(size=(80, 2))])
    eta = x @ rng.normal(size=(3, 2)) + rng.normal(size=(80, 2))
    model = latent_regression(x, np.ones(3, dtype=bool), np.eye(2))
    draws = [model.draw(eta, rng) for _ in range(3000)]
    coefficients = np.array([one for one, _ in draws])
    estimate = np.linalg.lstsq(x, eta, rcond=None)[0]
    errors = coefficients.std(axis=0)
    assert (np.abs(coefficients.mean(axis=0) - estimate) < 4.5 * errors / np.sqrt(3000)).all()
    cov = np.array([other for _, other in draws]).mean(axis=0)
    residual = eta - x @ estimate
    # Mean of the posterior: (S0 + residual squares) / (df - m - 1), df = m + 2 + n - q.
    np.testing.assert_allclose(cov, (np.eye(2) + residual.T @ residual) / 78.0, rtol=0.03)
    sigma = np.sqrt(np.outer(np.diag(np.linalg.inv(x.T @ x)), np.diag(cov)))
    np.testing.assert_allclose(errors, sigma, rtol=0.06)


@pytest.mark.parametrize("prior", [1.0])
def test_a_group_of_ten_is_shrunk_by_two_percent(prior: float) -> None:
    group = np.repeat(np.arange(2), 10)
    design = np.column_stack([np.ones(20), group[:, None] == np.arange(2)]).astype(float)
    eta = np.where(group == 0, -1.0, 1.0)[:, None] * prior
    model = latent_regression(design, np.arange(3) == 0, np.eye(1) * 1e-9)
    coefficients, _ = model.draw(eta, np.random.default_rng(12))
    fitted = design @ coefficients
    # n / (n + 1/4) of the deviation, and (almost) no noise: the residuals are tiny.
    assert fitted[-1, 0] - fitted[0, 0] == pytest.approx(2.0 * 10 / 10.25, rel=0.15)
