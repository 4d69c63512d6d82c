"""Scores made by hand for the figures."""

from __future__ import annotations

import pytest

from gainsem.results.scores import Scores
from tests import made_scores as made


@pytest.fixture
def made_scores() -> Scores:
    return made.made_scores()
