"""Look at what was not answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gainsem.io.handed_in import answers_of

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.missing import Missing


def missing(data: Data, items: Sequence[str] | None = None) -> Missing:
    """Look at which answers are missing: patterns, coverage, Little's test, moments.

    Parameters
    ----------
    data : Survey, Responses, DataFrame, str or Path
        The answers, as for :func:`fit`.
    items : sequence of str, optional
        Names, which may hold ``*``.  By default those the codebook gives a construct, else
        those it calls ordinal, else all columns of numbers.

    Returns
    -------
    Missing
        ``.items``, ``.patterns``, ``.coverage``, ``.little``, ``.moments`` (means and
        covariances estimated from all answers by the EM algorithm), ``.summary()``, ...

    Raises
    ------
    GainsemError
        When there is nothing to look at; the message says why.

    Examples
    --------
    >>> import gainsem, pandas
    >>> frame = pandas.DataFrame({"a": [1.0, 2.0, None, 4.0], "b": [2.0, None, 1.0, 3.0]})
    >>> gainsem.missing(frame).answers.n_missing
    2
    """
    from gainsem.errors import OptionError
    from gainsem.estimation.missing_overview import missing_overview
    from gainsem.results.missing import Missing
    from gainsem.survey.moments import Moments

    if isinstance(data, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "missing() needs the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    found = missing_overview(answers_of(data), items)
    return Missing(
        answers=found.answers,
        questions=found.items,
        available=found.available,
        moments=found.moments,
        diagnostics=found.diagnostics,
        title=found.title,
        source=found.source,
        sha256=found.sha256,
    )
