"""From a fit (and its answers) to the measurement sheet, step by step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gainsem.core.alpha import correlations
from gainsem.core.linalg import Array
from gainsem.core.reliability_interval import log_interval
from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import EstimationError, OptionError
from gainsem.results.computed import Computed, computed
from gainsem.results.fitted import Fitted
from gainsem.results.reliability.answers import (
    AnswerMoments,
    GivenAnswers,
    answer_moments,
    treatment_of,
)
from gainsem.results.reliability.composites import (
    COEFFICIENTS,
    Composite,
    coefficients_with_errors,
)
from gainsem.results.reliability.constructs import Construct, constructs_of
from gainsem.results.reliability.discriminant_ratios import (
    pearson_of,
    polychoric_of,
    ratios,
    redrawn,
)
from gainsem.results.reliability.groups import agreement_in_groups, cluster_of
from gainsem.results.reliability.higher_order import higher_order
from gainsem.results.reliability.record import (
    ConstructFigures,
    HtmtFigures,
    ItemFigures,
    Settings,
)
from gainsem.results.reliability.remarks import remarks
from gainsem.results.reliability.scales import alpha_figures, interval_kind, item_figures
from gainsem.results.reliability.sheet import Reliability
from gainsem.results.standardized import standardized_list
from gainsem.results.verdict import estimates_withheld

#: What a construct that shares its items does not have.
ALONE = ("cr", "h")


def reliability_of(
    fit: Fitted,
    data: Any = None,
    *,
    interval: str | None,
    bootstrap: int,
    seed: int | None,
    level: float,
    cluster: str | None,
) -> Reliability:
    """Return the measurement sheet of a fit (see :meth:`gainsem.Fit.reliability`)."""
    _check(level, bootstrap, cluster, data)
    if estimates_withheld(fit):
        raise EstimationError.of(
            "E-REL-03",
            "There is no reliability to tell: no minimum was found.",
            why=fit.solution.status,
            do="look at fit.diagnostics",
        )
    everything = constructs_of(fit.table)
    constructs = tuple(one for one in everything if one.items)
    given, found = answer_moments(fit, data), computed(fit)
    settings = Settings(
        level=level,
        interval=interval_kind(interval, given, fit, bootstrap),
        bootstrap=bootstrap if given.answers is not None else 0,
        seed=seed,
        correlations="polychoric" if fit.table.levels else "Pearson",
        n_obs=fit.n_obs if given.answers is None else len(given.answers.values),
        cluster=cluster_of(data, cluster),
        missing=treatment_of(fit),
        n_read=fit.sample.n_read,
    )
    agreed, unknown = (
        agreement_in_groups(fit, given.answers, constructs, settings.cluster)
        if settings.cluster and given.answers is not None
        else ((), ())
    )
    draws, said = _draws(fit, given.answers, constructs, settings)
    htmt, htmt2 = ratios(fit, constructs, draws, level=level)
    latent, root = _latent_correlations(found, constructs)
    figures, items = _figures(fit, given, constructs, settings)
    figures = _with_neighbours(figures, latent, htmt)
    levels, loadings = higher_order(found, fit, everything)
    cor = correlations(fit.moments.cov)
    return Reliability(
        constructs=figures,
        items=items,
        latent_correlations=latent,
        cross_loadings=_cross_loadings(found, constructs, root),
        htmt=htmt,
        htmt2=htmt2,
        higher=levels,
        schmid_leiman=loadings,
        agreement=agreed,
        settings=settings,
        sample=fit.sample,
        usable=fit.usable,
        diagnostics=(
            *given.diagnostics,
            *said,
            *unknown,
            *remarks(fit, constructs, figures, items, cor),
        ),
    )


def _check(level: float, bootstrap: int, cluster: str | None, data: Any) -> None:
    if not 0.5 <= level < 1.0:
        raise OptionError.of("E-OPT-01", f"level is {level}; it must be from 0.5 to below 1.")
    if bootstrap < 0:
        raise OptionError.of("E-OPT-01", f"bootstrap is {bootstrap}; it must be 0 or more.")
    if cluster is not None and data is None:
        raise OptionError.of(
            "E-REL-02",
            f"Agreement within '{cluster}' is not possible: there are no answers.",
            why="a fit does not keep who belongs to which group",
            do="hand in the answers as well",
        )


def _draws(
    fit: Fitted, given: GivenAnswers | None, constructs: Sequence[Construct], settings: Settings
) -> tuple[Array | None, tuple[Diagnostic, ...]]:
    """Return HTMT in bootstrap samples, or a note on why there are none."""
    if given is None or settings.bootstrap < 1 or len(constructs) < 2:
        return None, ()
    places = np.unique(np.concatenate([one.places for one in constructs]))
    local = tuple(replace(one, places=np.searchsorted(places, one.places)) for one in constructs)
    names = [fit.table.observed[position] for position in places.tolist()]
    ordinal = [name in fit.table.ordinal for name in names]
    if any(ordinal) and not all(ordinal):
        said = note(
            "I-REL-16",
            "HTMT has no intervals: ordinal and continuous items are in one model.",
            why="polyserial correlations are not drawn again",
        )
        return None, (said,)
    if all(ordinal):
        from gainsem.results.score_answers import answers_to

        categories = answers_to(fit, given.responses)[given.used][:, places]
        counts = dict(fit.table.levels)
        correlation = polychoric_of(categories, [counts[name] + 1 for name in names], given.weights)
    else:
        correlation = pearson_of(given.values[:, places], given.weights)
    drawn = redrawn(
        correlation,
        local,
        len(given.values),
        draws=settings.bootstrap,
        seed=settings.seed,
    )
    return drawn, ()


def _figures(
    fit: Fitted, given: AnswerMoments, constructs: Sequence[Construct], settings: Settings
) -> tuple[tuple[ConstructFigures, ...], tuple[ItemFigures, ...]]:
    composites, values, errors = coefficients_with_errors(fit, constructs)
    loading_errors = _loading_errors(fit)
    figures: list[ConstructFigures] = []
    items: list[ItemFigures] = []
    for construct, composite, own, se in zip(constructs, composites, values, errors, strict=True):
        model = dict(zip(COEFFICIENTS, own.tolist(), strict=True))
        if construct.shares:
            model |= dict.fromkeys(ALONE, math.nan)
        lower, upper = log_interval(model["omega"], float(se[0]), level=settings.level)
        at = np.ix_(construct.places, construct.places)
        figures.append(
            ConstructFigures(
                name=construct.name,
                n_items=len(construct.items),
                **model,
                omega_se=float(se[0]),
                omega_lower=lower,
                omega_upper=upper,
                omega_observed=composite.reliability(fit.moments.cov[at]),
                shares=construct.shares,
                categorical=construct.ordinal,
                **alpha_figures(fit, given, construct, settings),
            )
        )
        items += _items(given, construct, composite, loading_errors)
    return tuple(figures), tuple(items)


def _items(
    given: AnswerMoments,
    construct: Construct,
    composite: Composite,
    errors: dict[tuple[str, str], float],
) -> list[ItemFigures]:
    total, deleted = item_figures(given, construct)
    columns = zip(construct.items, composite.standardized, total, deleted, strict=True)
    return [
        ItemFigures(
            construct=construct.name,
            item=item,
            loading=float(loading),
            loading_se=errors.get((construct.name, item), math.nan),
            item_total=float(with_rest),
            alpha_deleted=float(without),
        )
        for item, loading, with_rest, without in columns
    ]


def _loading_errors(fit: Fitted) -> dict[tuple[str, str], float]:
    """Return the standard errors of standardised loadings that have one."""
    if fit.solution.vcov is None:
        return {}
    rows = standardized_list(fit)
    return {(row.lhs, row.rhs): row.se for row in rows if row.op == "=~" and row.se > 0.0}


def _latent_correlations(found: Computed, constructs: Sequence[Construct]) -> tuple[Array, Array]:
    """Return correlations of the constructs, and their standard deviations."""
    at = [found.compiled.eta.index(one.name) for one in constructs]
    cov = found.implied.eta_cov[np.ix_(at, at)]
    with np.errstate(invalid="ignore"):
        root = np.sqrt(np.diag(cov))
    return cov / np.outer(root, root), root


def _cross_loadings(found: Computed, constructs: Sequence[Construct], root: Array) -> Array:
    """Return implied correlations of every item with every construct, shape (items, m)."""
    at = [found.compiled.eta.index(one.name) for one in constructs]
    with_eta = found.implied.matrices.lambda_ @ found.implied.eta_cov[:, at]
    with_eta = with_eta * found.scale[:, None]
    places = np.concatenate([np.zeros(0, dtype=np.intp), *(one.places for one in constructs)])
    cor: Array = (with_eta / np.outer(np.sqrt(np.diag(found.sigma)), root))[places]
    return cor


def _with_neighbours(
    figures: Sequence[ConstructFigures], latent: Array, htmt: HtmtFigures
) -> tuple[ConstructFigures, ...]:
    """Return the figures with the largest correlation and HTMT each construct has."""
    found = []
    for i, one in enumerate(figures):
        others = [j for j in range(len(figures)) if j != i]
        size = [abs(float(latent[i, j])) for j in others]
        ratio = [float(htmt.values[i, j]) for j in others]
        found.append(replace(one, largest_correlation=_largest(size), largest_htmt=_largest(ratio)))
    return tuple(found)


def _largest(values: Sequence[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return max(known, default=math.nan)
