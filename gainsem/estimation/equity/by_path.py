"""What comes to the gaps through the paths of the model itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import GainsemError
from gainsem.estimation.equity.covariates import standardised
from gainsem.estimation.equity.gaps import Compared, path_rows
from gainsem.estimation.equity.measured import MeasuredAlike, equality_check, with_structure
from gainsem.estimation.equity.models import (
    has_paths,
    items_of,
    latent_of,
    predictors_of,
)
from gainsem.estimation.equity.quantities import estimated
from gainsem.estimation.equity.view import Setting, on_fit, on_slopes
from gainsem.estimation.invariance.scaled import scaled_once
from gainsem.estimation.sample import names_in
from gainsem.model.build import checked_variables
from gainsem.results.equity.rows import CheckRow, PartRow
from gainsem.survey.groups import rows_of
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText

Found = tuple[tuple[PartRow, ...], tuple[CheckRow, ...], tuple[Diagnostic, ...]]


def parts_by_path(model: ModelText, setting: Setting, alike: MeasuredAlike) -> Found:
    """Return the parts of the gaps by the paths of a model, the test of equal paths, remarks.

    Parameters
    ----------
    model : ModelText
        With its paths.
    setting : Setting
        Without waves.
    alike : MeasuredAlike
        How its factors are measured.
    """
    if not has_paths(model):
        return (), (), ()
    setting.tell("paths")
    predictors, asked = predictors_of(model), setting.asked
    observed = {name for own in predictors.values() for name in own} - set(latent_of(model))
    data = standardised(setting.answers.data, sorted(observed - set(items_of(model))))
    text = scaled_once(model)
    given = checked_variables(text, names_in(data)).exogenous_observed
    if setting.options.designed and given:
        if alike.fit.table.levels:
            return (), (), (_not_known(given),)
        data = _complete(data, given)
    try:
        equal, free = (with_structure(alike, text, data, equal=each) for each in (True, False))
    except GainsemError as problem:
        return (), (), (note("I-EQU-16", f"no parts by path: {problem.problems[0].message}"),)
    check = equality_check("paths", free, equal)
    checks = () if check is None else (check,)
    fit = equal if asked.slopes == "equal" else free
    if not fit.usable:
        return (), checks, tuple(on_fit(fit, "paths"))
    said = tuple(on_slopes(check, asked, "paths of the model"))
    explained = tuple(predictors)
    found = estimated(fit, data)
    compared = Compared(found, setting.cells, explained, frozenset(), asked.unit)
    return path_rows(compared, predictors, asked.slopes), checks, said


def _not_known(given: Sequence[str]) -> Diagnostic:
    """Return why there are no parts by observed predictors of ordinal items under a design."""
    return note(
        "I-EQU-16",
        f"no parts by path: with a sampling design and ordinal items none come through observed"
        f" predictors ({names_text(given)}) in this version.",
        why="how their means vary together with the estimates from one sampled unit to the next is"
        " not known",
        do="take the items as numbers:  ordered=False",
    )


def _complete(data: Responses, given: Sequence[str]) -> Responses:
    """Return those who have a value of all predictors: nothing is assumed of how these are lost.

    Without a design that is who is used, too.
    """
    at = np.flatnonzero(~np.isnan(data.columns(given)).any(axis=1))
    return replace(rows_of(data, at), diagnostics=data.diagnostics)
