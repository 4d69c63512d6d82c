"""A second opinion on a fit by semopy, where semopy can be trusted.

semopy (Igolkina & Meshcheryakov 2020, doi:10.1080/10705511.2019.1704289) is an optional
extra and imported only here.  It is handed a model description made of the parameter table
with made-up names (``v1``, ``f1``, ``p1``): its language can run code, so no word of the
user's ever reaches it.
"""

from __future__ import annotations

import logging
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.estimation.made_up_answers import made_up_answers
from gainsem.model.parameter_table import Parameter, ParameterTable, covariates
from gainsem.results.fit import Fit
from gainsem.results.one_of_several import is_one_of_several
from gainsem.results.second_opinion import ComparedQuantity, SecondOpinion

EXTRA = 'pip install "gainsem[second-opinion]"'
FTOL = 1e-13
OF_SE, LEAST, SE_SHARE = 0.01, 1e-4, 0.01
RULE = (
    "Flagged: estimates that differ by more than a hundredth of a standard error (at least"
    " .0001), standard errors by more than 1 %."
)
NOT_COMPARED = (
    "Chi-square, AIC, GFI and the other measures of fit are not compared: semopy defines some of"
    " them in ways of its own."
)


def second_opinion_of(fit: Fit) -> Fit:
    """Return the fit with semopy's estimates of the same model beside its own.

    The estimates, tests and measures of the fit stay as they are.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Fit
        ``.second_opinion`` holds the comparison, or why there is none; ``W-SEC-11`` for
        differences, ``W-SEC-12`` where semopy cannot be run, ``I-SEC-13`` where it cannot be
        trusted with this kind of fit.
    """
    reasons = not_for_semopy(fit)
    if reasons:
        opinion, said = SecondOpinion("semopy", reasons=reasons), [untrusted("semopy", reasons)]
    else:
        opinion, said = _asked(fit)
    others = tuple(each for each in fit.diagnostics if each.code not in CODES)
    return replace(fit, second_opinion=opinion, diagnostics=(*others, *said))


CODES = ("W-SEC-11", "W-SEC-12", "I-SEC-13")


def untrusted(program: str, reasons: tuple[str, ...]) -> Diagnostic:
    """Return the note that a program is not asked, and why."""
    return note("I-SEC-13", f"No second opinion by {program}: {' '.join(reasons)}")


def failed(program: str, problem: str, do: str = "") -> Diagnostic:
    """Return the warning that a program could not be run."""
    return warning(
        "W-SEC-12",
        f"There is no second opinion: {program} {problem}",
        why="the results are gainsem's own and stand without it",
        do=do,
    )


def differing(opinion: SecondOpinion) -> list[Diagnostic]:
    """Return the warning that two programs differ; nothing where they agree."""
    if not opinion.flagged:
        return []
    worst = max(opinion.flagged, key=lambda row: abs(row.difference))
    return [
        warning(
            "W-SEC-11",
            f"{len(opinion.flagged)} of {len(opinion.rows)} numbers differ between gainsem and"
            f" {opinion.program} {opinion.version}, '{worst.name}' most:"
            f" {worst.est:.4f} and {worst.other:.4f}.",
            why="one of the two has not found the minimum, or they do not fit the same model",
            do="look at the comparison; a third program can decide",
        )
    ]


def not_for_semopy(fit: Fit) -> tuple[str, ...]:
    """Return why semopy cannot be trusted with a fit, a sentence each; empty where it can."""
    table, options = fit.table, fit.options
    variances = [row for row in fit.parameter_rows if row.op == "~~" and row.lhs == row.rhs]
    claims = {
        "The fit has not converged.": not fit.converged,
        "semopy rounds polychoric correlations and has no proper errors for ordinal items.": bool(
            table.levels
        ),
        "semopy's full-information likelihood of missing answers is slow and its fit measures are"
        " wrong.": getattr(options, "missing", None) in ("fiml", "ml"),
        f"semopy knows no {fit.estimator}; only ML can be compared.": fit.estimator != "ML"
        and not table.levels,
        "semopy fits groups one by one, without what is equal between them.": any(
            row.group > 1 for row in table.rows
        )
        or is_one_of_several(fit),
        "semopy's mean structure is another kind of model.": table.meanstructure
        and not table.levels,
        "semopy treats covariates in a way of its own.": bool(table.exogenous or covariates(table)),
        "semopy has no sampling weights.": getattr(options, "weights", None) is not None,
        "semopy takes constraints as code, which gainsem does not write.": bool(table.constraints),
        "semopy has no composites (<~).": any(row.op == "<~" for row in table.rows),
        "semopy keeps variances above zero, and one is not here.": any(
            row.est <= 0.0 and row.free for row in variances
        ),
        "There are no more respondents than variables.": fit.n_obs <= len(table.observed) + 1,
    }
    return tuple(reason for reason, holds in claims.items() if holds)


def semopy_description(table: ParameterTable) -> str:
    """Return a model for semopy with made-up names; every parameter is written out.

    Examples
    --------
    >>> rows = (Parameter("f", "=~", "a", value=1.0), Parameter("f", "=~", "b", free=0))
    >>> print(semopy_description(ParameterTable(rows, ("a", "b"), ("f",), n_free=1)))
    f1 =~ 1.0*v1
    f1 =~ p0*v2
    """
    names = {name: f"v{k}" for k, name in enumerate(table.observed, 1)}
    names |= {name: f"f{k}" for k, name in enumerate(table.latent, 1)}
    rows = [row for row in table.rows if row.op in ("=~", "~", "~~")]
    lines = [f"{names[row.lhs]} {row.op} {_factor(row)}*{names[row.rhs]}" for row in rows]
    outcomes = {row.lhs for row in rows if row.op == "~"} - set(table.latent)
    written = {frozenset((row.lhs, row.rhs)) for row in rows if row.op == "~~"}
    # semopy lets these correlate unless told otherwise.
    for group in (table.latent, sorted(outcomes)):
        lines += [
            f"{names[one]} ~~ 0*{names[two]}"
            for one, two in combinations(group, 2)
            if frozenset((one, two)) not in written
        ]
    return "\n".join(lines)


def _factor(row: Parameter) -> str:
    return f"p{row.free}" if row.is_free else repr(float(row.value or 0.0))


def _asked(fit: Fit) -> tuple[SecondOpinion, list[Diagnostic]]:
    try:
        import semopy
    except ImportError as problem:
        text = "is not installed." if problem.name == "semopy" else f"cannot be loaded: {problem}."
        empty = SecondOpinion("semopy", reasons=(f"semopy {text}",))
        return empty, [failed("semopy", text, f"install it: {EXTRA}")]
    version = str(getattr(semopy, "__version__", ""))
    try:
        params, errors = _semopy_fit(fit)
    except Exception as problem:  # whatever a program outside our house raises
        text = f"has failed: {type(problem).__name__}: {problem}"
        return SecondOpinion("semopy", version, reasons=(f"semopy {text}",)), [
            failed("semopy", text)
        ]
    expected = (fit.options.information or "expected") == "expected"
    opinion = SecondOpinion(
        "semopy",
        version,
        rows=_compared(fit, params, errors if expected else np.full_like(errors, math.nan)),
        rule=RULE,
        reasons=(NOT_COMPARED,)
        if expected
        else (NOT_COMPARED, "Standard errors are not compared: gainsem's are observed ones."),
        notes=(f"semopy was run on the covariances of this fit, with ftol = {FTOL:g}.",),
    )
    return opinion, differing(opinion)


def _semopy_fit(fit: Fit) -> tuple[Array, Array]:
    """Return semopy's estimates and standard errors in the order of the free parameters."""
    import pandas as pd
    from semopy import Model
    from semopy.stats import calc_se

    n, names = fit.n_obs, [f"v{k}" for k, _ in enumerate(fit.table.observed, 1)]
    cov, n_effective = _moments(fit)
    answers = pd.DataFrame(made_up_answers(cov, n), columns=names)
    given = pd.DataFrame(cov, index=names, columns=names)
    with quiet():
        model: Any = Model(semopy_description(fit.table))
        _give_scales(model, fit)
        ended = model.fit(answers, cov=given, options={"ftol": FTOL, "maxiter": 1_000})
        model.n_samples = n_effective
        errors = np.asarray(calc_se(model), dtype=float)
    active = [name for name, each in model.parameters.items() if each.active]
    wanted = [f"p{k}" for k in range(fit.table.n_free)]
    if sorted(active) != sorted(wanted):
        raise ValueError("it has made another model of the description")
    # At so small a tolerance SLSQP may end in rounding; a minimum is one all the same.
    if not ended.success and not np.isfinite(ended.fun):
        raise ValueError(str(ended.message))
    place = [active.index(name) for name in wanted]
    return np.asarray(model.param_vals, dtype=float)[place], errors[place]


def _give_scales(model: Any, fit: Fit) -> None:
    """Name the first item of factors without a fixed loading; semopy's start never ends else.

    Its start has the sign of gainsem's loading: a factor and its mirror image fit alike.
    """
    estimates = {(row.lhs, row.rhs): row.est for row in fit.parameter_rows if row.op == "=~"}
    names = {name: f"v{k}" for k, name in enumerate(fit.table.observed, 1)}
    names |= {name: f"f{k}" for k, name in enumerate(fit.table.latent, 1)}
    for latent in fit.table.latent:
        own = [row for row in fit.table.rows if row.op == "=~" and row.lhs == latent]
        if own and all(row.is_free for row in own):
            model.first_manifs[names[latent]] = names[own[0].rhs]
            sign = math.copysign(1.0, estimates[latent, own[0].rhs])
            model.parameters[f"p{own[0].free}"].start = sign


def _moments(fit: Fit) -> tuple[Array, int]:
    """Return the covariances as the likelihood takes them, and what stands for n."""
    n, cov = fit.n_obs, fit.moments.cov
    wishart = getattr(fit.options, "likelihood", "normal") == "wishart"
    return (cov * n / (n - 1), n - 1) if wishart else (cov, n)


def _compared(fit: Fit, params: Array, errors: Array) -> tuple[ComparedQuantity, ...]:
    table_rows = {(row.lhs, row.op, row.rhs): row for row in fit.table.rows}
    rows = []
    for row in fit.parameter_rows:
        place = table_rows.get((row.lhs, row.op, row.rhs))
        if place is None or not place.is_free:
            continue
        other, other_se = float(params[place.free]), float(errors[place.free])
        tolerance = max(LEAST, OF_SE * row.se) if row.se > 0.0 else LEAST
        apart = abs(other - row.est) > tolerance
        wrong_se = row.se > 0.0 and abs(other_se - row.se) > SE_SHARE * row.se
        name = f"{row.lhs} {row.op} {row.rhs}"
        rows.append(
            ComparedQuantity(name, row.est, other, tolerance, row.se, other_se, apart or wrong_se)
        )
    return tuple(rows)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep another program's remarks from the terminal; what it finds is compared anyway."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
