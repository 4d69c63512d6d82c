"""A study of measurement invariance: reads like the method section of a paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Literal

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import GainsemError, OptionError, SpecificationError
from gainsem.estimation.invariance.aligned import Aligned, aligned_study
from gainsem.estimation.invariance.details import biased_items, factor_means
from gainsem.estimation.invariance.fitting import Study, described, not_fitted
from gainsem.estimation.invariance.levels import (
    STRUCTURAL,
    Freed,
    LevelModel,
    Measured,
    level_model,
    structural_model,
)
from gainsem.estimation.invariance.partial import search_partial
from gainsem.estimation.ordinal_items import ordinal_items
from gainsem.estimation.sample import names_in
from gainsem.model.build import checked_variables
from gainsem.model.groups.text import texts_of_groups
from gainsem.options import Options
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.invariance.cutoffs import CONVENTIONS, fits_badly, usual_convention
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.steps import Level, invariance_steps
from gainsem.survey.groups import by_group
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText

Alignment = Literal["", "fixed", "free"]


@dataclass
class _Progress:
    """The levels so far, and the last one that could be fitted."""

    levels: list[Level] = field(default_factory=list)
    fits: dict[str, GroupedFit] = field(default_factory=dict)
    freed: Freed = field(default_factory=Freed)
    last: str = ""
    said: list[Diagnostic] = field(default_factory=list)


def invariance_study(
    model: ModelText,
    data: Responses,
    options: Options,
    *,
    search: bool = False,
    structural: Sequence[str] = (),
    alignment: Alignment = "",
    convention: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Invariance:
    """Return a study of measurement invariance between the groups of ``options.group``.

    Parameters
    ----------
    model : ModelText
    data : Responses
    options : Options
        With ``group``; what is equal is decided here.
    search : bool
        Look for partial invariance where a level does not hold.
    structural : sequence of str
        Parts of the structural model to make equal after the measurement.
    alignment : {"", "fixed", "free"}
        Align the configural model, too.
    convention : str, optional
        Whose cut-offs the verdicts follow.
    progress : callable, optional
        Called with the name of every level before it is fitted.

    Raises
    ------
    OptionError
        E-INV-01 for options that a study decides itself, or unknown names.
    SpecificationError
        E-INV-02 for a model without latent variables, or with blocks of groups.
    """
    _check(model, options, structural, convention)
    theta = _is_ordinal(model, data, options)
    options = replace(options, std_lv=True, parameterization="theta" if theta else "delta")
    first = _configural(model, data, options)
    study = Study(model, data, options, _measured(first))
    state = _Progress()
    _add(state, level_model("configural", study.measured, state.freed), first)
    for name in study.measured.levels[1:]:
        if progress is not None:
            progress(name)
        _level(study, state, name, search=search, convention=convention)
    plan = level_model(study.measured.levels[-1], study.measured, state.freed)
    for name in structural:
        plan = structural_model(name, plan)
        _structural(study, state, plan)
    state.said += _badly_fitting(state.levels[0])
    chosen = convention or _usual(first)
    steps = invariance_steps(state.levels, chosen)
    aligned = aligned_study(first, method=alignment) if alignment else Aligned()
    found = Invariance(
        variable=first.group,
        groups=first.labels,
        sizes=tuple(part.moments.n_obs for part in first.parts),
        reference=first.labels[0],
        estimator=first.estimator,
        ordinal=study.measured.ordinal,
        convention=chosen,
        steps=steps,
        parameters=aligned.group_parameters,
        aligned=aligned.parameters,
        alignment=aligned.facts,
        labels=_labels(first),
        diagnostics=tuple(dict.fromkeys((*first.diagnostics, *state.said, *aligned.diagnostics))),
        provenance=first.provenance,
        design=None if first.design is None else replace(first.design, simple_se=()),
    )
    return _with_means(found, state, aligned)


def _check(
    model: ModelText, options: Options, structural: Sequence[str], convention: str | None
) -> None:
    if options.group is None:
        raise OptionError.of(
            "E-INV-01",
            "invariance is about groups, and group= names none.",
            do="name the column with the groups:  group=",
        )
    if options.group_equal or options.group_partial:
        raise OptionError.of(
            "E-INV-01",
            "group_equal and group_partial are decided by the levels of invariance.",
            do="leave them out; or fit the model you want with gainsem.fit",
        )
    if options.replicated:
        raise OptionError.of(
            "E-INV-01",
            "levels of invariance are not fitted with replicate weights in this version.",
            do="say how respondents were sampled with  weights=, cluster=, strata=",
        )
    for name in structural:
        if name not in STRUCTURAL:
            raise OptionError.of(
                "E-INV-01",
                f"structural={name!r} is not available.",
                do=f"structural can be: {', '.join(STRUCTURAL)}",
            )
    if convention is not None and convention not in CONVENTIONS:
        raise OptionError.of(
            "E-INV-01",
            f"convention={convention!r} is not available.",
            do=f"convention can be: {', '.join(CONVENTIONS)}",
        )
    if not any(row.op == "=~" for row in model.statements) or model.blocks:
        raise SpecificationError.of(
            "E-INV-02",
            f"{model.source}: invariance of measurement needs one model of latent variables for"
            " all groups.",
            do="take 'group:' blocks out, and measure latent variables with  =~",
        )


def _is_ordinal(model: ModelText, data: Responses, options: Options) -> bool:
    """Return whether items are ordinal.

    Their residual variances are a level of their own, and parameters, in theta only.
    """
    groups = by_group(data, str(options.group), options.group_levels)
    text = texts_of_groups(model, groups.labels)[0]
    return bool(ordinal_items(data, checked_variables(text, names_in(data)), options))


def _configural(model: ModelText, data: Responses, options: Options) -> GroupedFit:
    from gainsem.estimation.groups.estimate import estimate_groups

    return estimate_groups(model, data, options)


def _measured(fit: GroupedFit) -> Measured:
    table = fit.parts[0].table
    factors: dict[str, list[str]] = {}
    for row in table.rows:
        if row.op == "=~":
            factors.setdefault(row.lhs, []).append(row.rhs)
    return Measured(
        {name: tuple(items) for name, items in factors.items()},
        dict(table.levels),
        len(fit.parts),
    )


def _add(
    state: _Progress,
    level: LevelModel,
    fit: GroupedFit,
    *,
    name: str = "",
    freed: tuple[str, ...] = (),
    remark: str = "",
    against: str | None = None,
) -> None:
    called = name or level.name
    general = state.last if against is None else against
    state.levels.append(
        described(
            level,
            fit,
            name=called,
            general=state.fits.get(general),
            against=general,
            freed=freed,
            remark=remark or ("" if fit.usable else "this solution is not usable"),
        )
    )
    state.fits[called] = fit
    if against is None or freed:
        state.last = called


def _level(
    study: Study, state: _Progress, name: str, *, search: bool, convention: str | None
) -> None:
    plan = level_model(name, study.measured, state.freed)
    before = state.last
    try:
        fit = study.fitted(plan)
    except GainsemError as reason:
        state.levels.append(not_fitted(plan, reason))
        return
    carried = tuple(dict.fromkeys(chain.from_iterable(state.freed.items.values())))
    _add(state, plan, fit, freed=carried)
    if not search or not _doubtful(state, convention or _usual(fit)):
        return
    found = search_partial(study, name, fit, state.freed)
    if not found.log:
        return
    state.freed = found.freed
    released = tuple(dict.fromkeys(chain.from_iterable(found.freed.items.values())))
    log = "; ".join(f"{k}. {each}" for k, each in enumerate(found.log, start=1))
    wider = level_model(name, study.measured, found.freed)
    state.last = before
    _add(
        state,
        wider,
        found.fit,
        name=f"partial {name}",
        freed=released,
        remark=f"exploratory search, Bonferroni-corrected: {log}",
        against=before,
    )
    items = ", ".join(dict.fromkeys(each.item for each in found.log))
    state.said.append(
        warning(
            "W-INV-03",
            f"{name}: these items were let differ after a search: {items}.",
            why="a search through the data is exploratory: its p values are those of a search,"
            " and other samples may name other items",
            do="look for a reason in the wording, and confirm it in other data",
        )
    )


def _doubtful(state: _Progress, convention: str) -> bool:
    """Return whether the last level does not clearly hold."""
    step = invariance_steps(state.levels, convention)[-1]
    return step.verdict in ("fails", "mixed") or (step.test is not None and step.test.pvalue < 0.05)


def _badly_fitting(configural: Level) -> list[Diagnostic]:
    """Return a warning where the model itself does not fit: levels then say little."""
    measures = configural.measures
    if not fits_badly(measures):
        return []
    cfi, rmsea = measures.get("cfi", math.nan), measures.get("rmsea", math.nan)
    return [
        warning(
            "W-INV-07",
            f"the configural model fits badly (CFI = {cfi:.3f}, RMSEA = {rmsea:.3f}): what the"
            " levels make equal may be parameters of a wrong model.",
            why="small changes of fit say little where the fit is bad to begin with (Browne &"
            " Cudeck 1992 call an RMSEA above .10 unacceptable)",
            do="find out first where the model fails in each group",
        )
    ]


def _structural(study: Study, state: _Progress, plan: LevelModel) -> None:
    try:
        fit = study.fitted(plan)
    except GainsemError as reason:
        state.levels.append(not_fitted(plan, reason))
        return
    _add(state, plan, fit)


def _usual(fit: GroupedFit) -> str:
    return usual_convention(
        ordinal=bool(fit.table.levels), n_groups=len(fit.parts), n_obs=fit.n_obs
    )


def _labels(fit: GroupedFit) -> dict[str, dict[str, str]]:
    """Return names of groups, items and factors by language."""
    labels = {part.label: dict(part.names) for part in fit.parts if part.names}
    for item in fit.parts[0].sample.items:
        if item.label:
            labels[item.name] = dict(item.label)
    for name, wording in fit.parts[0].sample.constructs.items():
        labels.setdefault(name, dict(wording))
    return labels


def _with_means(found: Invariance, state: _Progress, aligned: Aligned) -> Invariance:
    """Return the study with factor means and item effects of the best scalar model."""
    chosen = next((name for name in ("partial scalar", "scalar") if name in state.fits), "")
    if not chosen:
        return replace(found, means=aligned.means)
    fit = state.fits[chosen]
    means = factor_means(fit) if fit.usable else ()
    released = set(chain.from_iterable(state.freed.items.values()))
    items, scores = biased_items(fit) if released and fit.usable else ((), ())
    # Residual variances may differ at this level: only items let differ are called biased.
    items = tuple(row for row in items if row.item in released)
    said: tuple[Diagnostic, ...] = ()
    if not fit.usable:
        said = (note("I-INV-04", f"no factor means: the solution of '{chosen}' is not usable."),)
    return replace(
        found,
        means=means or aligned.means,
        item_bias=items,
        score_bias=scores,
        diagnostics=(*found.diagnostics, *said),
    )
