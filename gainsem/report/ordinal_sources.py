"""Which papers stand behind a fit of ordinal items, and what in it calls for each."""

from __future__ import annotations

from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.least_squares import errors_of, method_of
from gainsem.results.reported_measures import index_versions, test_version

MOMENTS = "muthen_1984"
POLYCHORIC = "olsson_1979"
POLYSERIAL = "olsson_1982"
ASYMPTOTIC = "joreskog_1994"
ROBUST_WLS = "muthen_1997"
DIAGONAL = "flora_curran_2004"
HESSIAN = "white_1982"
ROBUST_INDICES = "savalei_2021"
LENIENT = "xia_yang_2019"
CORRECTIONS = {
    "mean": "satorra_bentler_1994",
    "mean.variance": "satorra_bentler_1994",
    "scaled.shifted": "asparouhov_2010",
}


def ordinal_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind correlations, weights and standard errors."""
    method = method_of(fit)
    if method is None:
        return set()
    keys = {MOMENTS, POLYCHORIC}
    if has_polyserials(fit):
        keys.add(POLYSERIAL)
    if method.weight != "identity":
        keys.add(ASYMPTOTIC)
    if method.weight == "diagonal":
        keys.add(DIAGONAL)
    if errors_of(fit) in ("robust", "robust.hessian"):
        keys.add(ROBUST_WLS)
    if errors_of(fit) == "robust.hessian":
        keys.add(HESSIAN)
    return keys


def ordinal_fit_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind the corrected test and its indices."""
    method = method_of(fit)
    if method is None or is_saturated(fit):
        return set()
    keys = {LENIENT} if method.weight != "full" else set()
    if test_version(fit.fit_measures):
        keys.add(CORRECTIONS[method.correction])
    return keys | ({ROBUST_INDICES} if has_robust_indices(fit) else set())


def has_polyserials(fit: Fit) -> bool:
    """Return whether ordinal and continuous items are correlated with each other."""
    return len(fit.table.levels) < len(fit.table.explained)


def has_robust_indices(fit: Fit) -> bool:
    """Return whether the indices to report are the robust ones."""
    return index_versions(fit.fit_measures)[0] == "robust"
