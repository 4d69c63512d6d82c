"""Which papers stand behind a fit, and where in the report each is named."""

from __future__ import annotations

from gainsem.report.bibliography import Reference, references
from gainsem.report.continuous_sources import (
    continuous_fit_sources,
    continuous_sources,
)
from gainsem.report.cutoffs import CAUTIONS, CLOSE_FIT, CUT_OFFS, EXACT_FIT
from gainsem.report.design_sources import design_sources
from gainsem.report.document import Span, Text
from gainsem.report.effects_sources import effects_sources
from gainsem.report.exclusion_sources import exclusion_sources
from gainsem.report.facts import has_standard_errors, measured, rows_with
from gainsem.report.missing_sources import missing_sources
from gainsem.report.modifications import has_modifications
from gainsem.report.ordinal_sources import ordinal_fit_sources, ordinal_sources
from gainsem.report.reliability_sources import reliability_sources
from gainsem.report.replication_sources import replication_sources
from gainsem.results.continuous import continuous_method_of
from gainsem.results.efa import Efa
from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.least_squares import method_of
from gainsem.results.reported_measures import has_no_distribution
from gainsem.results.verdict import estimates_withheld

SYNTAX = "rosseel_2012"
FIT_INDICES = {
    "cfi": "bentler_1990",
    "tli": "tucker_lewis_1973",
    "rmsea": "steiger_1990",
    "srmr": "bentler_1995",
}
CRITERIA = {"aic": "akaike_1974", "bic": "schwarz_1978"}
MODIFICATION_SCORE = "sorbom_1989"
MODIFICATION_CAUTION = "maccallum_1992"
RELIABILITY = "fornell_larcker_1981"
DELTA_METHOD = "sobel_1982"
OBSERVED_INFORMATION = "efron_hinkley_1978"
EFFECT_CODING = "little_2006"
EXPLORATORY = "asparouhov_muthen_2009"
GROWTH = "meredith_tisak_1990"
ENGINE = {"numpy": "harris_2020", "scipy": "virtanen_2020"}


def citations_for(fit: Fit, *, pooled: bool = False) -> list[Reference]:
    """Return the papers behind what was run, in alphabetical order, gainsem itself included.

    Parameters
    ----------
    fit : Fit
    pooled : bool
        Whether it is pooled from imputed data sets: reliability and modification indices are
        not part of its report.
    """
    keys = {SYNTAX, *estimator_sources(fit), *_data_side(fit), *exclusion_sources(fit)}
    keys |= missing_sources(fit) | design_sources(fit)
    keys |= effects_sources(fit) | replication_sources(fit)
    if not estimates_withheld(fit):
        keys |= _fit_side(fit) | (set() if pooled else _estimate_side(fit))
    known = references()
    found = [known[key] for key in keys] + [software(fit)]
    return sorted(found, key=lambda entry: (entry.authors[0].casefold(), entry.year))


def estimator_sources(fit: Fit) -> set[str]:
    """Return the keys of the papers behind the estimator."""
    return ordinal_sources(fit) if method_of(fit) else continuous_sources(fit)


def software(fit: Fit | Efa) -> Reference:
    """Return the reference to the version of gainsem that made the fit."""
    return Reference(
        key="gainsem",
        authors=("The gainsem authors",),
        year=0,
        title="gainsem: Structural equation modelling of survey data",
        edition=f"Version {fit.provenance.gainsem}",
        container="Computer software",
        kind="software",
    )


def cite(*keys: str) -> Text:
    """Return citations in running text, separated by semicolons, each linked to its paper."""
    known = references()
    entries = [Span(known[key].short, url=known[key].link) for key in keys]
    return tuple(span for entry in entries for span in (Span("; "), entry))[1:]


def is_observed_information(fit: Fit) -> bool:
    """Return whether standard errors, not robust ones, come from the observed information."""
    method = continuous_method_of(fit)
    if method is None or method.errors != "standard":
        return False
    observed = method.information == "observed" and has_standard_errors(fit)
    return observed and not fit.refitted


def _data_side(fit: Fit) -> set[str]:
    keys = {paper for package, paper in ENGINE.items() if package in fit.provenance.versions}
    if fit.options.effect_coding:
        keys.add(EFFECT_CODING)
    if fit.options.preset == "growth":
        keys.add(GROWTH)
    if fit.rotations:
        keys.add(EXPLORATORY)
    if is_observed_information(fit):
        keys.add(OBSERVED_INFORMATION)
    if rows_with(fit, ":=") and has_standard_errors(fit) and not fit.refitted:
        keys.add(DELTA_METHOD)
    return keys


def _fit_side(fit: Fit) -> set[str]:
    keys = {paper for measure, paper in CRITERIA.items() if measure in fit.fit_measures}
    if is_saturated(fit):
        return keys
    tested = () if has_no_distribution(fit.fit_measures) else (EXACT_FIT, CLOSE_FIT)
    judged = {cut.source for cut in (*CUT_OFFS, *tested)}
    of_test = ordinal_fit_sources(fit) | continuous_fit_sources(fit)
    return keys | judged | set(FIT_INDICES.values()) | set(CAUTIONS) | of_test


def _estimate_side(fit: Fit) -> set[str]:
    keys = {RELIABILITY} if measured(fit) else set()
    keys |= reliability_sources(fit)
    if not is_saturated(fit) and has_modifications(fit):
        keys |= {MODIFICATION_SCORE, MODIFICATION_CAUTION}
    return keys
