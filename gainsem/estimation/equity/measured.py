"""The model in which means are compared: equal measurement but for some items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial as as_function
from typing import Literal

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import GainsemError, OptionError, did_you_mean
from gainsem.estimation.equity.models import items_of, measured_by
from gainsem.estimation.groups.estimate import estimate_groups
from gainsem.estimation.invariance.fitting import (
    Study,
    described,
    difference,
    fit_of_groups,
    in_later_groups,
    measured_in,
    with_lines,
)
from gainsem.estimation.invariance.levels import Freed, LevelModel, Measured, level_model
from gainsem.estimation.invariance.partial import search_partial
from gainsem.estimation.sample import names_in
from gainsem.model.build import checked_variables
from gainsem.options import Options
from gainsem.results.equity.rows import NAN, CheckRow
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.invariance.cutoffs import fits_badly, usual_convention
from gainsem.results.invariance.rows import DifferenceTest, InvarianceStep
from gainsem.results.invariance.steps import Level, invariance_steps
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText

Partial = Sequence[str] | Literal["search"]
SEARCH = "search"
SIGNIFICANT = 0.05
FEWEST_EQUAL = 1


@dataclass(frozen=True, eq=False)
class MeasuredAlike:
    """The measurement of all groups.

    Parameters
    ----------
    fit : GroupedFit
        With equal loadings and intercepts or thresholds but for ``freed``.
    full : GroupedFit or None
        With all of them equal, where something is freed.
    measured : Measured
    options : Options
        Of all fits.
    freed : Freed
    checks : tuple of CheckRow
    diagnostics : tuple of Diagnostic
    """

    fit: GroupedFit
    full: GroupedFit | None
    measured: Measured
    options: Options
    freed: Freed
    checks: tuple[CheckRow, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """The items that are not held equal."""
        return self.freed.of("scalar")

    @property
    def level(self) -> LevelModel:
        """What is equal, as lines and options."""
        return level_model("scalar", self.measured, self.freed)


def check_partial(model: ModelText, partial: Partial) -> None:
    """Refuse items that cannot be let differ: E-EQU-07."""
    if isinstance(partial, str):
        if partial == SEARCH:
            return
        raise OptionError.of(
            "E-EQU-07",
            f"partial={partial!r} is not available.",
            do="partial can be 'search', or a list of items: partial=['CE2']",
        )
    items = items_of(model)
    for name in partial:
        if name not in items:
            raise OptionError.of(
                "E-EQU-07",
                f"partial= names '{name}', which is no item of the model."
                f"{did_you_mean(name, items)}",
                do=f"items are: {', '.join(items[:12])}{', ...' if len(items) > 12 else ''}",
            )
    for factor, own in measured_by(model).items():
        direct = [name for name in own if name in items]
        if direct and sum(name not in partial for name in direct) < FEWEST_EQUAL:
            raise OptionError.of(
                "E-EQU-07",
                f"partial= names all items of '{factor}'.",
                why="with no item that measures alike there is nothing to compare its means by",
                do="leave one item or more equal",
            )


def measured_alike(
    model: ModelText, data: Responses, options: Options, partial: Partial
) -> MeasuredAlike:
    """Return the models of equal measurement, and how well equality holds.

    Parameters
    ----------
    model : ModelText
        Measurement only.
    data : Responses
    options : Options
        With the column of the groups; factors have variance 1 in the first of them.
    partial : sequence of str or "search"
        Items to let differ; or look for them where equality does not clearly hold.
    """
    configural = estimate_groups(model, data, options)
    measured = measured_in(configural)
    fitted = as_function(fit_of_groups, model=model, data=data, options=options)
    study = Study(measured, fitted, as_function(in_later_groups, n_groups=measured.n_groups))
    levels = [described(level_model("configural", measured, Freed()), configural)]
    plan = level_model("scalar", measured, Freed())
    full = fitted(plan)
    levels.append(described(plan, full, general=configural, against="configural"))
    convention = usual_convention(
        ordinal=bool(full.table.levels), n_groups=len(full.parts), n_obs=full.n_obs
    )
    wanted = partial
    if partial == SEARCH and not _is_doubtful(invariance_steps(levels, convention)[-1]):
        wanted = ()
    freed, fit, said = _let_differ(study, full, wanted)
    if freed.of("scalar"):
        levels.append(
            described(
                level_model("scalar", measured, freed),
                fit,
                name="partial scalar",
                general=configural,
                against="configural",
                freed=freed.of("scalar"),
            )
        )
    steps = invariance_steps(levels, convention)
    said += doubts(levels[0], steps[-1], partial)
    return MeasuredAlike(
        fit,
        full if fit is not full else None,
        measured,
        options,
        freed,
        tuple(_check(each) for each in steps[1:]),
        tuple(said),
    )


def _let_differ(
    study: Study, full: GroupedFit, partial: Partial
) -> tuple[Freed, GroupedFit, list[Diagnostic]]:
    """Return which items differ, the fit in which they do, and whether that was searched for."""
    if partial == SEARCH:
        found = search_partial(study, "scalar", full, Freed())
        assert isinstance(found.fit, GroupedFit)
        said = [_searched([each.item for each in found.log])] if found.log else []
        return found.freed, found.fit, said
    if not partial:
        return Freed(), full, []
    freed = Freed({"scalar": tuple(dict.fromkeys(partial))})
    fit = study.at("scalar", freed)
    assert isinstance(fit, GroupedFit)
    return freed, fit, []


def with_structure(
    alike: MeasuredAlike, model: ModelText, data: Responses, *, equal: bool
) -> GroupedFit:
    """Return a fit with the same equal measurement and more: covariates, or paths.

    Means of covariates differ between groups.  Under a sampling design covariates are part of
    the model: the estimates are the same (the likelihood is that of the items given the
    covariates times theirs, with parameters apart), and the sandwich, which adds up scores
    of items and covariates by sampled unit, is that of both together.

    Parameters
    ----------
    alike : MeasuredAlike
    model : ModelText
    data : Responses
    equal : bool
        Whether path coefficients are the same in all groups.
    """
    level, options = alike.level, alike.options
    text = with_lines(model, level.lines)
    added = (*level.equal, "regressions") if equal else level.equal
    given = checked_variables(model, names_in(data)).exogenous_observed
    apart = (*level.partial, *(f"{name}~1" for name in given))
    asked = replace(options, group_equal=added, group_partial=apart)
    return estimate_groups(text, data, replace(asked, fixed_x=False) if options.designed else asked)


def _is_doubtful(step: InvarianceStep) -> bool:
    return step.verdict in ("fails", "mixed") or _rejected(step)


def _rejected(step: InvarianceStep) -> bool:
    return step.test is not None and step.test.pvalue < SIGNIFICANT


def _searched(items: Sequence[str]) -> Diagnostic:
    return warning(
        "W-EQU-09",
        f"these items were let differ after a search: {', '.join(items)}.",
        why="a search through the data is exploratory: other samples may name other items",
        do="look for a reason in the wording; say  partial=  with these items to repeat the view",
    )


def doubts(configural: Level, last: InvarianceStep, partial: Partial) -> list[Diagnostic]:
    """Return what speaks against comparing means: W-EQU-10, W-EQU-11.

    Cut-offs that disagree ("mixed") are joined by the test of equality: one that sees nothing
    casts no doubt.
    """
    said = []
    if fits_badly(configural.measures):
        said.append(
            warning(
                "W-EQU-11",
                f"the model fits badly before anything is made equal (CFI ="
                f" {configural.measures['cfi']:.3f}, RMSEA = {configural.measures['rmsea']:.3f}):"
                " gaps are those of a wrong model.",
                why="means of factors mean what the model says only where the model fits",
                do="find out first where the model fails in each group",
            )
        )
    if last.verdict == "fails" or (last.verdict == "mixed" and _rejected(last)):
        said.append(
            warning(
                "W-EQU-10",
                "equal measurement is not supported: fit changes by more than the conventional"
                " limits when loadings and intercepts or thresholds are made equal.",
                why="a gap between groups that are measured differently may be one of the"
                " questions, not of the people",
                do="look at the levels with  gainsem invariance"
                + ("" if partial == SEARCH else ", or let items differ with  partial=search"),
            )
        )
    return said


def _check(step: InvarianceStep) -> CheckRow:
    test = step.test or DifferenceTest(NAN, 0, NAN)
    return CheckRow(
        name=step.name,
        statistic=test.statistic,
        df=test.df,
        pvalue=test.pvalue,
        method=test.method,
        delta_cfi=step.differences.get("cfi", NAN),
        cfi=step.measures.get("cfi", NAN),
        rmsea=step.measures.get("rmsea", NAN),
        srmr=step.measures.get("srmr", NAN),
        verdict=step.verdict,
    )


def equality_check(name: str, general: GroupedFit, restricted: GroupedFit) -> CheckRow | None:
    """Return the test of equal slopes or paths; None where there is none."""
    try:
        test = difference(general, restricted)
    except GainsemError:
        return None
    if test is None:
        return None
    return CheckRow(
        name=name,
        statistic=test.statistic,
        df=test.df,
        pvalue=test.pvalue,
        method=test.method,
        verdict="fails" if test.pvalue < SIGNIFICANT else "holds",
    )
