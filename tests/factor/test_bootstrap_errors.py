"""Bootstrap errors: against theory where there is one, against repeated samples where not.

400 samples: a standard deviation has a Monte Carlo error of 3.5 %, the mean of 36 of them less
than 2 %.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from tests.core.factor_models import implied, with_crossloadings

LOADINGS, PHI = with_crossloadings()
NAMES = [f"x{k}" for k in range(1, 13)]
BOOT: dict[str, Any] = {"se": "bootstrap", "bootstrap": 400}
QUICK: dict[str, Any] = {"se": "bootstrap", "bootstrap": 20, "random_starts": 5}


def answers(n: int = 600, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = rng.multivariate_normal(np.zeros(12), implied(LOADINGS, PHI), size=n)
    return pd.DataFrame(rows, columns=NAMES)


def codes(found: gainsem.Efa) -> list[str]:
    return [each.code for each in found.diagnostics]


@pytest.mark.parametrize(
    "options",
    [
        {"rotation": "oblimin"},
        {"rotation": "varimax", "estimator": "PAF"},
        {"rotation": "oblimin", "items": NAMES, "weights": "w"},
    ],
    ids=["ML", "PAF", "weights"],
)
def test_errors_are_those_of_theory(options: dict[str, Any]) -> None:
    data = answers().assign(w=np.random.default_rng(4).gamma(3.0, size=600))
    items = {"items": NAMES, **options}
    drawn, known = gainsem.efa(data, 3, **items, **BOOT), gainsem.efa(data, 3, **items)
    assert drawn.loadings.equals(known.loadings)
    assert drawn.loadings_se is not None
    assert known.loadings_se is not None
    ratio = (drawn.loadings_se / known.loadings_se).to_numpy()
    assert ratio.mean() == pytest.approx(1.0, abs=0.06)
    assert 0.8 < ratio.min() < ratio.max() < 1.25
    assert (drawn.factor_correlations_se is None) == (options["rotation"] == "varimax")
    assert drawn.fit_measures["srmr"] == known.fit_measures["srmr"]
    assert drawn.fit_measures.keys() == known.fit_measures.keys()


@pytest.mark.parametrize(
    "options",
    [{"rotation": "promax"}, {"estimator": "image", "rotation": "oblimin"}],
    ids=["promax", "image"],
)
def test_errors_that_have_no_theory_are_those_of_repeated_samples(options: dict[str, Any]) -> None:
    drawn = gainsem.efa(answers(), 3, **options, **BOOT)
    made = [
        gainsem.efa(answers(seed=k), 3, **options, random_starts=3, se=False).loadings.to_numpy()
        for k in range(2, 302)
    ]
    # Three factors of equal strength: samples differ in their order.
    best = drawn.loadings.to_numpy()
    matched = [each[:, np.abs(best.T @ each).argmax(axis=1)] for each in made]
    assert drawn.loadings_se is not None
    ratio = drawn.loadings_se.to_numpy() / np.std(matched, axis=0)
    assert ratio.mean() == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("rotation", "estimator"),
    [("simplimax", "ML"), ("none", "alpha"), ("bi-geomin", "ULS"), ("target", "ML")],
)
def test_every_rotation_and_extraction_has_errors(rotation: str, estimator: str) -> None:
    arguments = {}
    if rotation == "target":
        arguments = {"target": {"F1": NAMES[:4], "F2": NAMES[4:8], "F3": NAMES[8:]}}
    options = {"rotation": rotation, "estimator": estimator, "rotation_args": arguments}
    one, other = (gainsem.efa(answers(300), 3, **options, **QUICK) for _ in range(2))
    assert one.loadings_se is not None
    assert one.loadings_se.equals(other.loadings_se)
    assert np.isfinite(one.loadings_se.to_numpy()).all()
    assert not gainsem.efa(answers(300), 3, **options, **QUICK, seed=2).loadings_se.equals(  # type: ignore[union-attr]
        one.loadings_se
    )


@pytest.mark.parametrize("kind", ["polychoric", "mixed", "pairwise", "fiml", "weighted"])
def test_every_kind_of_correlations_is_drawn_again(kind: str) -> None:
    data = answers(400)
    options: dict[str, Any] = {"items": NAMES}
    if kind in ("polychoric", "mixed", "weighted"):
        ordinal = NAMES if kind != "mixed" else NAMES[::2]
        data[ordinal] = np.digitize(data[ordinal], [-1.0, 0.0, 1.0])
        options["ordered"] = ordinal
    if kind == "weighted":
        data["w"], options["weights"] = np.linspace(0.5, 1.5, 400), "w"
    if kind in ("pairwise", "fiml"):
        data = data.mask(np.random.default_rng(2).random(data.shape) < 0.05)
        options["missing"] = kind
    found = gainsem.efa(data, 3, rotation="oblimin", **options, **{**QUICK, "bootstrap": 40})
    known = gainsem.efa(data, 3, rotation="oblimin", **options)
    assert found.loadings_se is not None
    assert known.loadings_se is not None
    ratio = found.loadings_se.to_numpy() / known.loadings_se.to_numpy()
    # 40 samples: 11 % each; the median of 36 is near 1.
    assert np.median(ratio) == pytest.approx(1.0, abs=0.2)


def test_what_goes_wrong_is_said() -> None:
    moments = gainsem.Moments.from_covariance(implied(LOADINGS, PHI), 300, names=NAMES)
    with pytest.raises(gainsem.OptionError, match="E-OPT-02"):
        gainsem.efa(moments, 3, se="bootstrap")
    for wrong in ({"se": "bootstap"}, {"se": "bootstrap", "bootstrap": 0}):
        with pytest.raises(gainsem.OptionError, match="E-OPT-01"):
            gainsem.efa(answers(), 3, **wrong)


def test_samples_without_a_solution_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from gainsem.factor import bootstrap_errors

    count = iter(range(10**6))
    original = bootstrap_errors._sample
    for lost, code in ((20, "I-EFA-32"), (4, "W-EFA-32")):

        def some(*given: Any, lost: int = lost) -> Any:
            return None if next(count) % lost == 0 else original(*given)

        monkeypatch.setattr(bootstrap_errors, "_sample", some)
        found = gainsem.efa(answers(300), 3, **{**QUICK, "bootstrap": 40})
        assert code in codes(found)
    monkeypatch.setattr(bootstrap_errors, "_sample", lambda *_: None)
    found = gainsem.efa(answers(300), 3, **QUICK)
    assert found.loadings_se is None
    assert "I-EFA-24" in codes(found)


def test_record_report_and_progress(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    found = gainsem.efa(
        answers(300), 3, rotation="promax", **QUICK, progress=lambda *each: told.append(each)
    )
    assert told == [("bootstrap", 20, 20)]
    assert gainsem.Efa.from_dict(found.to_dict()).loadings_se is not None
    assert any("Zhang" in each for each in map(str, gainsem.cite(found).split("\n")))
    assert gainsem.report(found, tmp_path / "zh.pdf", lang="zh").stat().st_size > 1000
