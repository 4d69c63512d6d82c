"""Score a survey with a fitted model: the steps, one line each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem._version import __version__
from gainsem.core.linalg import Array
from gainsem.core.plausible_values import Conditioning, PlausibleValues, draw_plausible_values
from gainsem.estimation.scoring.answers import ScoredAnswers, scored_answers
from gainsem.estimation.scoring.cells import Cell, cells_of, design_matrix
from gainsem.estimation.scoring.constructs import (
    indexed_constructs,
    items_of,
    known_construct,
    overall_construct,
)
from gainsem.estimation.scoring.contrasts import Contrasts, construct_gaps, group_gaps, trends
from gainsem.estimation.scoring.findings import findings, refuse_few
from gainsem.estimation.scoring.groups import Grouping
from gainsem.estimation.scoring.importance import importance_rows, target_of
from gainsem.estimation.scoring.index import GroupStatistics, index_rows, plausible_indices
from gainsem.estimation.scoring.measurement import (
    Measurement,
    measurement_of,
    refuse_not_usable,
)
from gainsem.estimation.scoring.options import ScoreOptions
from gainsem.estimation.scoring.respondents import respondent_scores
from gainsem.estimation.scoring.sample import ScoredSample, scored_sample
from gainsem.results.fitted import Fitted
from gainsem.results.index_rows import GapRow, TrendRow
from gainsem.results.scores import Scores
from gainsem.survey.codebook import Codebook
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses


def score_survey(
    fit: Fitted, responses: Responses | Moments, book: Codebook | None, options: ScoreOptions
) -> Scores:
    """Return factor scores, indices and everything made from them.

    Parameters
    ----------
    fit : Fitted
    responses : Responses
        The answers.
    book : Codebook or None
        Says which constructs are part of which, and which variables have which role.
    options : ScoreOptions
    """
    book = book or Codebook(())
    refuse_not_usable(fit)
    items, target = items_of(fit), target_of(fit, options.target)
    constructs = indexed_constructs(
        fit,
        part_of=book.part_of,
        labels={**fit.sample.constructs, **book.constructs},
        part_weights=options.part_weights,
    )
    names = [each.name for each in constructs]
    for name in dict.fromkeys(name for pair in options.gap for name in pair):
        known_construct(name, names, "gap")
    declared = [pair for pair in book.compare_with.items() if {*pair} <= {*names}]
    pairs = options.gap or tuple(declared)
    overall, chosen = overall_construct(constructs, options.overall, target)
    answers = scored_answers(fit, responses, [item for own in items.values() for item in own])
    sample = scored_sample(
        answers,
        book.roles,
        options,
        overall=overall,
        target=target,
        fitted_weights=fit.options.weights,
    )
    values = answers.values[answers.scored]
    measurement = measurement_of(fit, values, items)
    cells = cells_of(len(values), sample.by, sample.wave, options.min_cell)
    refuse_few(cells, options.min_cell)
    drawn = _draw(fit, values, measurement, sample, cells)
    indices = plausible_indices(drawn.values, measurement, constructs)
    statistics = GroupStatistics(indices, sample.design)
    index = index_rows(statistics, cells, constructs, overall)
    gaps, changes = _contrasts(statistics, sample, cells, pairs)
    importance, said = importance_rows(fit, target, index)
    person = book.roles.get("respondent", "")
    respondents, more = respondent_scores(fit, answers, indices, names, person=person)
    remarks = (
        *answers.responses.diagnostics,
        *answers.diagnostics,
        *sample.diagnostics,
        *measurement.diagnostics,
        *findings(cells, constructs, drawn, overall=overall, chosen=chosen, least=options.min_cell),
        *said,
        *more,
    )
    grouped = [each for each in (*sample.by, sample.wave) if each is not None]
    return Scores(
        constructs=constructs,
        index=tuple(index),
        gaps=tuple(gaps),
        trends=tuple(changes),
        importance=tuple(importance),
        settings=sample.settings,
        labels={each.name: each.label for each in grouped},
        levels={each.name: each.labels for each in grouped},
        title=dict(answers.responses.title),
        provenance=_provenance(fit, answers),
        n_read=len(answers.values),
        n_scored=len(values),
        respondents=respondents,
        diagnostics=tuple(dict.fromkeys(remarks)),
    )


def _draw(
    fit: Fitted,
    values: Array,
    measurement: Measurement,
    sample: ScoredSample,
    cells: Sequence[Cell],
) -> PlausibleValues:
    """Return plausible values of the factors given answers, groups, covariates and weights."""
    covariates = [fit.table.observed.index(name) for name in fit.table.exogenous]
    extra = np.column_stack([values[:, covariates], sample.weights])
    groups = list(sample.by)
    cluster = sample.cluster
    if cluster is not None and cluster.name not in sample.settings.by and _are_large(cluster):
        groups.append(cluster)
    design = design_matrix(groups, sample.wave, extra)
    free = np.arange(design.shape[1]) == 0
    watched = np.array([cell.member / cell.n for cell in cells if not cell.hidden])
    return draw_plausible_values(
        measurement.measured,
        Conditioning(design, free, measurement.mean, measurement.cov),
        draws=sample.settings.draws,
        rng=np.random.default_rng(sample.settings.seed),
        watched=watched,
    )


def _are_large(cluster: Grouping) -> bool:
    """Return whether clusters have enough respondents to condition on (5 on average)."""
    return len(cluster.codes) >= 5 * len(np.unique(cluster.codes))


def _contrasts(
    statistics: GroupStatistics,
    sample: ScoredSample,
    cells: Sequence[Cell],
    pairs: Sequence[tuple[str, str]],
) -> tuple[list[GapRow], list[TrendRow]]:
    """Return gaps and trends."""
    wave, compare = sample.wave, sample.compare
    times = [] if wave is None else list(zip(wave.levels, wave.values.tolist(), strict=True))
    own = Contrasts(
        statistics,
        {(cell.by, cell.level, cell.wave): cell for cell in cells},
        times,
    )
    gaps = construct_gaps(own, pairs)
    if compare is not None:
        gaps += group_gaps(own, compare.name, compare.levels)
    if wave is None:
        return gaps, []
    levels = compare.levels if compare is not None else ()
    return gaps, trends(own, compare.name if compare is not None else "", levels)


def _provenance(fit: Fitted, answers: ScoredAnswers) -> dict[str, str]:
    return {
        "gainsem": __version__,
        "model": fit.provenance.model_source,
        "fitted_to_sha256": fit.provenance.data_sha256,
        "data": answers.responses.source,
        "data_sha256": answers.responses.sha256,
    }
