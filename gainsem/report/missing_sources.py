"""Which papers stand behind the treatment of missing answers."""

from __future__ import annotations

import math

from gainsem.results.fit import Fit
from gainsem.results.missing_answers import MissingAnswers

LITTLE = "little_1988"
CORRELATES = "graham_2003"
WITHOUT_HOLES = "zhang_savalei_2023"
TREATMENTS = {
    "fiml": ("arbuckle_1996", "savalei_2010"),
    "two_stage": ("savalei_bentler_2009",),
    "robust_two_stage": ("savalei_falk_2014",),
    "pairwise": ("vanpraag_1985",),
}


def treatment_papers(missing: MissingAnswers) -> tuple[str, ...]:
    """Return the keys of the papers a treatment comes from."""
    return TREATMENTS[missing.treatment]


def missing_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind the treatment, the test and the moments."""
    missing = fit.missing
    if missing is None or not missing.n_missing:
        return set()
    keys = {*treatment_papers(missing)}
    if missing.n_auxiliary:
        keys.add(CORRELATES)
    if math.isfinite(missing.mcar_statistic) and missing.mcar_df:
        keys.add(LITTLE)
    return keys
