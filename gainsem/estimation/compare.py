"""Models compared: measures, evidence, nesting, tests of the differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeVar

from gainsem.core.nested_tests import information_weights
from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import OptionError
from gainsem.estimation.answered import needs_answers, trace_at_restricted, vuong_tests
from gainsem.estimation.comparable import refuse_incomparable
from gainsem.estimation.differences import METHODS, difference_test
from gainsem.estimation.nesting import REPRODUCED, nesting_gap
from gainsem.results.comparison import ComparedFit, Comparison, Difference, Nested
from gainsem.results.fit import Fit
from gainsem.results.fitted import Provenance
from gainsem.results.fitted_answers import fitted_answers
from gainsem.survey.responses import Responses

NAN = float("nan")


class Measured(Protocol):
    """What can stand in a table of models: measures of fit, and where the model came from."""

    @property
    def fit_measures(self) -> Mapping[str, float]:
        """Return the measures."""

    @property
    def provenance(self) -> Provenance:
        """Return where it came from."""


AFit = TypeVar("AFit", bound=Measured)
Tested = tuple[Nested, float, float, float, str, list[Diagnostic]]
"""Whether two models are nested; statistic, p value and scaling of the test, its title, remarks."""


def compare_fits(
    fits: Sequence[Fit],
    *,
    names: Sequence[str],
    method: str | None,
    data: Responses | None = None,
) -> Comparison:
    """Return several models of the same answers side by side.

    Parameters
    ----------
    fits : sequence of Fit
        Two or more.
    names : sequence of str
        One a fit; empty: those of their model files.
    method : str or None
        Of the tests, one of :data:`METHODS`; None for the one that suits the estimator.
    data : Responses, optional
        The answers, for tests of models that are not nested, and for Satorra & Bentler (2010).

    Raises
    ------
    OptionError
        E-CMP-01 for fewer than two fits, wrong names, or a method there is not; E-CMP-11 for
        one that takes answers, without them.
    SpecificationError
        E-CMP-02 for fits that cannot be compared: other answers, items or estimators.
    EstimationError, ResponseError
        E-INF-01, E-INF-02 for answers to fits without a likelihood, or other answers.
    """
    called = names_of(fits, names)
    if method is not None and method not in METHODS:
        raise OptionError.of(
            "E-CMP-01", f"method={method!r} is no test.", do=f"method can be: {', '.join(METHODS)}"
        )
    refuse_incomparable(fits, called)
    if data is None:
        needs_answers(method)
    asked = "A comparison with answers (data=)"
    answered = {}
    if data is not None:
        answered = {id(fit): fitted_answers(fit, data, asked=asked) for fit in fits}

    def tested(large: Fit, small: Fit) -> Tested:
        more = int(_of(small, "df") - _of(large, "df"))
        own = answered.get(id(large))
        known = None if own is None else partial(trace_at_restricted, large, small, own)
        test, title, remarks = difference_test(large, small, method=method, at_restricted=known)
        nested = nested_in(large, small, more)
        if test is None:
            return nested, NAN, NAN, NAN, title, remarks
        return nested, test.statistic, test.pvalue, test.scaling, title, remarks

    found = side_by_side(fits, called, tested, answered=data is not None)
    order = sorted(range(len(fits)), key=lambda k: (fits[k].fit_measures["df"], k))
    ordered = [answered[id(fits[k])] for k in order] if data is not None else []
    return replace(found, vuong=vuong_tests(ordered, [called[k] for k in order]))


def side_by_side(
    fits: Sequence[AFit],
    called: Sequence[str],
    tested: Callable[[AFit, AFit], Tested],
    *,
    answered: bool = False,
) -> Comparison:
    """Return models by their degrees of freedom, each tested against the next general one.

    Parameters
    ----------
    fits : sequence
        Fits, or fits to imputed data sets.
    called : sequence of str
        One name a fit.
    tested : callable
        Takes the general and the restricted model.
    answered : bool
        Whether the answers are there, for tests of models that are not nested.
    """
    order = sorted(range(len(fits)), key=lambda k: (fits[k].fit_measures["df"], k))
    fits, called = [fits[k] for k in order], [called[k] for k in order]
    weights = [information_weights([_of(fit, name) for fit in fits]) for name in ("aic", "bic")]
    rows = tuple(
        _row(fit, name, aic, bic)
        for fit, name, aic, bic in zip(fits, called, *weights, strict=True)
    )
    said: list[Diagnostic] = []
    differences = tuple(
        _difference((fits[k], called[k]), (fits[j], called[j]), tested, said, answered=answered)
        for k, j in pairwise(range(len(fits)))
    )
    return Comparison(rows, differences, tuple(said))


def names_of(fits: Sequence[Measured], names: Sequence[str]) -> list[str]:
    """Return what the models are called; refuse (E-CMP-01) fewer than two."""
    if len(fits) < 2 or (names and len(names) != len(fits)):
        what = (
            f"{len(names)} names for {len(fits)} fits" if len(fits) > 1 else "fewer than two fits"
        )
        raise OptionError.of(
            "E-CMP-01", f"There is nothing to compare: {what}.", do="give two or more, each named"
        )
    found = list(names) or [Path(fit.provenance.model_source).stem for fit in fits]
    if len(set(found)) < len(found):
        found = [f"{name} ({number})" for number, name in enumerate(found, 1)]
    return found


def _of(fit: Measured, name: str) -> float:
    return float(fit.fit_measures.get(name, NAN))


def _reported(fit: Measured, name: str) -> float:
    """Return the version of an index that is to be reported."""
    versions = (f"{name}_robust", f"{name}_scaled", name)
    return next((value for key in versions if math.isfinite(value := _of(fit, key))), NAN)


def _row(fit: Measured, name: str, aic: float, bic: float) -> ComparedFit:
    return ComparedFit(
        model=name,
        n_params=int(_of(fit, "npar")),
        df=int(_of(fit, "df")),
        chisq=_of(fit, "chisq"),
        pvalue=_of(fit, "pvalue_scaled")
        if "pvalue_scaled" in fit.fit_measures
        else _of(fit, "pvalue"),
        chisq_scaled=_of(fit, "chisq_scaled"),
        cfi=_reported(fit, "cfi"),
        rmsea=_reported(fit, "rmsea"),
        srmr=_of(fit, "srmr"),
        aic=_of(fit, "aic"),
        aic_weight=aic,
        bic=_of(fit, "bic"),
        bic_weight=bic,
    )


def _difference(
    general: tuple[AFit, str],
    restricted: tuple[AFit, str],
    tested: Callable[[AFit, AFit], Tested],
    said: list[Diagnostic],
    *,
    answered: bool,
) -> Difference:
    large, small = general[0], restricted[0]
    more = int(_of(small, "df") - _of(large, "df"))
    nested, statistic, pvalue, scaling, title, remarks = tested(large, small)
    said += remarks
    if nested in ("no", "equivalent") or more == 0:
        said.append(_no_test(general[1], restricted[1], nested, answered))
        statistic = pvalue = scaling = NAN
        title = ""
    elif nested == "unknown":
        said.append(
            warning(
                "W-CMP-05",
                f"whether '{general[1]}' contains '{restricted[1]}' could not be found out.",
                why="the search for the general model at the restricted one's moments did not end",
                do="take the test as valid only if one model is the other with fewer parameters",
            )
        )
    return Difference(
        restricted=restricted[1],
        general=general[1],
        nested=nested,
        chisq=statistic,
        df=more,
        pvalue=pvalue,
        scaling=scaling,
        method=title,
        delta_cfi=_reported(small, "cfi") - _reported(large, "cfi"),
        delta_rmsea=_reported(small, "rmsea") - _reported(large, "rmsea"),
        delta_srmr=_of(small, "srmr") - _of(large, "srmr"),
    )


def nested_in(large: Fit, small: Fit, more: int) -> Nested:
    """Return whether the general model reproduces what the restricted one implies."""
    gap = nesting_gap(large, small)
    if math.isnan(gap):
        return "unknown"
    if gap > REPRODUCED:
        return "no"
    return "yes" if more else "equivalent"


def _no_test(general: str, restricted: str, nested: Nested, answered: bool) -> Diagnostic:
    if nested == "equivalent":
        return warning(
            "W-CMP-04",
            f"'{general}' and '{restricted}' are equivalent here: they imply the same moments.",
            why="no data can tell them apart",
            do="choose by theory",
        )
    return warning(
        "W-CMP-03",
        f"'{restricted}' is not nested in '{general}': no test of their difference.",
        why="the general model cannot reproduce what the other one implies",
        do="look at the tests of Vuong, and at AIC and BIC"
        if answered
        else "compare them by AIC and BIC, or give the answers (data=) for the tests of Vuong",
    )
