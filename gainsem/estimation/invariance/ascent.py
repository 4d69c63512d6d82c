"""The levels of a study one after another: fitted, tested, and searched where they do not hold."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import chain

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import GainsemError
from gainsem.estimation.invariance.anchors import chosen_anchors
from gainsem.estimation.invariance.asked import Asked
from gainsem.estimation.invariance.fitting import Study, described, not_fitted
from gainsem.estimation.invariance.levels import Freed, LevelModel, level_model, structural_model
from gainsem.estimation.invariance.partial import search_partial
from gainsem.results.fitted import FittedModel
from gainsem.results.invariance.cutoffs import fits_badly
from gainsem.results.invariance.rows import AnchorRow
from gainsem.results.invariance.steps import Level, invariance_steps


@dataclass
class Ascent:
    """The levels so far, and the last one that could be fitted."""

    levels: list[Level] = field(default_factory=list)
    fits: dict[str, FittedModel] = field(default_factory=dict)
    freed: Freed = field(default_factory=Freed)
    last: str = ""
    said: list[Diagnostic] = field(default_factory=list)
    anchors: tuple[AnchorRow, ...] = ()

    @property
    def released(self) -> tuple[str, ...]:
        """The items that are let differ at any level."""
        return tuple(dict.fromkeys(chain.from_iterable(self.freed.items.values())))


def ascend(study: Study, first: FittedModel, *, convention: str, asked: Asked) -> Ascent:
    """Return all levels of a study.

    Parameters
    ----------
    study : Study
    first : FittedModel
        The configural model.
    convention : str
        Whose cut-offs say that a level is to be searched.
    asked : Asked
    """
    state = Ascent(anchors=chosen_anchors(study, asked.anchors))
    _add(state, level_model("configural", study.measured, state.freed), first)
    for name in study.measured.levels[1:]:
        if asked.progress is not None:
            asked.progress(name)
        _level(study, state, name, search=asked.search, convention=convention)
    plan = level_model(study.measured.levels[-1], study.measured, state.freed)
    for name in asked.structural:
        plan = structural_model(name, plan)
        _structural(study, state, plan)
    state.said += _badly_fitting(state.levels[0])
    return state


def _add(
    state: Ascent,
    level: LevelModel,
    fit: FittedModel,
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


def _level(study: Study, state: Ascent, name: str, *, search: bool, convention: str) -> None:
    plan = level_model(name, study.measured, state.freed)
    before = state.last
    try:
        fit = study.fitted(plan)
    except GainsemError as reason:
        state.levels.append(not_fitted(plan, reason))
        return
    _add(state, plan, fit, freed=state.released)
    if not search or not _doubtful(state, convention):
        return
    found = search_partial(study, name, fit, state.freed, anchors=state.anchors)
    if not found.log:
        return
    state.freed = found.freed
    log = "; ".join(f"{k}. {each}" for k, each in enumerate(found.log, start=1))
    wider = level_model(name, study.measured, found.freed)
    state.last = before
    _add(
        state,
        wider,
        found.fit,
        name=f"partial {name}",
        freed=state.released,
        remark=f"exploratory search, Bonferroni-corrected: {log}{_anchored(state)}",
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


def _anchored(state: Ascent) -> str:
    """Return which items the search could not let differ, as the log says it."""
    named = [row.item for row in state.anchors if row.chosen]
    return f"; anchors: {', '.join(dict.fromkeys(named))}" if named else ""


def _doubtful(state: Ascent, convention: str) -> bool:
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
            do="find out first where the model itself fails",
        )
    ]


def _structural(study: Study, state: Ascent, plan: LevelModel) -> None:
    try:
        fit = study.fitted(plan)
    except GainsemError as reason:
        state.levels.append(not_fitted(plan, reason))
        return
    _add(state, plan, fit)
