"""The measurement part of a fit, as the numeric core draws plausible values from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.expected_answers import AnswerScale
from gainsem.core.linalg import Array
from gainsem.core.plausible_values import Measured
from gainsem.core.structure import Indices
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import EstimationError
from gainsem.results.computed import computed
from gainsem.results.fitted import Fitted
from gainsem.results.score_equations import ScoreEquations
from gainsem.results.score_remarks import refuse_improper, refuse_without_scores
from gainsem.survey.phrases import names_text, number_text

NOTHING = 1e-12


@dataclass(frozen=True)
class Measurement:
    """How the answers of the respondents scored depend on the factors that are drawn.

    Parameters
    ----------
    factors : tuple of str
        Latent variables with items of their own.
    items : tuple of str
        Observed variables they are drawn from.
    measured : Measured
    scales : tuple of AnswerScale
        One an item.
    mean, cov : ndarray, shapes (m,) and (m, m)
        Of the factors in the fitted model.
    diagnostics : tuple of Diagnostic
    """

    factors: tuple[str, ...]
    items: tuple[str, ...]
    measured: Measured
    scales: tuple[AnswerScale, ...]
    mean: Array
    cov: Array
    diagnostics: tuple[Diagnostic, ...]


def refuse_not_usable(fit: Fitted) -> None:
    """Raise where no index can rest on a fit.

    Raises
    ------
    NonConvergenceError, EstimationError
        E-EST-90 without a minimum or without latent variables; E-IDX-01 where a diagnostic
        says that the fit must not be used.
    """
    refuse_without_scores(fit)
    errors = [each for each in fit.diagnostics if each.code.startswith("E-")]
    if errors:
        raise EstimationError.of(
            "E-IDX-01",
            f"The fit is not usable, and so is no index made from it: {errors[0].message}",
            do="repair the model first; fit.diagnostics says what is wrong",
        )


def measurement_of(fit: Fitted, values: Array, by_construct: dict[str, list[str]]) -> Measurement:
    """Return the measurement part.

    Parameters
    ----------
    fit : Fitted
    values : ndarray, shape (n, p)
        Answers to the variables of the fit, categories from 0 for ordinal ones.
    by_construct : dict
        Items of every construct.
    """
    found = computed(fit)
    equations = ScoreEquations(fit, found.compiled, found.implied)
    observed, latent = fit.table.observed, fit.table.latent
    wanted = {item for own in by_construct.values() for item in own}
    loadings, effects, residual = equations.measurement()
    own, kept, left_out = equations.indicators, [], []
    for k, position in enumerate(own.tolist()):
        unseen = np.intersect1d(np.flatnonzero(effects[k]), equations.ordinal)
        if len(unseen):
            left_out.append(observed[position])
        else:
            kept.append(k)
    _refuse_unseen(sorted(wanted & set(left_out)))
    columns = [latent.index(name) for name in by_construct]
    kept = [k for k in kept if np.abs(loadings[k, columns]).max() > NOTHING]
    at = own[kept]
    refuse_improper(equations, at, _never_zero(np.diag(residual)[kept]))
    part = loadings[kept]
    constant = equations.mean[at] - part @ equations.factor_mean
    constant = constant - effects[kept] @ equations.mean
    shift = constant + np.nan_to_num(values) @ effects[kept].T
    uncaused = np.isnan(values) @ (effects[kept] != 0.0).T > 0
    # A variable that also measures a factor without items of its own keeps that part as error.
    others = np.setdiff1d(np.arange(len(latent)), columns)
    eta_cov, residual = found.implied.eta_cov, residual[np.ix_(kept, kept)]
    residual = residual + part[:, others] @ eta_cov[np.ix_(others, others)] @ part[:, others].T
    shift = shift + part[:, others] @ equations.factor_mean[others]
    lower, upper = _bounds(equations, values, at)
    lower[uncaused], upper[uncaused] = -np.inf, np.inf
    scales, said = _scales(fit, equations, values, at)
    turned = _turned(part[:, columns], [observed[i] for i in at], by_construct)
    scales = [_turn(scale, flip=flip) for scale, flip in zip(scales, turned, strict=True)]
    names = tuple(observed[i] for i in at)
    said += _remarks(names, turned, [name for name in left_out if name not in wanted])
    return Measurement(
        tuple(by_construct),
        names,
        Measured(lower, upper, shift, part[:, columns], residual),
        tuple(scales),
        equations.factor_mean[columns],
        eta_cov[np.ix_(columns, columns)],
        tuple(said),
    )


def _never_zero(variances: Array) -> Array:
    """Return variances with a fixed 0 (a single indicator) as something allowed."""
    return np.where(np.abs(variances) < NOTHING, 1.0, variances)


def _bounds(equations: ScoreEquations, values: Array, at: Indices) -> tuple[Array, Array]:
    """Return what the latent response behind every answer lies between."""
    lower, upper = values[:, at].copy(), values[:, at].copy()
    for column, cuts in enumerate(equations.thresholds(at)):
        if len(cuts):
            code = np.nan_to_num(values[:, at[column]]).astype(np.intp)
            edges = np.concatenate([[-np.inf], cuts, [np.inf]])
            lower[:, column], upper[:, column] = edges[code], edges[code + 1]
    missing = np.isnan(values[:, at])
    lower[missing], upper[missing] = -np.inf, np.inf
    return lower, upper


def _scales(
    fit: Fitted, equations: ScoreEquations, values: Array, at: Indices
) -> tuple[list[AnswerScale], list[Diagnostic]]:
    """Return how each item answers, and which ranges had to be taken from the data."""
    items = {item.name: item for item in fit.sample.items}
    records = {record["name"]: record["codes"] for record in fit.sample.categories}
    scales, observed_ranges = [], []
    for position, cuts in zip(at.tolist(), equations.thresholds(at), strict=True):
        name = fit.table.observed[position]
        span = items[name].span if name in items else None
        codes = np.zeros(0)
        if len(cuts):
            merged = records.get(name) or [[float(k)] for k in range(len(cuts) + 1)]
            codes = np.array([float(np.mean(own)) for own in merged])
            low, high = min(map(min, merged)), max(map(max, merged))
            span = (min(low, span[0]), max(high, span[1])) if span else (low, high)
        elif span is None:
            column = values[:, position]
            span = (float(np.nanmin(column)), float(np.nanmax(column)))
            observed_ranges.append(f"{name} {number_text(span[0])} to {number_text(span[1])}")
        scales.append(AnswerScale(cuts, codes, float(span[0]), float(span[1])))
    if not observed_ranges:
        return scales, []
    said = note(
        "I-IDX-13",
        f"The codebook does not say how far these items reach; 0 and 100 of their index are the"
        f" lowest and highest answer in the data: {names_text(observed_ranges)}.",
        do="give these items a range in the codebook, so that indices of other data compare",
    )
    return scales, [said]


def _turned(loadings: Array, names: list[str], by_construct: dict[str, list[str]]) -> list[bool]:
    """Return which items have a negative loading on the construct they belong to."""
    home = {item: k for k, own in enumerate(by_construct.values()) for item in own[::-1]}
    return [name in home and bool(loadings[j, home[name]] < 0.0) for j, name in enumerate(names)]


def _turn(scale: AnswerScale, *, flip: bool) -> AnswerScale:
    return replace(scale, turned=True) if flip else scale


def _remarks(names: tuple[str, ...], turned: list[bool], unused: list[str]) -> list[Diagnostic]:
    said = []
    against = [name for name, flip in zip(names, turned, strict=True) if flip]
    if against:
        said.append(
            warning(
                "W-IDX-14",
                f"Negative loadings: {names_text(against)}; 0 and 100 change places there.",
                why="a high answer to such an item says little of what the others say much of",
                do="say  reverse: true  in the codebook, if the item is keyed the other way",
            )
        )
    if unused:
        said.append(
            note(
                "I-IDX-15",
                f"The factors are drawn without {names_text(unused)}: latent responses of ordinal"
                " variables act on it, and nobody sees these.",
            )
        )
    return said


def _refuse_unseen(names: list[str]) -> None:
    if names:
        raise EstimationError.of(
            "E-IDX-02",
            f"There is no index: the latent response of an ordinal variable acts on the item"
            f" {names_text(names)}, and nobody sees it.",
            do="leave that path out of the model",
        )
