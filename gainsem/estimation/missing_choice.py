"""What to do about missing answers, and which estimator goes with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, UnknownVariableError, did_you_mean
from gainsem.model.variables import Variables
from gainsem.options import Options
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses

WITH_FIML = ("ML", "MLR", "MLF")
WITH_STAGES = ("ML",)
STAGES = ("two_stage", "robust_two_stage")
WITH_AUXILIARY = ("fiml", *STAGES)
FOR_MISSING = "MLR"


def treatments_for(estimator: str) -> tuple[str, ...]:
    """Return what an estimator of continuous variables can do about missing answers.

    Examples
    --------
    >>> treatments_for("MLR"), treatments_for("GLS")
    (('listwise', 'fiml'), ('listwise',))
    """
    fiml = ("fiml",) if estimator in WITH_FIML else ()
    stages = ("pairwise", *STAGES) if estimator in WITH_STAGES else ()
    return ("listwise", *fiml, *stages)


def has_missing_answers(data: Responses | Moments, variables: Variables, options: Options) -> bool:
    """Return whether an answer is missing that full-information methods could do without.

    Covariates that are taken as given have no distribution in the model: respondents who
    miss one are left out by every method.
    """
    if isinstance(data, Moments):
        return False
    given = set() if options.fixed_x is False else set(variables.exogenous_observed)
    known = set(data.names)
    names = [name for name in variables.observed if name in known and name not in given]
    return bool(names) and bool(np.isnan(data.columns(names)).any())


def treatment_of(estimator: str, options: Options, *, incomplete: bool) -> str:
    """Return what is done about missing answers to continuous items.

    Parameters
    ----------
    estimator : str
    options : Options
    incomplete : bool
        Whether any are missing.
    """
    if options.missing is not None:
        return options.missing
    if options.auxiliary or (incomplete and estimator in WITH_FIML):
        return "fiml" if _likelihood_is_free(options) else "listwise"
    return "listwise"


def default_estimator(options: Options, *, incomplete: bool) -> str:
    """Return the estimator of continuous variables nobody chose."""
    uses_all = options.missing in (None, "fiml") and _likelihood_is_free(options)
    return FOR_MISSING if incomplete and uses_all else "ML"


def check_treatment(
    treatment: str,
    options: Options,
    data: Responses | Moments,
    observed: Sequence[str],
) -> None:
    """Refuse options that do not go with a treatment of missing answers.

    Raises
    ------
    OptionError
        E-OPT-02.
    UnknownVariableError
        E-MOD-71 for an auxiliary variable that is no column.
    """
    if treatment != "listwise" and isinstance(data, Moments):
        raise OptionError.of(
            "E-OPT-02",
            f"missing={treatment} needs the answers of respondents; a covariance matrix has none.",
            do="leave it out, or give a survey or a table of answers",
        )
    if options.auxiliary and treatment not in WITH_AUXILIARY:
        raise OptionError.of(
            "E-OPT-02",
            f"auxiliary variables have no part in missing={treatment}.",
            do=f"missing can be: {', '.join(WITH_AUXILIARY)}",
        )
    if treatment != "listwise" and not _likelihood_is_free(options):
        given = "meanstructure=False" if options.meanstructure is False else "likelihood=wishart"
        raise OptionError.of(
            "E-OPT-02",
            f"{given} does not go with missing={treatment}, which estimates means and"
            " covariances together.",
            do="leave it out, or say  missing=listwise",
        )
    if options.auxiliary:
        _check_auxiliary(options.auxiliary, data, observed)


def _likelihood_is_free(options: Options) -> bool:
    return options.meanstructure is not False and options.likelihood == "normal"


def _check_auxiliary(
    names: Sequence[str], data: Responses | Moments, observed: Sequence[str]
) -> None:
    known = (*data.names, *data.text) if isinstance(data, Responses) else data.names
    unknown = [
        Diagnostic(
            "E-MOD-71",
            "error",
            f"auxiliary= names '{name}', which is not a column.{did_you_mean(name, known)}",
        )
        for name in names
        if name not in known
    ]
    if unknown:
        raise UnknownVariableError(*unknown)
    inside = [name for name in names if name in observed]
    if inside:
        raise OptionError.of(
            "E-OPT-02",
            f"auxiliary= names {', '.join(inside)}, which the model itself explains or uses.",
            do="auxiliary variables are those outside the model; take the name out of one of both",
        )
