"""Correlations of ordinal answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gainsem.io.handed_in import answers_of

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.polychoric import Polychoric


def polychoric(
    data: Data,
    items: Sequence[str] | None = None,
    *,
    ordered: bool | str | Sequence[str] = "all",
    missing: str = "listwise",
    weights: str | None = None,
    zero_add: float = 0.5,
    collapse: str | None = None,
    force: bool = False,
    se: str = "standard",
) -> Polychoric:
    """Return correlations of the normal responses that lie behind ordinal answers.

    Each item's thresholds come from its own answers; the correlation of a pair then
    maximises ``sum n_ab log pi_ab`` over its two-way table (Olsson 1979,
    doi:10.1007/BF02296207), with the asymptotic covariances of Joreskog (1994,
    doi:10.1007/BF02296131).  Correlations with a continuous item are polyserial
    (Olsson, Drasgow & Dorans 1982, doi:10.1007/BF02294164).

    Parameters
    ----------
    data : Survey, Responses, DataFrame, str or Path
        The answers, as for :func:`fit`.
    items : sequence of str, optional
        The items, in the order of the result.  By default those in ``ordered``, else all
        the codebook calls ordinal; without such a codebook all columns with 2 to 12
        whole numbers.
    ordered : "all", str or sequence of str
        Which of them are ordinal; the others are continuous.
    missing : {"listwise", "pairwise"}
        Leave out respondents with a missing answer to any item, or pair by pair.
    weights : str, optional
        Column with sampling weights.
    zero_add : float
        Added to the only empty cell of a 2 x 2 table, its margins unchanged.
    collapse : {"auto"}, optional
        Merge the rarest categories with their neighbours, and say so.
    force : bool
        Treat items with more than 12 categories as ordinal all the same.
    se : {"standard", "robust.hessian"}
        The usual standard errors, or those that are right where the latent responses are
        not normal.

    Returns
    -------
    Polychoric
        ``.correlations``, ``.se``, ``.thresholds``, ``.acov()``, ``.tests``, ...

    Raises
    ------
    GainsemError
        When the answers have no such correlations; the message says where.
    """
    from gainsem.errors import OptionError
    from gainsem.estimation.polychoric import polychoric_of
    from gainsem.options import Options
    from gainsem.survey.moments import Moments

    if isinstance(data, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "polychoric() needs the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    options = Options(
        ordered=ordered,
        missing=missing,
        weights=weights,
        zero_add=zero_add,
        collapse=collapse,
        force=force,
    )
    return polychoric_of(answers_of(data), items, se=se, options=options)
