"""A small ordinal survey with groups, waves, weights and known population values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

MODEL = """
A =~ a1 + a2 + a3
B =~ b1 + b2 + b3
C =~ c1 + c2 + c3
A ~~ B
C ~ A + B
"""
CODEBOOK = """
title: {en: "Small study", zh: "小型调查"}
languages: [en, zh]
responses: responses.csv
roles: {weight: w, respondent: id, wave: wave}
scales:
  agree: {codes: [1, 2, 3, 4, 5], missing_codes: [88]}
constructs:
  A: {label: {en: Income, zh: 收入}, part_of: D}
  B: {label: {en: Services, zh: 服务}, part_of: D}
  C: {label: {en: Satisfaction, zh: 满意}, part_of: G}
  D: {label: {en: Obtained, zh: 已经得到}, part_of: G, compare_with: C}
  G: {label: {en: Gain, zh: 获得感}}
items:
  a1: {scale: agree, construct: A}
  a2: {scale: agree, construct: A}
  a3: {scale: agree, construct: A, reverse: true}
  b1: {scale: agree, construct: B}
  b2: {scale: agree, construct: B}
  b3: {scale: agree, construct: B}
  c1: {scale: agree, construct: C}
  c2: {scale: agree, construct: C}
  c3: {scale: agree, construct: C}
variables:
  id: {scale: {measure: continuous}}
  w: {scale: {measure: continuous}}
  district: {label: {en: District, zh: 区县}, scale: {measure: nominal}}
  rural:
    label: {en: Place, zh: 城乡}
    scale: {measure: nominal, codes: [0, 1], labels: {en: {0: urban, 1: rural}}}
  wave: {scale: {measure: nominal}}
"""
LOADINGS = np.array([0.8, 0.7, 0.6])
CUTS = np.array([-1.5, -0.6, 0.2, 1.1])
ITEMS = tuple(f"{name}{k}" for name in "abc" for k in (1, 2, 3))
RURAL, TREND = -0.4, 0.15


@dataclass(frozen=True)
class Sample:
    """Answers (n, 9), factors (n, 3) and background of one sample."""

    answers: np.ndarray
    eta: np.ndarray
    district: np.ndarray
    rural: np.ndarray
    wave: np.ndarray
    weights: np.ndarray


def sample(n: int, seed: int, *, districts: int = 6) -> Sample:
    """Return a sample; districts, place and wave shift all factors."""
    rng = np.random.default_rng(seed)
    district, wave = rng.integers(0, districts, n), rng.integers(0, 3, n)
    rural = (rng.random(n) < 0.4).astype(int)
    eta = factors(district, rural, wave, rng, districts=districts)
    residual = np.sqrt(1.0 - LOADINGS**2)
    latent = np.concatenate(
        [eta[:, [f]] * LOADINGS + rng.normal(size=(n, 3)) * residual for f in range(3)], axis=1
    )
    weights = np.round(rng.uniform(0.5, 1.5, n), 3)
    return Sample(1 + np.searchsorted(CUTS, latent), eta, district, rural, wave, weights)


def factors(
    district: np.ndarray,
    rural: np.ndarray,
    wave: np.ndarray,
    rng: np.random.Generator,
    *,
    districts: int = 6,
) -> np.ndarray:
    """Return the factors of respondents of whom district, place and wave are known."""
    n = len(district)
    shift = np.linspace(-0.4, 0.4, districts)[district] + RURAL * rural + TREND * wave
    first = shift[:, None] + rng.multivariate_normal([0, 0], [[0.7, 0.35], [0.35, 0.7]], n)
    third = 0.3 * first[:, 0] + 0.4 * first[:, 1] + 0.7 * rng.normal(size=n) + 0.3 * shift
    return np.column_stack([first, third])


def write_study(
    folder: Path, *, n: int = 450, seed: int = 3, districts: int = 6, model: str = MODEL
) -> Path:
    """Write a survey folder with codebook, answers and model."""
    own = sample(n, seed, districts=districts)
    folder.mkdir(parents=True, exist_ok=True)
    answers = own.answers.copy()
    answers[:, 2] = 6 - answers[:, 2]
    rng = np.random.default_rng(seed + 1)
    answers[rng.random(answers.shape) < 0.03] = 88
    header = ["id", "district", "rural", "wave", "w", *ITEMS]
    lines = [",".join(header)]
    for k in range(n):
        background = [k + 1, own.district[k] + 1, own.rural[k], 2018 + 2 * own.wave[k]]
        cells = [*background, own.weights[k], *answers[k]]
        lines.append(",".join(map(str, cells)))
    (folder / "responses.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "model.lav").write_text(model, encoding="utf-8")
    return folder


def own_indices(eta: np.ndarray) -> dict[str, np.ndarray]:
    """Return the true index of respondents on every construct, given their factors."""
    from scipy.special import ndtr

    index = []
    for f in range(3):
        total = np.zeros(len(eta))
        for loading in LOADINGS:
            for cut in CUTS:
                total += ndtr((loading * eta[:, f] - cut) / np.sqrt(1 - loading**2))
        index.append(100.0 * total / 12.0)
    a, b, c = index
    return {"A": a, "B": b, "C": c, "D": (a + b) / 2, "G": (c + (a + b) / 2) / 2}


def figures(values: np.ndarray, own: Sample) -> dict[str, float]:
    """Return mean, gap, trend, Gini, spread and district means of the indices of a sample."""
    n, ordered = len(values), np.sort(values)
    means = [values[own.wave == k].mean() for k in range(3)]
    return {
        **{f"district {k + 1}": values[own.district == k].mean() for k in range(6)},
        "mean": values.mean(),
        "sd": values.std(),
        "gap": values[own.rural == 1].mean() - values[own.rural == 0].mean(),
        "trend": (means[2] - means[0]) / 4.0,
        "gini": float((2.0 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum())),
    }


@cache
def population_index(part: str = "C") -> dict[str, float]:
    """Return true values: means by quadrature, Gini and spread from 500,000 respondents."""
    rng = np.random.default_rng(1)
    n = 500_000
    district, wave = rng.integers(0, 6, n), rng.integers(0, 3, n)
    rural = (rng.random(n) < 0.4).astype(int)
    eta = factors(district, rural, wave, rng)
    whole = Sample(eta, eta, district, rural, wave, np.ones(n))
    found = figures(own_indices(eta)[part], whole)
    cells = np.array(
        [[[_expected(part, d, r, w) for w in range(3)] for r in (0, 1)] for d in range(6)]
    )
    by_place = np.array([0.6, 0.4])
    places = cells.mean(axis=(0, 2))
    waves = cells.mean(axis=0).T @ by_place
    return {
        **found,
        **{f"district {d + 1}": float(cells[d].mean(axis=1) @ by_place) for d in range(6)},
        "mean": float(places @ by_place),
        "gap": float(places[1] - places[0]),
        "trend": float(waves[2] - waves[0]) / 4.0,
    }


def _expected(part: str, district: int, rural: int, wave: int) -> float:
    """Return the mean index of a group, whose factors are normal, by Gauss and Hermite."""
    places, weights = np.polynomial.hermite_e.hermegauss(60)
    shift = np.linspace(-0.4, 0.4, 6)[district] + RURAL * rural + TREND * wave
    # Variances within groups: of A and B, and of C = .3 A + .4 B + .7 z.
    of_c = 0.09 * 0.7 + 0.16 * 0.7 + 2 * 0.12 * 0.35 + 0.49
    eta = shift + np.sqrt([0.7, 0.7, of_c]) * places[:, None]
    return float(weights @ own_indices(eta)[part] / weights.sum())
