"""A path diagram as plain data: what is drawn, not where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NodeKind = Literal["latent", "observed"]
EdgeKind = Literal["loading", "path", "covariance"]


@dataclass(frozen=True, slots=True)
class Node:
    """One variable.

    Parameters
    ----------
    name : str
        Unique in its diagram; edges refer to it.
    label : str
        The text that is drawn.
    kind : {"latent", "observed"}
        Ellipse or box.
    """

    name: str
    label: str
    kind: NodeKind = "observed"


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow.

    Parameters
    ----------
    start, end : str
        Names of nodes; the same name twice is a variance.
    kind : {"loading", "path", "covariance"}
        A covariance has two heads.
    value : float or None
        The estimate that is written on the arrow.
    pvalue : float or None
        None where there is no test.
    fixed : bool
        Whether the parameter was fixed rather than estimated.
    """

    start: str
    end: str
    kind: EdgeKind
    value: float | None = None
    pvalue: float | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Diagram:
    """Nodes and edges with the texts round them.

    Parameters
    ----------
    nodes : tuple of Node
        In reading order: the drawing keeps it where the edges leave a choice.
    edges : tuple of Edge
    title : str
        Drawn above; empty for none.
    note : str
        Drawn below, before the key to the signs.
    lang : {"en", "zh"}
        Language of the key.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    title: str = ""
    note: str = ""
    lang: str = "en"
