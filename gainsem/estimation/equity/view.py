"""The gaps of one set of groups: as they are, and adjusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gainsem.diagnostics import Diagnostic, warning
from gainsem.estimation.equity.cells import Cells
from gainsem.estimation.equity.covariates import Adjusted
from gainsem.estimation.equity.gaps import Compared, all_gaps, change_rows, gap_rows, part_rows
from gainsem.estimation.equity.measured import (
    MeasuredAlike,
    Partial,
    equality_check,
    measured_alike,
    with_structure,
)
from gainsem.estimation.equity.models import adjusted_lines, latent_of, top_factors
from gainsem.estimation.equity.plan import Asked
from gainsem.estimation.equity.quantities import estimated
from gainsem.estimation.invariance.fitting import with_lines
from gainsem.options import Options
from gainsem.results.equity.rows import ChangeRow, CheckRow, CovariateRow, GapRow, PartRow
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.groups import by_group
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText

SMALL = 100
UNEQUAL = 0.05


@dataclass(frozen=True, eq=False)
class View:
    """What was found in one set of groups, over all waves or wave by wave."""

    alike: MeasuredAlike
    gaps: tuple[GapRow, ...] = ()
    parts: tuple[PartRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    covariates: tuple[CovariateRow, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, eq=False)
class Setting:
    """What all models of a view share.

    Parameters
    ----------
    model : ModelText
        Measurement only.
    answers : Adjusted
    cells : Cells
    options : Options
        Of every fit.
    asked : Asked
    tell : callable
        Called with what is going to be estimated.
    """

    model: ModelText
    answers: Adjusted
    cells: Cells
    options: Options
    asked: Asked
    tell: Callable[[str], None]

    def compared(self, fit: GroupedFit) -> Compared:
        """Return a fit with what is compared in it."""
        factors, top = latent_of(self.model), top_factors(self.model)
        inner = frozenset(factors) - frozenset(top)
        found = estimated(fit, self.answers.data)
        return Compared(found, self.cells, factors, inner, self.asked.unit)


def view_of(setting: Setting, partial: Partial) -> View:
    """Return the gaps of one set of groups, before and after adjusting.

    Parameters
    ----------
    setting : Setting
    partial : sequence of str or "search"
        The items to let differ.
    """
    setting.tell("measurement")
    alike = measured_alike(setting.model, setting.answers.data, setting.options, partial)
    as_is = _as_it_is(setting, alike)
    adjusted = _adjusted(setting, alike)
    said = (
        *alike.fit.diagnostics,
        *setting.answers.diagnostics,
        *alike.diagnostics,
        *on_fit(alike.fit, "measurement"),
    )
    return View(
        alike,
        (*as_is.gaps, *adjusted.gaps),
        adjusted.parts,
        (*as_is.changes, *adjusted.changes),
        (*alike.checks, *adjusted.checks),
        adjusted.covariates,
        (*said, *adjusted.diagnostics),
    )


def _as_it_is(setting: Setting, alike: MeasuredAlike) -> View:
    """Return gaps before adjusting, and what they would seem with all items equal."""
    if not alike.fit.usable:
        return View(alike)
    compared = setting.compared(alike.fit)
    gaps = all_gaps(compared, kind="raw")
    rows = gap_rows(compared, gaps, "raw")
    if setting.cells.waves:
        return View(alike, rows, changes=change_rows(compared, gaps, "raw"))
    if alike.full is not None and alike.full.usable:
        full = setting.compared(alike.full)
        rows += gap_rows(full, all_gaps(full, kind="ignored"), "ignored")
    return View(alike, rows)


def _adjusted(setting: Setting, alike: MeasuredAlike) -> View:
    """Return gaps after adjusting, and what covariates explain of them."""
    answers, asked = setting.answers, setting.asked
    if not answers.covariates:
        return View(alike)
    setting.tell("covariates")
    text = with_lines(setting.model, adjusted_lines(setting.model, answers))
    equal, free = (with_structure(alike, text, answers.data, equal=each) for each in (True, False))
    check = equality_check("slopes", free, equal)
    fit = equal if asked.slopes == "equal" else free
    found = View(
        alike,
        checks=() if check is None else (check,),
        covariates=_covariate_means(answers, setting.cells, setting.options.weights),
        diagnostics=(
            *on_fit(fit, "covariates"),
            *on_slopes(check, asked, "slopes of the covariates"),
        ),
    )
    if not fit.usable:
        return found
    compared = setting.compared(fit)
    gaps = all_gaps(compared, answers.columns, kind="adjusted")
    rows = gap_rows(compared, gaps, "adjusted")
    if setting.cells.waves:
        changes = change_rows(compared, gaps, "adjusted")
        return View(
            alike,
            rows,
            changes=changes,
            checks=found.checks,
            covariates=found.covariates,
            diagnostics=found.diagnostics,
        )
    parts = part_rows(compared, answers.covariates, asked.slopes)
    return View(
        alike,
        rows,
        parts,
        checks=found.checks,
        covariates=found.covariates,
        diagnostics=found.diagnostics,
    )


def on_slopes(check: CheckRow | None, asked: Asked, what: str) -> list[Diagnostic]:
    """Return a warning where slopes are held equal and are not."""
    if check is None or asked.slopes != "equal" or not check.pvalue < UNEQUAL:
        return []
    return [
        warning(
            "W-EQU-15",
            f"the {what} are held equal in all groups, and the test speaks"
            f" against it (chi-square({check.df}) = {check.statistic:.2f}, p ="
            f" {check.pvalue:.2g}).",
            why="with slopes that differ the gap is not the same at all values of what it is"
            " adjusted for or explained by",
            do="say  slopes=pooled  or  slopes=reference  to let them differ",
        )
    ]


def on_fit(fit: GroupedFit, name: str) -> list[Diagnostic]:
    """Return warnings about a fit that cannot be trusted, and groups that are small."""
    said = []
    if not fit.usable:
        said.append(
            warning(
                "W-EQU-08",
                f"the model of the {name} has no proper solution: there are no gaps from it.",
                do="look at the model group by group with  gainsem fit --group",
            )
        )
    small = [part for part in fit.parts if part.moments.n_obs < SMALL]
    if small:
        listed = ", ".join(f"'{part.label}' (n = {part.moments.n_obs})" for part in small[:8])
        said.append(
            warning(
                "W-EQU-12",
                f"small groups: {listed}.",
                why=f"with fewer than {SMALL} respondents estimates of a group are unstable, and"
                " their standard errors too small",
                do="join groups, or read their gaps with care",
            )
        )
    return said


def _covariate_means(
    answers: Adjusted, cells: Cells, weights: str | None
) -> tuple[CovariateRow, ...]:
    """Return means of numbers and shares of categories, in every group, by sampling weights."""
    parts = by_group(answers.data, cells.column, cells.codes).parts
    rows = []
    for each in answers.covariates:
        for (group, wave), own in zip(cells.keys, parts, strict=True):
            assert isinstance(own, Responses)
            counted = None if weights is None else own.column(weights)
            if not each.levels:
                means = [("", float(np.average(own.column(each.name), weights=counted)))]
            else:
                # Columns of categories are centred: who is in one has a value above 0.
                shares = [
                    float(np.average(own.column(name) > 0.0, weights=counted))
                    for name in each.columns
                ]
                shares.insert(0, 1.0 - sum(shares))
                means = [
                    (label_of(level), share)
                    for (_, level), share in zip(each.named, shares, strict=True)
                ]
            rows += [
                CovariateRow(covariate=each.name, level=level, group=group, wave=wave, mean=mean)
                for level, mean in means
            ]
    return tuple(rows)


def label_of(names: dict[str, str]) -> str:
    """Return the label of a category that rows know it by."""
    return names.get("en") or next(iter(names.values()))
