"""An equity view: reads like the method section of a paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from gainsem.estimation.equity.bias import bias_rows
from gainsem.estimation.equity.by_path import parts_by_path
from gainsem.estimation.equity.cells import Cells, cells_of
from gainsem.estimation.equity.covariates import Adjusted, adjusted_answers
from gainsem.estimation.equity.measured import check_partial
from gainsem.estimation.equity.models import (
    check_model,
    items_of,
    latent_of,
    measurement_of,
    predictors_of,
)
from gainsem.estimation.equity.plan import Asked, check_asked, check_designed
from gainsem.estimation.equity.quantities import estimated
from gainsem.estimation.equity.view import Setting, View, label_of, view_of
from gainsem.estimation.invariance.fitting import labels_in
from gainsem.estimation.ordinal_items import ordinal_items
from gainsem.estimation.sample import names_in
from gainsem.model.build import checked_variables
from gainsem.options import Options
from gainsem.results.equity.record import Equity
from gainsem.survey.groups import by_group
from gainsem.survey.phrases import number_text
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText


def equity_study(
    model: ModelText,
    data: Responses,
    options: Options,
    asked: Asked,
    *,
    progress: Callable[[str], None] | None = None,
) -> Equity:
    """Return the equity view of the groups of ``options.group``.

    Parameters
    ----------
    model : ModelText
    data : Responses
    options : Options
        With ``group``; what is equal is decided here.
    asked : Asked
    progress : callable, optional
        Called with what is going to be estimated.

    Raises
    ------
    OptionError, SpecificationError, ResponseError
        E-EQU-01 to E-EQU-07; whatever a model of several groups raises.
    """
    check_model(model)
    check_asked(options, asked)
    measurement = measurement_of(model)
    check_partial(measurement, asked.partial)
    tell = progress or _silent
    setting = _setting(measurement, data, options, replace(asked, waves=None), tell)
    # Before anything is estimated: waves may be refused, too.
    by_wave = _setting(measurement, data, options, asked, tell) if asked.waves else None
    view = view_of(setting, asked.partial)
    paths, path_checks, remarks = parts_by_path(model, setting, view.alike)
    waves = None if by_wave is None else _by_wave(by_wave, view)
    wave_cells = None if by_wave is None else by_wave.cells
    tell("bias")
    fit = view.alike.fit
    found = estimated(fit, setting.answers.data)
    later = () if waves is None else waves.diagnostics
    return Equity(
        variable=setting.cells.column,
        groups=fit.labels,
        sizes=tuple(part.moments.n_obs for part in fit.parts),
        estimator=fit.estimator,
        ordinal=bool(fit.table.levels),
        unit=asked.unit,
        adjust=asked.adjust,
        slopes=asked.slopes,
        wave_variable=asked.waves or "",
        waves=() if wave_cells is None else tuple(level.label for level in wave_cells.waves),
        freed=view.alike.items,
        gaps=(*view.gaps, *(() if waves is None else waves.gaps)),
        parts=view.parts,
        paths=paths,
        bias=bias_rows(fit, setting.answers.data, found, view.alike.items, unit=asked.unit)
        if fit.usable
        else (),
        changes=() if waves is None else waves.changes,
        covariates=view.covariates,
        checks=(*view.checks, *path_checks, *(() if waves is None else waves.checks)),
        labels=_labels(model, data, setting, view, asked.waves or "", wave_cells),
        diagnostics=tuple(dict.fromkeys((*view.diagnostics, *remarks, *later))),
        provenance=fit.provenance,
        design=None if fit.design is None else replace(fit.design, simple_se=()),
    )


def _silent(_: str) -> None:
    """Tell nobody."""


def _setting(
    model: ModelText,
    data: Responses,
    options: Options,
    asked: Asked,
    tell: Callable[[str], None],
) -> Setting:
    """Return what all models of a view share: cells, answers, options."""
    group = str(options.group)
    cells = cells_of(data, group, options.group_levels, asked.reference, asked.waves)
    taken = (*items_of(model), *latent_of(model), group, cells.column, asked.waves or "")
    answers = adjusted_answers(cells.data, asked.adjust, _cell_of_each(cells), taken=taken)
    chosen = _chosen(model, answers, cells, options)
    check_designed(options, ordinal=chosen.parameterization == "theta", adjust=asked.adjust)
    return Setting(model, answers, cells, chosen, asked, tell)


def _cell_of_each(cells: Cells) -> list[str]:
    """Return the cell of every respondent; empty for those of none."""
    data = cells.data
    codes = {level.code for level in by_group(data, cells.column, cells.codes).levels}
    if cells.column in data.text:
        own = [text.strip() for text in data.text[cells.column]]
    else:
        values = data.column(cells.column).tolist()
        own = ["" if np.isnan(value) else number_text(value) for value in values]
    return [code if code in codes else "" for code in own]


def _chosen(model: ModelText, answers: Adjusted, cells: Cells, options: Options) -> Options:
    """Return the options of all models: the first group gives the scale of the factors."""
    variables = checked_variables(model, names_in(answers.data))
    plain = replace(options, group=cells.column, group_levels=cells.codes, std_lv=True)
    theta = bool(ordinal_items(answers.data, variables, plain))
    return replace(plain, parameterization="theta" if theta else "delta", effect_coding=False)


def _by_wave(setting: Setting, view: View) -> View:
    """Return the gaps in every wave; measurement is equal in all groups and waves."""
    setting.tell("waves")
    found = view_of(setting, view.alike.items)
    checks = tuple(replace(each, name=f"{each.name}, waves") for each in found.checks)
    return replace(found, checks=checks)


def _labels(
    model: ModelText,
    data: Responses,
    setting: Setting,
    view: View,
    wave: str,
    waves: Cells | None,
) -> dict[str, dict[str, str]]:
    """Return names of groups, waves, items, factors, covariates and predictors by language."""
    labels = labels_in(view.alike.fit)
    known = dict(zip(data.names, data.items, strict=True))
    predictors = [name for own in predictors_of(model).values() for name in own]
    for name in (setting.cells.column, *setting.asked.adjust, wave, *predictors):
        if name in known and known[name].label:
            labels.setdefault(name, dict(known[name].label))
    for each in setting.answers.covariates:
        for _, level in each.named:
            labels.setdefault(label_of(level), level)
    for time in () if waves is None else waves.waves:
        labels.setdefault(time.label, dict(time.names))
    return labels
