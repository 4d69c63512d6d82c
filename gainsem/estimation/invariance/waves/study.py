"""A study of longitudinal invariance: the same people in several waves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from gainsem.errors import OptionError
from gainsem.estimation.estimate import estimate
from gainsem.estimation.invariance.ascent import ascend
from gainsem.estimation.invariance.asked import Asked
from gainsem.estimation.invariance.finished import with_details
from gainsem.estimation.invariance.fitting import Study
from gainsem.estimation.invariance.levels import Freed, LevelModel, level_model
from gainsem.estimation.invariance.sides import Side, sides_of_waves
from gainsem.estimation.invariance.waves.answers import in_columns, require_waves, thresholds_of
from gainsem.estimation.invariance.waves.measured import measured_of
from gainsem.estimation.invariance.waves.names import Waves, refuse_collisions
from gainsem.estimation.invariance.waves.text import Repeated
from gainsem.options import Options
from gainsem.results.fit import Fit
from gainsem.results.fitted import FittedModel
from gainsem.results.invariance.cutoffs import usual_convention
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.steps import invariance_steps
from gainsem.results.invariance.words_of_waves import LABELS
from gainsem.survey.responses import Responses
from gainsem.syntax import parse
from gainsem.syntax.statements import ModelText

VARIABLE = "waves"


def longitudinal_study(
    model: ModelText,
    data: Responses,
    options: Options,
    *,
    waves: Waves,
    asked: Asked,
    residual_covariances: bool = True,
) -> Invariance:
    """Return a study of measurement invariance between waves of the same people.

    Parameters
    ----------
    model : ModelText
        Of one wave, by the names of the items without a wave.
    data : Responses
        One row a person, one column an item and wave.
    options : Options
    waves : Waves
    asked : Asked
    residual_covariances : bool

    Raises
    ------
    OptionError
        E-INV-01 for options that a study decides itself, or unknown names.
    SpecificationError
        E-INV-09 for a model that cannot be repeated, E-INV-10 for names that become one.
    UnknownVariableError
        E-INV-11 for a wave without the columns of its items.
    ResponseError
        E-INV-12 for an item with other categories in some waves.
    """
    _check(options, asked)
    study, options = repeated(
        model, data, options, waves, residual_covariances=residual_covariances
    )
    fitted = partial(_fit, study=study, data=data, options=options)
    first = fitted(level_model("configural", study.measured, Freed()))
    chosen = asked.convention or usual_convention(
        ordinal=study.measured.ordinal, n_groups=len(waves.names), n_obs=first.n_obs
    )
    state = ascend(
        Study(study.measured, fitted, study.later), first, convention=chosen, asked=asked
    )
    found = Invariance(
        variable=VARIABLE,
        groups=waves.names,
        sizes=(first.n_obs,) * len(waves.names),
        reference=waves.names[0],
        estimator=first.estimator,
        ordinal=study.measured.ordinal,
        convention=chosen,
        steps=invariance_steps(state.levels, chosen),
        anchors=state.anchors,
        repeated=True,
        labels=_labels(study, first),
        diagnostics=tuple(dict.fromkeys((*first.diagnostics, *state.said))),
        provenance=replace(first.provenance, model=model.text, model_source=model.source),
        design=None if first.design is None else replace(first.design, simple_se=()),
    )
    factors = tuple(study.measured.factors)
    return with_details(found, state, partial(_sides, study=study), factors)


def repeated(
    model: ModelText,
    data: Responses,
    options: Options,
    waves: Waves,
    *,
    residual_covariances: bool = True,
) -> tuple[Repeated, Options]:
    """Return a model with the waves it is repeated in, and the options of its fits.

    Parameters and errors as of :func:`longitudinal_study`.
    """
    plain = Repeated(model, waves, measured_of(model, len(waves.names), {}), residual_covariances)
    names = (*plain.measured.factors, *plain.measured.items)
    refuse_collisions(names, waves, model.source)
    require_waves(plain, data)
    options = in_columns(plain, options)
    thresholds = thresholds_of(plain, data, options)
    study = replace(plain, measured=replace(plain.measured, thresholds=thresholds))
    scaled = "theta" if thresholds else "delta"
    return study, replace(options, std_lv=False, effect_coding=False, parameterization=scaled)


def _check(options: Options, asked: Asked) -> None:
    if options.group is not None:
        raise OptionError.of(
            "E-INV-01",
            "waves= compares the same people, group= other people: a study is about one of them.",
            do="leave group= or waves= out",
        )
    if asked.alignment or "regressions" in asked.structural:
        what = "alignment=" if asked.alignment else "structural=regressions"
        raise OptionError.of(
            "E-INV-01",
            f"{what} is for groups of other people, not for waves.",
            do="leave it out",
        )
    asked.check(options)


def _fit(level: LevelModel, *, study: Repeated, data: Responses, options: Options) -> Fit:
    return estimate(parse(study.text(level), study.model.source), data, options)


def _sides(fit: FittedModel, *, study: Repeated) -> Sequence[Side]:
    assert isinstance(fit, Fit)  # a longitudinal model has no groups
    named = [(wave, partial(study.waves.of, wave=wave)) for wave in study.waves.names]
    return sides_of_waves(fit, study.measured, named)


def _labels(study: Repeated, fit: Fit) -> dict[str, dict[str, str]]:
    """Return names of waves, items and factors by language."""
    first = study.waves.names[0]
    own = {item.name: item for item in fit.sample.items}
    labels = {name: dict(wording) for name, wording in LABELS.items()}
    for name in study.measured.items:
        found = own.get(study.waves.of(name, first))
        if found is not None and found.label:
            labels[name] = dict(found.label)
    for name, wording in fit.sample.constructs.items():
        labels.setdefault(name, dict(wording))
    return labels
