"""A fit without flagged respondents, beside the fit on everybody."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import GainsemError, OptionError, ResponseError
from gainsem.model.variables import measured_items
from gainsem.options import Options
from gainsem.results.exclusion import (
    NO_HYPOTHESIS,
    ComparedEstimate,
    ExcludedFlag,
    ExcludedOfGroup,
    Exclusion,
    FlagLimit,
    change_of,
)
from gainsem.results.fitted import FittedModel, ParameterEstimate
from gainsem.survey.codebook import Codebook
from gainsem.survey.flags import chosen_flags
from gainsem.survey.groups import by_group, rows_of
from gainsem.survey.judged import Judged
from gainsem.survey.moments import Moments
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses
from gainsem.survey.screening import Screened, screen_answers
from gainsem.syntax.statements import ModelText

MANY = 0.10
Rows = NDArray[np.bool_]
AnyFit = TypeVar("AnyFit", bound=FittedModel)


def estimate_without_flagged(
    model: ModelText,
    data: Responses | Moments | Sequence[Moments],
    options: Options,
    by: Callable[[ModelText, Responses, Options], AnyFit],
    *,
    codebook: Codebook | None = None,
) -> AnyFit:
    """Fit a model without the respondents that have one of the flags of ``options.exclude``.

    The model is fitted to everybody as well, and ``fit.exclusion`` holds the two side by side:
    what to leave out is a choice, and a reader must see what it does (Curran 2016,
    doi:10.1016/j.jesp.2015.07.006).

    Parameters
    ----------
    model : ModelText
    data : Responses
        With groups, those of the groups to compare are screened.
    options : Options
    by : callable
        Fits the model: ``estimate``, or ``estimate_groups``.
    codebook : Codebook, optional
        For the items to screen, the time, and the attention checks.

    Raises
    ------
    OptionError
        E-OPT-02 for a covariance matrix, E-SCR-04 for a flag that cannot be judged.
    ResponseError
        E-SCR-05 when nobody is left, E-SCR-06 when nobody of a group is.
    """
    if not isinstance(data, Responses):
        raise OptionError.of(
            "E-OPT-02",
            "exclude= needs the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    data = respondents_of_groups(data, options)
    names, thresholds = chosen_flags(options.exclude)
    screened = screen_answers(
        data, codebook, measured=measured_items(model.statements), thresholds=thresholds
    )
    flags = [screened.flag(name) for name in names]
    _refuse_not_judged(flags)
    flagged = np.any([flag.hit for flag in flags], axis=0)
    _refuse_empty(flagged, flags)
    said = Exclusion(
        flags=tuple(_excluded_flag(flag) for flag in flags),
        n_screened=len(flagged),
        n_excluded=int(flagged.sum()),
        groups=_by_group(data, flagged, options),
    )
    if not said.n_excluded:
        nobody = note("I-SCR-24", f"Nobody is flagged by {names_text(names)}; nobody was left out.")
        return _told(by(model, data, options), said, [nobody])
    refuse_emptied_groups(data, flagged, options.group)
    fit = by(model, respondents_kept(data, ~flagged), options)
    compared = _with_everybody(said, fit, lambda: by(model, data, options))
    return _told(fit, compared, [*_remarks(compared), *_of_screening(screened)])


def _told(fit: AnyFit, said: Exclusion, remarks: Sequence[Diagnostic]) -> AnyFit:
    """Return a fit with what there is to say of who was left out."""
    more: dict[str, Any] = {"exclusion": said, "diagnostics": (*fit.diagnostics, *remarks)}
    return replace(fit, **more)


def without_flagged(
    model: ModelText,
    data: Responses,
    options: Options,
    *,
    codebook: Codebook | None = None,
) -> Responses:
    """Return the respondents :func:`estimate_without_flagged` fits the model to."""
    data = respondents_of_groups(data, options)
    names, thresholds = chosen_flags(options.exclude)
    screened = screen_answers(
        data, codebook, measured=measured_items(model.statements), thresholds=thresholds
    )
    flagged = np.any([screened.flag(name).hit for name in names], axis=0)
    return respondents_kept(data, ~flagged)


def respondents_of_groups(data: Responses, options: Options) -> Responses:
    """Return the respondents of the groups to compare, in their order; without groups all.

    Raises
    ------
    ResponseError
        As of :func:`gainsem.survey.groups.by_group`.
    """
    if options.group is None:
        return data
    given = by_group(data, options.group, options.group_levels)
    keep = np.zeros(len(data.values), dtype=bool)
    keep[np.concatenate(given.rows)] = True
    return replace(respondents_kept(data, keep), diagnostics=given.diagnostics)


def _by_group(data: Responses, flagged: Rows, options: Options) -> tuple[ExcludedOfGroup, ...]:
    """Return how many of each group are left out."""
    if options.group is None:
        return ()
    given = by_group(data, options.group, options.group_levels)
    return tuple(
        ExcludedOfGroup(label, len(rows), int(flagged[rows].sum()))
        for label, rows in zip(given.labels, given.rows, strict=True)
    )


def _excluded_flag(flag: Judged) -> ExcludedFlag:
    limits = tuple(
        FlagLimit(limit.criterion.key, limit.criterion.words, limit.criterion.relation, limit.value)
        for limit in flag.limits
    )
    return ExcludedFlag(flag.name, flag.count, limits)


def respondents_kept(data: Responses, keep: Rows) -> Responses:
    """Return the answers of some respondents, everything else as it was.

    Parameters
    ----------
    data : Responses
    keep : ndarray of bool, shape (n,)
    """
    kept = rows_of(data, np.flatnonzero(keep))
    kept.values.setflags(write=False)
    return replace(kept, diagnostics=data.diagnostics)


def refuse_emptied_groups(data: Responses, flagged: Rows, group: str | None) -> None:
    """Refuse to leave out a whole group (E-SCR-06).

    Parameters
    ----------
    data : Responses
    flagged : ndarray of bool, shape (n,)
    group : str, optional
        The grouping variable; nothing is checked without one the data have.
    """
    if not group or (group not in data.names and group not in data.text):
        return
    column = np.array(data.text[group]) if group in data.text else data.column(group)
    before = {str(each) for each in column.tolist() if each == each and each != ""}
    after = {str(each) for each in column[~flagged].tolist()}
    gone = sorted(before - after)
    if gone:
        raise ResponseError.of(
            "E-SCR-06",
            f"All respondents of '{group}' = {names_text(gone)} are flagged; the group would be"
            " gone.",
            why="groups cannot be compared when one of them has nobody left",
            do="exclude by fewer flags, or raise their thresholds",
        )


def _refuse_not_judged(flags: list[Judged]) -> None:
    problems = [
        Diagnostic(
            "E-SCR-04",
            "error",
            f"Respondents cannot be excluded by '{flag.name}': {flag.reason}.",
            do="name another flag, or give what it needs (docs/screening.md says what)",
        )
        for flag in flags
        if not flag.judged
    ]
    if problems:
        raise OptionError(*problems)


def _refuse_empty(flagged: Rows, flags: list[Judged]) -> None:
    if not flagged.all():
        return
    counts = names_text(f"{flag.name} {flag.count}" for flag in flags)
    raise ResponseError.of(
        "E-SCR-05",
        f"All {len(flagged)} respondents are flagged ({counts}); nobody is left for a fit.",
        why="a flag everybody has says something about the threshold, not about respondents",
        do="look at  gainsem screen , and exclude by fewer flags or other thresholds",
    )


def _with_everybody(
    said: Exclusion, fit: FittedModel, of_everybody: Callable[[], FittedModel]
) -> Exclusion:
    """Return the exclusion with the fit on everybody beside the fit that was made."""
    try:
        everybody = of_everybody()
    except GainsemError as refusal:
        problem = refusal.problems[0]
        status = f"{problem.code}  {problem.message}"
        return replace(said, usable_all=False, status_all=status)
    refused = [found for found in everybody.diagnostics if found.code.startswith("E-")]
    status = "" if everybody.usable else everybody.solution.status
    if refused:
        status = f"{refused[0].code}  {refused[0].message}"
    return replace(
        said,
        n_used_all=everybody.n_obs,
        usable_all=everybody.usable,
        status_all=status,
        rows=compared_estimates(everybody, fit),
        measures_all=dict(everybody.fit_measures),
    )


def compared_estimates(everybody: FittedModel, fit: FittedModel) -> tuple[ComparedEstimate, ...]:
    """Return the free and the defined parameters of two fits of one model, side by side."""
    before = {_key(row): row for row in everybody.parameter_rows}
    after = {_key(row): row for row in fit.parameter_rows}
    keys = [*after, *(key for key in before if key not in after)]
    return tuple(
        _compared(before.get(key), after.get(key))
        for key in keys
        if any(row is not None and _is_estimated(row) for row in (before.get(key), after.get(key)))
    )


def _key(row: ParameterEstimate) -> tuple[str, str, str, int]:
    return (row.lhs, row.op, row.rhs, row.group)


def _is_estimated(row: ParameterEstimate) -> bool:
    return row.free or row.op == ":="


def _compared(
    before: ParameterEstimate | None, after: ParameterEstimate | None
) -> ComparedEstimate:
    row = after or before
    assert row is not None
    first, second = _numbers(before), _numbers(after)
    difference = second[0] - first[0]
    return ComparedEstimate(
        *_key(row),
        *first,
        *second,
        difference=difference,
        difference_se=difference / first[1] if first[1] > 0.0 else math.nan,
        change="" if row.op in NO_HYPOTHESIS else change_of(*_tested(first), *_tested(second)),
    )


def _numbers(row: ParameterEstimate | None) -> tuple[float, float, float, float]:
    if row is None:
        return (math.nan, math.nan, math.nan, math.nan)
    return (row.est, row.se, row.pvalue, row.std_all)


def _tested(numbers: tuple[float, float, float, float]) -> tuple[float, float]:
    """Return estimate and p value."""
    return numbers[0], numbers[2]


def _remarks(found: Exclusion) -> list[Diagnostic]:
    """Return who was left out, and what that does to the result."""
    share = found.n_excluded / found.n_screened
    by_flag = names_text(f"{flag.name} {flag.count}" for flag in found.flags)
    text = (
        f"{found.n_excluded} of {found.n_screened} respondents ({100 * share:.1f} %) were left"
        f" out because of flags: {by_flag}."
    )
    remarks = [note("I-SCR-23", text, do="report the fit with and without them")]
    if share > MANY:
        remarks.append(
            warning(
                "W-SCR-14",
                f"{100 * share:.1f} % of the respondents were left out.",
                why="flags at usual thresholds find a few percent; so many are also other kinds"
                " of people than those who are left",
                do="look at  gainsem screen , and exclude by fewer flags or other thresholds",
            )
        )
    if not found.usable_all:
        remarks.append(
            warning(
                "W-SCR-13",
                f"The fit on everybody is not usable: {found.status_all}",
                why="what leaving out has changed cannot be judged",
            )
        )
    if found.changed and found.usable_all:
        listed = names_text(f"{row.name} ({row.change})" for row in found.changed)
        remarks.append(
            warning(
                "W-SCR-12",
                f"Leaving respondents out changes the conclusion on {len(found.changed)} of"
                f" {len(found.tested)} parameters: {listed}.",
                why="a result that hangs on who was left out is not a safe one",
                do="report both fits, and the rule by which respondents were left out",
            )
        )
    return remarks


def _of_screening(screened: Screened) -> list[Diagnostic]:
    """Return what screening itself has remarked, besides flags nobody asked for."""
    return [
        found
        for found in screened.diagnostics
        if "-SCR-" in found.code and found.code not in ("I-SCR-21", "W-SCR-15")
    ]
