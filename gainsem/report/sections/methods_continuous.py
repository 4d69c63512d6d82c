"""Sentences of the Methods paragraph on continuous variables: estimator, errors, test."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import FIT_INDICES, OBSERVED_INFORMATION, cite
from gainsem.report.continuous_sources import (
    DISTRIBUTION_FREE,
    ERRORS,
    RESIDUAL_TEST,
    estimator_papers,
    robust_papers,
)
from gainsem.report.document import Text
from gainsem.results.continuous import ContinuousMethod, continuous_method_of, weight_of
from gainsem.results.corrections import correction_of
from gainsem.results.fit import Fit
from gainsem.results.reported_measures import has_no_distribution, index_versions, test_version


def continuous_estimator(fit: Fit, words: Catalogue, engine: Text) -> Text:
    """Return what the model was estimated by; completes a sentence."""
    method = _method(fit)
    return words.spans(
        "methods.estimator_ordinal",
        method=words.text(f"methods.discrepancy_{method.discrepancy}"),
        name=fit.estimator,
        sources=cite(*estimator_papers(fit)),
        version=fit.provenance.gainsem,
        engine=engine,
    )


def weight_sentences(fit: Fit, words: Catalogue) -> list[Text]:
    """Return how least squares weighs the sample covariances; nothing for other methods."""
    method = continuous_method_of(fit)
    if method is None or method.discrepancy in ("ML", "GLS"):
        return []
    key = weight_of(fit)
    papers = {} if key == "identity" else {"asymptotic": cite(DISTRIBUTION_FREE)}
    return [words.spans(f"methods.moments_{key}", **papers)]


def continuous_errors(fit: Fit, words: Catalogue) -> Text:
    """Return where the standard errors come from."""
    method = _method(fit)
    if method.errors in ERRORS:
        key = f"methods.se_{method.errors.replace('.', '_')}"
        return words.spans(key, source=cite(*ERRORS[method.errors]))
    if method.discrepancy in ("ULS", "DWLS"):
        return words.spans("methods.se_weight")
    if method.discrepancy == "WLS":
        return words.spans("methods.se_full")
    if method.information == "observed":
        return words.spans("methods.se_observed", source=cite(OBSERVED_INFORMATION))
    return words.spans("methods.se_expected")


def continuous_evaluation(fit: Fit, words: Catalogue, cutoffs: Text) -> list[Text]:
    """Return how the test was corrected, and by what the fit was judged."""
    papers = {name: cite(key) for name, key in FIT_INDICES.items()}
    if has_no_distribution(fit.fit_measures):
        judged = words.spans("methods.fit_unknown", cutoffs=cutoffs, **papers)
        return [words.spans("methods.test_none"), judged, *_residual(fit, words)]
    correction = correction_of(fit)
    if correction is not None and test_version(fit.fit_measures):
        test = words.spans(f"methods.test_{correction.key}", source=cite(correction.paper))
        judged = words.spans(
            "methods.fit_ordinal", cutoffs=cutoffs, indices=_indices(fit, words), **papers
        )
        return [test, judged]
    if _method(fit).discrepancy == "ML":
        return [words.spans("methods.fit", cutoffs=cutoffs, **papers), *_residual(fit, words)]
    judged = words.spans("methods.fit_ordinal", cutoffs=cutoffs, indices=(), **papers)
    uncorrected = _method(fit).discrepancy == "DWLS"
    return [
        *([words.spans("methods.test_none")] if uncorrected else []),
        judged,
        *_residual(fit, words),
    ]


def _residual(fit: Fit, words: Catalogue) -> list[Text]:
    """Return that the residuals were tested as well."""
    if not any(name.startswith("chisq_browne") for name in fit.fit_measures):
        return []
    return [words.spans("methods.test_residuals", source=cite(RESIDUAL_TEST))]


def _indices(fit: Fit, words: Catalogue) -> Text:
    if index_versions(fit.fit_measures)[0] == "robust":
        return words.spans("methods.indices_robust", source=cite(*robust_papers(fit)))
    return words.spans("methods.indices_scaled")


def _method(fit: Fit) -> ContinuousMethod:
    method = continuous_method_of(fit)
    if method is None:
        raise ValueError("this is a fit of ordinal items")
    return method
