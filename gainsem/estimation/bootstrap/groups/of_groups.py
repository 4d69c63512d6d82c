"""What all ways of fitting resamples of several groups have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from gainsem.estimation.bootstrap.groups.joint_model import JointModel
from gainsem.estimation.bootstrap.replicates import Replicator

Array = NDArray[np.float64]
Part = TypeVar("Part", bound=Replicator)


@dataclass(frozen=True)
class OfGroups(Generic[Part]):
    """Fits the models of several groups together.

    Parameters
    ----------
    parts : tuple of Replicator
        Of every group by itself: its answers, its own model, its moments in resamples.
    joint : JointModel
    start : ndarray, shape (q,)
        The estimates of all respondents.
    max_iterations : int
    """

    parts: tuple[Part, ...]
    joint: JointModel
    start: Array
    max_iterations: int

    @property
    def chunk(self) -> int:
        """Draws worked on together."""
        return self.parts[0].chunk

    @property
    def n_obs(self) -> int:
        """Number of respondents drawn from, of all groups."""
        return sum(self.joint.sizes)

    @property
    def answers(self) -> tuple[Array, ...]:
        """What is drawn from."""
        return tuple(answers for part in self.parts for answers in part.answers)
