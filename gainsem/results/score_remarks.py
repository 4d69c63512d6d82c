"""What is said about factor scores: why there are none, and what they leave out."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import EstimationError, NonConvergenceError, OptionError
from gainsem.results.fitted import Fitted
from gainsem.results.score_equations import ScoreEquations
from gainsem.survey.phrases import names_text


def refuse_without_scores(fit: Fitted) -> None:
    """Raise where a fit has no factor scores at all."""
    if not fit.converged:
        raise NonConvergenceError.of(
            "E-EST-90",
            "There are no factor scores: the search found no minimum.",
            why=fit.solution.status,
        )
    if not fit.table.latent:
        raise EstimationError.of(
            "E-EST-90", "There are no factor scores: the model has no latent variables."
        )


def refuse_unseen(equations: ScoreEquations, causes: Indices) -> None:
    """Raise for ML scores from indicators that depend on ordinal variables."""
    if len(causes):
        names = names_text(equations.fit.table.observed[i] for i in causes)
        raise OptionError.of(
            "E-OPT-02",
            f"ML scores do not exist here: an indicator depends on the latent response of {names},"
            " which nobody sees.",
            do='use method="EBM"',
        )


def refuse_improper(equations: ScoreEquations, items: Indices, residual: Array) -> None:
    """Raise for items whose residual variance is not positive."""
    improper = [equations.fit.table.observed[i] for i in items[~(residual > 0.0)]]
    if improper:
        raise EstimationError.of(
            "E-EST-90",
            f"There are no factor scores: the residual variance of {names_text(improper)} is not"
            " positive.",
            why="such an answer would fix a factor without any error",
            do="look at fit.diagnostics",
        )


def remarks_on_independence(correlated: bool) -> list[Diagnostic]:
    """Return a warning (W-EST-91) where residual covariances are ignored."""
    if not correlated:
        return []
    return [
        warning(
            "W-EST-91",
            "The factor scores leave residual covariances out of account.",
            why="given the factors the answers are taken to be independent; items that share more"
            " than the factors count more than they should, and standard errors are too small",
        )
    ]


def remarks_on_indicators(equations: ScoreEquations, loadings: Array) -> list[Diagnostic]:
    """Return a warning (W-EST-90) of latent variables without indicators of their own."""
    bare = [
        name
        for name, own in zip(equations.fit.table.latent, loadings.T, strict=True)
        if not own.any()
    ]
    if not bare:
        return []
    return [
        warning(
            "W-EST-90",
            f"{names_text(bare)} has no indicators of its own, and therefore no ML (Bartlett)"
            " scores.",
            do='use method="EBM" (or "regression")',
        )
    ]


def remarks_on_missing(fit: Fitted, scores: Array, called: str) -> list[Diagnostic]:
    """Return a note on how many respondents have no score on a factor."""
    counts = np.isnan(scores).sum(axis=0)
    some = [
        f"{name} {count}"
        for name, count in zip(fit.table.latent, counts.tolist(), strict=True)
        if 0 < count < len(scores)
    ]
    if not some:
        return []
    infinite = ", or only answers in the outermost category on one side" if called == "ML" else ""
    return [
        note(
            "I-EST-90",
            f"Respondents without a factor score: {names_text(some)} (of {len(scores)}).",
            why=f"they gave no answers to score{infinite}",
        )
    ]
