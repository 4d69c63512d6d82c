"""One group of a fit: its model, its data, and what it adds to the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gainsem.model.parameter_table import ParameterTable
from gainsem.results.block_rotation import BlockRotation
from gainsem.results.design_facts import DesignFacts
from gainsem.results.fitted import SampleFacts
from gainsem.results.missing_answers import MissingAnswers
from gainsem.results.read_only import ReadOnlyDict, read_only_arrays
from gainsem.survey.moments import Moments


@dataclass(frozen=True, repr=False, eq=False)
class GroupPart:
    """One group.

    Parameters
    ----------
    code : str
        As it stands in the data.
    label : str
        What it is called.
    names : dict of str to str
        Its value labels by language.
    table : ParameterTable
        Its model, with parameters numbered from 0 on.
    at : tuple of int
        Which parameter of the whole fit each of them is.
    moments : Moments
    sample : SampleFacts
    fit_measures : mapping
        What the group adds: ``chisq``, ``ntotal``.
    r_squared : mapping
    missing : MissingAnswers or None
    residual_se : ndarray or None
        Standard errors of the residuals, where the fit has its own.
    design : DesignFacts or None
        How its respondents were sampled, where anything was said about it.
    rotations : tuple of BlockRotation
        How its exploratory blocks were rotated.
    """

    code: str
    label: str
    names: dict[str, str]
    table: ParameterTable
    at: tuple[int, ...]
    moments: Moments
    sample: SampleFacts
    fit_measures: Mapping[str, float]
    r_squared: Mapping[str, float]
    missing: MissingAnswers | None = None
    residual_se: NDArray[np.float64] | None = field(default=None)
    design: DesignFacts | None = None
    rotations: tuple[BlockRotation, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "moments", read_only_arrays(self.moments))
        object.__setattr__(self, "fit_measures", ReadOnlyDict(self.fit_measures))
        object.__setattr__(self, "r_squared", ReadOnlyDict(self.r_squared))

    @property
    def size(self) -> float:
        """What the respondents of the group count for: n, or the sum of their weights."""
        return float(self.moments.n_obs) if self.design is None else self.design.size

    def name(self, lang: str = "en") -> str:
        """Return what the group is called in a language."""
        return self.names.get(lang, self.label)
