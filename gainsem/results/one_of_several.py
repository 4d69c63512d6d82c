"""One group of several as a fit by itself: what must be asked of all groups."""

from __future__ import annotations

from gainsem.errors import EstimationError
from gainsem.results.fitted import FittedModel


def is_one_of_several(fit: FittedModel) -> bool:
    """Return whether this is one group of several: its measures are only what it adds to all."""
    return bool(fit.fit_measures) and "df" not in fit.fit_measures


def refuse_one_of_several(fit: FittedModel, what: str, asked: str) -> None:
    """Refuse what a group cannot know: its estimates are made of the answers of others, too.

    Parameters
    ----------
    fit : FittedModel
    what : str
        The plural that is refused.
    asked : str
        What to ask of the fit of all groups.

    Raises
    ------
    EstimationError
        E-GRP-67 for one group of several.
    """
    if is_one_of_several(fit):
        raise EstimationError.of(
            "E-GRP-67",
            f"{what} of one group of several are not known from its own answers.",
            why="what groups share is estimated from the answers of all of them",
            do=f"ask the fit of all groups:  {asked}",
        )
