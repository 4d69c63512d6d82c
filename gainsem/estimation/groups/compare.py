"""Models of the same groups compared: measures, evidence, tests of the differences."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError, SpecificationError
from gainsem.estimation.comparable import sampled
from gainsem.estimation.compare import NAN, Tested, names_of, side_by_side
from gainsem.estimation.differences import METHODS, difference_test
from gainsem.estimation.groups.nesting import grouped_nesting_gap
from gainsem.estimation.nesting import REPRODUCED
from gainsem.results.comparison import Comparison, Nested
from gainsem.results.groups.group_part import GroupPart
from gainsem.results.groups.grouped_fit import GroupedFit

SAME = 1e-6


def compare_groups(
    fits: Sequence[GroupedFit], *, names: Sequence[str], method: str | None
) -> Comparison:
    """Return several models of the same groups side by side.

    Whether one is nested in another is found out by fitting the general model to what the
    other implies.

    Parameters
    ----------
    fits : sequence of GroupedFit
    names : sequence of str
    method : str or None

    Raises
    ------
    OptionError
        E-CMP-01 for fewer than two fits, wrong names, or a method there is not.
    SpecificationError
        E-CMP-02 for fits of other answers, groups or estimators.
    """
    called = names_of(fits, names)
    known = [each for each in METHODS if each != "satorra.bentler.2010"]
    if method is not None and method not in known:
        raise OptionError.of(
            "E-CMP-01",
            f"method={method!r} is no test of several groups.",
            do=f"method can be: {', '.join(known)}",
        )
    problems = [
        problem
        for fit, name in zip(fits[1:], called[1:], strict=True)
        for problem in _problems(fits[0], fit, (called[0], name))
    ]
    if problems:
        raise SpecificationError(*problems)

    def tested(large: GroupedFit, small: GroupedFit) -> Tested:
        more = int(small.fit_measures["df"] - large.fit_measures["df"])
        gap = grouped_nesting_gap(large, small)
        nested: Nested = "yes" if more else "equivalent"
        if not gap <= REPRODUCED:
            nested = "unknown" if math.isnan(gap) else "no"
        test, title, remarks = difference_test(large, small, method=method)
        if test is None:
            return nested, NAN, NAN, NAN, title, remarks
        return nested, test.statistic, test.pvalue, test.scaling, title, remarks

    return side_by_side(list(fits), called, tested)


def _problems(first: GroupedFit, fit: GroupedFit, names: tuple[str, str]) -> list[Diagnostic]:
    one, name = names
    said = []
    if first.labels != fit.labels:
        said.append(f"'{one}' and '{name}' have different groups")
    elif any(not _same(ours, theirs) for ours, theirs in zip(first.parts, fit.parts, strict=True)):
        said.append(f"'{one}' and '{name}' were not fitted to the same answers")
    if sampled(first) != sampled(fit):
        said.append(f"'{one}' and '{name}' have different sampling designs")
    if first.estimator != fit.estimator:
        said.append(f"'{one}' was fitted by {first.estimator}, '{name}' by {fit.estimator}")
    return [
        Diagnostic("E-CMP-02", "error", f"{text}.", do="fit both in the same way") for text in said
    ]


def _same(ours: GroupPart, theirs: GroupPart) -> bool:
    one, other = ours.moments, theirs.moments
    if set(one.names) != set(other.names) or one.n_obs != other.n_obs:
        return False
    place = [other.names.index(name) for name in one.names]
    gap = np.abs(one.cov - other.cov[np.ix_(place, place)])
    scale = np.sqrt(np.outer(one.cov.diagonal(), one.cov.diagonal()))
    return bool((gap <= SAME * scale).all())
