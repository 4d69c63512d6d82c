"""What is to be resampled for a fit: its answers, its model, its estimator."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from gainsem.errors import OptionError
from gainsem.estimation.bootstrap.chunks import (
    BOLLEN_STINE,
    DRAWS,
    JACKKNIFE,
    Task,
    jackknife_groups,
)
from gainsem.estimation.bootstrap.model_holds import where_the_model_holds
from gainsem.estimation.bootstrap.replicates import Replicator
from gainsem.estimation.bootstrap.replicators import replicator_for
from gainsem.options import Options
from gainsem.results.fit import Fit
from gainsem.results.fitted import FittedModel
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.record import plain
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses


def refuse_impossible(data: Responses | Moments | list[Moments], options: Options) -> None:
    """Refuse a bootstrap that cannot be, before anything is estimated.

    Raises
    ------
    OptionError
        E-BOOT-03 for a covariance matrix, E-BOOT-05 for options it does not go with.
    """
    if not isinstance(data, Responses):
        raise OptionError.of(
            "E-BOOT-03",
            "a bootstrap draws respondents, and a covariance matrix has none.",
            do="give the answers; or take  monte_carlo=20000,  which draws from the estimates"
            " and needs no answers",
        )
    unable = {name: getattr(options, name, None) for name in ("cluster", "strata", "fpc")}
    given = [f"{name}={value}" for name, value in unable.items() if value]
    if given:
        raise OptionError.of(
            "E-BOOT-05",
            f"a bootstrap does not go with {' and '.join(given)} in this version.",
            why="respondents would have to be drawn in another way",
            do="leave it out, or keep the usual standard errors",
        )


def _no_turn(fit: Fit | GroupedFit) -> OptionError:
    """Return the refusal of a Bollen-Stine test (E-BOOT-05)."""
    if fit.treatment:
        return OptionError.of(
            "E-BOOT-05",
            f"test=bollen.stine does not go with missing={fit.treatment}.",
            why="its statistic is no likelihood ratio",
            do="say  missing=fiml  or  missing=listwise",
        )
    return OptionError.of(
        "E-BOOT-05",
        f"test=bollen.stine is for continuous variables, not for estimator={fit.estimator} of"
        " ordinal items.",
        why="ordinal answers cannot be turned so that the model holds for them",
        do="use the scaled and shifted test of estimator=WLSMV",
    )


def tasks_for(fit: Fit | GroupedFit, data: Responses, options: Options) -> tuple[Task, ...]:
    """Return what is to be fitted: draws, Bollen-Stine draws, the jackknife.

    Raises
    ------
    OptionError
        E-BOOT-05 for a Bollen-Stine test of ordinal items, or of moments pair by pair.
    """
    seed = options.seed
    if options.weights and not fit.table.levels:
        raise OptionError.of(
            "E-BOOT-05",
            f"a bootstrap does not go with weights={options.weights} of continuous variables.",
            why="respondents would have to be drawn in another way",
            do="leave it out, or make replicates of the sampling design:  replicates=bootstrap",
        )
    replicator, sizes = _replicator(fit, data, options)
    tasks = []
    if options.se == "bootstrap":
        tasks.append(Task(DRAWS, replicator, options.resamples, seed, sizes=sizes))
        if options.boot_ci_type == "bca":
            left_out = jackknife_groups(sizes or replicator.n_obs, seed)
            tasks.append(Task(JACKKNIFE, replicator, left_out, seed, sizes=sizes))
    if options.bollen_stine:
        turned = _turned(fit, replicator)
        if turned is None:
            raise _no_turn(fit)
        tasks.append(Task(BOLLEN_STINE, turned, options.resamples, seed, sizes=sizes))
    return tuple(tasks)


def _replicator(
    fit: Fit | GroupedFit, data: Responses, options: Options
) -> tuple[Replicator, tuple[int, ...]]:
    """Return what fits resamples, and how many are drawn in every group, if there are any."""
    if isinstance(fit, GroupedFit):
        from gainsem.estimation.bootstrap.groups.replicators import replicator_of_groups

        return replicator_of_groups(fit, data, options)
    return replicator_for(fit, data, options), ()


def _turned(fit: Fit | GroupedFit, replicator: Replicator) -> Replicator | None:
    if isinstance(fit, GroupedFit):
        from gainsem.estimation.bootstrap.groups.replicators import where_the_models_hold

        return where_the_models_hold(fit, replicator)
    return where_the_model_holds(fit, replicator)


def identity_of(fit: FittedModel, tasks: tuple[Task, ...], options: Options) -> Mapping[str, str]:
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
