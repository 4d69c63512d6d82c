"""Standard errors of any extraction and rotation, by resampling respondents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gainsem.core.alpha import correlations
from gainsem.core.correlation_smoothing import LEAST_EIGENVALUE, smallest_eigenvalue, smoothed
from gainsem.core.direct_rotation import promax
from gainsem.core.factor_rotation import Rotation, rotate, row_scale
from gainsem.core.linalg import Array
from gainsem.core.mixed_null import MixedNull
from gainsem.core.null_correlations import pairwise_correlations
from gainsem.core.resampling import draws_of
from gainsem.core.rotation_again import aligned, rotate_from, towards
from gainsem.core.rotation_criteria import crawford_ferguson
from gainsem.core.structure import Indices
from gainsem.errors import OptionError
from gainsem.factor.choices import EfaOptions
from gainsem.factor.extractions import extract
from gainsem.factor.rotations import Plan
from gainsem.factor.shared_work import Progress
from gainsem.results.correlations import Correlations

SHOWN = 20


@dataclass(frozen=True)
class BootstrapErrors:
    """Standard deviations over samples of respondents.

    Parameters
    ----------
    loadings : ndarray, shape (p, m)
    phi : ndarray, shape (m, m)
    draws, lost : int
        Samples drawn, and those without a solution.
    """

    loadings: Array
    phi: Array
    draws: int
    lost: int


def bootstrap_errors(
    given: Correlations,
    unrotated: Array,
    rotation: Rotation,
    plan: Plan,
    how: tuple[EfaOptions, str],
    progress: Progress | None = None,
) -> BootstrapErrors | None:
    """Return the bootstrap errors of rotated loadings; None where most samples have none.

    Every sample is extracted anew, turned towards the unrotated factors of the answers and
    rotated from there; columns are then brought into order and signs of the rotation of the
    answers, so that factors that change places are no error (Zhang, Preacher & Luo 2010,
    doi:10.1080/00273170903504836).  A sample follows the minimum the answers have, also
    where another one is better in it.  Weights of correlations (WLSMV) are those of the answers.

    Parameters
    ----------
    given : Correlations
    unrotated : ndarray, shape (p, m)
    rotation : Rotation
        Of the answers.
    plan : Plan
    how : (EfaOptions, str)
        The options, and the estimator.
    progress : callable, optional

    Raises
    ------
    OptionError
        E-OPT-02 without the answers of respondents.
    """
    options, estimator = how
    if given.rows is None:
        raise OptionError.of(
            "E-OPT-02",
            "se=bootstrap draws respondents, and a correlation matrix has none.",
            do="hand in the answers, or leave it out",
        )
    again, varimax = _correlations(given, options), _varimax(unrotated, plan, options)
    found = []
    draws = draws_of(len(given.rows), options.bootstrap, options.seed)
    for number, chosen in enumerate(draws, 1):
        one = _sample(
            again, chosen, given, (unrotated, rotation, varimax), plan, options, estimator
        )
        if one is not None:
            found.append((one.loadings, one.phi))
        if progress is not None and (number % SHOWN == 0 or number == options.bootstrap):
            progress("bootstrap", number, options.bootstrap)
    if 2 * len(found) < options.bootstrap:
        return None
    loadings, phi = (np.array(part).std(axis=0, ddof=1) for part in zip(*found, strict=True))
    return BootstrapErrors(loadings, phi, options.bootstrap, options.bootstrap - len(found))


def _sample(
    again: Callable[[Indices], Array],
    chosen: Indices,
    given: Correlations,
    known: tuple[Array, Rotation, Rotation | None],
    plan: Plan,
    options: EfaOptions,
    estimator: str,
) -> Rotation | None:
    """Return the rotated factors of one sample; None without a solution."""
    unrotated, rotation, varimax = known
    r = again(chosen)
    if not np.isfinite(r).all():
        return None
    if smallest_eigenvalue(r) < LEAST_EIGENVALUE:
        r = smoothed(r)
    try:
        extraction = extract(r, options.n_factors, estimator, given)
        if not extraction.converged:
            return None
        made = _rotated(extraction.loadings, unrotated, rotation, varimax, plan, options)
    except np.linalg.LinAlgError:
        return None
    return aligned(made, rotation.loadings) if made.converged else None


def _rotated(
    loadings: Array,
    unrotated: Array,
    rotation: Rotation,
    varimax: Rotation | None,
    plan: Plan,
    options: EfaOptions,
) -> Rotation:
    m = loadings.shape[1]
    if plan.name == "none":
        return Rotation(loadings, np.eye(m), np.eye(m), float("nan"), True)
    # Row weights belong to the unrotated factors in their own order.
    scale = row_scale(loadings, None if plan.normalize == "none" else plan.normalize)
    near = towards(loadings, unrotated)
    steps: dict[str, Any] = {"scale": scale, "max_iterations": options.max_iterations}
    if plan.criterion is None:
        assert varimax is not None
        criterion = crawford_ferguson(1.0 / len(loadings))
        found = rotate_from(near, criterion, varimax.turn, oblique=False, **steps)
        return promax(near, found, power=plan.arguments["power"])
    return rotate_from(near, plan.criterion, rotation.turn, oblique=plan.oblique, **steps)


def _varimax(unrotated: Array, plan: Plan, options: EfaOptions) -> Rotation | None:
    """Return the varimax rotation behind promax."""
    if plan.criterion is not None or plan.name == "none":
        return None
    return rotate(
        unrotated,
        crawford_ferguson(1.0 / len(unrotated)),
        oblique=False,
        starts=options.random_starts,
        seed=options.seed,
        scale=row_scale(unrotated, None if plan.normalize == "none" else plan.normalize),
        max_iterations=options.max_iterations,
    )


def _correlations(given: Correlations, options: EfaOptions) -> Callable[[Indices], Array]:
    """Return the correlations of some respondents, estimated as those of all were."""
    rows, weights = given.rows, given.weights
    assert rows is not None
    if given.kind == "fiml":
        from gainsem.core.em_moments import em_moments

        return lambda chosen: correlations(em_moments(rows[chosen]).cov)
    if given.kind == "pairwise":
        return lambda chosen: pairwise_correlations(np.ascontiguousarray(rows[chosen].T))
    counts = tuple(len(cuts) + 1 if len(cuts) else 0 for cuts in given.thresholds)
    model = MixedNull(
        rows, counts or (0,) * len(given.names), "permutation", weights, options.zero_add
    )

    def again(chosen: Indices) -> Array:
        own = model if weights is None else replace(model, weights=weights[chosen])
        return own.correlations(rows[chosen])

    return again
