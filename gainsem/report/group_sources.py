"""Which papers stand behind a fit of several groups."""

from __future__ import annotations

from gainsem.report.bibliography import Reference, references
from gainsem.report.citations import DELTA_METHOD, RELIABILITY, citations_for
from gainsem.report.facts import measured
from gainsem.report.reliability_sources import (
    ALPHAS_COMPARED,
    ALPHAS_DIFFERENCE,
    has_scales,
    reliability_sources,
)
from gainsem.results.groups.as_one import as_one
from gainsem.results.groups.compare_values import comparisons
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.verdict import estimates_withheld

HOLM = "holm_1979"


def group_citations(fit: GroupedFit) -> list[Reference]:
    """Return the papers behind what was run, in alphabetical order.

    Modification indices are not part of a report on several groups.
    """
    known = references()
    entries = {entry.key: entry for entry in citations_for(as_one(fit), pooled=True)}
    entries |= {key: known[key] for key in _reliability(fit) | _comparison(fit)}
    return sorted(entries.values(), key=lambda entry: (entry.authors[0].casefold(), entry.year))


def _comparison(fit: GroupedFit) -> set[str]:
    """Return the papers behind the comparison of paths and effects."""
    found = comparisons(fit)
    by_delta = any(each.method == "delta" for each in found)
    return ({HOLM} if found else set()) | ({DELTA_METHOD} if by_delta else set())


def _reliability(fit: GroupedFit) -> set[str]:
    """Return the papers behind the scales, and behind the comparison of them."""
    first = next(iter(fit.by_group.values()))
    if estimates_withheld(fit) or not measured(first):
        return set()
    keys = {RELIABILITY, *reliability_sources(first)}
    if has_scales(first):
        keys |= {ALPHAS_COMPARED, DELTA_METHOD}
        keys |= {ALPHAS_DIFFERENCE} if len(fit.parts) == 2 else set()
    return keys
