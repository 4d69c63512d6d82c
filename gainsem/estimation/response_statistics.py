"""Thresholds and correlations of latent responses, and what to know about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import CategoricalStatistics, MomentOrder
from gainsem.core.contingency import Answers, answers
from gainsem.core.designed_statistics import designed_statistics
from gainsem.core.ordinal_statistics import OrdinalStatistics, ordinal_statistics
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.categorical_checks import of_correlations, of_tables
from gainsem.estimation.design_choice import design_columns
from gainsem.estimation.ordinal_answers import OrdinalAnswers
from gainsem.options import Options
from gainsem.survey.checks import check_answers, check_continuous
from gainsem.survey.sampling_design import SamplingDesign, sampling_design

if TYPE_CHECKING:
    from gainsem.core.casewise import CasewiseStatistics

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ResponseStatistics:
    """The statistics of some variables, and where they come from.

    Parameters
    ----------
    statistics : CategoricalStatistics
    tables : OrdinalStatistics or None
        Of the ordinal variables among them; None where there are fewer than two, or
        covariates.
    weights : ndarray, shape (n,), or None
    casewise : bool
        Whether the statistics were computed respondent by respondent.
    diagnostics : tuple of Diagnostic
    design : SamplingDesign or None
    """

    statistics: CategoricalStatistics
    tables: OrdinalStatistics | None
    weights: Array | None
    casewise: bool
    diagnostics: tuple[Diagnostic, ...]
    design: SamplingDesign | None = None


@dataclass(frozen=True)
class DesignPart:
    """The part of a sampling design that is one group's, and what spares its errors."""

    design: SamplingDesign
    spared: float


def response_statistics(
    given: OrdinalAnswers,
    names: Sequence[str],
    *,
    covariates: Sequence[str] = (),
    constructs: Mapping[str, Sequence[str]],
    options: Options,
    part: DesignPart | None = None,
) -> ResponseStatistics:
    """Return the statistics of variables, given covariates.

    Parameters
    ----------
    given : OrdinalAnswers
    names : sequence of str
        The variables, in the order of the moments.
    covariates : sequence of str
    constructs : mapping
        Latent variable -> its items, for the check of reversed items.
    options : Options
        The columns of the design, ``zero_add``, and ``se`` for the kind of influence functions.
    part : DesignPart, optional
        Of one group among several: its design, in place of the columns.

    Raises
    ------
    ResponseError
        For variables without a correlation; each problem names its items.
    """
    counts = dict(zip(given.categorised.names, given.categorised.n_categories, strict=True))
    order = MomentOrder(tuple(counts.get(name, 0) for name in names), len(covariates))
    design = _design(given, options) if part is None else part.design
    weights = None if design is None else design.weights
    said = [] if design is None else list(design.diagnostics)
    said += _checks(given, [*names, *covariates])
    ordinal = [name for name in names if name in counts]
    coded = answers(given.columns(ordinal), [counts[name] for name in ordinal])
    said += of_tables(coded, ordinal, options)
    tables = None
    if len(ordinal) > 1 and not covariates:
        tables = _tables(coded, weights, options)
    if tables is not None and len(ordinal) == len(names):
        statistics, honest = tables.statistics, tables.honest
    else:
        statistics, honest = _casewise(given, names, covariates, (order, weights, options))
    said += of_correlations(
        statistics,
        names,
        tables,
        honest=honest,
        corrected=_with_hessian(options),
        ordinal=ordinal,
        constructs=constructs,
    )
    casewise = tables is None or len(ordinal) < len(names)
    if design is not None:
        spared = None if part is None else part.spared
        statistics = designed_statistics(statistics, design.numbers, spared=spared)
    return ResponseStatistics(statistics, tables, weights, casewise, tuple(said), design)


def _design(given: OrdinalAnswers, options: Options) -> SamplingDesign | None:
    columns = design_columns(options)
    return None if columns is None else sampling_design(given.data, columns, given.used)


def _checks(given: OrdinalAnswers, names: Sequence[str]) -> list[Diagnostic]:
    """Return remarks on respondents and on continuous variables."""
    needed = given.needed
    lines = needed.lines if len(needed.lines) else np.arange(2, len(needed.values) + 2)
    continuous = [name for name in names if name not in given.categorised.names]
    items = [needed.items[needed.names.index(name)] for name in continuous]
    return [
        *check_answers(needed.values, needed.items, lines=lines),
        *check_continuous(
            given.columns(continuous), items, lines=lines[given.used], source=needed.source
        ),
    ]


def _tables(coded: Answers, weights: Array | None, options: Options) -> OrdinalStatistics:
    return ordinal_statistics(
        coded, weights=weights, zero_add=options.zero_add, hessian=_with_hessian(options)
    )


def _with_hessian(options: Options) -> bool:
    return options.se == "robust.hessian"


def _casewise(
    given: OrdinalAnswers,
    names: Sequence[str],
    covariates: Sequence[str],
    how: tuple[MomentOrder, Array | None, Options],
) -> CasewiseStatistics:
    # scipy is imported here, and only where there is more than ordinal items.
    from gainsem.core.casewise import casewise_statistics

    order, weights, options = how
    return casewise_statistics(
        given.columns(names),
        order,
        covariates=given.columns(covariates) if covariates else None,
        weights=weights,
        hessian=_with_hessian(options),
    )
