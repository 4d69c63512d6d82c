"""Coefficients of all groups with the covariances of their errors, one column a group."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gainsem.core.linalg import Array
from gainsem.results.reliability.by_group.record import Reason
from gainsem.results.reliability.composites import COEFFICIENTS, coefficient_slopes
from gainsem.results.reliability.constructs import constructs_of
from gainsem.results.reliability.higher_order import SHARES, higher_order_slopes

if TYPE_CHECKING:
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.reliability.sheet import Reliability

OF_MODEL = ("omega", "cr", "ave")
DESIGN = ("weights", "cluster", "strata", "replicate_weights", "replicates")
Key = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Compared:
    """One coefficient of one construct in all groups that have it.

    Parameters
    ----------
    construct, coefficient : str
    groups : tuple of int
        Places of the groups, from 0.
    values : ndarray, shape (g,)
    cov : ndarray, shape (g, g), or None
        Covariances of their sampling errors; None where there are none, as ``reason`` says.
    reason : {"", "design", "errors"}
    """

    construct: str
    coefficient: str
    groups: tuple[int, ...]
    values: Array
    cov: Array | None
    reason: Reason = ""

    @property
    def errors(self) -> Array:
        """Standard errors, NaN without covariances, shape (g,)."""
        if self.cov is None:
            return np.full_like(self.values, np.nan)
        own = np.diag(self.cov)
        found: Array = np.sqrt(np.where(own >= 0.0, own, np.nan))
        return found


def compared(fit: GroupedFit, sheets: Mapping[str, Reliability]) -> list[Compared]:
    """Return alpha, omega, CR and AVE of every construct, and the omegas of higher orders.

    Alphas are of independent samples.  Coefficients of the model are not, where groups share
    parameters: the covariances of their errors are those of the whole fit (delta method).
    """
    names = list(dict.fromkeys(name for sheet in sheets.values() for name in sheet.names))
    of_model = _of_model(fit)
    found = []
    for name in names:
        found.append(_alpha(fit, sheets, name))
        found += [of_model[name, key] for key in OF_MODEL if (name, key) in of_model]
    return found + [one for (_, key), one in of_model.items() if key in SHARES]


def _alpha(fit: GroupedFit, sheets: Mapping[str, Reliability], name: str) -> Compared:
    rows = [
        (place, one)
        for place, sheet in enumerate(sheets.values())
        for one in sheet.constructs
        if one.name == name
    ]
    values = np.array([one.alpha for _, one in rows])
    places = tuple(place for place, _ in rows)
    if any(getattr(fit.options, option) for option in DESIGN):
        return Compared(name, "alpha", places, values, None, "design")
    errors = np.array([one.alpha_se for _, one in rows])
    return Compared(name, "alpha", places, values, np.diag(errors**2))


def _of_model(fit: GroupedFit) -> dict[Key, Compared]:
    """Return the coefficients of the model with the covariances of the whole fit."""
    collected: dict[Key, list[tuple[int, float, Array]]] = {}
    size = len(fit.solution.params)
    for place, (part, view) in enumerate(zip(fit.parts, fit.by_group.values(), strict=True)):
        for key, value, own in _slopes(view):
            whole = np.zeros(size)
            np.add.at(whole, np.array(part.at, dtype=np.intp), own)
            collected.setdefault(key, []).append((place, value, whole))
    return {key: _jointly(fit, key, rows) for key, rows in collected.items()}


def _jointly(fit: GroupedFit, key: Key, rows: list[tuple[int, float, Array]]) -> Compared:
    places = tuple(place for place, _, _ in rows)
    values = np.array([value for _, value, _ in rows])
    if fit.solution.vcov is None:
        return Compared(*key, places, values, None, "errors")
    slopes = np.array([own for _, _, own in rows])
    return Compared(*key, places, values, slopes @ fit.solution.vcov @ slopes.T)


def _slopes(view: Fit) -> Iterator[tuple[Key, float, Array]]:
    """Yield every coefficient of one group with its derivatives by the group's parameters."""
    everything = constructs_of(view.table)
    constructs = [one for one in everything if one.items]
    if constructs:
        _, values, slopes = coefficient_slopes(view, constructs)
        for i, construct in enumerate(constructs):
            for key in OF_MODEL:
                if key == "cr" and construct.shares:
                    continue
                j = COEFFICIENTS.index(key)
                yield (construct.name, key), float(values[i, j]), slopes[:, i, j]
    if not any(one.parts for one in everything):
        return
    figures, slopes = higher_order_slopes(view, everything)
    for i, figure in enumerate(figures):
        for j, key in enumerate(SHARES):
            value = float(getattr(figure, key))
            if math.isfinite(value):
                yield (figure.name, key), value, slopes[:, i, j]
