"""Which papers stand behind the treatment of a sampling design."""

from __future__ import annotations

from gainsem.results.fit import Fit
from gainsem.results.least_squares import method_of

EFFECTIVE = DESIGN_EFFECT = "kish_1965"
LINEARISED = "binder_1983"
PSEUDO_LIKELIHOOD = "asparouhov_2005"
LEAST_SQUARES = "muthen_satorra_1995"


def design_method(fit: Fit) -> str:
    """Return the key of the paper behind estimates from a designed sample."""
    return PSEUDO_LIKELIHOOD if method_of(fit) is None else LEAST_SQUARES


def design_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind weights, errors and design effects."""
    design = fit.design
    if design is None:
        return set()
    linearised = fit.replication is None
    keys = {design_method(fit)} if linearised or design.weights else set()
    if design.weights:
        keys.add(EFFECTIVE)
    if design.has_units and linearised:
        keys.add(LINEARISED)
    if design.simple_se:
        keys.add(DESIGN_EFFECT)
    return keys
