"""What a comparison of models can say when it is given the answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from gainsem.core.vuong import CasewiseModel, RatioTest, distinguishability, ratio_test
from gainsem.errors import OptionError
from gainsem.estimation.nesting import REPRODUCED, nesting_gap, reproduction
from gainsem.estimation.scaling_at import trace_at
from gainsem.results.fit import Fit
from gainsem.results.fitted_answers import FittedAnswers
from gainsem.results.vuong import Ratio, Vuong


def needs_answers(method: str | None) -> None:
    """Refuse a test that takes answers where there are none.

    Raises
    ------
    OptionError
        E-CMP-11.
    """
    if method == "satorra.bentler.2010":
        raise OptionError.of(
            "E-CMP-11",
            "method=satorra.bentler.2010 needs the answers of respondents.",
            why="it computes the general model's scaling factor at other estimates than its own",
            do="give them: gainsem.compare(..., data=survey), or  gainsem compare ... --data DATA",
        )


def trace_at_restricted(general: Fit, restricted: Fit, answers: FittedAnswers) -> float:
    """Return what the general model's statistic is expected to be at the restricted estimates."""
    found = reproduction(general, restricted)
    if found.params is None or not found.gap <= REPRODUCED:
        return math.nan
    return trace_at(general, found.params, answers.answers)


def vuong_tests(answered: Sequence[FittedAnswers], names: Sequence[str]) -> tuple[Vuong, ...]:
    """Return Vuong's tests of all pairs of models of which none contains the other.

    Parameters
    ----------
    answered : sequence of FittedAnswers
        The more general model first.
    names : sequence of str
    """
    found = []
    for one, other in combinations(range(len(answered)), 2):
        first, second = answered[one], answered[other]
        gap = nesting_gap(first.fit, second.fit)  # type: ignore[arg-type]
        if math.isnan(gap) or gap > REPRODUCED:
            found.append(_pair(first, second, (names[one], names[other])))
    return tuple(found)


def _pair(first: FittedAnswers, second: FittedAnswers, names: tuple[str, str]) -> Vuong:
    models = _casewise(first), _casewise(second)
    apart = distinguishability(*models)
    prices = {"none": 0.0, "aic": 1.0, "bic": 0.5 * math.log(first.n)}
    return Vuong(
        first=names[0],
        second=names[1],
        variance=apart.variance,
        pvalue=apart.pvalue,
        ratios=tuple(
            _ratio(name, ratio_test(*models, penalty=price)) for name, price in prices.items()
        ),
    )


def _casewise(own: FittedAnswers) -> CasewiseModel:
    n_params = int(own.fit.fit_measures["npar"])
    return CasewiseModel(own.loglik, own.scores, own.information, n_params)


def _ratio(name: str, test: RatioTest) -> Ratio:
    return Ratio(
        name,
        test.ratio,
        test.z,
        test.p_first,
        test.p_second,
        test.difference,
        test.lower,
        test.upper,
    )
