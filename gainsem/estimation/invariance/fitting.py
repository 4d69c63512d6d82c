"""Fit the levels of an invariance study: one joint model each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from gainsem.errors import EstimationError, GainsemError
from gainsem.estimation.differences import difference_test
from gainsem.estimation.groups.estimate import estimate_groups
from gainsem.estimation.invariance.levels import Freed, Key, LevelModel, Measured, level_model
from gainsem.options import Options
from gainsem.results.fitted import FittedModel
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.invariance.rows import DifferenceTest
from gainsem.results.invariance.steps import Level
from gainsem.results.item_release import Place
from gainsem.results.reported_measures import reported_measures
from gainsem.survey.responses import Responses
from gainsem.syntax import parse
from gainsem.syntax.statements import ModelText, Statement

WORDS = {
    "configural": "nothing but the pattern",
    "thresholds": "thresholds",
    "loadings": "loadings",
    "intercepts": "intercepts",
    "residuals": "residual variances",
    "lv.variances": "variances of the factors",
    "lv.covariances": "covariances of the factors",
    "regressions": "path coefficients",
    "means": "means of the factors",
}


@dataclass(frozen=True)
class Study:
    """What all levels share: what is measured, and how a level is fitted.

    Parameters
    ----------
    measured : Measured
    fitted : callable
        Returns the fit of a level, or raises a ``GainsemError``.
    later : callable
        Returns where a parameter of the model stands in later groups, or waves.
    """

    measured: Measured
    fitted: Callable[[LevelModel], FittedModel]
    later: Callable[[Key], tuple[Place, ...]]

    def at(self, name: str, freed: Freed) -> FittedModel:
        """Return the fit of a named level with some parameters freed."""
        return self.fitted(level_model(name, self.measured, freed))


def fit_of_groups(
    level: LevelModel, *, model: ModelText, data: Responses, options: Options
) -> GroupedFit:
    """Return the joint fit of a level in several groups.

    Raises
    ------
    GainsemError
        Where it cannot be fitted.
    """
    options = replace(options, group_equal=level.equal, group_partial=level.partial)
    return estimate_groups(with_lines(model, level.lines), data, options)


def with_lines(model: ModelText, lines: Sequence[str]) -> ModelText:
    """Return a model with more lines; its text stays what its author wrote.

    Parameters
    ----------
    model : ModelText
    lines : sequence of str
        What is said of a parameter of the model is added to what the model says of it.
    """
    if not lines:
        return model
    more = {_key(row): row for row in parse("\n".join(lines), model.source).statements}
    kept = [
        replace(row, modifiers=(*row.modifiers, *more.pop(_key(row)).modifiers))
        if _key(row) in more
        else row
        for row in model.statements
    ]
    return replace(model, statements=(*kept, *more.values()))


def _key(row: Statement) -> tuple[str, str, str]:
    if row.op == "~~":
        return (min(row.lhs, row.rhs), row.op, max(row.lhs, row.rhs))
    return (row.lhs, row.op, row.rhs)


def in_later_groups(key: Key, *, n_groups: int) -> tuple[Place, ...]:
    """Return where a parameter stands in all groups but the first."""
    return tuple((group, *key) for group in range(2, n_groups + 1))


def described(
    level: LevelModel,
    fit: FittedModel,
    *,
    name: str = "",
    general: FittedModel | None = None,
    against: str = "",
    freed: tuple[str, ...] = (),
    remark: str = "",
) -> Level:
    """Return what a fitted level says of itself.

    The indices of ordinal items are the scaled ones: the robust ones (Savalei 2021) are
    distances of correlations, which equal thresholds and intercepts leave as they are.

    Parameters
    ----------
    level : LevelModel
    fit : FittedModel
    name : str, optional
        What to call it (default: its own name).
    general : FittedModel, optional
        The level it is tested against, called ``against``.
    freed : tuple of str
    remark : str
    """
    measures = reported_measures(fit.fit_measures, robust=not fit.table.levels)
    p = len(fit.table.observed)
    excess = max(measures["chisq"] - measures["df"], 0.0)
    measures["gammahat"] = p / (p + 2.0 * excess / fit.n_obs)
    return Level(
        name=name or level.name,
        constraint=level.constraint,
        constraints=", ".join(WORDS[each] for each in level.equal) or WORDS["configural"],
        measures=measures,
        df=int(fit.fit_measures["df"]),
        n_params=int(fit.fit_measures["npar"]),
        test=None if general is None else difference(general, fit),
        against=against,
        freed=freed,
        remark=remark,
    )


def difference(general: FittedModel, restricted: FittedModel) -> DifferenceTest | None:
    """Return the test of a level against a more general one, None where there is none."""
    try:
        test, title, _ = difference_test(general, restricted, method=None)
    except EstimationError:
        return None
    if test is None or not math.isfinite(test.df):
        return None  # differences of uncorrected least squares have no distribution
    return DifferenceTest(float(test.statistic), round(test.df), float(test.pvalue), title)


def not_fitted(level: LevelModel, reason: GainsemError) -> Level:
    """Return a level that could not be fitted, with the reason."""
    return Level(
        name=level.name,
        constraint=level.constraint,
        constraints=", ".join(WORDS[each] for each in level.equal) or WORDS["configural"],
        remark=str(reason.problems[0].message) if reason.problems else str(reason),
    )


def measured_in(fit: GroupedFit) -> Measured:
    """Return what the levels need to know of a fitted model."""
    table = fit.parts[0].table
    factors: dict[str, list[str]] = {}
    for row in table.rows:
        if row.op == "=~":
            factors.setdefault(row.lhs, []).append(row.rhs)
    return Measured(
        {name: tuple(items) for name, items in factors.items()},
        dict(table.levels),
        len(fit.parts),
        frozenset(name for block in table.blocks for name in block.factors),
    )


def labels_in(fit: GroupedFit) -> dict[str, dict[str, str]]:
    """Return names of groups, items and factors by language."""
    labels = {part.label: dict(part.names) for part in fit.parts if part.names}
    for item in fit.parts[0].sample.items:
        if item.label:
            labels[item.name] = dict(item.label)
    for name, wording in fit.parts[0].sample.constructs.items():
        labels.setdefault(name, dict(wording))
    return labels
