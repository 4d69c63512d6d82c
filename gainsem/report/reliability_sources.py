"""Which papers stand behind the reliability section, and what in a fit calls for each."""

from __future__ import annotations

from gainsem.results.fit import Fit
from gainsem.results.reliability.constructs import Construct, constructs_of

ALPHA = "cronbach_1951"
OMEGA = "mcdonald_1999"
CATEGORICAL = "green_yang_2009"
ALPHAS_COMPARED = "bonett_2003"
ALPHAS_DIFFERENCE = "bonett_wright_2015"
RATIO = "henseler_2015"
CONVENTION = "nunnally_1978"
RATIO_CONVENTION = 0.85


def has_scales(fit: Fit) -> bool:
    """Return whether constructs are measured by two items or more; growth is no scale."""
    return bool(_scales(fit)) and fit.options.preset != "growth"


def has_categorical_omega(fit: Fit) -> bool:
    """Return whether a construct is measured by ordinal items only."""
    return any(one.ordinal for one in _scales(fit))


def has_ratios(fit: Fit) -> bool:
    """Return whether HTMT compares constructs."""
    return len(_scales(fit)) > 1


def reliability_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind reliability and validity."""
    if not has_scales(fit):
        return set()
    keys = {ALPHA, OMEGA, CONVENTION}
    if has_categorical_omega(fit):
        keys.add(CATEGORICAL)
    return keys | ({RATIO} if has_ratios(fit) else set())


def _scales(fit: Fit) -> list[Construct]:
    if not any(row.op == "=~" for row in fit.table.rows):
        return []
    return [one for one in constructs_of(fit.table) if len(one.items) > 1]
