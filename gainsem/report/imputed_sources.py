"""Which papers stand behind pooled results."""

from __future__ import annotations

from gainsem.report.bibliography import Reference, references
from gainsem.report.citations import citations_for
from gainsem.results.imputed import ImputedFit

POOLED, SMALL_SAMPLE = "rubin_1987", "barnard_rubin_1999"
INDICES, MOMENTS = "enders_mansolf_2018", "lee_cai_2012"
TESTS = {
    "D2": ("li_meng_1991",),
    "D3": ("meng_rubin_1992",),
    "D4": ("chan_meng_2022",),
}
SCALED = ("li_meng_1991", "liu_sriutaisuk_2020")


def test_papers(found: ImputedFit) -> tuple[str, ...]:
    """Return the keys of the papers behind the test that is reported."""
    if not found.tests:
        return ()
    first = found.tests[0]
    return SCALED if first.statistics == "scaled" else TESTS[first.method]


def imputed_sources(found: ImputedFit) -> set[str]:
    """Return the keys of the papers behind the pooling."""
    keys = {POOLED, MOMENTS, *test_papers(found)}
    if found.tests:
        keys.add(INDICES)
    if found.pooling.rule == "barnard.rubin":
        keys.add(SMALL_SAMPLE)
    return keys


def imputed_citations(found: ImputedFit) -> list[Reference]:
    """Return the papers behind a pooled fit, in alphabetical order."""
    known = references()
    entries = citations_for(found.pooled, pooled=True)
    entries += [known[key] for key in imputed_sources(found)]
    return sorted(entries, key=lambda entry: (entry.authors[0].casefold(), entry.year))
