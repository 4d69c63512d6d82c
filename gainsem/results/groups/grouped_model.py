"""What a fit of several groups consists of, and every group of it as a fit by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from gainsem.core.placed import places_behind
from gainsem.core.structure import Indices
from gainsem.errors import OptionError, did_you_mean
from gainsem.results.bootstrap import BollenStine, Bootstrap
from gainsem.results.design_facts import DesignFacts
from gainsem.results.exclusion import Exclusion
from gainsem.results.fit import Fit
from gainsem.results.fitted import FittedModel, ParameterEstimate
from gainsem.results.groups.group_part import GroupPart
from gainsem.results.read_only import read_only_arrays
from gainsem.results.replication import Replication

GROUP_OPTIONS = ("group", "group_equal", "group_partial", "group_levels")


@dataclass(frozen=True, repr=False, eq=False)
class GroupedModel(FittedModel):
    """A model fitted in several groups together: what was found.

    Parameters
    ----------
    group : str
        The column the groups are made of.
    parts : tuple of GroupPart
        The groups, in their order: 1, 2, ... in the column ``group`` of the estimates.
    design : DesignFacts or None
        How the respondents of all groups were sampled, where anything was said about it.
    exclusion : Exclusion or None
        Who was left out because of flags, and the fit with and without them.
    bootstrap : Bootstrap or None
        The fits to resamples of the respondents, drawn within every group.
    bollen_stine : BollenStine or None
        The test statistic among resamples of groups in which the model holds.
    replication : Replication or None
        The fits of all groups with the replicate weights of the sampling design.
    """

    group: str
    parts: tuple[GroupPart, ...]
    design: DesignFacts | None = None
    exclusion: Exclusion | None = None
    bootstrap: Bootstrap | None = None
    bollen_stine: BollenStine | None = None
    replication: Replication | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.bootstrap is not None:
            object.__setattr__(self, "bootstrap", read_only_arrays(self.bootstrap))
        if self.replication is not None:
            object.__setattr__(self, "replication", read_only_arrays(self.replication))

    @property
    def n_obs(self) -> int:
        """Respondents used, of all groups."""
        return sum(part.moments.n_obs for part in self.parts)

    @property
    def treatment(self) -> str:
        """What was done about missing answers; empty where everybody used answered all."""
        known = [part.missing.treatment for part in self.parts if part.missing is not None]
        return known[0] if known else ""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the groups are called, in their order."""
        return tuple(part.label for part in self.parts)

    @property
    def refitted(self) -> bool:
        """Whether errors come from fits of the same model: to resamples, or to replicates."""
        return self.bootstrap is not None or self.replication is not None

    @cached_property
    def columns(self) -> tuple[Indices, ...]:
        """Where the numbers of every group stand in a vector of the bootstrap.

        Its parameters, then the moments of its given covariates.
        """
        given = [sum(row.exogenous for row in part.table.rows) for part in self.parts]
        at = [np.array(part.at, dtype=np.intp) for part in self.parts]
        return tuple(each.at for each in places_behind(at, self.table.n_free, given))

    @cached_property
    def by_group(self) -> Mapping[str, Fit]:
        """The fit of every group by itself, by label.

        Its measures of fit are only what the group adds to the test of the whole.
        """
        return {part.label: self._of(k, part) for k, part in enumerate(self.parts)}

    def of_group(self, label: str) -> Fit:
        """Return the fit of one group by itself.

        Raises
        ------
        OptionError
            E-GRP-66 for a label there is not.
        """
        if label not in self.by_group:
            raise OptionError.of(
                "E-GRP-66",
                f"There is no group '{label}'.{did_you_mean(label, self.labels)}",
                do=f"groups are: {', '.join(self.labels)}",
            )
        return self.by_group[label]

    def _of(self, number: int, part: GroupPart) -> Fit:
        """Return one group as a fit: its own parameters, with their part of the covariances."""
        at, whole = np.array(part.at, dtype=np.intp), self.solution
        solution = replace(
            whole,
            params=whole.params[at],
            vcov=None if whole.vcov is None else whole.vcov[np.ix_(at, at)],
            fmin=part.fit_measures.get("chisq", np.nan) / (2.0 * part.size),
            residual_se=part.residual_se,
        )
        alone: dict[str, Any] = {"group": None, **dict.fromkeys(GROUP_OPTIONS[1:], ())}
        return Fit(
            table=part.table,
            moments=part.moments,
            options=replace(self.options, meanstructure=part.table.meanstructure, **alone),
            estimator=self.estimator,
            solution=solution,
            parameter_rows=self._rows(number + 1),
            fit_measures=part.fit_measures,
            r_squared=part.r_squared,
            diagnostics=self.diagnostics,
            sample=part.sample,
            provenance=self.provenance,
            missing=part.missing,
            design=part.design,
            rotations=part.rotations,
            bootstrap=self._draws_of(number),
            replication=self._replicates_of(number),
        )

    def _replicates_of(self, number: int) -> Replication | None:
        """Return the replicates of one group."""
        found, columns = self.replication, self.columns[number]
        return None if found is None else replace(found, vectors=found.vectors[:, columns])

    def _draws_of(self, number: int) -> Bootstrap | None:
        """Return the draws of one group."""
        found, columns = self.bootstrap, self.columns[number]
        if found is None:
            return None
        left_out = None if found.left_out is None else found.left_out[:, columns]
        return replace(found, vectors=found.vectors[:, columns], left_out=left_out)

    def _rows(self, number: int) -> tuple[ParameterEstimate, ...]:
        return tuple(row for row in self.parameter_rows if row.group == number and row.op != ":=")
