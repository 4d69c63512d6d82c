"""Which papers stand behind replicates of a sampling design."""

from __future__ import annotations

from gainsem.results.fit import Fit
from gainsem.results.reported_measures import test_version
from gainsem.results.verdict import estimates_withheld

VARIANCE = "wolter_2007"
DESIGN_TEST = "muthen_satorra_1995"
KINDS = {
    "brr": "mccarthy_1969",
    "fay": "judkins_1990",
    "jk1": "rust_rao_1996",
    "jkn": "rust_rao_1996",
    "bootstrap": "rao_wu_yue_1992",
}


def has_replicates_test(fit: Fit) -> bool:
    """Whether a test of fit is corrected by the replicates."""
    found = fit.replication
    return found is not None and not found.withheld and bool(test_version(fit.fit_measures))


def replication_sources(fit: Fit) -> set[str]:
    """Return the keys of these papers."""
    if fit.replication is None or estimates_withheld(fit):
        return set()
    keys = {VARIANCE, KINDS[fit.replication.kind]}
    return keys | ({DESIGN_TEST} if has_replicates_test(fit) else set())
