"""Sentences of the Methods paragraph on ordinal items: estimator, correlations, test."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import FIT_INDICES, cite
from gainsem.report.document import Text
from gainsem.report.facts import shown, unique
from gainsem.report.ordinal_sources import (
    ASYMPTOTIC,
    CORRECTIONS,
    DIAGONAL,
    HESSIAN,
    LENIENT,
    MOMENTS,
    POLYCHORIC,
    POLYSERIAL,
    ROBUST_INDICES,
    ROBUST_WLS,
    has_polyserials,
)
from gainsem.results.categories import categories_of, is_merged
from gainsem.results.fit import Fit
from gainsem.results.least_squares import LeastSquaresMethod, errors_of
from gainsem.results.reported_measures import has_no_distribution, index_versions, test_version

EMPTY_CELL = "W-ORD-44"


def estimator_sentence(
    fit: Fit, method: LeastSquaresMethod, words: Catalogue, engine: Text
) -> Text:
    """Return what the model was estimated by; completes a sentence."""
    papers = (MOMENTS, DIAGONAL) if method.weight == "diagonal" else (MOMENTS,)
    return words.spans(
        "methods.estimator_ordinal",
        method=words.text(f"methods.weight_{method.weight}"),
        name=fit.estimator,
        sources=cite(*papers),
        version=fit.provenance.gainsem,
        engine=engine,
    )


def ordinal_sentences(fit: Fit, method: LeastSquaresMethod, words: Catalogue) -> list[Text]:
    """Return which items are ordinal, and what the model was fitted to."""
    return [
        _items(fit, words),
        *_merged(fit, words),
        _moments(fit, words),
        *_added(fit, words),
        *_given(fit, words),
        *_weights(fit, words),
        words.spans(
            f"methods.fitted_{method.weight}",
            **({} if method.weight == "identity" else {"asymptotic": cite(ASYMPTOTIC)}),
        ),
        words.spans(f"methods.parameterization_{fit.table.parameterization}"),
    ]


def error_sentence(fit: Fit, method: LeastSquaresMethod, words: Catalogue) -> Text:
    """Return where the standard errors come from."""
    kind = errors_of(fit)
    if kind == "robust":
        return words.spans("methods.se_robust", robust=cite(ROBUST_WLS))
    if kind == "robust.hessian":
        return words.spans("methods.se_hessian", robust=cite(ROBUST_WLS), hessian=cite(HESSIAN))
    return words.spans("methods.se_full" if method.weight == "full" else "methods.se_weight")


def evaluation_sentences(
    fit: Fit, method: LeastSquaresMethod, words: Catalogue, cutoffs: Text
) -> list[Text]:
    """Return how the test was corrected, and by what the fit was judged."""
    papers = {name: cite(key) for name, key in FIT_INDICES.items()}
    if has_no_distribution(fit.fit_measures):
        judged = words.spans("methods.fit_unknown", cutoffs=cutoffs, **papers)
    else:
        judged = words.spans(
            "methods.fit_ordinal", cutoffs=cutoffs, indices=_indices(fit, words), **papers
        )
    sentences = [*_test(fit, method, words), judged]
    if method.weight != "full":
        sentences.append(words.spans("methods.lenient", source=cite(LENIENT)))
    return sentences


def _items(fit: Fit, words: Catalogue) -> Text:
    ordinal = fit.table.ordinal
    if len(ordinal) == 1:
        return words.spans("methods.ordinal_one", names=_names(ordinal, words))
    if not has_polyserials(fit):
        return words.spans("methods.ordinal_all", count=len(ordinal))
    return words.spans("methods.ordinal_some", names=_names(ordinal, words))


def _merged(fit: Fit, words: Catalogue) -> list[Text]:
    names = unique(each.item for each in categories_of(fit) if is_merged(each))
    return [words.spans("methods.merged", names=_names(names, words))] if names else []


def _moments(fit: Fit, words: Catalogue) -> Text:
    if not has_polyserials(fit):
        return words.spans("methods.moments", polychoric=cite(POLYCHORIC))
    return words.spans(
        "methods.moments_mixed", polychoric=cite(POLYCHORIC), polyserial=cite(POLYSERIAL)
    )


def _added(fit: Fit, words: Catalogue) -> list[Text]:
    if not any(found.code == EMPTY_CELL for found in fit.diagnostics):
        return []
    return [words.spans("methods.zero_add", value=f"{fit.options.zero_add:g}")]


def _given(fit: Fit, words: Catalogue) -> list[Text]:
    if not fit.table.conditional:
        return []
    return [words.spans("methods.given", names=_names(fit.table.exogenous, words))]


def _weights(fit: Fit, words: Catalogue) -> list[Text]:
    """Return by what respondents were weighted, where the record has no design of its own."""
    column = fit.options.weights
    if column is None or fit.design is not None:
        return []
    return [words.spans("methods.weights", column=shown(column))]


def _test(fit: Fit, method: LeastSquaresMethod, words: Catalogue) -> list[Text]:
    if test_version(fit.fit_measures):
        key = method.correction.replace(".", "_")
        return [words.spans(f"methods.test_{key}", source=cite(CORRECTIONS[method.correction]))]
    return [] if method.weight == "full" else [words.spans("methods.test_none")]


def _indices(fit: Fit, words: Catalogue) -> Text:
    version = index_versions(fit.fit_measures)[0]
    if version == "robust":
        return words.spans("methods.indices_robust", source=cite(ROBUST_INDICES))
    return words.spans("methods.indices_scaled") if version else ()


def _names(names: tuple[str, ...], words: Catalogue) -> str:
    return ("、" if words.lang == "zh" else ", ").join(map(shown, names))
