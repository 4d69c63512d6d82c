"""From a fit to the diagram of its model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from gainsem.plots.diagram import Diagram, Edge, EdgeKind, Node

if TYPE_CHECKING:
    from gainsem.results.fit import Fit, ParameterEstimate

LABEL_LENGTH = 200
_KINDS: dict[str, EdgeKind] = {"=~": "loading", "~": "path", "~~": "covariance"}
_NOTES = {
    "en": ("Standardised estimates", "Unstandardised estimates", "{what}, {estimator}, N = {n:,}."),
    "zh": (
        "\u6807\u51c6\u5316\u4f30\u8ba1\u503c",
        "\u975e\u6807\u51c6\u5316\u4f30\u8ba1\u503c",
        "{what}\uff0c{estimator} \u4f30\u8ba1\uff0cN = {n:,}\u3002",
    ),
}


def diagram_of(
    fit: Fit,
    *,
    standardized: bool = True,
    lang: str = "en",
    labels: Literal["label", "name"] = "label",
    show_variances: bool = False,
    group: int = 1,
) -> Diagram:
    """Return the path diagram of a fitted model.

    Parameters
    ----------
    fit : Fit
    standardized : bool
        Completely standardised estimates, or those of the raw scales.
    lang : str
        Language of the labels and of the key; a label that the codebook does
        not have in it is taken from another language.
    labels : {"label", "name"}
        Labels of the codebook, or names of the model.
    show_variances : bool
        Draw variances and residual variances too.
    group : int
        The group whose estimates are drawn, counted from 1.

    Returns
    -------
    Diagram
        Covariances of covariates that are taken as given, and parameters fixed
        at zero, are left out.
    """
    wordings = _wordings(fit, lang) if labels == "label" else {}
    follows = _following(fit, standardized=standardized)
    edges = tuple(
        _edge(row, standardized, fixed=not row.free and (row.lhs, row.op, row.rhs) not in follows)
        for row in fit.parameter_rows
        if row.group == group and _is_drawn(row, set(fit.table.exogenous), show_variances)
    )
    touched = {name for edge in edges for name in (edge.start, edge.end)}
    kinds = dict.fromkeys(fit.table.observed, "observed") | dict.fromkeys(
        fit.table.latent, "latent"
    )
    nodes = tuple(
        Node(
            name,
            wordings.get(name, name)[:LABEL_LENGTH],
            "latent" if kind == "latent" else "observed",
        )
        for name, kind in kinds.items()
        if name in touched or not touched
    )
    raw, full = _NOTES.get(lang, _NOTES["en"])[1], _NOTES.get(lang, _NOTES["en"])[0]
    note = _NOTES.get(lang, _NOTES["en"])[2].format(
        what=full if standardized else raw, estimator=fit.estimator, n=fit.n_obs
    )
    return Diagram(nodes, edges, "", note, lang if lang in _NOTES else "en")


def _following(fit: Fit, *, standardized: bool) -> frozenset[tuple[str, str, str]]:
    """Return the parameters that are neither estimated nor fixed, but follow from others.

    Residual variances of ordinal items: what is left of a variance of 1, and as a share
    of the variance also where they are themselves 1.
    """
    ordinal = set(fit.table.ordinal) if standardized else set()
    return frozenset(
        (row.lhs, row.op, row.rhs)
        for row in fit.table.rows
        if row.derived or (row.op == "~~" and row.lhs == row.rhs and row.lhs in ordinal)
    )


def _edge(row: ParameterEstimate, standardized: bool, *, fixed: bool) -> Edge:
    kind = _KINDS[row.op]
    start, end = (row.rhs, row.lhs) if kind == "path" else (row.lhs, row.rhs)
    value = row.std_all if standardized else row.est
    pvalue = row.pvalue if row.free and not math.isnan(row.pvalue) else None
    return Edge(start, end, kind, value if math.isfinite(value) else None, pvalue, fixed)


def _is_drawn(row: ParameterEstimate, given: set[str], show_variances: bool) -> bool:
    if row.op not in _KINDS:
        return False
    if row.op == "~~":
        if row.lhs in given and row.rhs in given:
            return False
        if row.lhs == row.rhs:
            return show_variances
    return row.free or row.est != 0.0 or row.op == "=~"


def _wordings(fit: Fit, lang: str) -> dict[str, str]:
    found = {name: _in_language(texts, lang) for name, texts in fit.sample.constructs.items()}
    found |= {item.name: _in_language(item.label, lang) for item in fit.sample.items}
    return {name: text for name, text in found.items() if text}


def _in_language(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")
