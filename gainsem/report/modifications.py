"""Modification indices of a fit, asked for by the table and by the list of references."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from gainsem.errors import GainsemError
from gainsem.results.fit import Fit

if TYPE_CHECKING:
    from pandas import DataFrame

CRITICAL = 3.84
_FOUND: WeakKeyDictionary[Fit, dict[float, DataFrame | None]] = WeakKeyDictionary()


def modifications(fit: Fit, minimum: float = CRITICAL) -> DataFrame | None:
    """Return the modification indices from a smallest one on, computed once a fit.

    Returns
    -------
    DataFrame or None
        None where they cannot be computed.
    """
    known = _FOUND.setdefault(fit, {})
    if minimum not in known:
        try:
            known[minimum] = fit.modification_indices(minimum)
        except GainsemError:
            known[minimum] = None
    return known[minimum]


def has_modifications(fit: Fit) -> bool:
    """Return whether the report lists any modification index."""
    found = modifications(fit)
    return found is not None and len(found) > 0
