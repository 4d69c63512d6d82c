"""Which papers stand behind the flags respondents were left out for."""

from __future__ import annotations

from gainsem.results.fit import Fit

FLAG_PAPERS: dict[str, tuple[str, ...]] = {
    "speed": ("huang_2012", "leiner_2019"),
    "longstring": ("johnson_2005", "curran_2016"),
    "irv": ("dunn_2018", "leys_2013"),
    "inconsistent": ("johnson_2005", "meade_craig_2012"),
    "outlier": ("meade_craig_2012",),
    "person_fit": ("emons_2008", "zijlstra_2007"),
    "attention": ("meade_craig_2012", "curran_2016"),
    "duplicate": ("kuriakose_robbins_2016",),
    "missing": ("aapor_2023",),
    "straight": ("schonlau_toepoel_2015",),
    "careless": ("meade_craig_2012", "curran_2016"),
}


def exclusion_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind the flags of a fit's exclusion; none without one."""
    if fit.exclusion is None:
        return set()
    return {key for flag in fit.exclusion.flags for key in FLAG_PAPERS[flag.name]}
