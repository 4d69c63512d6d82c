"""Ask another program about the same model and data."""

from __future__ import annotations

from typing import TypeVar

from gainsem.errors import OptionError
from gainsem.results.efa import Efa
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit

Result = TypeVar("Result", Fit, Efa)


def second_opinion(result: Result) -> Result:
    """Return a fit, or a factor analysis, with another program's numbers beside its own.

    A fit by ML of complete answers is compared with semopy, a factor analysis by ML or ULS
    with factor_analyzer; both come with ``pip install "gainsem[second-opinion]"``.  The
    answer never changes: the comparison is in ``.second_opinion``, in the summary, the
    record and the report, and a difference above the stated tolerance is a warning.

    Parameters
    ----------
    result : Fit or Efa
        From :func:`fit`, :func:`efa` or :func:`load`.

    Returns
    -------
    Fit or Efa
        ``.second_opinion.rows``, ``.verdict``, ``.reasons`` (why something, or all, is not
        compared).
    """
    if isinstance(result, Efa):
        from gainsem.estimation.second_opinion_factors import second_opinion_of_factors

        return second_opinion_of_factors(result)
    if isinstance(result, GroupedFit):
        raise OptionError.of(
            "E-OPT-02",
            "a second opinion needs a fit of one group: semopy has no joint fit of several.",
            do="fit each group by itself, or leave the second opinion out",
        )
    from gainsem.estimation.second_opinion import second_opinion_of

    return second_opinion_of(result)
