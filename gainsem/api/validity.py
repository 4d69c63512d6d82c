"""Whether constructs can be told apart, and from the method that measured them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gainsem.io.handed_in import answers_of

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.discriminant import Discriminant
    from gainsem.results.fit import Fit
    from gainsem.results.method_bias import MethodBias


def discriminant(
    fit: Fit, data: Data | None = None, *, at: Sequence[float] = (0.9, 1.0), level: float = 0.95
) -> Discriminant:
    """Return whether the constructs of a fit can be told apart.

    The measurement model is fitted again with each correlation of two constructs fixed at
    each value of ``at`` (Ronkko & Cho 2022, doi:10.1177/1094428120968614).

    Parameters
    ----------
    fit : Fit
        From :func:`fit` or :func:`load`.
    data : Survey, Responses, DataFrame, str or Path, optional
        The answers; needed where items are ordinal.
    at : sequence of float
        Correlations to test, with the sign of each estimate.
    level : float
        Of the intervals of the correlations.

    Returns
    -------
    Discriminant
        ``.pairs``, ``.to_frame()``, ``.summary()``.

    Raises
    ------
    GainsemError
        When there is nothing to tell apart, or no way to fit it.
    """
    from gainsem.estimation.discriminant import discriminant_of

    answers = None if data is None else answers_of(data)
    return discriminant_of(fit, answers, at=tuple(at), level=level)


def method_bias(
    fit: Fit, data: Data | None = None, *, marker: str | Sequence[str] = ()
) -> MethodBias:
    """Return diagnostics of common method variance.

    Harman's test with what it cannot show, full-collinearity VIF (Kock 2015), the model
    again with an unmeasured method factor, the correction by a marker variable
    (Lindell & Whitney 2001), and with two or more marker items the CFA marker technique
    (Williams, Hartman & Cavazotte 2010; ``.technique``).

    Parameters
    ----------
    fit : Fit
        From :func:`fit` or :func:`load`.
    data : Survey, Responses, DataFrame, str or Path, optional
        The answers; needed where items are ordinal, and for a marker.
    marker : str or sequence of str
        Items that have nothing to do with the constructs.

    Returns
    -------
    MethodBias
        ``.harman_text``, ``.tables()``, ``.summary()``.

    Raises
    ------
    GainsemError
        When an input is wrong; the message says where.
    """
    from gainsem.estimation.method_bias import method_bias_of

    names = (marker,) if isinstance(marker, str) else tuple(marker)
    return method_bias_of(fit, None if data is None else answers_of(data), marker=names)
