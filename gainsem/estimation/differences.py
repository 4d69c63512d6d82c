"""The test of a difference that suits an estimator."""

from __future__ import annotations

import math
from collections.abc import Callable

from gainsem.core.chi_square import upper_tail
from gainsem.core.linalg import Array
from gainsem.core.nested_tests import (
    Correction,
    restriction_rows,
    satorra_2000,
    satorra_bentler_2001,
    satorra_bentler_2010,
)
from gainsem.core.scaled_tests import ScaledTest
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import GainsemError
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fitted import Fitted, FittedModel
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.moment_slopes import (
    grouped_moment_names,
    grouped_plain_vcov,
    grouped_slopes,
)
from gainsem.results.moment_slopes import Key, explained_slopes, moment_names, plain_vcov

METHODS = ("standard", "satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000")
TITLES = {
    "standard": "likelihood ratio",
    "satorra.bentler.2001": "Satorra & Bentler (2001)",
    "satorra.bentler.2010": "Satorra & Bentler (2010)",
    "satorra.2000": "Satorra (2000)",
}
UNCORRECTED = ("ULS", "DWLS")

AtRestricted = Callable[[], float]
Found = tuple[ScaledTest | None, str, list[Diagnostic]]


def difference_test(
    general: FittedModel,
    restricted: FittedModel,
    *,
    method: str | None,
    at_restricted: AtRestricted | None = None,
) -> Found:
    """Return the test of the restrictions, what it is called, and what to know of it.

    Without a method: the difference of chi-squares where they need no correction;
    Satorra & Bentler (2001) for mean-adjusted statistics, and where its factor is
    negative, as for statistics of adjusted variance, Satorra (2000).  With answers at hand
    Satorra & Bentler (2010) takes the place of a negative factor.

    Parameters
    ----------
    general, restricted : Fit
    method : str or None
        One of :data:`METHODS`.
    at_restricted : callable, optional
        Returns what the general model's statistic is expected to be at the restricted
        model's estimates; it takes the answers.
    """
    more = int(restricted.fit_measures["df"] - general.fit_measures["df"])
    if more <= 0:
        return None, "", []
    # A saturated general model has no statistic to correct: the restricted one tells how.
    guide = general if general.fit_measures["df"] > 0 else restricted
    chosen = method or _suited(guide)
    raw = restricted.fit_measures["chisq"] - general.fit_measures["chisq"]
    if chosen == "standard":
        return _standard(general, raw, more)
    if chosen == "satorra.bentler.2010" and at_restricted is not None:
        return _at_restricted(general, restricted, at_restricted)
    if chosen == "satorra.bentler.2001":
        test = _mean_adjusted(general, restricted)
        if test is not None or method is not None:
            said = [] if test is not None else [_negative("")]
            return test, TITLES[chosen], said
        if at_restricted is not None:
            test, title, said = _at_restricted(general, restricted, at_restricted)
            if test is not None:
                return test, title, [_negative(" Satorra & Bentler (2010) is used instead.")]
        test, title, said = _by_restrictions(general, restricted, raw, "mean")
        return test, title, [_negative(" Satorra (2000) is used instead."), *said]
    return _by_restrictions(general, restricted, raw, _correction(guide))


def _correction(fit: FittedModel) -> Correction:
    """Return how the statistic of a fit is corrected."""
    measures = fit.fit_measures
    if not math.isfinite(measures.get("chisq_scaling_factor", math.nan)):
        return "none"
    if measures.get("df_scaled", measures["df"]) != measures["df"]:
        return "mean.variance"
    return "scaled.shifted" if measures.get("chisq_shift_parameter", 0.0) else "mean"


def _suited(fit: FittedModel) -> str:
    correction = _correction(fit)
    if correction == "none":
        method = continuous_method_of(fit)
        # Of a statistic that could not be corrected (W-EST-102) the difference still can.
        return "satorra.2000" if method is not None and method.scales else "standard"
    return "satorra.bentler.2001" if correction == "mean" else "satorra.2000"


def _standard(general: FittedModel, raw: float, more: int) -> Found:
    title = TITLES["standard"] if "aic" in general.fit_measures else "chi-square difference"
    test = ScaledTest(raw, float(more), 1.0)
    if general.estimator in UNCORRECTED:
        remark = warning(
            "W-CMP-06",
            f"differences of {general.estimator} statistics are not chi-square distributed.",
            why="the weight is not the inverse of the moments' covariances",
            do="fit the models with WLSMV or ULSMV, whose differences are corrected",
        )
        return ScaledTest(raw, math.nan, 1.0), title, [remark]
    return test, title, []


def _mean_adjusted(general: FittedModel, restricted: FittedModel) -> ScaledTest | None:
    def pair(name: str) -> tuple[float, float]:
        return restricted.fit_measures[name], general.fit_measures[name]

    df = (int(restricted.fit_measures["df"]), int(general.fit_measures["df"]))
    scalings = pair("chisq_scaling_factor")
    # A saturated model has nothing to scale.
    known = (scalings[0], scalings[1] if df[1] else 1.0)
    return satorra_bentler_2001(pair("chisq"), df, known)


def _by_restrictions(
    general: FittedModel, restricted: FittedModel, raw: float, correction: Correction
) -> Found:
    try:
        rows = _restrictions(general, restricted)
        plain, robust = _plain(general), general.solution.vcov
    except GainsemError:
        rows = robust = None
    if robust is None:
        remark = warning(
            "W-CMP-07",
            "no scaled difference: the general model has no standard errors.",
            do="fit it again without se=none",
        )
        return None, "", [remark]
    if rows is None or len(rows) != restricted.fit_measures["df"] - general.fit_measures["df"]:
        remark = warning(
            "W-CMP-07",
            "no scaled difference: the models do not explain the same moments, or are not nested.",
            do="give both models the same mean structure",
        )
        return None, "", [remark]
    test = satorra_2000(raw, rows, plain, robust, correction=correction)
    if not math.isfinite(upper_tail(test.statistic, test.df)):
        return None, "", []
    return test, TITLES["satorra.2000"], []


def _plain(fit: FittedModel) -> Array:
    if isinstance(fit, GroupedFit):
        return grouped_plain_vcov(fit)
    assert isinstance(fit, Fitted)  # there are no other fits
    return plain_vcov(fit)


def _slopes(fit: FittedModel) -> tuple[list[Key], Array, Array]:
    """Return names and Jacobian of the moments, and the free directions."""
    if isinstance(fit, GroupedFit):
        return grouped_moment_names(fit), *grouped_slopes(fit)
    assert isinstance(fit, Fitted)  # there are no other fits
    return moment_names(fit.table), *explained_slopes(fit)


def _restrictions(general: FittedModel, restricted: FittedModel) -> Array | None:
    """Return what the restricted model holds at 0, as rows over the general model's parameters."""
    ours, slopes, basis = _slopes(general)
    theirs, other, other_basis = _slopes(restricted)
    if set(ours) != set(theirs):
        return None
    place = {name: row for row, name in enumerate(theirs)}
    other = other[[place[name] for name in ours]]
    return restriction_rows(slopes @ basis, other @ other_basis) @ basis.T


def _at_restricted(general: FittedModel, restricted: FittedModel, trace: AtRestricted) -> Found:
    title = TITLES["satorra.bentler.2010"]
    measures, own = restricted.fit_measures, general.fit_measures
    scaling = measures.get("chisq_scaling_factor", math.nan)
    test = satorra_bentler_2010(
        (measures["chisq"], own["chisq"]), (int(measures["df"]), int(own["df"])), scaling, trace()
    )
    if test is not None:
        return test, title, []
    remark = warning(
        "W-CMP-12",
        "no test of Satorra & Bentler (2010): its scaling factor is not positive, or has no value.",
        why="it takes a mean-adjusted statistic of maximum likelihood and, with observed"
        " information, a restricted model that is not far from the general one",
        do="use method=satorra.2000",
    )
    return None, title, [remark]


def _negative(instead: str) -> Diagnostic:
    offered = "" if "2010" in instead else " With the answers (data=), Satorra & Bentler (2010) is."
    return note(
        "I-CMP-08",
        "the scaling factor of Satorra & Bentler (2001) is not positive here; it need not be in"
        f" samples of this size.{instead}{offered}",
    )
