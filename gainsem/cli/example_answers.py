"""Invented answers for a new study, so that its model can be fitted before real ones are there.

Drawn with the standard library alone, from a stated seed: the same file everywhere.
"""

from __future__ import annotations

import random

SEED = 20261122
RESPONDENTS = 300
CONSTRUCTS = ("services", "safety", "gain")
SHORT = {"services": "serv", "safety": "safe", "gain": "gain"}
LOADINGS = (0.8, 0.75, 0.7)
CUTS = (-1.4, -0.5, 0.4, 1.3)
REVERSED = "safe_3"
NO_ANSWER, NO_ANSWER_SHARE = 99, 0.01
ITEMS = tuple(f"{SHORT[name]}_{number}" for name in CONSTRUCTS for number in (1, 2, 3))


def example_csv() -> str:
    """Return the answers as CSV text.

    Services and safety (correlated) drive the sense of gain; each item is a
    noisy five-point answer, ``safe_3`` is worded the other way round, and one
    answer in a hundred is missing (99).
    """
    draw = random.Random(SEED)
    rows = [",".join(("id", *ITEMS))]
    for number in range(1, RESPONDENTS + 1):
        answers = [str(answer) for answer in _respondent(draw)]
        rows.append(",".join((f"R{number:03d}", *answers)))
    return "\n".join(rows) + "\n"


def _respondent(draw: random.Random) -> list[int]:
    services = draw.gauss(0, 1)
    safety = 0.4 * services + draw.gauss(0, 0.917)
    gain = 0.5 * services + 0.3 * safety + draw.gauss(0, 0.735)
    answers = []
    for name, level in zip(CONSTRUCTS, (services, safety, gain), strict=True):
        for number, loading in enumerate(LOADINGS, start=1):
            answer = _answer(loading * level + draw.gauss(0, (1 - loading**2) ** 0.5))
            answer = 6 - answer if f"{SHORT[name]}_{number}" == REVERSED else answer
            answers.append(NO_ANSWER if draw.random() < NO_ANSWER_SHARE else answer)
    return answers


def _answer(value: float) -> int:
    return 1 + sum(value > cut for cut in CUTS)
