"""A survey of eight scales with careless respondents, as a file with its codebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

SCALES, PER_SCALE = 8, 3
ITEMS = [f"q{j + 1}" for j in range(SCALES * PER_SCALE)]
REVERSED = ("q3", "q9", "q15")
MODEL = "one =~ q1 + q2 + q3\ntwo =~ q4 + q5 + q6\nthree =~ q7 + q8 + q9\ntwo ~ one\nthree ~ two\n"
HEAD = """\
format: gainsem.codebook/1
title: {en: Invented survey, zh: 虚构调查}
languages: [en, zh]
responses: responses.csv
roles: {respondent: id, seconds: seconds}
scales:
  agree: {measure: ordinal, codes: [1, 2, 3, 4, 5], missing_codes: [88]}
"""
VARIABLES = """\
  check: {text: Please tick 4., scale: agree, attention: 4}
variables:
  id: {scale: {measure: nominal}}
  seconds: {scale: {measure: continuous}}
  edu: {scale: {measure: ordinal, codes: [1, 2, 3]}}
"""


def codebook() -> str:
    constructs = [f"  c{k + 1}: {{label: {{en: Scale {k + 1}}}}}" for k in range(SCALES)]
    items = [
        f"  {name}: {{text: Q, construct: c{j // PER_SCALE + 1}, scale: agree"
        f"{', reverse: true' if name in REVERSED else ''}}}"
        for j, name in enumerate(ITEMS)
    ]
    return "\n".join([HEAD + "constructs:", *constructs, "items:", *items, VARIABLES])


@dataclass(frozen=True)
class Answers:
    """What is in the file: answers as ticked, and who is careless."""

    ticked: np.ndarray
    seconds: np.ndarray
    check: np.ndarray
    straight: np.ndarray
    random: np.ndarray

    @property
    def honest(self) -> np.ndarray:
        return ~(self.straight | self.random)

    def csv(self) -> str:
        lines = [",".join(["id", "edu", *ITEMS, "check", "seconds"])]
        for k, row in enumerate(self.ticked.tolist()):
            cells = ["" if value != value else str(int(value)) for value in row]
            tail = [str(int(self.check[k])), str(int(self.seconds[k]))]
            lines.append(",".join([f"r{k + 1}", str(k % 3 + 1), *cells, *tail]))
        return "\n".join(lines) + "\n"

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "codebook.yaml").write_text(codebook(), encoding="utf-8")
        (folder / "responses.csv").write_text(self.csv(), encoding="utf-8")
        (folder / "model.lav").write_text(MODEL, encoding="utf-8")
        return folder


def answers(n: int = 600, careless: int = 24, seed: int = 11) -> Answers:
    """Return honest answers and, first of all, straight-liners and then random ones."""
    rng = np.random.default_rng(seed)
    p = len(ITEMS)
    own = 0.5 * rng.standard_normal((n, 1)) + 0.87 * rng.standard_normal((n, SCALES))
    latent = 0.8 * np.repeat(own, PER_SCALE, axis=1) + 0.6 * rng.standard_normal((n, p))
    keyed = np.digitize(latent, (-1.7, -0.9, -0.1, 1.0)) + 1.0
    turned = np.isin(ITEMS, REVERSED)
    ticked = np.where(turned, 6.0 - keyed, keyed)
    straight, wild = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    straight[: careless // 2], wild[careless // 2 : careless] = True, True
    ticked = np.where(straight[:, None], rng.integers(1, 6, (n, 1)), ticked)
    ticked = np.where(wild[:, None], rng.integers(1, 6, (n, p)), ticked)
    bad = straight | wild
    seconds = np.exp(np.log(300.0) + 0.3 * rng.standard_normal(n))
    seconds = np.round(np.where(bad, seconds / 6.0, seconds))
    check = np.where(bad, 1.0, 4.0)
    ticked[(rng.random((n, p)) < 0.02)] = np.nan
    return Answers(ticked, seconds, check, straight, wild)
