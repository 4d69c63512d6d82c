"""Continuous variables: sample moments, search, errors, tests; one way for all estimators."""

from __future__ import annotations

from dataclasses import replace

from gainsem.errors import OptionError
from gainsem.estimation.continuous_least_squares import by_least_squares
from gainsem.estimation.design_choice import (
    design_columns,
    design_remarks,
    refuse_moments,
    with_means,
)
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.found import Found
from gainsem.estimation.likelihood import by_likelihood
from gainsem.estimation.missing_choice import check_treatment, has_missing_answers, treatment_of
from gainsem.estimation.ordinal_items import continuous_by_choice
from gainsem.estimation.sample import Sample, means_required, sample_statistics
from gainsem.model.build import build_table
from gainsem.model.variables import Variables
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod, method_for
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText


def fit_continuous(
    model: ModelText,
    data: Responses | Moments,
    variables: Variables,
    options: Options,
    estimator: Estimator,
) -> Found:
    """Fit a model of continuous variables to answers, or to their moments.

    Parameters
    ----------
    model : ModelText
    data : Responses or Moments
    variables : Variables
    options : Options
    estimator : Estimator

    Raises
    ------
    OptionError
        E-OPT-02 when the method needs answers and there are only moments.
    ResponseError
        No model can be fitted to these answers.
    """
    refuse_moments([data], options)
    incomplete = has_missing_answers(data, variables, options)
    treatment = treatment_of(estimator.name, options, incomplete=incomplete)
    check_treatment(treatment, options, data, variables.observed)
    if isinstance(data, Responses) and treatment != "listwise":
        from gainsem.estimation.incomplete import fit_incomplete

        return fit_incomplete(model, data, variables, options, estimator, treatment=treatment)
    options = with_means(options)
    method = method_for(estimator.name, options)
    likelihood = method.discrepancy == "ML"
    # Least squares fits the moments of covariates like all others, as in lavaan.
    built = build_table(
        model, options if likelihood else replace(options, fixed_x=False), variables
    )
    sample = sample_statistics(
        data,
        built.table.observed,
        n_parameters=built.table.n_free,
        constructs=constructs_of(built.table.latent, model),
        keep_answers=method.uses_answers,
        sampled=design_columns(options),
    )
    means_required(sample, built.table.meanstructure)
    _answers_required(sample, method, estimator)
    said = (*built.diagnostics, *continuous_by_choice(data, variables, options))
    said += (*design_remarks(sample.design, options, n_parameters=built.table.n_free),)
    fitted = by_likelihood if likelihood else by_least_squares
    return fitted(built.table, sample, options, method, said=said)


def _answers_required(sample: Sample, method: ContinuousMethod, estimator: Estimator) -> None:
    if not method.needs_answers or sample.answers is not None:
        return
    raise OptionError.of(
        "E-OPT-02",
        f"estimator={estimator.name} with these options needs the answers of respondents; a"
        " covariance matrix has none.",
        why="robust errors and tests are made of how the answers of each respondent vary",
        do="give a survey or a table of answers, or use estimator=ML (or GLS, ULS) with its own"
        " errors and test",
    )


def constructs_of(latent: tuple[str, ...], model: ModelText) -> dict[str, tuple[str, ...]]:
    """Return the items of every latent variable that observed items measure."""
    measured: dict[str, list[str]] = {}
    for row in model.statements:
        if row.op == "=~" and row.rhs not in latent:
            measured.setdefault(row.lhs, []).append(row.rhs)
    return {name: tuple(items) for name, items in measured.items()}
