"""Sample statistics of a model with ordinal items, and what to know about them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.moments import pairwise_covariance
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.design_choice import design_remarks
from gainsem.estimation.ordinal_answers import OrdinalAnswers
from gainsem.estimation.response_statistics import DesignPart, response_statistics
from gainsem.estimation.sample import Sample
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.fit import SampleFacts
from gainsem.survey.categories import Categories
from gainsem.survey.category_remarks import more_parameters_than_answers
from gainsem.survey.descriptives import describe
from gainsem.survey.moments import Moments

Array = NDArray[np.float64]


def categorical_sample(
    given: OrdinalAnswers,
    table: ParameterTable,
    options: Options,
    part: DesignPart | None = None,
) -> tuple[Sample, CategoricalStatistics]:
    """Return the moments of a table's variables, and what to know about them.

    Parameters
    ----------
    given : OrdinalAnswers
    table : ParameterTable
    options : Options
    part : DesignPart, optional
        Of one group among several; what there is to say of the whole design is said elsewhere.

    Raises
    ------
    ResponseError
        For pairs of items without a correlation; each problem names its items.
    """
    found = response_statistics(
        given,
        table.explained,
        covariates=table.exogenous if table.conditional else (),
        constructs=_constructs(table),
        options=options,
        part=part,
    )
    design = found.design if part is None else None
    sample = Sample(
        _moments(given, table, found.statistics, found.weights),
        _facts(given, table, found.weights),
        (
            *given.data.diagnostics,
            *given.diagnostics,
            *_on_categories(given, table),
            *found.diagnostics,
            *design_remarks(design, options, n_parameters=table.n_free, ordinal=True),
        ),
        given.data.source,
        given.data.sha256,
        casewise=found.casewise,
        design=found.design,
    )
    return sample, found.statistics


def _on_categories(given: OrdinalAnswers, table: ParameterTable) -> list[Diagnostic]:
    """Return the remarks on categories, that on sample size with all parameters counted."""
    said = [each for each in given.categorised.diagnostics if each.code != "W-DATA-28"]
    n_thresholds = sum(count for _, count in table.levels)
    few = more_parameters_than_answers(
        int(given.used.sum()), n_thresholds, table.n_free - n_thresholds
    )
    return [*said, few] if few else said


def _constructs(table: ParameterTable) -> dict[str, tuple[str, ...]]:
    """Return the items of every latent variable that observed items measure."""
    measured: dict[str, list[str]] = {}
    for row in table.rows:
        if row.op == "=~" and row.rhs not in table.latent:
            measured.setdefault(row.lhs, []).append(row.rhs)
    return {name: tuple(items) for name, items in measured.items()}


def _moments(
    given: OrdinalAnswers,
    table: ParameterTable,
    statistics: CategoricalStatistics,
    weights: Array | None,
) -> Moments:
    """Return the moments of all variables together.

    Given covariates, the covariances of the others are those the covariates explain
    plus those they leave, so that the matrix is that of one population.
    """
    cov, mean = statistics.cov, statistics.mean
    names = table.explained
    if table.conditional:
        x = given.columns(table.exogenous)
        of_x = np.average(x, axis=0, weights=weights)
        apart = x - of_x
        spread = (apart if weights is None else apart * weights[:, None]).T @ apart
        # lavaan's divisor: n - 1, and the sum of the weights where there are any.
        spread /= len(x) - (1.0 if weights is None else 0.0)
        across = statistics.slopes @ spread
        cov = np.block([[cov + across @ statistics.slopes.T, across], [across.T, spread]])
        mean = np.concatenate([mean + statistics.slopes @ of_x, of_x])
        names = (*names, *table.exogenous)
    at = [names.index(name) for name in table.observed]
    thresholds = dict(zip(table.explained, statistics.thresholds, strict=True))
    return Moments(
        names=table.observed,
        cov=np.ascontiguousarray(cov[np.ix_(at, at)]),
        mean=mean[at],
        n_obs=statistics.n_obs,
        thresholds=tuple(thresholds.get(name, np.zeros(0)) for name in table.observed),
        variances=statistics.variances,
    )


def _facts(given: OrdinalAnswers, table: ParameterTable, weights: Array | None) -> SampleFacts:
    data, needed = given.data, given.needed
    items = dict(zip(needed.names, needed.items, strict=True))
    ordinal = set(table.ordinal)
    answers = needed.columns(table.observed)[given.used]
    return SampleFacts(
        n_read=len(data.values),
        n_used=int(given.used.sum()),
        items=tuple(
            replace(items[name], measure="ordinal" if name in ordinal else "continuous")
            for name in table.observed
        ),
        constructs=data.constructs,
        descriptives=describe(needed.columns(table.observed), table.observed, used=given.used),
        recodes=tuple(asdict(each) for each in data.recodes),
        title=data.title,
        citation=data.citation,
        categories=tuple(category_record(each) for each in given.categorised.items),
        answer_cov=tuple(map(tuple, pairwise_covariance(answers, weights).tolist())),
    )


def category_record(item: Categories) -> dict[str, Any]:
    """Return the categories of an item as a fit remembers them."""
    return {
        "name": item.name,
        "codes": [list(codes) for codes in item.merged],
        "counts": list(item.counts),
    }
