"""Fit a model to every imputed data set, and pool what was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from gainsem.core.rubin import Freedom
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import EstimationError, NonConvergenceError, OptionError, ResponseError
from gainsem.estimation.estimate import estimate
from gainsem.estimation.pooled import pool
from gainsem.options import Options
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fit import Fit
from gainsem.results.imputed import Imputation, ImputedFit
from gainsem.results.reported_measures import reported_measures, test_version
from gainsem.survey.imputed_sets import ImputedSet
from gainsem.survey.moments import Moments
from gainsem.syntax.statements import ModelText

LEFT_OUT = 0.2
"""Share of the data sets that may be without a usable solution."""
FEWEST = 2
SAME = 1e-12
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def estimate_imputed(
    model: ModelText,
    sets: Sequence[ImputedSet],
    options: Options,
    *,
    rule: Freedom = "barnard.rubin",
    method: str | None = None,
    said: Sequence[Diagnostic] = (),
    progress: Callable[[int, int], None] | None = None,
) -> ImputedFit:
    """Return the pooled fit.

    Data sets in which the model has no usable solution are left out with a warning as long
    as they are at most one in five.  Beyond that nothing is pooled: whether the search ends
    well depends on what was imputed, so that what remains is no longer a random part of the
    imputations, which Rubin's rules ask for.

    Parameters
    ----------
    model : ModelText
    sets : sequence of ImputedSet
        Checked against each other.
    options : Options
    rule, method
        As for :func:`gainsem.estimation.pooled.pool`.
    said : sequence of Diagnostic
        Remarked while the data sets were read.
    progress : callable, optional
        Called with the data sets done and those in all.

    Raises
    ------
    OptionError
        E-IMP-05 for an option that does not go with imputed data sets.
    NonConvergenceError
        E-IMP-11 when too few data sets have a usable solution.
    GainsemError
        As :func:`gainsem.estimation.estimate.estimate`.
    """
    refuse_options(options)
    imputations, fits = [], []
    for done, each in enumerate(sets, 1):
        fit, what = _one(model, each, options)
        imputations.append(what)
        if fit is not None:
            fits.append(fit)
        if progress is not None:
            progress(done, len(sets))
    remarks = [*said, *_remarks_of(fits, [one.name for one in imputations if one.used])]
    remarks += _left_out(imputations)
    _refuse_blocks(fits[0])
    stacked, about = _stacked(model, fits, options)
    found = pool(
        fits, imputations, stacked=stacked, rule=rule, method=method, said=[*remarks, *about]
    )
    more = tuple(_about_variation(found))
    pooled = replace(found.pooled, diagnostics=(*found.diagnostics, *more))
    return replace(found, pooled=pooled)


def refuse_options(options: Options, *, second_opinion: bool = False) -> None:
    """Refuse (E-IMP-05) what cannot be pooled, all of it together."""
    impossible = {
        f"missing={options.missing}": options.missing not in (None, "listwise"),
        "auxiliary": bool(options.auxiliary),
        "exclude": bool(options.exclude),
        "bootstrap": bool(options.resamples),
        "monte_carlo": bool(options.monte_carlo),
        f"group={options.group}": options.group is not None,
        "replicates": options.replicated,
        "se=none": options.se == "none",
        "a second opinion": second_opinion,
    }
    why = {
        f"group={options.group}": "pooling is for one group in this version",
        "auxiliary": "auxiliary variables belong into the imputation itself",
        "exclude": "careless respondents are left out before the imputation",
        "se=none": "Rubin's rules need the standard errors of every data set",
    }
    problems = [
        Diagnostic(
            "E-IMP-05",
            "error",
            f"{name} does not go with imputed data sets.",
            why=why.get(name, "the data sets are complete, and their fits are pooled"),
            do="leave that option out",
        )
        for name, given in impossible.items()
        if given
    ]
    if problems:
        raise OptionError(*problems)


def _one(model: ModelText, each: ImputedSet, options: Options) -> tuple[Fit | None, Imputation]:
    """Return the fit to one data set, None where it is not usable, and what became of it."""
    n = len(each.answers.values)
    try:
        fit = estimate(model, each.answers, options)
    except ResponseError as error:
        raise ResponseError(*(_named(problem, each) for problem in error.problems)) from None
    except EstimationError as error:
        first = error.problems[0]
        return None, Imputation(each.name, False, n, float("nan"), f"{first.code}  {first.message}")
    chisq = reported_measures(fit.fit_measures).get("chisq", float("nan"))
    if fit.usable and fit.solution.vcov is not None:
        return fit, Imputation(each.name, True, fit.n_obs, chisq)
    bad = next((one for one in fit.diagnostics if one.code.startswith("E-")), None)
    why = fit.solution.status if bad is None else f"{bad.code}  {bad.message}"
    return None, Imputation(each.name, False, fit.n_obs, chisq, why)


def _named(problem: Diagnostic, each: ImputedSet) -> Diagnostic:
    return replace(problem, message=f"imputed data set {each.name}: {problem.message}")


def _left_out(imputations: Sequence[Imputation]) -> list[Diagnostic]:
    """Return the warning about data sets that were left out; refuse where these are many."""
    bad = [one for one in imputations if not one.used]
    if not bad:
        return []
    listed = "; ".join(f"{one.name}: {one.why}" for one in bad[:6])
    listed += f"; and {len(bad) - 6} more" if len(bad) > 6 else ""
    share = f"{len(bad)} of {len(imputations)} imputed data sets"
    if len(bad) > LEFT_OUT * len(imputations) or len(imputations) - len(bad) < FEWEST:
        raise NonConvergenceError.of(
            "E-IMP-11",
            f"the model has no usable solution in {share}; the pooled result is withheld.",
            where=listed,
            why="at most one in five can be left out: what remains is otherwise no random part of"
            " the imputations",
            do="simplify the model or the imputation model; fit one of these data sets alone to"
            " see what is wrong",
        )
    return [
        warning(
            "W-IMP-01",
            f"{share} are left out, because the model has no usable solution there.",
            where=listed,
            why="what is left out depends on what was imputed; the pooled result may be biased",
            do="look at these data sets; simplify the model, or impute again",
        )
    ]


def _remarks_of(fits: Sequence[Fit], names: Sequence[str]) -> list[Diagnostic]:
    """Return what was remarked about the fits: the same remark once, with its data sets."""
    found: dict[tuple[str, str], tuple[Diagnostic, list[str]]] = {}
    for fit, name in zip(fits, names, strict=True):
        for each in fit.diagnostics:
            key = (each.code, NUMBER.sub("#", each.message))
            found.setdefault(key, (each, []))[1].append(name)
    return [
        each
        if len(own) >= len(names)
        else replace(each, message=f"{each.message} (imputed data set {', '.join(own)})")
        for each, own in found.values()
    ]


def _refuse_blocks(fit: Fit) -> None:
    if fit.rotations:
        raise OptionError.of(
            "E-IMP-05",
            "an exploratory block does not go with imputed data sets.",
            why="each data set has its own rotation, and its factors need not be the same ones",
            do="write the loadings out with  =~  instead of  efa()",
        )


def _stacked(
    model: ModelText, fits: Sequence[Fit], options: Options
) -> tuple[Fit | None, list[Diagnostic]]:
    """Return the model fitted by ML to the moments of all data sets stacked, for D4."""
    first = fits[0]
    method = continuous_method_of(first)
    if method is None or method.discrepancy != "ML" or test_version(first.fit_measures):
        return None, []
    means = np.array([fit.moments.mean for fit in fits])
    between = np.cov(means.T, ddof=0).reshape(first.moments.cov.shape)
    cov = np.mean([fit.moments.cov for fit in fits], axis=0) + between
    moments = Moments(first.moments.names, cov, means.mean(axis=0), first.n_obs)
    plain = replace(options, estimator="ML", se="standard", test=None, information=None)
    try:
        found = estimate(model, moments, plain)
    except EstimationError:
        found = None
    if found is not None and found.converged:
        return found, []
    return None, [
        warning(
            "W-IMP-05",
            "the model has no solution for the stacked data sets: no D4, the next test is"
            " reported.",
        )
    ]


def _about_variation(found: ImputedFit) -> list[Diagnostic]:
    """Return what is to be said of how much the data sets differ."""
    scale = float(np.abs(found.pooled.solution.params).max(initial=1.0))
    if float(np.abs(found.between).max(initial=0.0)) <= SAME * scale**2:
        return [
            warning(
                "W-IMP-02",
                "all imputed data sets give the same estimates.",
                why="either nothing was missing, or one data set was given several times",
                do="check the files, or the column with the number of the data set",
            )
        ]
    most = max((row.fmi for row in found.estimates if row.fmi == row.fmi), default=0.0)
    if found.n_imputations >= 100.0 * most:
        return []
    return [
        note(
            "I-IMP-22",
            f"{found.n_imputations} imputed data sets are few: the largest fraction of missing"
            f" information is {most:.2f}, so that about {int(np.ceil(100 * most))} are advised"
            " (White, Royston & Wood 2011).",
        )
    ]
