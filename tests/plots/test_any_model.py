"""Whatever somebody writes, the drawing works and its nodes stay apart."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.plots.diagram import Diagram, Edge, Node
from gainsem.plots.layout import lay_out

LATENT = [f"F{n}" for n in range(4)]
OBSERVED = [f"x{n}" for n in range(9)]
ALL = LATENT + OBSERVED


@st.composite
def diagrams(draw: st.DrawFn) -> Diagram:
    loads = draw(st.lists(st.tuples(st.sampled_from(LATENT), st.sampled_from(ALL)), max_size=14))
    other = st.tuples(st.sampled_from(["path", "covariance"]), *[st.sampled_from(ALL)] * 2)
    more = draw(st.lists(other, max_size=12))
    number = st.one_of(st.none(), st.floats(-2, 2))
    edges = [Edge(a, b, "loading", draw(number), 0.01) for a, b in loads if a != b]
    edges += [Edge(a, b, kind, draw(number), 0.2) for kind, a, b in more]
    nodes = [Node(name, name, "latent") for name in LATENT] + [Node(n, n) for n in OBSERVED]
    return Diagram(tuple(nodes), tuple(dict.fromkeys(edges)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(diagrams())
def test_nodes_never_overlap(diagram: Diagram) -> None:
    layout = lay_out(diagram)
    assert len(layout.nodes) == len(diagram.nodes)
    for one, other in itertools.combinations([node.box for node in layout.nodes], 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
