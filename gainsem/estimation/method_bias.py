"""Diagnostics of common method variance: the model again, with a factor for the method."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gainsem.core.alpha import correlations
from gainsem.core.chi_square import upper_tail
from gainsem.core.linalg import Array
from gainsem.core.method_variance import collinearity, first_component_share, marker_adjusted
from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import EstimationError, IdentificationError, OptionError
from gainsem.estimation.estimators import ESTIMATORS
from gainsem.estimation.marker_technique import marker_technique
from gainsem.estimation.measurement_model import fit_again, quoted
from gainsem.estimation.unused_name import unused_name
from gainsem.results.computed import computed
from gainsem.results.fit import Fit
from gainsem.results.method_bias import MarkerPair, MethodBias, MethodFactor, PathCompared
from gainsem.results.reliability.constructs import Construct, constructs_of
from gainsem.survey.columns import require_columns
from gainsem.survey.responses import Responses

METHOD, EQUAL = "method_factor", "equal_method_loading"


def method_bias_of(fit: Fit, data: Any, *, marker: Sequence[str] = ()) -> MethodBias:
    """Return Harman's test, full collinearity, the method factor and what a marker says.

    The unmeasured latent method factor loads on every item alike and correlates with
    nothing (Podsakoff, MacKenzie, Lee & Podsakoff 2003, doi:10.1037/0021-9010.88.5.879);
    equal loadings keep it identified and keep it from taking over the constructs.

    Raises
    ------
    SpecificationError
        E-REL-01 for a model without latent variables.
    UnknownVariableError
        E-MOD-71 for a marker the data do not have.
    OptionError
        E-REL-02 for ordinal items, or a marker, without answers; E-REL-05 for a marker that
        is an item of the model.
    """
    constructs = [one for one in constructs_of(fit.table) if one.items]
    items = tuple(dict.fromkeys(item for one in constructs for item in one.items))
    places = [fit.table.observed.index(item) for item in items]
    cor = correlations(fit.moments.cov[np.ix_(places, places)])
    _check_marker(marker, items, data)
    factor, said = _method_factor(fit, items, data)
    smallest, pairs = _marked(constructs, data, marker)
    technique, more = marker_technique(fit, data, marker) if marker else (None, ())
    return MethodBias(
        harman=first_component_share(cor),
        n_items=len(items),
        collinearity=_collinearity(fit, constructs),
        method_factor=factor,
        marker=tuple(marker),
        marker_correlation=smallest,
        pairs=pairs,
        technique=technique,
        diagnostics=(*said, *more),
    )


def _collinearity(fit: Fit, constructs: Sequence[Construct]) -> dict[str, float]:
    if len(constructs) < 2:
        return {}
    found = computed(fit)
    at = [found.compiled.eta.index(one.name) for one in constructs]
    cov = found.implied.eta_cov[np.ix_(at, at)]
    if (np.diag(cov) <= 0.0).any():
        return {one.name: math.nan for one in constructs}
    values = collinearity(correlations(cov)).tolist()
    return dict(zip((one.name for one in constructs), values, strict=True))


def _method_factor(
    fit: Fit, items: Sequence[str], data: Any
) -> tuple[MethodFactor | None, tuple[Diagnostic, ...]]:
    """Return the comparison, or why there is none."""
    if len(items) < 3:
        return None, (_none("a method factor needs three items or more"),)
    try:
        name = unused_name(METHOD, fit)
        other = fit_again(fit, _with_method(fit, items, name), data, effect_coding=False)
    except (EstimationError, IdentificationError) as problem:
        return None, (_none(problem.problems[0].message),)
    if not other.converged:
        return None, (_none(other.solution.status),)
    said: tuple[Diagnostic, ...] = ()
    if not other.usable:
        reasons = "; ".join(d.message for d in other.diagnostics if d.code.startswith("E-"))
        said = (
            warning(
                "W-REL-26",
                "The model with a method factor is not a proper solution; its figures say little.",
                why=reasons,
            ),
        )
    loadings = [r.std_all for r in other.parameter_rows if r.op == "=~" and r.lhs == name]
    lost = fit.fit_measures["chisq"] - other.fit_measures["chisq"]
    df = round(fit.fit_measures["df"] - other.fit_measures["df"])
    plain = ESTIMATORS[fit.estimator].weight == "likelihood"
    return (
        MethodFactor(
            paths=_compared(fit, other),
            share=float(np.mean(np.square(loadings))),
            chisq_difference=lost if plain else math.nan,
            df_difference=df,
            pvalue=upper_tail(max(lost, 0.0), df) if plain and df > 0 else math.nan,
            proper=other.usable,
        ),
        said,
    )


def _with_method(fit: Fit, items: Sequence[str], method: str) -> str:
    """Return the model text with a factor that loads on every item alike."""
    equal = unused_name(EQUAL, fit)
    pointed = {row.rhs for row in fit.table.rows if row.op == "=~"}
    pointed |= {row.lhs for row in fit.table.rows if row.op == "~"}
    outer = [name for name in fit.table.latent if name not in pointed]
    first, *rest = (quoted(item) for item in items)
    loadings = [f"NA*{first} + {equal}*{first}", *(f"{equal}*{item}" for item in rest)]
    lines = [
        fit.provenance.model,
        f"{method} =~ {' + '.join(loadings)}",
        f"{method} ~~ 1*{method}",
        *(f"{method} ~~ 0*{quoted(name)}" for name in outer),
    ]
    return "\n".join(lines)


def _compared(fit: Fit, other: Fit) -> tuple[PathCompared, ...]:
    """Return regressions, and correlations of latent variables, in both models."""
    latent = set(fit.table.latent)
    after = {(row.lhs, row.op, row.rhs): row.std_all for row in other.parameter_rows}
    return tuple(
        PathCompared(row.lhs, row.op, row.rhs, row.std_all, after[row.lhs, row.op, row.rhs])
        for row in fit.parameter_rows
        if (row.lhs, row.op, row.rhs) in after
        and (row.op == "~" or (row.op == "~~" and row.lhs != row.rhs and row.lhs in latent))
    )


def _none(reason: str) -> Diagnostic:
    return warning(
        "W-REL-27",
        f"There is no model with a method factor: {reason.rstrip('.')}.",
        why="such a factor is often not identified beside few or weakly related constructs",
    )


def _check_marker(marker: Sequence[str], items: Sequence[str], data: Any) -> None:
    if not marker:
        return
    if not isinstance(data, Responses):
        raise OptionError.of(
            "E-REL-02",
            "A marker variable needs the answers.",
            do="hand in the survey that has it",
        )
    inside = [name for name in marker if name in items]
    if inside:
        raise OptionError.of(
            "E-REL-05",
            f"{', '.join(inside)} cannot be the marker: it measures a construct of the model.",
            why="a marker is a variable that has nothing to do with the constructs",
            do="name a variable outside the model",
        )


def _marked(
    constructs: Sequence[Construct], data: Any, marker: Sequence[str]
) -> tuple[float, tuple[MarkerPair, ...]]:
    """Return the marker's smallest correlation, and what it leaves of the others."""
    if not marker:
        return math.nan, ()
    names = [item for one in constructs for item in one.items]
    answers = require_columns(data, [*names, *marker]).values
    answers = answers[~np.isnan(answers).any(axis=1)]
    scores, start = [], 0
    for one in constructs:
        scores.append(answers[:, start : start + len(one.items)].mean(axis=1))
        start += len(one.items)
    own = answers[:, start:]
    deviation = own.std(axis=0)
    if len(answers) < 4 or min(deviation.min(), *map(np.ptp, scores)) == 0.0:
        raise OptionError.of(
            "E-REL-05",
            f"{', '.join(marker)} cannot be the marker: it, or a construct, does not vary among"
            f" the {len(answers)} respondents who answered everything.",
            do="name another variable",
        )
    # Marker items need not have the same scale.
    cor: Array = np.corrcoef([*scores, ((own - own.mean(axis=0)) / deviation).mean(axis=1)])
    smallest = float(np.abs(cor[-1, :-1]).min())
    pairs = []
    for i in range(len(constructs)):
        for j in range(i):
            # A negative correlation is brought towards zero from below.
            sign = math.copysign(1.0, cor[i, j])
            found = marker_adjusted(abs(float(cor[i, j])), smallest, len(answers))
            pairs.append(
                MarkerPair(
                    constructs[j].name,
                    constructs[i].name,
                    float(cor[i, j]),
                    sign * found.correlation,
                    sign * found.t,
                    found.df,
                    found.pvalue,
                )
            )
    return smallest, tuple(pairs)
