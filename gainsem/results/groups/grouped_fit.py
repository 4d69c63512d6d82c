"""A fit of several groups: estimated together, looked at together or group by group."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.results.file_writing import write_text
from gainsem.results.frames import parameters_frame, vcov_frame
from gainsem.results.groups.grouped_model import GroupedModel
from gainsem.results.residuals import ResidualKind
from gainsem.results.standardized import Scale
from gainsem.results.summary import Summary
from gainsem.results.test import Test, tests_of
from gainsem.survey.groups import by_group
from gainsem.survey.moments import Moments

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.effects import Effects
    from gainsem.results.groups.differences import ValuesByGroup
    from gainsem.results.reliability.by_group.sheet import GroupedReliability


@dataclass(frozen=True, repr=False, eq=False)
class GroupedFit(GroupedModel):
    """A model fitted in several groups together.

    What concerns all groups is asked of it as of a :class:`gainsem.Fit`; ``by_group`` has a
    fit of each group by itself, with the estimates and standard errors of the whole.
    What it is made of: :class:`~gainsem.results.groups.grouped_model.GroupedModel`.
    """

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

        Defined parameters, which may be about several groups, stand last, as group 0.

        Parameters
        ----------
        type : {"all", "lv"}
            Standardize by all variables, or by the latent variables only.
        """
        from gainsem.results.groups.standardized import grouped_standardized_frame

        return grouped_standardized_frame(self, type)

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

    def casewise(self, data: Any) -> dict[str, DataFrame]:
        """Return how well the model fits each respondent, group by group, by label.

        Parameters
        ----------
        data : Survey, Responses, DataFrame, str or Path
            The answers the model was fitted to, with the column of groups.

        Returns
        -------
        dict of DataFrame
            As of :meth:`gainsem.Fit.casewise`; rows are named as in a DataFrame handed in, else
            by their place in the data, from 0 on.
        """
        from gainsem.results.groups.casewise import grouped_casewise_frames

        return grouped_casewise_frames(self, data)

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

    def compare_paths(self, *, level: float = 0.95) -> ValuesByGroup:
        """Return every path (``~``) that several groups estimate, compared between them.

        Values by group, the differences of all pairs (the first less the second) with
        intervals, Wald's test of each path and of all together, p values adjusted by Holm
        (1979).  Limits are those of the bootstrap where the fit has one.  Unstandardised
        paths can be compared where loadings are equal (Chen 2008,
        doi:10.1037/a0013193).

        Parameters
        ----------
        level : float
            Of the intervals.

        Raises
        ------
        EstimationError
            E-EST-97 without standard errors.

        Examples
        --------
        >>> import gainsem
        >>> covs = [[[1.0, 0.5], [0.5, 1.0]], [[1.0, 0.2], [0.2, 1.0]]]
        >>> moments = [gainsem.Moments.from_covariance(c, 90, names=["x", "y"]) for c in covs]
        >>> fit = gainsem.fit("y ~ x", moments, meanstructure=False)
        >>> round(fit.compare_paths().rows[0].differences[0].est, 6)
        0.3
        """
        from gainsem.results.groups.compare_values import compare_paths

        return compare_paths(self, level=level)

    def compare_effects(
        self,
        source: str | None = None,
        target: str | None = None,
        *,
        standardized: bool = False,
        interval: str | None = None,
        draws: int = 20_000,
        seed: int = 1,
        level: float = 0.95,
    ) -> ValuesByGroup:
        """Return the effects of pairs an indirect path joins, compared between groups.

        Direct, specific indirect, total indirect and total effects by group, their
        differences (the first group less the second) and Wald's tests, as in
        :meth:`compare_paths`.

        Parameters
        ----------
        source, target : str, optional
            Only effects of this variable, and on this one.
        standardized : bool
            Compare completely standardised effects, each by the variances of its group.
        interval : {"delta", "bootstrap", "monte.carlo"}, optional
            Default: the bootstrap where the fit has one, Monte Carlo where that was asked
            for, else the delta method.
        draws, seed : int
            Of the Monte Carlo intervals.
        level : float

        Raises
        ------
        EstimationError
            E-EST-97 without standard errors.
        OptionError
            E-OPT-01 for another interval, E-BOOT-01 without a bootstrap.
        UnknownVariableError
            E-EFF-01 for a variable there is not.
        """
        from gainsem.results.groups.compare_values import compare_effects

        return compare_effects(
            self,
            source,
            target,
            standardized=standardized,
            interval=interval,
            draws=draws,
            seed=seed,
            level=level,
        )

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
        interval : {"bootstrap", "replicates", "monte.carlo"}, optional
            Default: the bootstrap or the replicates of the fit, else Monte Carlo.
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
