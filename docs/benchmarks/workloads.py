"""The workloads: a model and the answers it is fitted to, the same for every program.

Simulated answers come from a fixed seed and are rounded to six decimals before anybody reads them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
HOLZINGER = ROOT / "tests" / "reference" / "data" / "hs.csv"
BIG_FIVE = ROOT / "surveys" / "bfi" / "responses.csv"
COVARIATES = ("age", "gender")
FIVE_CATEGORIES = (-1.5, -0.5, 0.5, 1.5)


@dataclass(frozen=True)
class Workload:
    """One task: what it is, the model text, and how its answers are made.

    ``kind`` is what is timed: a maximum likelihood fit, the same with robust errors and test
    (MLR), one of two groups with equal loadings and intercepts (SCALAR), a fit to answers with
    gaps (FIML, FIML.MLR), a WLSMV fit of ordinal items (all columns but age and gender), their
    polychoric correlations without a model, a rotation of ten factors from 100 starts, parallel
    analysis with polychoric correlations, or an alignment of districts.
    """

    title: str
    model: str
    answers: Callable[[], pd.DataFrame]
    target: float | None
    kind: str = "ML"


def measures(factors: dict[str, list[str]]) -> str:
    """Return the measurement part of a model."""
    return "\n".join(f"{name} =~ {' + '.join(items)}" for name, items in factors.items())


def numbered(prefix: str, first: int, count: int) -> list[str]:
    """Return ``count`` item names, numbered from ``first``."""
    return [f"{prefix}{k}" for k in range(first, first + count)]


HOLZINGER_MODEL = measures(
    {"visual": numbered("x", 1, 3), "textual": numbered("x", 4, 3), "speed": numbered("x", 7, 3)}
)
BIG_FIVE_ITEMS = [f"{f}{k}" for f in "ACENO" for k in range(1, 6)]
BIG_FIVE_MODEL = measures({f: numbered(f, 1, 5) for f in "ACENO"})
MIMIC_MODEL = f"{BIG_FIVE_MODEL}\nA + C + E + N + O ~ {' + '.join(COVARIATES)}"
THIRD_ORDER_MODEL = measures(
    {f"f{j}": numbered("q", 5 * j - 4, 5) for j in range(1, 8)}
    | {"h1": ["f1", "f2"], "h2": ["f3", "f4", "f5"], "h3": ["f6", "f7"], "top": ["h1", "h2", "h3"]}
)
SIXTY_MODEL = measures({f"f{j}": numbered("q", 10 * j - 9, 10) for j in range(1, 7)})
HUNDRED_MODEL = measures({f"f{j}": numbered("i", 10 * j - 9, 10) for j in range(1, 11)})


def holzinger() -> pd.DataFrame:
    """Return nine tests of 301 pupils (Holzinger & Swineford 1939)."""
    import pandas as pd

    return pd.read_csv(HOLZINGER)[numbered("x", 1, 9)]


def holzinger_by_school() -> pd.DataFrame:
    """Return the same with the school."""
    import pandas as pd

    return pd.read_csv(HOLZINGER)[[*numbered("x", 1, 9), "school"]].rename(
        columns={"school": "group"}
    )


def big_five_by_gender() -> pd.DataFrame:
    """Return the complete answers with the gender."""
    import pandas as pd

    answers = pd.read_csv(BIG_FIVE)[[*BIG_FIVE_ITEMS, "gender"]].dropna().astype(float)
    return answers.rename(columns={"gender": "group"})


def nine_items_by_district() -> pd.DataFrame:
    """Return nine items of three correlated factors in 30 districts of 200 respondents each."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(30)
    groups, n, per_factor = 30, 200, 3
    between = np.full((3, 3), 0.4) + 0.6 * np.eye(3)
    factors = rng.standard_normal((groups, n, 3)) @ np.linalg.cholesky(between).T
    factors += 0.3 * rng.standard_normal((groups, 1, 3))
    items = 0.8 * np.repeat(factors, per_factor, axis=2)
    items += 0.6 * rng.standard_normal(items.shape)
    frame = pd.DataFrame(items.reshape(groups * n, -1).round(6), columns=numbered("x", 1, 9))
    frame["group"] = np.repeat([f"d{k:02d}" for k in range(groups)], n)
    return frame


def big_five() -> pd.DataFrame:
    """Return 25 personality items, the 2436 respondents without a gap."""
    import pandas as pd

    return pd.read_csv(BIG_FIVE)[BIG_FIVE_ITEMS].dropna().astype(float)


def big_five_with_gaps() -> pd.DataFrame:
    """Return 25 personality items of all 2800 respondents: 87 patterns of answers."""
    import pandas as pd

    return pd.read_csv(BIG_FIVE)[BIG_FIVE_ITEMS].astype(float)


def big_five_and_covariates() -> pd.DataFrame:
    """Return the items of the same respondents with their age and gender."""
    import pandas as pd

    columns = [*BIG_FIVE_ITEMS, *COVARIATES]
    return pd.read_csv(BIG_FIVE)[columns].dropna().astype(float)


def third_order() -> pd.DataFrame:
    """Return 35 items under seven, three and one latent variable, n = 2000."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(35)
    n = 2000
    top = rng.standard_normal(n)
    second = {
        k: b * top + np.sqrt(1 - b**2) * rng.standard_normal(n)
        for k, b in {"h1": 0.8, "h2": 0.7, "h3": 0.75}.items()
    }
    columns = {}
    for j, parent in enumerate(["h1", "h1", "h2", "h2", "h2", "h3", "h3"]):
        first = 0.8 * second[parent] + 0.6 * rng.standard_normal(n)
        for k, loading in enumerate([0.8, 0.75, 0.7, 0.65, 0.6]):
            noise = np.sqrt(1 - loading**2) * rng.standard_normal(n)
            columns[f"q{5 * j + k + 1}"] = (loading * first + noise).round(6)
    return pd.DataFrame(columns)


def ten_items_a_factor(n_factors: int, seed: int) -> NDArray[np.float64]:
    """Return responses with variance 1 of 5000 respondents, factors correlated .3."""
    import numpy as np

    rng = np.random.default_rng(seed)
    n = 5000
    between = np.full((n_factors, n_factors), 0.3) + 0.7 * np.eye(n_factors)
    factors = rng.standard_normal((n, n_factors)) @ np.linalg.cholesky(between).T
    loadings = np.tile(np.linspace(0.8, 0.5, 10), n_factors)
    responses = np.repeat(factors, 10, axis=1) * loadings
    responses += rng.standard_normal((n, 10 * n_factors)) * np.sqrt(1 - loadings**2)
    return responses


def hundred() -> pd.DataFrame:
    """Return 100 items of ten correlated factors, n = 5000."""
    import pandas as pd

    return pd.DataFrame(ten_items_a_factor(10, 100).round(6), columns=numbered("i", 1, 100))


def sixty() -> pd.DataFrame:
    """Return 60 items of six correlated factors in five categories, n = 5000."""
    import numpy as np
    import pandas as pd

    categories = np.digitize(ten_items_a_factor(6, 60), FIVE_CATEGORIES) + 1
    return pd.DataFrame(categories, columns=numbered("q", 1, 60))


def thirty_nine() -> pd.DataFrame:
    """Return unrotated loadings of 39 items on ten correlated factors, from n = 2000."""
    import numpy as np
    import pandas as pd

    from gainsem.core.factor_extraction import extract_ml

    rng = np.random.default_rng(39)
    n, p, m = 2000, 39, 10
    loadings = rng.uniform(-0.15, 0.3, (p, m)) * (rng.uniform(size=(p, m)) < 0.3)
    loadings[np.arange(p), np.arange(p) % m] = rng.uniform(0.45, 0.75, p)
    between = np.full((m, m), 0.35) + 0.65 * np.eye(m)
    common = ((loadings @ between) * loadings).sum(axis=1)
    loadings /= np.sqrt(np.maximum(common / 0.75, 1.0))[:, None]
    rest = 1.0 - ((loadings @ between) * loadings).sum(axis=1)
    factors = rng.standard_normal((n, m)) @ np.linalg.cholesky(between).T
    answers = factors @ loadings.T + rng.standard_normal((n, p)) * np.sqrt(rest)
    unrotated = extract_ml(np.corrcoef(answers.T), m).loadings
    return pd.DataFrame(unrotated, columns=numbered("f", 1, m))


def districts(steps: int = 1) -> pd.DataFrame:
    """Return configural loadings and intercepts (or thresholds) of 30 districts, a row each.

    Four items a factor (three of the last); one in ten parameters of a district deviates, and
    all have sampling errors of .04.
    """
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(39)
    groups, items, factors = 30, 39, 10
    factor = np.arange(items) // 4
    loadings = np.tile(rng.uniform(0.6, 1.1, items), (groups, 1))
    loadings *= 1.0 + 0.3 * (rng.random((groups, items)) < 0.1)
    places = np.sort(rng.normal(0.0, 1.0, (items, steps)), axis=1)
    places = np.tile(places, (groups, 1, 1))
    places += 0.5 * (rng.random((groups, items, 1)) < 0.1)
    means = rng.normal(0.0, 0.4, (groups, factors))[:, factor]
    sds = np.exp(rng.normal(0.0, 0.15, (groups, factors)))[:, factor]
    sign = 1.0 if steps == 1 else -1.0
    places += sign * (loadings * means)[:, :, None]
    table = np.hstack([loadings * sds, places.reshape(groups, -1)])
    table += rng.normal(0.0, 0.04, table.shape)
    names = numbered("loading", 1, items) + numbered("place", 1, items * steps)
    return pd.DataFrame(table.round(6), columns=names)


WORKLOADS = {
    "W1": Workload("CFA, Holzinger, 9 items, n = 301", HOLZINGER_MODEL, holzinger, 20),
    "W2": Workload("CFA, bfi, 25 items, n = 2436", BIG_FIVE_MODEL, big_five, 20),
    "W2r": Workload(
        "the same with robust errors and test (MLR)", BIG_FIVE_MODEL, big_five, 40, "MLR"
    ),
    "W3": Workload(
        "ordinal CFA, bfi, 25 items of 6 categories, n = 2436",
        BIG_FIVE_MODEL,
        big_five,
        80,
        "WLSMV",
    ),
    "W3x": Workload(
        "the same given age and gender (MIMIC)",
        MIMIC_MODEL,
        big_five_and_covariates,
        None,
        "WLSMV",
    ),
    "W4": Workload(
        "five factors, 25 items, n = 2800, 87 patterns of missing answers: FIML",
        BIG_FIVE_MODEL,
        big_five_with_gaps,
        100,
        "FIML",
    ),
    "W4r": Workload(
        "the same with robust errors, test and indices: FIML, MLR",
        BIG_FIVE_MODEL,
        big_five_with_gaps,
        100,
        "FIML.MLR",
    ),
    "W5": Workload("third order, 35 items, n = 2000", THIRD_ORDER_MODEL, third_order, 40),
    "W7": Workload(
        "scalar invariance in two groups, Holzinger by school",
        HOLZINGER_MODEL,
        holzinger_by_school,
        20,
        "SCALAR",
    ),
    "W7b": Workload(
        "scalar invariance in two groups, bfi by gender",
        BIG_FIVE_MODEL,
        big_five_by_gender,
        20,
        "SCALAR",
    ),
    "W7c": Workload(
        "scalar invariance in 30 districts, 9 items, n = 6000",
        HOLZINGER_MODEL,
        nine_items_by_district,
        20,
        "SCALAR",
    ),
    "W8a": Workload("CFA, 100 items, 10 factors, n = 5000", HUNDRED_MODEL, hundred, 200),
    "W8b": Workload(
        "ordinal CFA, 60 items of 5 categories, 6 factors, n = 5000",
        SIXTY_MODEL,
        sixty,
        40,
        "WLSMV",
    ),
    "P3": Workload(
        "polychoric correlations, bfi, 25 items of 6 categories, n = 2436",
        BIG_FIVE_MODEL,
        big_five,
        50,
        "polychoric",
    ),
    "E1": Workload(
        "geomin rotation of 39 items and 10 factors, 100 random starts",
        "",
        thirty_nine,
        20,
        "rotation",
    ),
    "A1": Workload(
        "alignment of 30 districts: 39 items, 10 factors, 30 starts, errors, sets of groups",
        "",
        districts,
        None,
        "alignment",
    ),
    "A2": Workload(
        "the same with four thresholds an item",
        "",
        lambda: districts(4),
        None,
        "alignment",
    ),
    "E2": Workload(
        "parallel analysis, polychoric, bfi, 25 items, n = 2800, 1000 draws",
        "",
        big_five_with_gaps,
        30,
        "parallel",
    ),
}


def write(names: list[str], folder: Path) -> None:
    """Write ``<name>.lav`` and ``<name>.csv`` of each workload."""
    for name in names:
        workload = WORKLOADS[name]
        (folder / f"{name}.lav").write_text(workload.model + "\n", encoding="utf-8")
        workload.answers().to_csv(folder / f"{name}.csv", index=False)


if __name__ == "__main__":
    write(json.loads(sys.argv[1]), Path(sys.argv[2]))
