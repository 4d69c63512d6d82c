"""400 respondents, nine 5-point items, three correlated factors, and how to spoil them."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.estimation.estimate import estimate
from gainsem.options import options_from
from gainsem.survey.responses import Item, Responses
from gainsem.syntax import parse

MODEL = "f1 =~ x1 + x2 + x3\nf2 =~ x4 + x5 + x6\nf3 =~ x7 + x8 + x9"


@pytest.fixture(scope="session")
def answers():
    rng = np.random.default_rng(7)
    cor = np.array([[1.0, 0.4, 0.3], [0.4, 1.0, 0.35], [0.3, 0.35, 1.0]])
    factors = rng.multivariate_normal(np.zeros(3), cor, 400)
    loadings = np.zeros((9, 3))
    loadings[:3, 0], loadings[3:6, 1], loadings[6:, 2] = (
        (0.8, 0.7, 0.75),
        (0.7, 0.8, 0.6),
        (0.75, 0.7, 0.8),
    )
    unique = np.sqrt(1.0 - (loadings**2).sum(axis=1))
    latent = factors @ loadings.T + rng.normal(size=(400, 9)) * unique
    values = np.digitize(latent, [-1.5, -0.5, 0.5, 1.5]) + 1.0
    values.setflags(write=False)
    return values


def responses_of(values, names=None):
    names = names or [f"x{i + 1}" for i in range(values.shape[1])]
    return Responses(
        np.array(values),
        tuple(Item(name) for name in names),
        lines=np.arange(2, len(values) + 2),
        source="responses.csv",
    )


def fit_text(model, data, **options):
    if isinstance(data, np.ndarray):
        data = responses_of(data)
    return estimate(parse(model), data, options_from(options))


@pytest.fixture
def spoiled(answers):
    """Return a writable copy of the answers."""
    return answers.copy()
