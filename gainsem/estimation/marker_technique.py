"""The CFA marker technique: what a marker variable shares with the items, in three phases."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gainsem.core.chi_square import normal_quantile
from gainsem.core.method_variance import reliability_parts
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import GainsemError, NonConvergenceError
from gainsem.estimation.differences import difference_test
from gainsem.estimation.marker_models import MarkerModels
from gainsem.estimation.measurement_model import fit_again, measurement_text, plain_measurement
from gainsem.estimation.unused_name import unused_name
from gainsem.results.fit import Fit
from gainsem.results.marker_technique import (
    ConstructShares,
    Correlation,
    MarkerComparison,
    MarkerFit,
    MarkerTechnique,
)
from gainsem.results.reliability.constructs import constructs_of

LEVELS = (0.95, 0.99)
ALPHA = 0.05
Outcome = tuple[MarkerTechnique | None, tuple[Diagnostic, ...]]


def marker_technique(fit: Fit, data: Any, marker: Sequence[str]) -> Outcome:
    """Return the comparison of models, the shares of reliability and the sensitivity analysis.

    The models are those of Williams, Hartman & Cavazotte (2010,
    doi:10.1177/1094428110366036).  Latent variables have variance 1.

    - *CFA*: the marker is one more construct.
    - *Baseline*: it correlates with none, its own items are held as the CFA model has them.
    - *Method-C*, *Method-U*: its loadings on all other items are equal, or free.
    - *Method-R*: the better of these with the baseline's correlations of constructs.

    Loadings of the sensitivity analysis lie at that end of their interval which is further
    from zero.

    Parameters
    ----------
    fit : Fit
        Its constructs are looked at; regressions among them are not.
    data : Responses
    marker : sequence of str
        The marker's items.

    Returns
    -------
    MarkerTechnique or None
        None where a model has no solution, or the marker has a single item.
    tuple of Diagnostic
    """
    if len(marker) < 2:
        said = note(
            "I-REL-30",
            "The CFA marker technique was left out: the marker has one item.",
            why="a latent variable takes two items or more",
            do="name further items of the same scale",
        )
        return None, (said,)
    try:
        return _phases(fit, data, _models(fit, tuple(marker)))
    except GainsemError as problem:  # the other diagnostics stand without it
        return None, (_none(problem),)


def _models(fit: Fit, marker: tuple[str, ...]) -> MarkerModels:
    constructs = [one for one in constructs_of(fit.table) if one.items]
    return MarkerModels(
        substance=measurement_text(fit.table),
        marker=unused_name("marker", fit),
        own=marker,
        constructs=tuple(one.name for one in constructs),
        items=tuple(dict.fromkeys(item for one in constructs for item in one.items)),
    )


def _phases(fit: Fit, data: Any, models: MarkerModels) -> Outcome:
    options = plain_measurement(fit.options)

    def fitted(name: str, text: str) -> Fit:
        found = fit_again(fit, text, data, **options)
        if not found.converged:
            raise NonConvergenceError.of("E-REL-03", f"the model '{name}' has no minimum")
        return found

    label = unused_name("equal_marker_loading", fit)
    cfa = fitted("CFA", models.cfa)
    texts = {"Method-C": models.method_c(cfa, label), "Method-U": models.method_u(cfa)}
    fits = {"CFA": cfa, "Baseline": fitted("Baseline", models.baseline(cfa))}
    fits |= {name: fitted(name, text) for name, text in texts.items()}
    tests = [_tested(fits, "Baseline", "Method-C"), _tested(fits, "Method-C", "Method-U")]
    kept = "Method-U" if tests[1].pvalue < ALPHA else "Method-C"
    fits["Method-R"] = fitted("Method-R", models.method_r(texts[kept], fits["Baseline"]))
    tests.append(_tested(fits, "Method-R", kept))
    shares = _shares(fits["Baseline"], fits[kept], models)
    compared = dict(fits)
    for level in LEVELS:
        text = models.method_s(cfa, _further(fits[kept], models, level))
        compared[f"Method-S({1.0 - level:.2f})"] = fitted("Method-S", text)
    found = MarkerTechnique(
        marker=models.own,
        fits=tuple(_row(name, each) for name, each in compared.items()),
        comparisons=tuple(tests),
        kept=kept,
        shares=shares,
        loading=_mean_square(fits[kept], models),
        correlations=_correlations(compared, models),
    )
    return found, _remarks(compared)


def _tested(fits: dict[str, Fit], restricted: str, general: str) -> MarkerComparison:
    small, large = fits[restricted], fits[general]
    test = difference_test(large, small, method=None)[0]
    df = round(small.fit_measures["df"] - large.fit_measures["df"])
    if test is None:
        return MarkerComparison(restricted, general, math.nan, df, math.nan)
    return MarkerComparison(restricted, general, test.statistic, df, test.pvalue)


def _row(name: str, fit: Fit) -> MarkerFit:
    def measure(key: str) -> float:
        versions = (f"{key}_robust", f"{key}_scaled", key)
        found = (fit.fit_measures.get(each, math.nan) for each in versions)
        return next((value for value in found if math.isfinite(value)), math.nan)

    return MarkerFit(
        model=name,
        chisq=fit.fit_measures["chisq"],
        df=round(fit.fit_measures["df"]),
        cfi=measure("cfi"),
        rmsea=measure("rmsea"),
        proper=fit.usable,
    )


def _shares(baseline: Fit, method: Fit, models: MarkerModels) -> tuple[ConstructShares, ...]:
    """Return the reliability of each construct, and what of it is method (phase II)."""
    before, after = _loadings(baseline), _loadings(method)
    rows = []
    for name in models.constructs:
        items = [item for lhs, item in before if lhs == name]
        alone = np.array([before[name, item] for item in items])
        own = np.array([after[name, item] for item in items])
        of_method = np.array([after[models.marker, item] for item in items])
        total = reliability_parts(alone, np.zeros(len(alone))).substance
        parts = reliability_parts(own, of_method)
        rows.append(ConstructShares(name, total, parts.substance, parts.method))
    return tuple(rows)


def _loadings(fit: Fit) -> dict[tuple[str, str], float]:
    return {(r.lhs, r.rhs): r.std_all for r in fit.parameter_rows if r.op == "=~"}


def _mean_square(fit: Fit, models: MarkerModels) -> float:
    found = _loadings(fit)
    return float(np.mean([found[models.marker, item] ** 2 for item in models.items]))


def _further(fit: Fit, models: MarkerModels, level: float) -> dict[str, float]:
    """Return the loadings on the marker at the outer end of their intervals (phase III)."""
    half = normal_quantile(0.5 + level / 2.0)
    rows = {r.rhs: r for r in fit.parameter_rows if r.op == "=~" and r.lhs == models.marker}
    return {
        item: rows[item].est + math.copysign(half * rows[item].se, rows[item].est)
        for item in models.items
    }


def _correlations(fits: dict[str, Fit], models: MarkerModels) -> tuple[Correlation, ...]:
    def of(fit: Fit) -> dict[tuple[str, str], float]:
        wanted = set(models.constructs)
        return {
            (r.lhs, r.rhs): r.std_all
            for r in fit.parameter_rows
            if r.op == "~~" and r.lhs != r.rhs and {r.lhs, r.rhs} <= wanted
        }

    found = {name: of(fit) for name, fit in fits.items() if name != "Method-R"}
    return tuple(
        Correlation(*pair, tuple((name, values[pair]) for name, values in found.items()))
        for pair in found["CFA"]
    )


def _remarks(fits: dict[str, Fit]) -> tuple[Diagnostic, ...]:
    wrong = {name: fit for name, fit in fits.items() if not fit.usable}
    if not wrong:
        return ()
    reasons = {d.message for fit in wrong.values() for d in fit.diagnostics if d.code[0] == "E"}
    return (
        warning(
            "W-REL-29",
            f"{', '.join(wrong)} of the CFA marker technique: not a proper solution; what follows"
            " from it says little.",
            why="; ".join(sorted(reasons)),
        ),
    )


def _none(problem: GainsemError) -> Diagnostic:
    reason = problem.problems[0].message
    return warning(
        "W-REL-28",
        f"There is no CFA marker technique: {reason.rstrip('.')}.",
        why="a marker of two items, or one that barely correlates with itself, is often not enough",
        do="use a marker scale of three or four items",
    )
