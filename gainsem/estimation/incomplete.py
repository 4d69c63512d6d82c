"""Continuous variables with missing answers: all answers are used, in one way or another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments, sample_moments
from gainsem.errors import NotPositiveDefiniteError, OptionError
from gainsem.estimation.by_fiml import by_fiml, moments_of
from gainsem.estimation.by_moments import by_moments
from gainsem.estimation.continuous import constructs_of
from gainsem.estimation.design_choice import design_columns, design_remarks
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.found import Found
from gainsem.estimation.incomplete_sample import (
    IncompleteSample,
    incomplete_sample,
    with_moments,
)
from gainsem.estimation.ordinal_items import continuous_by_choice
from gainsem.model.build import build_table
from gainsem.model.variables import Variables
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod, method_for
from gainsem.survey.check_incomplete import refuse_never_together
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText

ALLOWED = {
    "fiml": (
        ("standard", "robust.huber.white", "first.order", "none"),
        ("standard", "yuan.bentler", "yuan.bentler.mplus"),
    )
}
OF_MOMENTS = (("robust.sem", "none"), ("satorra.bentler",))


def fit_incomplete(
    model: ModelText,
    data: Responses,
    variables: Variables,
    options: Options,
    estimator: Estimator,
    *,
    treatment: str,
) -> Found:
    """Fit a model of continuous variables to answers of which some may be missing.

    Parameters
    ----------
    model : ModelText
    data : Responses
    variables : Variables
    options : Options
    estimator : Estimator
    treatment : {"fiml", "pairwise", "two_stage", "robust_two_stage"}

    Raises
    ------
    OptionError
        E-OPT-02 for errors or a test that do not go with the treatment.
    ResponseError
        No model can be fitted to these answers.
    """
    method = method_of_incomplete(estimator.name, options, treatment=treatment)
    built = build_table(model, replace(options, meanstructure=True), variables)
    given = incomplete_sample(
        data,
        built.table,
        options.auxiliary,
        treatment=treatment,
        constructs=constructs_of(built.table.latent, model),
        sampled=design_columns(options),
    )
    said = (*built.diagnostics, *continuous_by_choice(data, variables, options))
    said += (*design_remarks(given.sample.design, options, n_parameters=built.table.n_free),)
    if treatment == "fiml":
        return by_fiml(built.table, given, options, method, said=said)
    refuse_never_together(given.found.patterns.together(), given.missing.names, treatment)
    sample = pairwise_moments(given) if treatment == "pairwise" else moments_of(given)
    given = with_moments(given, sample)
    return by_moments(built.table, given, sample, options, method, said=said)


def method_of_incomplete(estimator: str, options: Options, *, treatment: str) -> ContinuousMethod:
    """Return how a model is fitted to incomplete answers.

    Raises
    ------
    OptionError
        E-OPT-02 for errors or a test that do not go with the treatment.
    """
    method = method_for(estimator, options, treatment=treatment)
    errors, tests = ALLOWED.get(treatment, OF_MOMENTS)
    _refuse_unless(method.errors, errors, "se", treatment)
    _refuse_unless(method.test, tests, "test", treatment)
    return method


def pairwise_moments(given: IncompleteSample) -> SampleMoments:
    """Return means of all answers to an item, and covariances pair by pair.

    Raises
    ------
    NotPositiveDefiniteError
        E-MIS-03 when no distribution has these covariances.
    """
    sample = pairwise_sample(given.values)
    if sample is None:
        raise NotPositiveDefiniteError.of(
            "E-MIS-03",
            "The pairwise covariances are not positive definite: no distribution has them.",
            why="each is that of other respondents, and together they contradict each other",
            do="say  missing=fiml",
        )
    return sample


def pairwise_sample(values: Array) -> SampleMoments | None:
    """Return pairwise moments, None where no distribution has them.

    A covariance is that of the respondents who answered both, about their own means.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing.
    """
    present = ~np.isnan(values)
    filled, seen = np.where(present, values, 0.0), present.astype(np.float64)
    together = seen.T @ seen
    own = filled.T @ seen / together
    n = float(len(values))
    # Divisor n_ij - 1 each, and (n - 1) / n over all: what lavaan's likelihood takes.
    unbiased = together / np.maximum(together - 1.0, 1.0) * (n - 1.0) / n
    cov = (filled.T @ filled / together - own * own.T) * unbiased
    mean = filled.sum(axis=0) / seen.sum(axis=0)
    return sample_moments((cov + cov.T) / 2.0, n, mean=mean)


def _refuse_unless(given: str, allowed: tuple[str, ...], name: str, treatment: str) -> None:
    if given not in allowed:
        raise OptionError.of(
            "E-OPT-02",
            f"missing={treatment} does not work with {name}={given!r}.",
            do=f"{name} can be: {', '.join(allowed)}; or say  missing=listwise",
        )
