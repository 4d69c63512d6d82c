from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import gainsem
from gainsem.plots.diagram import Edge, Node
from gainsem.plots.from_fit import diagram_of
from gainsem.results.fit import Fit
from gainsem.survey.responses import Item
from tests.results.ordinal_fits import ordinal_fit

NAN = float("nan")


@pytest.fixture
def fit(plain_study: Path) -> Fit:
    """A construct that explains another, three items each."""
    fitted: Fit = gainsem.fit(str(plain_study / "model.lav"), str(plain_study / "data.csv"))
    items = tuple(
        replace(item, label={"en": f"Item {item.name}", "zh": f"题项 {item.name}"})
        for item in fitted.sample.items
    )
    constructs = {"trust": {"zh": "信任"}}
    return replace(fitted, sample=replace(fitted.sample, items=items, constructs=constructs))


def edges_of(fit: Fit, **options: object) -> dict[tuple[str, str], Edge]:
    diagram = diagram_of(fit, **options)  # type: ignore[arg-type]
    return {(edge.start, edge.end): edge for edge in diagram.edges}


def test_loadings_and_paths_point_the_way_they_work(fit: Fit) -> None:
    edges = edges_of(fit)
    assert edges["trust", "gain"].kind == "path"
    assert edges["trust", "t1"].kind == "loading"
    assert len(edges) == 7


def test_estimates_are_standardised_or_raw(fit: Fit) -> None:
    row = next(r for r in fit.parameter_rows if (r.lhs, r.op, r.rhs) == ("trust", "=~", "t2"))
    assert edges_of(fit)["trust", "t2"].value == row.std_all
    assert edges_of(fit, standardized=False)["trust", "t2"].value == row.est
    assert edges_of(fit)["trust", "t2"].pvalue == row.pvalue


def test_a_fixed_loading_is_marked_and_has_no_test(fit: Fit) -> None:
    edge = edges_of(fit, standardized=False)["trust", "t1"]
    assert (edge.value, edge.pvalue, edge.fixed) == (1.0, None, True)


def test_labels_come_from_the_codebook_in_the_language(fit: Fit) -> None:
    nodes = {node.name: node for node in diagram_of(fit, lang="zh").nodes}
    assert nodes["t1"] == Node("t1", "题项 t1", "observed")
    assert nodes["trust"].label == "信任"
    assert nodes["gain"].label == "gain"
    assert {n.name: n.label for n in diagram_of(fit).nodes}["trust"] == "信任"


def test_labels_can_be_the_names_of_the_model(fit: Fit) -> None:
    assert all(node.label == node.name for node in diagram_of(fit, labels="name", lang="zh").nodes)


def test_variances_are_drawn_on_request(fit: Fit) -> None:
    assert ("t1", "t1") not in edges_of(fit)
    assert ("t1", "t1") in edges_of(fit, show_variances=True)
    assert len(edges_of(fit, show_variances=True)) == 7 + 8


def test_the_note_says_what_is_drawn(fit: Fit) -> None:
    assert diagram_of(fit).note == "Standardised estimates, ML, N = 200."
    assert diagram_of(fit, standardized=False).note.startswith("Unstandardised")
    assert diagram_of(fit, lang="zh").note == "标准化估计值，ML 估计，N = 200。"


def test_an_unknown_language_gets_english(fit: Fit) -> None:
    diagram = diagram_of(fit, lang="fr")
    assert diagram.lang == "en"
    assert diagram.note.startswith("Standardised")


def with_row(fit: Fit, lhs: str, op: str, rhs: str, est: float, *, free: bool) -> Fit:
    row = replace(
        fit.parameter_rows[0], lhs=lhs, op=op, rhs=rhs, est=est, std_all=est, free=free, pvalue=NAN
    )
    return replace(fit, parameter_rows=(*fit.parameter_rows, row))


def test_a_covariance_fixed_at_zero_is_not_drawn(fit: Fit) -> None:
    assert ("t1", "g1") not in edges_of(with_row(fit, "t1", "~~", "g1", 0.0, free=False))
    assert ("t1", "g1") in edges_of(with_row(fit, "t1", "~~", "g1", 0.0, free=True))


def test_covariances_of_given_covariates_are_not_drawn(fit: Fit) -> None:
    given = replace(fit, table=replace(fit.table, exogenous=("t1", "t2")))
    assert ("t1", "t2") not in edges_of(with_row(given, "t1", "~~", "t2", 0.4, free=False))


def test_what_cannot_be_computed_has_no_value(fit: Fit) -> None:
    edge = edges_of(with_row(fit, "t1", "~~", "g1", NAN, free=True))["t1", "g1"]
    assert (edge.value, edge.pvalue) == (None, None)


def test_only_the_rows_of_the_group_are_drawn(fit: Fit) -> None:
    assert edges_of(fit, group=2) == {}


def test_a_very_long_label_is_shortened(fit: Fit) -> None:
    items = (Item("t1", label={"en": "x" * 5000}), *fit.sample.items[1:])
    long = replace(fit, sample=replace(fit.sample, items=items))
    assert max(len(node.label) for node in diagram_of(long).nodes) == 200


def variances_of(fit: Fit, **options: object) -> dict[str, Edge]:
    edges = edges_of(fit, show_variances=True, **options)
    return {start: edge for (start, end), edge in edges.items() if start == end}


@pytest.mark.parametrize("name", ["delta", "theta", "covariate", "mixed"])
def test_thresholds_and_scales_are_not_drawn(name: str) -> None:
    diagram = diagram_of(ordinal_fit(name))
    assert {edge.kind for edge in diagram.edges} <= {"loading", "path", "covariance"}
    assert {node.kind for node in diagram.nodes} == {"observed", "latent"}
    assert all(edge.value is not None for edge in diagram.edges)


def test_residual_variances_of_ordinal_items_are_shares_in_both_parameterizations() -> None:
    delta, theta = (variances_of(ordinal_fit(name)) for name in ("delta", "theta"))
    assert delta["q1"].value == pytest.approx(theta["q1"].value, abs=1e-6)
    assert not delta["q1"].fixed
    assert not theta["q1"].fixed
    assert delta["q1"].pvalue is None
    raw = variances_of(ordinal_fit("theta"), standardized=False)
    assert raw["q1"].fixed
    assert raw["q1"].value == 1.0
    assert not variances_of(ordinal_fit("delta"), standardized=False)["q1"].fixed
