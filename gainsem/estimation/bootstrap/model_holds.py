"""Answers turned so that the model fits them exactly: the population of Bollen and Stine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.implied import imply
from gainsem.core.linalg import cholesky
from gainsem.errors import OptionError
from gainsem.estimation.bootstrap.by_likelihood import LikelihoodReplicator
from gainsem.estimation.bootstrap.by_search import SearchReplicator
from gainsem.estimation.bootstrap.complete_source import CompleteSource
from gainsem.estimation.bootstrap.replicates import Replicator
from gainsem.results.computed import computed
from gainsem.results.fit import Fit

Array = NDArray[np.float64]


def where_the_model_holds(fit: Fit, replicator: Replicator) -> Replicator | None:
    """Return the replicator with turned answers; None where there is no such turn.

    With the roots of implied and sample covariances ``Y = (Z - m) S^-1/2 Sigma^1/2 + mu``
    (Bollen & Stine 1992, doi:10.1177/0049124192021002004); any roots do.

    Parameters
    ----------
    fit : Fit
    replicator : Replicator
        Of the fit.

    Raises
    ------
    OptionError
        E-BOOT-05 where covariances are not positive definite.
    """
    inner = getattr(replicator, "inner", replicator)
    if isinstance(inner, LikelihoodReplicator):
        turn, shift = _complete_turn(fit, inner.values, unbiased=inner.wishart)
        return replace(inner, turn=turn, shift=shift)
    if not isinstance(inner, SearchReplicator):
        return None
    source = inner.source
    if isinstance(source, CompleteSource):
        turn, shift = _complete_turn(fit, source.values, unbiased=source.unbiased)
        values = (source.values - source.values.mean(axis=0)) @ turn.T + shift
        return replace(inner, source=replace(source, values=values))
    if fit.missing is None or fit.missing.treatment != "fiml":
        return None
    from gainsem.estimation.bootstrap.incomplete_source import IncompleteSource
    from gainsem.estimation.bootstrap.incomplete_turn import turned_answers

    assert isinstance(source, IncompleteSource)  # the only other source there is
    implied = imply(inner.structure, inner.start)
    values = None if implied is None else turned_answers(source.values, implied.mu, implied.sigma)
    if values is None:
        raise not_definite()
    return replace(inner, source=replace(source, values=values, tested=True))


def _complete_turn(fit: Fit, values: Array, *, unbiased: bool) -> tuple[Array, Array]:
    """Return the matrix that turns answers about their means, and the means they then have."""
    implied = computed(fit).implied
    scale = fit.n_obs / (fit.n_obs - 1.0) if unbiased else 1.0
    mean = values.mean(axis=0)
    apart = values - mean
    of_model, of_sample = cholesky(implied.sigma / scale), cholesky(apart.T @ apart / len(values))
    if of_model is None or of_sample is None:
        raise not_definite()
    shift = implied.mu if fit.table.meanstructure else mean
    return of_model @ np.linalg.inv(of_sample), shift


def not_definite() -> OptionError:
    """Return the refusal of a test whose population there is not (E-BOOT-05)."""
    return OptionError.of(
        "E-BOOT-05",
        "test=bollen.stine needs positive definite covariances, and those of the model are not.",
        do="look at fit.diagnostics without this test",
    )
