"""How many careless respondents screening finds: ``python docs/simulations/screening.py``.

Invented surveys with known careless respondents are screened, and the flags compared with the
truth.  Writes ``screening.csv`` beside this file and the table in ``docs/screening.md``.
``--survey FOLDER --truth COLUMN`` does the same for one survey that marks its careless.

Every replication has a random generator of its own (``SeedSequence``).
"""

from __future__ import annotations

import argparse
import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

import gainsem
from gainsem.survey.codebook import Codebook
from gainsem.survey.responses import Item, Responses
from gainsem.survey.screening import Screened, screen_answers

Array = NDArray[np.float64]
HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "screening.md"
SEED = 20261126
N, SHARE = 1440, 0.025
SCALES, PER_SCALE = 13, 3
REVERSED = (2, 8, 35)
CUTS = (-1.75, -1.0, -0.15, 1.05)
LOADING, REVERSED_LOADING = 0.77, 0.60
SPREAD_OF_TIMES = 0.42
COMBINATIONS = ("speed or attention", "any flag", "careless", "careless=3")


@dataclass(frozen=True)
class Scenario:
    """How the careless behave.

    Parameters
    ----------
    title : str
    speed : float
        Their time as a share of the time of an honest person.
    checks : bool
        Whether the survey has times and an attention check at all.
    begins : int
        Item from which on they are careless.
    """

    title: str
    speed: float = 0.2
    checks: bool = True
    begins: int = 0


SCENARIOS = (
    Scenario("careless throughout"),
    Scenario("careless, but slow", speed=1.0),
    Scenario("no times, no check", checks=False),
    Scenario("careless in the second half", speed=0.6, begins=20),
)


@dataclass(frozen=True)
class Sample:
    """One invented survey: answers, codebook, and the truth by respondent."""

    responses: Responses
    codebook: Codebook
    straight: NDArray[np.bool_]
    random: NDArray[np.bool_]


def draw(rng: np.random.Generator, scenario: Scenario = SCENARIOS[0], n: int = N) -> Sample:
    """Return an invented survey.

    The scales have a general factor and one of their own (correlation .35), items loadings
    of .77 (.60 when reversed), a little acquiescence, 2.4 % of the answers missing.
    """
    p = SCALES * PER_SCALE
    reverse = np.isin(np.arange(p), REVERSED)
    general = rng.standard_normal((n, 1))
    own = np.sqrt(0.35) * general + np.sqrt(0.65) * rng.standard_normal((n, SCALES))
    loading = np.where(reverse, -REVERSED_LOADING, LOADING)
    latent = np.repeat(own, PER_SCALE, axis=1) * loading
    latent += 0.15 * rng.standard_normal((n, 1))
    latent += rng.standard_normal((n, p)) * np.sqrt(1.0 - loading**2)
    shift = np.where(reverse, -1.0, 1.0) * rng.uniform(-0.25, 0.35, p)
    upright = np.where(reverse, -1.0, 1.0)
    keyed = np.digitize(latent * upright + shift, CUTS) + 1.0
    ticked = np.where(reverse, 6.0 - keyed, keyed)
    seconds = np.exp(np.log(400.0) + SPREAD_OF_TIMES * rng.standard_normal(n))
    check = np.where(rng.random(n) < 0.99, 4.0, rng.integers(1, 6, n))
    number = round(SHARE * n)
    straight, wild = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    straight[: number // 2], wild[number // 2 : number] = True, True
    box = rng.integers(1, 6, n).astype(float)
    late = np.arange(p) >= scenario.begins
    ticked = np.where(straight[:, None] & late, box[:, None], ticked)
    ticked = np.where(wild[:, None] & late, rng.integers(1, 6, (n, p)), ticked)
    bad = straight | wild
    check = np.where(straight, box, np.where(wild, rng.integers(1, 6, n), check))
    seconds = np.where(bad, seconds * scenario.speed, seconds)
    ticked[rng.random((n, p)) < 0.024] = np.nan
    values = np.column_stack([np.where(reverse, 6.0 - ticked, ticked), check, seconds])
    return Sample(*_described(values, reverse, scenario), straight, wild)


def _described(
    values: Array, reverse: NDArray[np.bool_], scenario: Scenario
) -> tuple[Responses, Codebook]:
    codes = (1.0, 2.0, 3.0, 4.0, 5.0)
    items = [
        Item(
            f"q{j + 1}",
            construct=f"scale_{j // PER_SCALE + 1}",
            measure="ordinal",
            codes=codes,
            reverse=bool(turned),
        )
        for j, turned in enumerate(reverse.tolist())
    ]
    items += [Item("check", measure="ordinal", codes=codes), Item("seconds")]
    known = {"roles": {"seconds": "seconds"}, "attention": {"check": 4.0}}
    book = Codebook(tuple(items), **(known if scenario.checks else {"attention": {}}))
    kept = len(items) if scenario.checks else len(items) - 2
    lines = np.arange(2, len(values) + 2)
    return Responses(values[:, :kept], tuple(items[:kept]), lines=lines), book


def hits(screened: Screened) -> dict[str, NDArray[np.bool_]]:
    """Return who is found by each flag that was judged, and by combinations of flags."""
    found = {each.name: each.hit for each in screened.judged if each.judged}
    careless = found.pop("careless", None)
    if "speed" in found:
        found["speed or attention"] = found["speed"] | found["attention"]
    found["any flag"] = np.any(list(found.values()), axis=0)
    if careless is not None:
        found["careless"] = careless
        kinds = screened.flag("careless").columns["kinds_of_evidence"]
        found["careless=3"] = kinds >= 3.0
    return found


def replicate(scenario: Scenario, number: int, replications: int) -> list[dict[str, object]]:
    """Return one row a flag: shares found of the two kinds of careless, and of the honest."""
    shares: dict[str, list[tuple[float, float, float]]] = {}
    for k in range(replications):
        key = np.random.SeedSequence(SEED, spawn_key=(number, k))
        sample = draw(np.random.default_rng(key), scenario)
        honest = ~(sample.straight | sample.random)
        for name, hit in hits(screen_answers(sample.responses, sample.codebook)).items():
            triple = tuple(
                float(hit[who].mean()) for who in (sample.straight, sample.random, honest)
            )
            shares.setdefault(name, []).append(triple)  # type: ignore[arg-type]
    return [
        {
            "scenario": scenario.title,
            "flag": name,
            **dict(zip(("straight", "random", "honest"), np.mean(all_, axis=0), strict=True)),
            "honest_mc": float(np.std([each[2] for each in all_], ddof=1) / np.sqrt(len(all_))),
            "replications": len(all_),
        }
        for name, all_ in shares.items()
    ]


def of_survey(folder: str, truth: str) -> Iterator[str]:
    """Yield what each flag finds in a survey that marks its careless respondents."""
    survey = gainsem.read_survey(folder)
    careless = survey.responses.column(truth) == 1.0
    found = hits(screen_answers(survey.responses, survey.codebook))
    yield f"{int(careless.sum())} careless of {len(careless)} respondents"
    for name, hit in found.items():
        shares = f"{hit[careless].mean():.3f} found, {hit[~careless].mean():.4f} of the others"
        yield f"{name:20s} {shares}"


def table(rows: list[dict[str, object]]) -> str:
    """Return the figures of the page: one row a flag, the two shares of each scenario."""
    titles = [scenario.title for scenario in SCENARIOS]
    by_key = {(row["scenario"], row["flag"]): row for row in rows}
    names = list(dict.fromkeys(str(row["flag"]) for row in rows))
    head = "| flag | honest | " + " | ".join(f"{title}: straight / random" for title in titles)
    lines = [head + " |", "|---" * (len(titles) + 2) + "|"]
    for name in names:
        first = by_key[(titles[0], name)]
        cells = [
            f"{by_key[(title, name)]['straight']:.2f} / {by_key[(title, name)]['random']:.2f}"
            if (title, name) in by_key
            else "-"
            for title in titles
        ]
        shown = f"`{name}`" if name not in COMBINATIONS or name == "careless" else name
        lines.append(f"| {shown} | {first['honest']:.4f} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Run the simulation, or compare the flags of one survey with its marks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--survey", help="folder of a survey that marks its careless")
    parser.add_argument("--truth", default="true_careless", help="the column with the marks")
    chosen = parser.parse_args()
    if chosen.survey:
        print("\n".join(of_survey(chosen.survey, chosen.truth)))
        return
    rows = [
        row
        for number, scenario in enumerate(SCENARIOS)
        for row in replicate(scenario, number, chosen.replications)
    ]
    with (HERE / "screening.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {k: round(v, 5) if isinstance(v, float) else v for k, v in row.items()} for row in rows
        )
    page = PAGE.read_text(encoding="utf-8")
    marks = re.compile(r"(<!-- table -->\n).*?(<!-- end -->)", re.DOTALL)
    PAGE.write_text(marks.sub(rf"\1{table(rows)}\n\2", page), encoding="utf-8")
    print(table(rows))


if __name__ == "__main__":
    main()
