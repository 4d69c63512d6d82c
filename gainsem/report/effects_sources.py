"""Which papers stand behind effects and resampling, and what in a fit calls for each."""

from __future__ import annotations

from gainsem.results.fit import Fit
from gainsem.results.summary_effects import mediated_effects
from gainsem.results.verdict import estimates_withheld

EFFECTS = "bollen_1987"
DELTA_METHOD = "sobel_1982"
INTERVALS = "efron_1987"
MONTE_CARLO = "preacher_selig_2012"
BOLLEN_STINE = "bollen_stine_1992"
WITH_HOLES = "savalei_yuan_2009"


def effects_sources(fit: Fit) -> set[str]:
    """Return the keys of these papers."""
    if estimates_withheld(fit):
        return set()
    keys = set()
    found = mediated_effects(fit)
    if found is not None:
        keys.add(EFFECTS)
        if found.method == "delta" and fit.solution.vcov is not None:
            keys.add(DELTA_METHOD)
    if fit.bootstrap is not None:
        keys.add(INTERVALS)
    elif fit.options.monte_carlo:
        keys.add(MONTE_CARLO)
    if fit.bollen_stine is not None:
        keys |= set(bollen_stine_sources(fit))
    return keys


def bollen_stine_sources(fit: Fit) -> tuple[str, ...]:
    """Return the papers behind a Bollen-Stine test, of incomplete answers as well."""
    return (BOLLEN_STINE,) if fit.missing is None else (BOLLEN_STINE, WITH_HOLES)
