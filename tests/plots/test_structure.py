from __future__ import annotations

from gainsem.plots.diagram import Diagram, Edge, Node
from gainsem.plots.structure import structure_of
from tests.plots.drawn_models import (
    acceptance,
    bifactor,
    cfa,
    covary,
    growth,
    latent_mediation,
    loading,
    measured,
    mimic,
    path,
    political_democracy,
    third_order,
)


def test_a_measurement_model_stands_on_one_side() -> None:
    structure = structure_of(cfa(3, 3))
    assert [block.side for block in structure.blocks] == ["right"] * 3
    assert structure.depth == 0


def test_a_hierarchy_is_one_block_of_tiers() -> None:
    (block,) = structure_of(third_order()).blocks
    assert [len(tier) for tier in block.tiers] == [35, 10, 5, 1]
    assert block.roots == ("gain",)


def test_causes_stand_left_effects_right_and_mediators_between() -> None:
    structure = structure_of(latent_mediation())
    assert {b.roots[0]: b.side for b in structure.blocks} == {"X": "left", "M": "top", "Y": "right"}
    assert structure.rank == {"X": 0, "M": 1, "Y": 2}


def test_many_mediators_stand_above_and_below_in_turn() -> None:
    sides = {b.roots[0][-1]: b.side for b in structure_of(acceptance()).blocks}
    assert sides == {"2": "left", "1": "top", "3": "bottom", "4": "top", "5": "right"}


def test_constructs_with_correlated_residuals_share_a_side() -> None:
    sides = {b.roots[0]: b.side for b in structure_of(political_democracy()).blocks}
    assert sides == {"ind60": "left", "dem60": "right", "dem65": "right"}


def test_causes_whose_residuals_correlate_stay_left() -> None:
    nodes, edges = measured({"A": ["a1", "a2"], "B": ["b1", "b2"], "C": ["c1", "c2"]})
    more = (path("A", "C"), path("B", "C"), covary("a1", "b1"))
    sides = {b.roots[0]: b.side for b in structure_of(Diagram(nodes, edges + more)).blocks}
    assert sides == {"A": "left", "B": "left", "C": "right"}


def test_growth_factors_share_a_block_in_the_order_of_time() -> None:
    structure = structure_of(growth())
    (block,) = structure.blocks
    assert block.tiers == (("t1", "t2", "t3", "t4"), ("i", "s"))
    assert structure.outer == ("c1", "c2")
    assert structure.free_standing == ("x1",)
    assert structure.general == ()


def test_a_general_factor_is_recognised() -> None:
    structure = structure_of(bifactor())
    assert structure.general == ("general",)
    assert [len(block.items) for block in structure.blocks] == [3, 3, 3]


def test_a_factor_with_items_of_its_own_is_not_general() -> None:
    nodes, edges = measured({"A": ["a1", "a2"], "B": ["b1", "b2"], "G": ["g1"]})
    more = tuple(loading("G", item) for item in ("a1", "a2", "b1", "b2"))
    assert structure_of(Diagram(nodes, edges + more)).general == ()


def test_covariates_of_constructs_belong_to_the_core() -> None:
    structure = structure_of(mimic())
    assert structure.free_standing == ("sex", "age")
    assert structure.outer == ()
    assert structure.depth == 1


def test_a_cross_loading_stays_with_its_larger_loading() -> None:
    plain = cfa(2, 3, correlated=False)
    more = (loading("factor 1", "item 2.2", 0.9),)
    structure = structure_of(Diagram(plain.nodes, plain.edges + more))
    (block,) = structure.blocks
    assert structure.parent["item 2.2"] == "factor 1"
    assert block.items[3] == "item 2.2"


def test_loops_among_effects_do_not_hang() -> None:
    nodes = tuple(Node(name, name) for name in "abc")
    edges = (path("a", "b"), path("b", "c"), path("c", "a"), path("b", "b"))
    assert structure_of(Diagram(nodes, edges)).rank == {"a": 0, "b": 1, "c": 2}


def test_loops_among_constructs_do_not_hang() -> None:
    nodes = (Node("f", "f", "latent"), Node("g", "g", "latent"))
    edges = (Edge("f", "g", "loading"), Edge("g", "f", "loading"), Edge("f", "f", "loading"))
    (block,) = structure_of(Diagram(nodes, edges)).blocks
    assert block.tiers == (("g",), ("f",))


def test_a_construct_without_items_is_free_standing() -> None:
    nodes = (Node("f", "f", "latent"), Node("a", "a"))
    assert structure_of(Diagram(nodes, (path("a", "f"),))).free_standing == ("f", "a")
