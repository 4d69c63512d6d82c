"""Models fitted to imputed data sets, compared by pooled tests of their differences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.pooled_tests import PooledStatistic, pooled_d2, pooled_d3, pooled_d4
from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, SpecificationError
from gainsem.estimation.comparable import refuse_incomparable
from gainsem.estimation.compare import Tested, names_of, nested_in, side_by_side
from gainsem.estimation.differences import METHODS, difference_test
from gainsem.estimation.pooled_statistics import at_pooled
from gainsem.results.comparison import Comparison
from gainsem.results.fit import Fit
from gainsem.results.imputed import ImputedFit

POOLINGS = ("D2", "D3", "D4")
NAN = float("nan")


def compare_imputed(
    fits: Sequence[ImputedFit], *, names: Sequence[str], method: str | None
) -> Comparison:
    """Return several models of the same imputed data sets side by side.

    Parameters
    ----------
    fits : sequence of ImputedFit
        Two or more.
    names : sequence of str
        One a fit; empty: those of their model files.
    method : {"D2", "D3", "D4"} or a test of single fits, or None
        How the test of a difference is pooled.  None: D4 where the fits maximise a
        likelihood and no statistic is corrected, else D2 of the differences of the data
        sets, each corrected as that of single fits; the name of such a correction asks for
        D2 of that one.

    Raises
    ------
    OptionError
        E-CMP-01 for fewer than two fits, wrong names, or a method there is not.
    SpecificationError
        E-IMP-13 for fits to other data sets, E-CMP-02 for other answers or estimators.
    """
    called = names_of(fits, names)
    if method is not None and method not in (*POOLINGS, *METHODS):
        raise OptionError.of(
            "E-CMP-01",
            f"method={method!r} is no test.",
            do=f"method can be: {', '.join((*POOLINGS, *METHODS))}",
        )
    _refuse_other_sets(fits, called)
    for parts in zip(*(fit.fits for fit in fits), strict=True):
        refuse_incomparable(parts, called)

    def tested(large: ImputedFit, small: ImputedFit) -> Tested:
        more = int(small.fit_measures["df"] - large.fit_measures["df"])
        nested = nested_in(large.fits[0], small.fits[0], more)
        if more <= 0:
            return nested, NAN, NAN, NAN, "", []
        found, title, remarks = _pooled_difference(large, small, more, method)
        if found is None:
            return nested, NAN, NAN, NAN, "", remarks
        return nested, found.chisq, found.pvalue, NAN, title, remarks

    return side_by_side(fits, called, tested)


def _refuse_other_sets(fits: Sequence[ImputedFit], called: Sequence[str]) -> None:
    ours = [each.name for each in fits[0].imputations if each.used]
    for fit, name in zip(fits, called, strict=True):
        theirs = [each.name for each in fit.imputations if each.used]
        if theirs != ours:
            odd = sorted({*ours} ^ {*theirs})
            raise SpecificationError.of(
                "E-IMP-13",
                f"'{called[0]}' and '{name}' are not fitted to the same imputed data sets"
                f" ({', '.join(odd[:6]) or 'another order'}).",
                do="fit both to the data sets in which both have a usable solution",
            )


def _pooled_difference(
    large: ImputedFit, small: ImputedFit, more: int, method: str | None
) -> tuple[PooledStatistic | None, str, list[Diagnostic]]:
    """Return the pooled test of a difference, what it is called, and what to know of it."""
    plain = all(test.statistics == "plain" for fit in (large, small) for test in fit.tests[:1])
    likelihood = plain and any(test.method == "D3" for test in large.tests)
    stacked = bool(large.stacked) and bool(small.stacked)
    chosen = method or ("D4" if stacked else "D2")
    if chosen in ("D3", "D4") and not (likelihood and (stacked or chosen == "D3")):
        raise OptionError.of(
            "E-CMP-01",
            f"method={chosen} needs fits by an uncorrected maximum likelihood estimator"
            + (", with a solution for the stacked data sets." if chosen == "D4" else "."),
            do="use method=D2",
        )
    m = large.n_imputations
    mean = float(np.mean([_chisq(b) - _chisq(a) for a, b in _pairs(large, small)]))
    if chosen == "D4":
        at_stacked = small.stacked["chisq"] - large.stacked["chisq"]
        return pooled_d4(at_stacked, more, m, mean=mean), "D4 (Chan & Meng 2022)", []
    if chosen == "D3":
        ours, theirs = (at_pooled(fit.fits, fit.pooled) for fit in (large, small))
        apart = NAN if ours is None or theirs is None else theirs - ours
        return pooled_d3(mean, apart, more, m), "D3 (Meng & Rubin 1992)", []
    return _of_differences(large, small, None if chosen == "D2" else chosen)


def _of_differences(
    large: ImputedFit, small: ImputedFit, method: str | None
) -> tuple[PooledStatistic | None, str, list[Diagnostic]]:
    """Return D2 of the tests of every data set."""
    found = [difference_test(one, other, method=method) for one, other in _pairs(large, small)]
    said = list({each.code: each for _, _, remarks in found for each in remarks}.values())
    statistics = [NAN if test is None else test.statistic for test, _, _ in found]
    if any(test is None or test.df != test.df for test, _, _ in found):
        return None, "", said
    df = float(np.mean([test.df for test, _, _ in found if test is not None]))
    return pooled_d2(np.array(statistics), df), f"D2 of {found[0][1]}", said


def _pairs(large: ImputedFit, small: ImputedFit) -> list[tuple[Fit, Fit]]:
    return list(zip(large.fits, small.fits, strict=True))


def _chisq(fit: Fit) -> float:
    return float(fit.fit_measures["chisq"])
