"""Answers of which some are missing: who is used, their EM moments, and what to know of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.em_moments import EmMoments, em_moments
from gainsem.core.linalg import Array, cholesky
from gainsem.core.mcar import McarTest, little_test
from gainsem.core.missing_patterns import missing_patterns, weighted_patterns
from gainsem.core.moments import SampleMoments
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import NotPositiveDefiniteError, ResponseError
from gainsem.estimation.sample import Sample, refuse_repeated
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.fit import SampleFacts
from gainsem.results.missing_answers import MissingAnswers, pattern_rows
from gainsem.survey.check_incomplete import (
    check_incomplete,
    rarely_together,
    refuse_dependent,
    refuse_empty,
    refuse_unfit,
)
from gainsem.survey.columns import require_columns
from gainsem.survey.descriptives import describe
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses
from gainsem.survey.sampling_design import DesignColumns, SamplingDesign, design_of

PEOPLE = "{} of {} respondents"
UNKNOWN = McarTest(float("nan"), 0, float("nan"))


@dataclass(frozen=True)
class IncompleteSample:
    """All that estimation sees of answers with holes.

    Parameters
    ----------
    sample : Sample
        Of the model's variables: EM moments, facts, remarks.
    values : ndarray, shape (n, p + k)
        Answers of the respondents used; auxiliary variables last.
    found : EmMoments
        Of all of them.
    missing : MissingAnswers
    """

    sample: Sample
    values: Array
    found: EmMoments
    missing: MissingAnswers

    @property
    def n_auxiliary(self) -> int:
        """How many variables are outside the model."""
        return self.missing.n_auxiliary


def incomplete_sample(
    data: Responses,
    table: ParameterTable,
    auxiliary: tuple[str, ...],
    *,
    treatment: str,
    constructs: dict[str, tuple[str, ...]],
    sampled: DesignColumns | SamplingDesign | None = None,
) -> IncompleteSample:
    """Return who is used, and the moments of all their answers.

    Parameters
    ----------
    data : Responses
    table : ParameterTable
    auxiliary : tuple of str
    treatment : str
    constructs : dict
        Latent variable -> its items.
    sampled : DesignColumns or SamplingDesign, optional
        How the respondents used were sampled.  Their weights count in the EM moments; Little's
        test and the counts of missing answers know no weights.

    Raises
    ------
    ResponseError
        For answers no model can be fitted to; each problem names its column.
    """
    names = (*table.observed, *auxiliary)
    needed = require_columns(data, names)
    refuse_repeated(data, needed)
    problems = refuse_empty(needed.values, names)
    if problems:
        raise ResponseError(*problems)
    used, said = used_respondents(needed.values, table, len(auxiliary))
    values = needed.values[used]
    refuse_unfit(values, names, table.n_free)
    refuse_dependent(values, names)
    patterns = missing_patterns(values)
    plain = found = em_moments(patterns)
    design = None if sampled is None else design_of(data, sampled, used)
    if design is not None and design.weights is not None:
        weights = design.weights * (design.n / design.size)
        found = em_moments(weighted_patterns(patterns, values, weights))
    p = len(table.observed)
    missing = missing_answers(
        plain, names, n_read=len(used), n_auxiliary=len(auxiliary), treatment=treatment
    )
    missing = replace(missing, iterations=found.iterations, converged=found.converged)
    if found.point is None or cholesky(found.cov) is None:
        raise undetermined(missing)
    model = needed.columns(table.observed)
    remarks = check_incomplete(
        model,
        used,
        needed.items[:p],
        found.cov[:p, :p],
        lines=needed.lines if len(needed.lines) else np.arange(2, len(model) + 2),
        source=needed.source,
        n_parameters=table.n_free,
        constructs=constructs,
    )
    facts = SampleFacts(
        n_read=len(used),
        n_used=len(values),
        items=needed.items[:p],
        constructs=data.constructs,
        descriptives=describe(model, table.observed, used=used),
        recodes=tuple(asdict(each) for each in data.recodes),
        title=data.title,
        citation=data.citation,
    )
    moments = Moments(table.observed, found.cov[:p, :p].copy(), found.mean[:p].copy(), found.n)
    said += [*remarks, *_remarks(missing, plain)]
    said += [] if design is None else design.diagnostics
    own = (data.source, data.sha256)
    sample = Sample(moments, facts, (*data.diagnostics, *said), *own, design=design)
    return IncompleteSample(sample, values, found, missing)


def with_moments(given: IncompleteSample, moments: SampleMoments) -> IncompleteSample:
    """Return the sample with other moments of the model's variables."""
    own = replace(given.sample.moments, mean=moments.mean, cov=moments.cov)
    return replace(given, sample=replace(given.sample, moments=own))


def missing_answers(
    found: EmMoments, names: tuple[str, ...], *, n_read: int, n_auxiliary: int, treatment: str
) -> MissingAnswers:
    """Return what is known of missing answers."""
    test = little_test(found) or UNKNOWN
    return MissingAnswers(
        treatment=treatment,
        names=names,
        n_auxiliary=n_auxiliary,
        n_read=n_read,
        n_used=found.n,
        patterns=pattern_rows(found.patterns),
        mcar_statistic=test.statistic,
        mcar_df=float(test.df),
        mcar_pvalue=test.pvalue,
        iterations=found.iterations,
        converged=found.converged,
    )


def undetermined(missing: MissingAnswers) -> NotPositiveDefiniteError:
    """Return the refusal of answers that no distribution fits best (E-MIS-02)."""
    one, other, count = missing.lowest_coverage
    return NotPositiveDefiniteError.of(
        "E-MIS-02",
        "The means and covariances of these answers cannot be estimated: too many answers are"
        " missing.",
        where=f"fewest respondents answered {one} and {other} together: {count}",
        why="the covariances that fit the answers best are not those of any distribution",
        do="take items with few answers out, or say  missing=listwise",
    )


def em_remarks(missing: MissingAnswers) -> list[Diagnostic]:
    """Return a warning (W-MIS-01) when the EM moments were not found."""
    if missing.converged:
        return []
    return [
        warning(
            "W-MIS-01",
            "The means and covariances of incomplete answers were not determined: the EM"
            f" algorithm was still moving, or at a degenerate distribution, after"
            f" {missing.iterations} steps.",
            why="the test of the model, the measures of fit and Little's test rest on them",
            do="take items with very few answers out, or look at  gainsem missing DATA",
        )
    ]


def used_respondents(
    values: Array, table: ParameterTable, n_auxiliary: int
) -> tuple[NDArray[np.bool_], list[Diagnostic]]:
    """Return who has an answer to a variable of the model, and every given covariate."""
    p = values.shape[1] - n_auxiliary
    given = np.array([table.observed.index(name) for name in table.exogenous], dtype=np.intp)
    answered = np.asarray(~np.isnan(values[:, :p]).all(axis=1))
    complete = np.asarray(~np.isnan(values[:, given]).any(axis=1))
    used = answered & complete
    lost = int((answered & ~complete).sum())
    if not lost:
        return used, []
    names = ", ".join(
        f"{table.observed[j]} {int(np.isnan(values[:, j]).sum())}"
        for j in given.tolist()
        if np.isnan(values[:, j]).any()
    )
    said = note(
        "I-MIS-02",
        f"{PEOPLE.format(lost, len(values))} miss a covariate and were left out.",
        where=f"missing answers: {names}",
        why="covariates are taken as given; nothing is assumed of how they are distributed",
        do="say  fixed_x=False  to model covariates as normal and to keep these respondents",
    )
    return used, [said]


def _remarks(missing: MissingAnswers, found: EmMoments) -> list[Diagnostic]:
    incomplete = missing.n_used - missing.n_complete
    said = [
        *rarely_together(found.patterns.together(), missing.names, missing.n_used),
        *em_remarks(missing),
    ]
    if incomplete:
        said.append(
            note(
                "I-MIS-01",
                f"{PEOPLE.format(incomplete, missing.n_used)} miss an answer"
                f" ({100 * missing.share_missing:.1f} % of all answers,"
                f" {len(missing.patterns)} patterns); all answers are used"
                f" ({TREATMENTS[missing.treatment]}).",
            )
        )
    return said


TREATMENTS = {
    "fiml": "full-information maximum likelihood, missing=fiml",
    "two_stage": "two-stage maximum likelihood, missing=two_stage",
    "robust_two_stage": "robust two-stage maximum likelihood, missing=robust_two_stage",
    "pairwise": "pair by pair, missing=pairwise",
}
