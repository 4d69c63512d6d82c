"""Refuse to compare fits that were not made of the same answers in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.results.fit import Fit
from gainsem.results.fitted import FittedModel
from gainsem.results.one_of_several import is_one_of_several

SAME = 1e-6


def refuse_incomparable(fits: Sequence[Fit], names: Sequence[str]) -> None:
    """Raise where a fit differs from the first in answers, items or estimator.

    Raises
    ------
    SpecificationError
        E-CMP-02, one problem a difference.
    """
    problems = [
        problem
        for fit, name in zip(fits, names, strict=True)
        for problem in _problems(fits[0], fit, names[0], name)
    ]
    if problems:
        raise SpecificationError(*problems)


def _problems(first: Fit, fit: Fit, one: str, name: str) -> Iterator[Diagnostic]:
    if not fit.converged:
        yield _problem(
            f"'{name}' has no solution: {fit.solution.status}", "correct that model first"
        )
        return
    if is_one_of_several(fit):
        yield _problem(
            f"'{name}' is one group of several, and the test is that of all of them",
            "compare the fits of all groups",
        )
        return
    if fit is first:
        return
    ours, theirs = set(first.table.observed), set(fit.table.observed)
    if ours != theirs:
        different = ", ".join(sorted(ours ^ theirs))
        yield _problem(
            f"'{one}' and '{name}' are not about the same variables: {different}",
            "keep all variables in both models; fix at 0 what one of them leaves out",
        )
    elif first.n_obs != fit.n_obs:
        yield _problem(
            f"'{one}' uses {first.n_obs} respondents, '{name}' {fit.n_obs}",
            "fit both to the same answers",
        )
    elif not _same_moments(first, fit):
        yield _problem(
            f"'{one}' and '{name}' have different sample moments",
            "fit both to the same answers, read in the same way",
        )
    if sampled(first) != sampled(fit):
        yield _problem(
            f"'{one}' and '{name}' have different sampling designs",
            "name the same weights, clusters and strata for both",
        )
    if first.estimator != fit.estimator or first.options.likelihood != fit.options.likelihood:
        yield _problem(
            f"'{one}' was fitted by {first.estimator}, '{name}' by {fit.estimator}"
            + ("" if first.estimator != fit.estimator else ", with another divisor of S"),
            "fit both in the same way",
        )


def sampled(fit: FittedModel) -> tuple[str, ...]:
    """Return the columns of the design, and what was done about lonely clusters."""
    design = fit.design
    if design is None:
        return ()
    return (design.weights, design.cluster, design.strata, design.fpc, design.lonely_psu)


def _same_moments(first: Fit, fit: Fit) -> bool:
    place = [fit.moments.names.index(name) for name in first.moments.names]
    ours, theirs = first.moments.cov, fit.moments.cov[np.ix_(place, place)]
    scale = np.sqrt(np.outer(ours.diagonal(), ours.diagonal()))
    return bool((np.abs(ours - theirs) <= SAME * scale).all())


def _problem(message: str, do: str) -> Diagnostic:
    return Diagnostic("E-CMP-02", "error", f"{message}.", do=do)
