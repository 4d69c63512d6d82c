"""Which papers stand behind a fit of continuous variables, and what in it calls for each."""

from __future__ import annotations

from gainsem.report.facts import has_standard_errors, is_factor_analysis
from gainsem.report.missing_sources import WITHOUT_HOLES
from gainsem.results.continuous import continuous_method_of
from gainsem.results.corrections import correction_of
from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.missing_answers import is_fiml
from gainsem.results.reported_measures import index_versions, test_version

DISTRIBUTION_FREE = RESIDUAL_TEST = "browne_1984"
ROBUST_INDICES = ("brosseau_2012", "brosseau_savalei_2014")
ERRORS = {
    "first.order": ("berndt_1974",),
    "robust.sem": ("satorra_bentler_1994",),
    "robust.huber.white": ("yuan_bentler_2000", "white_1982"),
}
ESTIMATORS = {
    "GLS": ("joreskog_goldberger_1972",),
    "ULS": ("bollen_1989",),
    "DWLS": ("browne_1984",),
    "WLS": ("browne_1984",),
}


def estimator_papers(fit: Fit) -> tuple[str, ...]:
    """Return the keys of the papers the estimator comes from."""
    method = continuous_method_of(fit)
    if method is None:
        return ()
    return ESTIMATORS.get(method.discrepancy, (likelihood_source(fit),))


def robust_papers(fit: Fit) -> tuple[str, ...]:
    """Return the keys of the papers the robust indices come from."""
    return (WITHOUT_HOLES,) if is_fiml(fit) else ROBUST_INDICES


def likelihood_source(fit: Fit) -> str:
    """Return the key of the paper that the estimator of this kind of model comes from."""
    return "joreskog_1969" if is_factor_analysis(fit) else "joreskog_1970"


def continuous_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind estimator and standard errors."""
    method = continuous_method_of(fit)
    if method is None:
        return set()
    errors = ERRORS.get(method.errors, ()) if has_standard_errors(fit) and not fit.refitted else ()
    return {*estimator_papers(fit), *errors}


def continuous_fit_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind the corrected test and its indices."""
    if continuous_method_of(fit) is None or is_saturated(fit):
        return set()
    correction = correction_of(fit)
    keys = set()
    if correction is not None and test_version(fit.fit_measures):
        keys.add(correction.paper)
    if index_versions(fit.fit_measures)[0] == "robust":
        keys |= set(robust_papers(fit))
    if any(name.startswith("chisq_browne") for name in fit.fit_measures):
        keys.add(RESIDUAL_TEST)
    return keys
