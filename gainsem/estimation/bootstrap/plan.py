"""What is to be resampled for a fit: its answers, its model, its estimator."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import cholesky
from gainsem.errors import OptionError
from gainsem.estimation.bootstrap.by_likelihood import LikelihoodReplicator
from gainsem.estimation.bootstrap.chunks import (
    BOLLEN_STINE,
    DRAWS,
    JACKKNIFE,
    Task,
    jackknife_groups,
)
from gainsem.estimation.bootstrap.replicators import replicator_for
from gainsem.options import Options
from gainsem.results.fit import Fit
from gainsem.results.record import plain
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses

Array = NDArray[np.float64]


def refuse_impossible(data: Responses | Moments, options: Options) -> None:
    """Refuse a bootstrap that cannot be, before anything is estimated.

    Raises
    ------
    OptionError
        E-BOOT-03 for a covariance matrix, E-BOOT-05 for options it does not go with.
    """
    if isinstance(data, Moments):
        raise OptionError.of(
            "E-BOOT-03",
            "a bootstrap draws respondents, and a covariance matrix has none.",
            do="give the answers; or take  monte_carlo=20000,  which draws from the estimates"
            " and needs no answers",
        )
    unable = {name: getattr(options, name, None) for name in ("group", "cluster", "strata")}
    given = [f"{name}={value}" for name, value in unable.items() if value]
    if given:
        raise OptionError.of(
            "E-BOOT-05",
            f"a bootstrap does not go with {' and '.join(given)} in this version.",
            why="respondents would have to be drawn in another way",
            do="leave it out, or keep the usual standard errors",
        )
    if options.test == "bollen.stine" and options.estimator not in (None, "ML"):
        raise _only_likelihood(str(options.estimator))


def _only_likelihood(name: str) -> OptionError:
    return OptionError.of(
        "E-BOOT-05",
        f"test=bollen.stine is for maximum likelihood, not for estimator={name}.",
        why="ordinal answers cannot be turned so that the model holds for them",
        do="use the scaled and shifted test of estimator=WLSMV",
    )


def tasks_for(fit: Fit, data: Responses, options: Options) -> tuple[Task, ...]:
    """Return what is to be fitted: draws, Bollen-Stine draws, the jackknife.

    Raises
    ------
    OptionError
        E-BOOT-05 for a Bollen-Stine test of ordinal items.
    """
    seed = options.seed
    replicator = replicator_for(fit, data, options)
    tasks = []
    if options.se == "bootstrap":
        tasks.append(Task(DRAWS, replicator, options.resamples, seed))
        if options.boot_ci_type == "bca":
            tasks.append(Task(JACKKNIFE, replicator, jackknife_groups(replicator.n_obs), seed))
    if options.test == "bollen.stine":
        if not isinstance(replicator, LikelihoodReplicator):
            raise _only_likelihood(fit.estimator)
        turned = _where_the_model_holds(fit, replicator)
        tasks.append(Task(BOLLEN_STINE, turned, options.resamples, seed))
    return tuple(tasks)


def _where_the_model_holds(fit: Fit, plain_one: LikelihoodReplicator) -> LikelihoodReplicator:
    """Return answers turned so that the model fits them exactly.

    With the roots of implied and sample covariances ``Y = (Z - m) S^-1/2 Sigma^1/2 + mu``
    (Bollen & Stine 1992, doi:10.1177/0049124192021002004); any roots do.
    """
    from gainsem.results.computed import computed

    found = computed(fit)
    scale = fit.n_obs / (fit.n_obs - 1.0) if fit.options.likelihood == "wishart" else 1.0
    of_model = cholesky(found.implied.sigma / scale)
    of_sample = cholesky(fit.moments.cov)
    values = plain_one.values
    mean = values.mean(axis=0)
    if of_model is None or of_sample is None:
        raise OptionError.of(
            "E-BOOT-05",
            "test=bollen.stine needs positive definite covariances, and those of the model are"
            " not.",
            do="look at fit.diagnostics without this test",
        )
    turn = of_model @ np.linalg.inv(of_sample)
    shift = found.implied.mu if fit.table.meanstructure else mean
    return LikelihoodReplicator(
        plain_one.layout,
        values,
        plain_one.start,
        means=plain_one.means,
        wishart=plain_one.wishart,
        turn=turn,
        shift=shift,
        max_iterations=plain_one.max_iterations,
    )


def identity_of(fit: Fit, tasks: tuple[Task, ...], options: Options) -> Mapping[str, str]:
    """Return what two runs must share for their draws to be the same, part by part."""
    answers = hashlib.sha256()
    for part in tasks[0].replicator.answers:
        answers.update(str(part.shape).encode() + np.ascontiguousarray(part).tobytes())
    rows = [
        [row.lhs, row.op, row.rhs, row.free, row.label, row.exogenous or row.value]
        for row in fit.table.rows
    ]
    rows += [[each.text, each.constant] for each in fit.table.constraints]
    rows += [[each.text, each.relation] for each in fit.table.restrictions]
    settings = {
        name: value
        for name, value in options.to_dict().items()
        if name not in ("boot_ci_type", "monte_carlo", "seed", "bootstrap")
    }
    return {
        "model": _digest(rows),
        "answers": answers.hexdigest()[:16],
        "options": _digest(settings),
        "draws": " and ".join(f"{task.draws} {task.name}" for task in tasks),
        "seed": str(tasks[0].seed),
        "gainsem": fit.provenance.gainsem,
    }


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(plain(content)).encode()).hexdigest()[:16]
