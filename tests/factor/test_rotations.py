"""Rotations as they are asked for: every one runs, arguments are checked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.factor.choices import ROTATIONS
from gainsem.factor.rotations import KINDS
from tests.core.factor_models import implied, with_crossloadings

NAMES = [f"x{k}" for k in range(1, 13)]
TARGET = {"F1": NAMES[:4], "F2": NAMES[4:8], "F3": NAMES[8:]}


def moments(n: int = 400) -> gainsem.Moments:
    return gainsem.Moments.from_covariance(implied(*with_crossloadings()), n, names=NAMES)


def efa(rotation: str, **arguments: Any) -> gainsem.Efa:
    if KINDS[rotation].arguments.keys() >= {"target"} and "target" not in arguments:
        arguments["target"] = TARGET
    return gainsem.efa(moments(), 3, rotation=rotation, rotation_args=arguments)


@pytest.mark.parametrize("rotation", ROTATIONS)
def test_every_rotation_keeps_the_fit_and_has_errors(rotation: str) -> None:
    found = (
        efa(rotation, target={"A": NAMES[:6], "B": NAMES[6:]})
        if rotation == "bi-target"
        else (efa(rotation))
    )
    solution = found.solution
    assert found.usable
    common = solution.loadings @ solution.phi @ solution.loadings.T
    np.testing.assert_allclose(common, solution.unrotated @ solution.unrotated.T, atol=1e-10)
    if rotation == "promax":
        assert found.diagnostics[-1].code == "I-EFA-24"
    else:
        assert solution.loadings_se is not None
        assert (solution.loadings_se > 0).all()
    general = rotation.startswith("bi-")
    assert solution.factors == (("G", "F1", "F2") if general else ("F1", "F2", "F3"))


def test_an_oblique_kind_can_be_orthogonal_and_the_other_way_round() -> None:
    assert not efa("geomin", orthogonal=True).solution.oblique
    assert efa("varimax", orthogonal=False).solution.oblique
    assert efa("bi-geomin", orthogonal=False).solution.phi[0, 1] != 0.0


def test_families_meet() -> None:
    """Quartimax is Crawford-Ferguson with kappa 0, varimax with 1/p (orthogonal)."""
    one = efa("crawford-ferguson", kappa=1 / 12, orthogonal=True, normalize="kaiser")
    np.testing.assert_allclose(one.solution.loadings, efa("varimax").solution.loadings, atol=1e-7)
    two = efa("crawford-ferguson", kappa=0.0, orthogonal=True)
    np.testing.assert_allclose(two.solution.loadings, efa("quartimax").solution.loadings, atol=1e-7)
    three, four = efa("oblimin"), efa("quartimin")
    np.testing.assert_allclose(three.solution.loadings, four.solution.loadings, atol=1e-9)


def test_a_target_gives_order_and_signs() -> None:
    names = list(reversed(["F1", "F2", "F3"]))
    found = efa("target", target={name: TARGET[name] for name in names})
    first = int(np.abs(found.solution.loadings[:, 0]).argmax())
    assert NAMES[first] in TARGET["F3"]


def test_cureton_mulaik_has_no_errors_and_says_so() -> None:
    found = efa("geomin", normalize="cureton-mulaik")
    assert found.loadings_se is None
    assert "normalize=cureton-mulaik" in found.diagnostics[-1].message


@pytest.mark.parametrize(
    ("rotation", "arguments", "code", "text"),
    [
        ("geomin", {"epsilonn": 0.1}, "E-OPT-03", "Did you mean 'epsilon'"),
        ("geomin", {"epsilon": -1}, "E-OPT-01", "between 0 and 1"),
        ("geomin", {"epsilon": "small"}, "E-OPT-01", "no number"),
        ("oblimin", {"gamma": 2}, "E-OPT-01", "collapse"),
        ("crawford-ferguson", {"kappa": 1.5}, "E-OPT-01", "between 0 and 1"),
        ("simplimax", {"zeros": 100}, "E-OPT-01", "36"),
        ("promax", {"orthogonal": True}, "E-OPT-03", "no argument 'orthogonal'"),
        ("varimax", {"normalize": "kaizer"}, "E-OPT-01", "Did you mean 'kaiser'"),
        ("target", {"target": [[1.0]]}, "E-EFA-04", "1 x 1"),
    ],
)
def test_wrong_arguments(rotation: str, arguments: dict[str, Any], code: str, text: str) -> None:
    with pytest.raises(OptionError, match=text) as caught:
        gainsem.efa(moments(), 3, rotation=rotation, rotation_args=arguments)
    assert caught.value.code == code


def test_a_bifactor_rotation_needs_group_factors() -> None:
    with pytest.raises(OptionError) as caught:
        gainsem.efa(moments(), 2, rotation="bi-geomin")
    assert caught.value.code == "E-EFA-05"


def test_the_summary_lists_other_minima() -> None:
    rng = np.random.default_rng(0)
    noise = pd.DataFrame(rng.standard_normal((200, 12)), columns=NAMES)
    found = gainsem.efa(noise, 4, rotation="simplimax", random_starts=40)
    assert len(found.minima) > 1
    assert found.minima["starts"].sum() + found.solution.failed == 40
    assert "Minima of the rotation" in found.summary()
    codes = {each.code for each in found.diagnostics}
    assert codes & {"I-EFA-28", "W-EFA-15"}
