"""A fit of several groups: estimated together, looked at together or group by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gainsem.core.placed import places_behind
from gainsem.core.structure import Indices
from gainsem.errors import OptionError, did_you_mean
from gainsem.results.bootstrap import BollenStine, Bootstrap
from gainsem.results.design_facts import DesignFacts
from gainsem.results.exclusion import Exclusion
from gainsem.results.file_writing import write_text
from gainsem.results.fit import Fit
from gainsem.results.fitted import FittedModel, ParameterEstimate
from gainsem.results.frames import parameters_frame, stacked_frame, vcov_frame
from gainsem.results.groups.group_part import GroupPart
from gainsem.results.read_only import read_only_arrays
from gainsem.results.residuals import ResidualKind
from gainsem.results.standardized import Scale
from gainsem.results.summary import Summary
from gainsem.results.test import Test, tests_of
from gainsem.survey.groups import by_group
from gainsem.survey.moments import Moments

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.effects import Effects
    from gainsem.results.reliability.by_group.sheet import GroupedReliability

GROUP_OPTIONS = ("group", "group_equal", "group_partial", "group_levels")


@dataclass(frozen=True, repr=False, eq=False)
class GroupedFit(FittedModel):
    """A model fitted in several groups together.

    What concerns all groups is asked of it as of a :class:`gainsem.Fit`; ``by_group`` has a
    fit of each group by itself, with the estimates and standard errors of the whole.

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
    """

    group: str
    parts: tuple[GroupPart, ...]
    design: DesignFacts | None = None
    exclusion: Exclusion | None = None
    bootstrap: Bootstrap | None = None
    bollen_stine: BollenStine | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.bootstrap is not None:
            object.__setattr__(self, "bootstrap", read_only_arrays(self.bootstrap))

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
        """Whether errors come from fits of the same model to resamples."""
        return self.bootstrap is not None

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

    @property
    def tests(self) -> tuple[Test, ...]:
        """The test of the model and the test of the baseline model, over all groups."""
        return tests_of(self)

    @property
    def parameters(self) -> DataFrame:
        """One row a parameter: ``lhs op rhs group label free est se z ... std_all``."""
        return parameters_frame(self)

    @property
    def vcov(self) -> DataFrame:
        """Covariances of the estimates of the free parameters, named by parameter."""
        return vcov_frame(self)

    def standardized(self, type: Scale = "all") -> DataFrame:  # noqa: A002
        """Return standardized estimates of all groups, each by its own variances.

        Parameters
        ----------
        type : {"all", "lv"}
            Standardize by all variables, or by the latent variables only.
        """
        return stacked_frame([fit.standardized(type) for fit in self.by_group.values()])

    def residuals(self, type: ResidualKind = "raw") -> dict[str, DataFrame]:  # noqa: A002
        """Return what the model leaves of the sample covariances of every group.

        Parameters
        ----------
        type : {"raw", "cor", "standardized"}
            Standardized ones need maximum likelihood with its own standard errors.
        """
        from gainsem.results.groups.residuals import grouped_residual_frames

        return grouped_residual_frames(self, type)

    def implied(self) -> dict[str, Moments]:
        """Return the moments the model implies in every group."""
        return {label: fit.implied() for label, fit in self.by_group.items()}

    def wald(self, restrictions: str) -> Test:
        """Return the Wald test of restrictions the model was not held to.

        Parameters
        ----------
        restrictions : str
            ``==`` lines over labels, defined parameters, or quoted names of parameters:
            ``"'y~x' == 'y~x.g2'"``, the second one that of group 2.
        """
        from gainsem.results.wald import wald_test

        return wald_test(self, restrictions)

    def design_effects(self) -> DataFrame:
        """Return how the sampling design changes the errors: deff and deft per parameter.

        As :meth:`gainsem.Fit.design_effects`, of the parameters of all groups; a simple
        random sample of as many respondents of all groups together is compared with.
        """
        from gainsem.results.design_effects import design_effects_frame

        return design_effects_frame(self)

    def modification_indices(
        self, minimum: float = 0.0, *, sort: bool = True, op: str | None = None
    ) -> DataFrame:
        """Return the expected gain of freeing each parameter a group's model leaves out.

        Parameters
        ----------
        minimum : float
            Smallest index to return.
        sort : bool
            Largest first; otherwise in the order of the groups and variables.
        op : str, optional
            Only parameters with this operator.
        """
        from gainsem.results.groups.modification import grouped_modification_frame

        return grouped_modification_frame(self, minimum=minimum, sort=sort, op=op)

    def score_tests(self) -> DataFrame:
        """Return what letting go of each equality would gain: of groups, labels and ``==`` lines.

        All together, then each: ``released statistic df pvalue epc``.
        """
        from gainsem.results.groups.release import grouped_release_frame

        return grouped_release_frame(self)

    def reliability(self, data: Any = None, **options: Any) -> GroupedReliability:
        """Return the measurement sheet of every group, by label, and how they differ.

        Alphas of groups are compared as those of independent samples, coefficients of the
        model by the delta method with the covariances of the whole fit.

        Parameters
        ----------
        data : Survey, Responses, DataFrame, str or Path, optional
            The answers the model was fitted to, with the column of groups.
        **options
            As of :meth:`gainsem.Fit.reliability`.

        Returns
        -------
        GroupedReliability
            ``found["rural"]`` is the sheet of a group; ``.to_frame()``,
            ``.to_frame("equality")``, ``.to_frame("differences")``, ``.summary()``.
        """
        from gainsem.results.reliability.by_group.compare import comparison
        from gainsem.results.reliability.by_group.sheet import GroupedReliability

        parts = self._parts_of(data)
        sheets = {
            label: fit.reliability(parts.get(label), **options)
            for label, fit in self.by_group.items()
        }
        return GroupedReliability(self.group, sheets, comparison(self, sheets))

    def factor_scores(self, data: Any, *, method: str | None = None) -> dict[str, DataFrame]:
        """Return the scores of the respondents of every group, by label.

        Scores of groups can be compared as far as their measurement is the same.

        Parameters
        ----------
        data : Survey, Responses, DataFrame, str or Path
            Answers with the column of groups.
        method : str, optional
            As of :meth:`gainsem.Fit.factor_scores`.
        """
        parts = self._parts_of(data)
        return {
            label: fit.factor_scores(parts[label], method=method)
            for label, fit in self.by_group.items()
        }

    def effects(self, source: str | None = None, target: str | None = None) -> dict[str, Effects]:
        """Return direct, indirect and total effects in every group, by label.

        How groups differ in them is a defined parameter of the model:
        ``d := a1*b1 - a2*b2``.

        Parameters
        ----------
        source, target : str, optional
            Only effects of this variable, and on this one.
        """
        return {label: fit.effects(source, target) for label, fit in self.by_group.items()}

    def intervals(
        self,
        *,
        interval: str | None = None,
        draws: int = 20_000,
        seed: int = 1,
        level: float = 0.95,
    ) -> DataFrame:
        """Return intervals of everything all groups report, from one set of draws.

        Parameters
        ----------
        interval : {"bootstrap", "monte.carlo"}, optional
            Default: the bootstrap where the fit has one, else Monte Carlo.
        draws, seed : int
            Of the Monte Carlo intervals.
        level : float

        Returns
        -------
        DataFrame
            As of :meth:`gainsem.Fit.intervals`, with the number of the group; 0 for defined
            parameters, which may be about several.
        """
        from gainsem.results.groups.intervals import grouped_interval_frame

        return grouped_interval_frame(self, interval=interval, draws=draws, seed=seed, level=level)

    def _parts_of(self, data: Any) -> dict[str, Any]:
        """Return the answers of every group."""
        if data is None:
            return {}
        from gainsem.results.reading import answers_from

        codes = tuple(part.code for part in self.parts)
        found = by_group(answers_from(data), self.group, codes)
        return dict(zip(self.labels, found.parts, strict=True))

    def summary(self, *, standardized: bool = True, ci: bool = False) -> Summary:
        """Return the page a terminal shows: verdict, measures of fit, estimates by group.

        Parameters
        ----------
        standardized, ci : bool
            Show standardized estimates; show 95 % confidence intervals.
        """
        from gainsem.results.groups.summary import grouped_summary_text

        return Summary(grouped_summary_text(self, standardized=standardized, ci=ci))

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``fit.json``."""
        from gainsem.results.groups.record import grouped_to_dict

        return grouped_to_dict(self)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write ``fit.json``; an older file stays whole until the new one is complete."""
        from gainsem.results.record import blocks_text

        return write_text(path, blocks_text(self.to_dict()))

    def __repr__(self) -> str:
        from gainsem.results.groups.summary import grouped_verdict

        return grouped_verdict(self)

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
        )

    def _draws_of(self, number: int) -> Bootstrap | None:
        """Return the draws of one group."""
        found, columns = self.bootstrap, self.columns[number]
        if found is None:
            return None
        left_out = None if found.left_out is None else found.left_out[:, columns]
        return replace(found, vectors=found.vectors[:, columns], left_out=left_out)

    def _rows(self, number: int) -> tuple[ParameterEstimate, ...]:
        return tuple(row for row in self.parameter_rows if row.group == number and row.op != ":=")
