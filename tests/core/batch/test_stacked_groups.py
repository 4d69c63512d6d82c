"""Groups evaluated together against the same groups one by one."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.batch import stacked_groups as module
from gainsem.core.batch.stacked_groups import stacked_groups
from gainsem.core.moments import SampleMoments, sample_moments
from gainsem.core.objective import Group, Objective
from gainsem.core.placed import Placed
from gainsem.estimation.groups.compiled import CompiledGroups, compile_groups
from gainsem.model.groups.grouped_table import build_grouped
from gainsem.model.matrix_map import with_sample_values
from gainsem.options import options_from
from gainsem.syntax.parse import parse

LABELS = ("town", "country", "village")
NAMES = ("x1", "x2", "x3", "x4", "age")
SHARES = (0.5, 0.3, 0.2)
MODELS = {
    "scalar": ("f =~ x1 + x2 + x3 + x4", ("loadings", "intercepts")),
    "shared within a group": ("f =~ x1 + a*x2 + a*x3 + c(b, a, b)*x4", ()),
    "fixed at other values": ("f =~ x1 + c(1, 2, NA)*x2 + x3 + x4", ("residuals",)),
    "given covariate": ("f =~ x1 + x2 + x3 + x4\nf ~ age", ("loadings", "intercepts")),
    "constrained": ("f =~ x1 + c(p, q, r)*x2 + x3 + x4\np == 2*q", ("loadings",)),
}


def prepared(name: str) -> tuple[CompiledGroups, list[SampleMoments]]:
    text, equal = MODELS[name]
    random = np.random.default_rng(3)
    options = options_from({"group": "place", "group_equal": list(equal), "meanstructure": True})
    grouped = build_grouped(parse(text), options, LABELS, NAMES)
    observed = grouped.tables[0].observed
    samples = []
    for _ in LABELS:
        rows = random.normal(size=(60, len(observed))) + random.normal(size=(60, 1))
        samples.append(sample_moments(np.cov(rows.T), 60.0, mean=rows.mean(axis=0)))
    tables = [
        with_sample_values(table, sample.cov, sample.mean)
        for table, sample in zip(grouped.tables, samples, strict=True)
    ]
    return compile_groups(grouped.with_tables(tables)), samples


def one_by_one(compiled: CompiledGroups, samples: list[SampleMoments]) -> Objective:
    groups = [
        Placed(Group(own.structure, sample), places, share)
        for own, sample, places, share in zip(
            compiled.groups, samples, compiled.places, SHARES, strict=True
        )
    ]
    return Objective(groups, compiled.reduction)


def together(compiled: CompiledGroups, samples: list[SampleMoments]) -> Objective | None:
    structures = [own.structure for own in compiled.groups]
    found = stacked_groups(structures, samples, compiled.places, SHARES)
    return None if found is None else Objective([found], compiled.reduction)


@pytest.mark.parametrize("name", MODELS)
def test_value_gradient_and_hessians_are_those_of_single_groups(name: str) -> None:
    compiled, samples = prepared(name)
    single, stacked = one_by_one(compiled, samples), together(compiled, samples)
    assert stacked is not None
    size = compiled.reduction.basis.shape[1]
    reduced = 0.8 + np.random.default_rng(4).uniform(-0.1, 0.1, size)
    assert np.isfinite(single.value(reduced))
    assert stacked.value(reduced) == pytest.approx(single.value(reduced), rel=1e-12)
    # Sums in another order: rounding of some hundred terms of order 1.
    for what in ("gradient", "expected", "hessian"):
        expected = getattr(single, what)(reduced)
        assert getattr(stacked, what)(reduced) == pytest.approx(expected, rel=1e-9, abs=1e-11)


def test_there_is_no_value_where_one_group_has_none() -> None:
    compiled, samples = prepared("scalar")
    stacked = together(compiled, samples)
    assert stacked is not None
    reduced = np.full(compiled.reduction.basis.shape[1], 0.8)
    last = compiled.places[-1].at
    variance = next(k for k in last if k not in compiled.places[0].at)
    reduced[variance] = -9.0
    assert one_by_one(compiled, samples).value(reduced) == np.inf
    assert stacked.value(reduced) == np.inf


def test_groups_with_different_matrices_are_not_stacked() -> None:
    texts = parse("f =~ x1 + x2 + x3\ngroup: country\nf =~ x4")
    options = options_from({"meanstructure": True})
    grouped = build_grouped(texts, options, LABELS[:2], NAMES)
    compiled = compile_groups(grouped)
    samples = [
        sample_moments(np.eye(size), 60.0, mean=np.zeros(size))
        for size in (len(table.observed) for table in grouped.tables)
    ]
    assert together(compiled, samples) is None


def test_where_nothing_is_gained_groups_are_not_stacked(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, samples = prepared("scalar")
    monkeypatch.setattr(module, "MOST_PAIRS", 100)
    assert together(compiled, samples) is None
