"""The measures of fit in the terminal summary."""

from __future__ import annotations

from gainsem.results.continuous import weight_of
from gainsem.results.fit_table import SATURATED, is_saturated
from gainsem.results.fitted import FittedModel
from gainsem.results.one_of_several import is_one_of_several
from gainsem.results.reported_measures import has_no_distribution, reported_measures, test_version
from gainsem.results.summary_corrected import corrected_measures
from gainsem.results.summary_lines import NOT_COMPUTED, Entry, number, pvalue, remark, section
from gainsem.results.test import further_tests_of

UNKNOWN = "unknown"
NO_DISTRIBUTION = (
    "The statistic of unweighted least squares has no chi-square distribution, and indices "
    "made of it are no better; estimator=ULSMV corrects both."
)
OF_ALL = "The test and the measures of fit are those of all groups together."
NOT_CORRECTED = (
    "The statistic of diagonally weighted least squares has no chi-square distribution unless "
    "it is corrected; estimator=WLSMV corrects it."
)


def measures_text(fit: FittedModel) -> list[str]:
    """Return the blocks Model Test ... Information Criteria."""
    if is_one_of_several(fit):
        adds = [("Chi-square, added by this group", number(fit.fit_measures.get("chisq")))]
        return [section("Model Test", adds) + "\n\n" + OF_ALL, *_criteria_block(fit)]
    if test_version(fit.fit_measures):
        return [*corrected_measures(fit), *_further_tests(fit), *_criteria_block(fit)]
    test = "\n".join([section("Model Test", _chi_square(fit, "")), *_remark(fit)])
    test = "\n\n".join([test, *_further_tests(fit)])
    criteria = _criteria_block(fit)
    if is_saturated(fit):
        return [test, SATURATED, *criteria]
    return [test, *(section(title, entries) for title, entries in _indices(fit)), *criteria]


def _criteria_block(fit: FittedModel) -> list[str]:
    entries = _criteria(fit)
    return [section("Log-likelihood and Information Criteria", entries)] if entries else []


def _remark(fit: FittedModel) -> list[str]:
    weight = weight_of(fit)
    if is_saturated(fit) or weight not in ("identity", "diagonal"):
        return []
    return ["", *remark(NO_DISTRIBUTION if weight == "identity" else NOT_CORRECTED)]


def _further_tests(fit: FittedModel) -> list[str]:
    """Return a block for each test that was asked for beside the reported one."""
    return [
        section(
            test.name,
            (
                ("Chi-square", number(test.statistic)),
                ("Degrees of freedom", number(test.df) if test.df % 1 else f"{test.df:g}"),
                ("p value", pvalue(test.pvalue)),
            ),
        )
        for test in further_tests_of(fit)
    ]


def _indices(fit: FittedModel) -> list[tuple[str, list[Entry]]]:
    measures = reported_measures(fit.fit_measures)
    incremental = [
        ("Comparative Fit Index (CFI)", number(measures.get("cfi"))),
        ("Tucker-Lewis Index (TLI)", number(measures.get("tli"))),
    ]
    lower, upper = measures.get("rmsea_ci_lower"), measures.get("rmsea_ci_upper")
    rmsea = [
        ("RMSEA", number(measures.get("rmsea"))),
        ("90 % confidence interval, lower", number(lower)),
        ("90 % confidence interval, upper", number(upper)),
        ("p value, H0: RMSEA <= .05", pvalue(measures.get("rmsea_pvalue"))),
    ]
    if has_no_distribution(fit.fit_measures):
        rmsea = rmsea[:1]
    return [
        ("Baseline Model Test", _chi_square(fit, "baseline_")),
        ("Model against Baseline", incremental),
        ("Root Mean Square Error of Approximation", rmsea),
        ("Standardized Root Mean Square Residual", [("SRMR", number(measures.get("srmr")))]),
    ]


def _criteria(fit: FittedModel) -> list[Entry]:
    names = {
        "logl": "Log-likelihood, model",
        "unrestricted_logl": "Log-likelihood, unrestricted model",
        "aic": "Akaike (AIC)",
        "bic": "Bayesian (BIC)",
        "bic2": "Sample-size adjusted Bayesian",
    }
    measures = fit.fit_measures
    return [(name, number(measures[key])) for key, name in names.items() if key in measures]


def _chi_square(fit: FittedModel, prefix: str) -> list[Entry]:
    measures = fit.fit_measures
    df = measures.get(f"{prefix}df")
    if df is None:
        return [("Chi-square", NOT_COMPUTED)]
    probability = pvalue(measures.get(f"{prefix}pvalue"))
    if has_no_distribution(measures):
        probability = UNKNOWN
    return [
        ("Chi-square", number(measures.get(f"{prefix}chisq"))),
        ("Degrees of freedom", f"{df:g}"),
        ("p value", "not applicable (df = 0)" if df == 0 else probability),
    ]
