"""Diagrams of the models people draw most, made by hand with plausible numbers."""

from __future__ import annotations

from collections.abc import Iterable

from gainsem.plots.diagram import Diagram, Edge, Node

CHINESE = ["经济获得感", "就业保障", "社会保障", "医疗服务", "教育公平", "居住条件", "生态环境"]


def loading(start: str, end: str, value: float = 0.7, *, fixed: bool = False) -> Edge:
    return Edge(start, end, "loading", value, None if fixed else 0.0001, fixed)


def path(start: str, end: str, value: float = 0.3, pvalue: float = 0.001) -> Edge:
    return Edge(start, end, "path", value, pvalue)


def covary(start: str, end: str, value: float = 0.4, pvalue: float = 0.001) -> Edge:
    return Edge(start, end, "covariance", value, pvalue)


def measured(constructs: dict[str, Iterable[str]]) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    nodes: list[Node] = []
    edges: list[Edge] = []
    for name, items in constructs.items():
        nodes.append(Node(name, name, "latent"))
        for number, item in enumerate(items):
            nodes.append(Node(item, item))
            edges.append(loading(name, item, 0.5 + 0.07 * number, fixed=number == 0))
    return tuple(nodes), tuple(edges)


def cfa(factors: int, items: int, *, correlated: bool = True) -> Diagram:
    constructs = {
        f"factor {f}": [f"item {f}.{i}" for i in range(1, items + 1)] for f in range(1, factors + 1)
    }
    nodes, edges = measured(constructs)
    names = list(constructs)
    pairs = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :]] if correlated else []
    return Diagram(nodes, edges + tuple(covary(a, b, -0.25) for a, b in pairs))


def chinese(factors: int = 13, items: int = 3) -> Diagram:
    plain = cfa(factors, items)
    label = {
        node.name: f"{CHINESE[number % 7]}（{number}）" for number, node in enumerate(plain.nodes)
    }
    nodes = tuple(Node(node.name, label[node.name], node.kind) for node in plain.nodes)
    return Diagram(nodes, plain.edges, "居民获得感", "标准化估计值。", "zh")


def political_democracy() -> Diagram:
    items = {
        "ind60": ["x1", "x2", "x3"],
        "dem60": ["y1", "y2", "y3", "y4"],
        "dem65": ["y5", "y6", "y7", "y8"],
    }
    nodes, edges = measured(items)
    residuals = ["y1 y5", "y2 y4", "y2 y6", "y3 y7", "y4 y8", "y6 y8"]
    paths = (path("ind60", "dem60"), path("ind60", "dem65"), path("dem60", "dem65", 0.9))
    return Diagram(
        nodes, edges + paths + tuple(covary(*pair.split(), 0.2, 0.2) for pair in residuals)
    )


def third_order() -> Diagram:
    """Return 35 items, 10 constructs, 5 dimensions and one sense of gain."""
    nodes = [Node("gain", "Sense of gain", "latent")]
    edges: list[Edge] = []
    for d in range(5):
        nodes.append(Node(f"d{d}", f"Dimension {d}", "latent"))
        edges.append(loading("gain", f"d{d}"))
        for c in range(2):
            name = f"c{d}{c}"
            nodes.append(Node(name, f"Construct {d}{c}", "latent"))
            edges.append(loading(f"d{d}", name))
            for i in range(4 - c):
                nodes.append(Node(f"{name}{i}", f"satisfied with {name}{i}"))
                edges.append(loading(name, f"{name}{i}"))
    return Diagram(tuple(nodes), tuple(edges))


def mediation() -> Diagram:
    nodes = tuple(Node(name, name) for name in ("X", "M", "Y"))
    return Diagram(nodes, (path("X", "M"), path("M", "Y"), path("X", "Y", 0.03, 0.6)))


def latent_mediation() -> Diagram:
    nodes, edges = measured({f: [f"{f}{i}" for i in range(3)] for f in ("X", "M", "Y")})
    return Diagram(nodes, (*edges, path("X", "M"), path("M", "Y"), path("X", "Y", 0.03, 0.6)))


def mimic() -> Diagram:
    plain = cfa(3, 3)
    nodes = (*plain.nodes, Node("sex", "sex"), Node("age", "age"))
    effects = tuple(path(x, f"factor {f}") for x in ("sex", "age") for f in (1, 2, 3))
    return Diagram(nodes, plain.edges + effects)


def growth() -> Diagram:
    times = ["t1", "t2", "t3", "t4"]
    latent = (Node("i", "intercept", "latent"), Node("s", "slope", "latent"))
    nodes = (*(Node(t, t) for t in times), *latent, *(Node(n, n) for n in ("x1", "c1", "c2")))
    edges = [Edge("i", t, "loading", 1.0, None, True) for t in times]
    edges += [Edge("s", t, "loading", float(n), None, True) for n, t in enumerate(times)]
    edges += [covary("i", "s", 0.6), path("x1", "i"), path("x1", "s")]
    return Diagram(nodes, (*edges, path("c1", "t1"), path("c2", "t2")))


def bifactor() -> Diagram:
    plain = cfa(3, 3, correlated=False)
    items = [node.name for node in plain.nodes if node.kind == "observed"]
    general = tuple(loading("general", item, 0.4) for item in items)
    return Diagram((*plain.nodes, Node("general", "general", "latent")), general + plain.edges)


def correlated_causes() -> Diagram:
    """Return five correlated constructs that explain a sixth."""
    plain = cfa(6, 4, correlated=False)
    causes = [f"factor {f}" for f in range(1, 6)]
    pairs = [(a, b) for n, a in enumerate(causes) for b in causes[n + 1 :]]
    edges = [path(cause, "factor 6") for cause in causes] + [covary(a, b) for a, b in pairs]
    return Diagram(plain.nodes, (*plain.edges, *edges))


def acceptance() -> Diagram:
    """Return a chain of five constructs with two short cuts."""
    plain = cfa(5, 4, correlated=False)
    steps = ["2 1", "1 3", "2 3", "3 4", "1 4", "4 5"]
    pairs = [step.split() for step in steps]
    edges = tuple(path(f"factor {a}", f"factor {b}") for a, b in pairs)
    return Diagram(plain.nodes, plain.edges + edges)


MODELS = {
    "3 factors x 3": cfa(3, 3),
    "5 factors x 5": cfa(5, 5),
    "13 factors x 3": cfa(13, 3),
    "13 factors x 3, Chinese": chinese(),
    "10 factors x 5": cfa(10, 5),
    "8 factors x 5": cfa(8, 5, correlated=False),
    "political democracy": political_democracy(),
    "third order, 35 items": third_order(),
    "mediation": mediation(),
    "latent mediation": latent_mediation(),
    "MIMIC": mimic(),
    "growth": growth(),
    "bifactor": bifactor(),
    "correlated causes": correlated_causes(),
    "acceptance": acceptance(),
}
