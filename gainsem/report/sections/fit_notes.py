"""Remarks below the table of fit: what was corrected, and how far cut-offs can be trusted."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.continuous_sources import ROBUST_INDICES as CONTINUOUS_INDICES
from gainsem.report.cutoffs import CAUTIONS
from gainsem.report.document import Text
from gainsem.report.numbers import count
from gainsem.report.ordinal_sources import (
    CORRECTIONS,
    LENIENT,
    ROBUST_INDICES,
    has_robust_indices,
)
from gainsem.results.continuous import weight_of
from gainsem.results.corrections import correction_of
from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.least_squares import method_of
from gainsem.results.reported_measures import index_versions, test_version

LARGE_SAMPLE = 1000
SMALL_DF = 10


def fit_notes(fit: Fit, words: Catalogue) -> tuple[Text, ...]:
    """Return the remarks, those on corrections first."""
    if is_saturated(fit):
        return (words.spans("fit.saturated"),)
    notes: list[Text] = [
        *_ordinal_notes(fit, words),
        *_continuous_notes(fit, words),
        words.spans("fit.caution", sources=cite(*CAUTIONS)),
    ]
    if fit.n_obs >= LARGE_SAMPLE:
        notes.append(words.spans("fit.size", n=count(fit.n_obs)))
    df = fit.fit_measures["df"]
    if df < SMALL_DF:
        notes.append(words.spans("fit.small_df", df=f"{df:.0f}"))
    return tuple(notes)


def _ordinal_notes(fit: Fit, words: Catalogue) -> list[Text]:
    """Return what the corrected versions are, and how far the cut-offs hold for them."""
    method = method_of(fit)
    if method is None:
        return []
    notes: list[Text] = []
    if test_version(fit.fit_measures):
        key, source = method.correction.replace(".", "_"), CORRECTIONS[method.correction]
        notes.append(words.spans(f"fit.correction_{key}", source=cite(source)))
        notes.append(
            words.spans("fit.robust", source=cite(ROBUST_INDICES))
            if has_robust_indices(fit)
            else words.spans("fit.scaled")
        )
    elif method.weight != "full":
        notes.append(words.spans("fit.not_corrected"))
    if method.weight != "full":
        notes.append(words.spans("fit.lenient", source=cite(LENIENT)))
    return notes


def _continuous_notes(fit: Fit, words: Catalogue) -> list[Text]:
    """Return what the corrected versions are, or that the statistic is not corrected."""
    correction = correction_of(fit)
    if method_of(fit) is not None:
        return []
    if correction is None or not test_version(fit.fit_measures):
        plain = weight_of(fit) in ("identity", "diagonal")
        return [words.spans("fit.not_corrected")] if plain else []
    robust = index_versions(fit.fit_measures)[0] == "robust"
    return [
        words.spans(f"fit.correction_{correction.key}", source=cite(correction.paper)),
        words.spans("fit.robust_normal", source=cite(*CONTINUOUS_INDICES))
        if robust
        else words.spans("fit.scaled_normal"),
    ]
