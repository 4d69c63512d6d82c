"""Which items of a model are treated as ordinal."""

from __future__ import annotations

import numpy as np

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError, UnknownVariableError, did_you_mean
from gainsem.estimation.estimators import ESTIMATORS
from gainsem.model.variables import Variables
from gainsem.options import EVERY, Options
from gainsem.survey.moments import Moments
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses

FOR_LIKERT = ("ULSM", "ULSMV", "ULSMVS", "DWLS", "WLSM", "WLSMV", "WLSMVS")
MOST_CODES = 7


def ordinal_items(
    data: Responses | Moments, variables: Variables, options: Options
) -> tuple[str, ...]:
    """Return the items to treat as ordinal, in the order of the model.

    These are the explained variables that ``ordered`` names or, without it, that the
    codebook calls ordinal; none when the estimator asked for takes items as continuous.
    Covariates enter as numbers.

    Raises
    ------
    OptionError
        E-OPT-02 when answers to ordinal items are needed and there is only a covariance
        matrix, or for a covariate in ``ordered``.
    UnknownVariableError
        E-MOD-71 for names in ``ordered`` the data do not have.
    """
    explained = [name for name in variables.observed if name not in variables.exogenous_observed]
    asked = options.ordered
    if isinstance(data, Moments):
        if asked:
            raise OptionError.of(
                "E-OPT-02",
                "ordered= needs the answers of respondents; a covariance matrix has none.",
                do="give a survey or a table of answers",
            )
        return ()
    if asked is None:
        return _declared(data, explained, options)
    if asked == EVERY:
        return tuple(explained)
    _refuse_unknown(data, asked)
    given = [name for name in asked if name in variables.exogenous_observed]
    if given:
        raise OptionError.of(
            "E-OPT-02",
            f"{names_text(given)} is a covariate: it is not explained by the model, so that no"
            " thresholds are estimated for it.",
            do="leave it out of ordered=; its codes enter as numbers (for groups without an"
            " order use 0/1 variables)",
        )
    chosen = tuple(name for name in explained if name in asked)
    if asked and not chosen:
        raise OptionError.of(
            "E-OPT-02",
            f"ordered= names {names_text(asked)}, and the model explains none of them.",
            do=f"the model explains {names_text(explained)}",
        )
    return chosen


def continuous_by_choice(
    data: Responses | Moments, variables: Variables, options: Options
) -> tuple[Diagnostic, ...]:
    """Return a note when ordinal items are treated as continuous because of the estimator."""
    if isinstance(data, Moments) or options.ordered is not None:
        return ()
    if not _continuous_only(options):
        return _perhaps_ordinal(data, variables, options)
    names = _measured_as_ordinal(data, variables.indicators)
    if not names:
        return ()
    return (
        note(
            "I-ORD-56",
            f"{len(names)} items the codebook calls ordinal are treated as continuous, because"
            f" estimator={options.estimator} was asked for.",
        ),
    )


def _perhaps_ordinal(
    data: Responses, variables: Variables, options: Options
) -> tuple[Diagnostic, ...]:
    """Warn when an estimator known from ordinal items meets items nobody called ordinal."""
    if options.estimator not in FOR_LIKERT:
        return ()
    names = [name for name in variables.observed if name not in variables.exogenous_observed]
    few = [name for name in names if _has_few_codes(data, name)]
    if not few:
        return ()
    one = len(few) == 1
    return (
        warning(
            "W-EST-101",
            f"estimator={options.estimator} takes {names_text(few[:6])} as continuous, although"
            f" {'it has' if one else 'they have'} {MOST_CODES} values or fewer.",
            why=f"nothing says that {'it is' if one else 'they are'} ordinal",
            do="say  ordered=all  (or name the items), or give them  measure: ordinal  in the"
            " codebook;  ordered=none  if they are meant to be numbers",
        ),
    )


def _has_few_codes(data: Responses, name: str) -> bool:
    values = data.column(name)
    codes = np.unique(values[np.isfinite(values)])
    return 0 < len(codes) <= MOST_CODES and bool((codes == np.round(codes)).all())


def _declared(data: Responses, explained: list[str], options: Options) -> tuple[str, ...]:
    if _continuous_only(options):
        return ()
    return _measured_as_ordinal(data, explained)


def _continuous_only(options: Options) -> bool:
    """Return whether the estimator asked for takes every variable as continuous."""
    return options.estimator is not None and not ESTIMATORS[options.estimator].ordinal


def _measured_as_ordinal(data: Responses, names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    ordinal = {item.name for item in data.items if item.measure == "ordinal"}
    return tuple(name for name in names if name in ordinal)


def _refuse_unknown(data: Responses, asked: tuple[str, ...]) -> None:
    known = (*data.names, *data.text)
    problems = [
        Diagnostic(
            "E-MOD-71",
            "error",
            f"ordered= names '{name}', which is not a column.{did_you_mean(name, known)}",
        )
        for name in asked
        if name not in known
    ]
    if problems:
        raise UnknownVariableError(*problems)
