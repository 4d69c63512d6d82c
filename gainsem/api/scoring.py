"""Scores and indices out of a fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.fit import Fit
    from gainsem.results.scores import Scores


def score(
    fit: Fit,
    data: Data,
    *,
    by: Sequence[str] | str = (),
    weights: str | None = None,
    cluster: str | None = None,
    wave: str | None = None,
    compare: str | None = None,
    gap: Sequence[Any] | str = (),
    target: str | None = None,
    overall: str | None = None,
    part_weights: Mapping[str, float] | None = None,
    draws: int = 20,
    seed: int = 1,
    min_cell: int = 10,
) -> Scores:
    """Return factor scores, and indices from 0 to 100 of all and of groups.

    Parameters
    ----------
    fit : Fit
        From :func:`fit` or :func:`load`; it must be usable.
    data : Survey, Responses, DataFrame, str or Path
        The answers to score, as for :func:`fit`.
    by, weights, cluster, wave, compare : str, optional
        Variables that make groups (several: a sequence), and columns with these roles.
    gap, target, overall, part_weights : optional
        Pairs of constructs whose difference is shown; the variable importance is for; the
        construct that stands for everything; weights of parts.
    draws, seed, min_cell : int
        Plausible values a respondent; their seed; the smallest group that is shown.

    Returns
    -------
    Scores
        ``.table()``, ``.to_frame()``, ``.summary()``, ``.to_dict()``.
    """
    from gainsem.estimation.scoring.options import score_options
    from gainsem.estimation.scoring.score import score_survey

    options = score_options(
        by=by,
        gap=gap,
        part_weights=part_weights,
        draws=draws,
        seed=seed,
        min_cell=min_cell,
        weights=weights,
        cluster=cluster,
        wave=wave,
        compare=compare,
        target=target,
        overall=overall,
    )
    if isinstance(data, str | Path):
        data = read_survey(data)
    return score_survey(fit, answers_of(data), getattr(data, "codebook", None), options)
