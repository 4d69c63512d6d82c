"""Fit a model: reads like the method section of a paper."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from gainsem.core.implied import Implied
from gainsem.estimation.binding import binding_findings
from gainsem.estimation.categorical_measures import least_squares_measures
from gainsem.estimation.categorical_sample import categorical_sample
from gainsem.estimation.categorical_solve import solve_least_squares
from gainsem.estimation.continuous import fit_continuous
from gainsem.estimation.definitions import definition_findings
from gainsem.estimation.designed_result import design_facts
from gainsem.estimation.determined import determined
from gainsem.estimation.estimators import Estimator, choose_estimator
from gainsem.estimation.found import Found, nothing_implied
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.missing_choice import has_missing_answers
from gainsem.estimation.ordinal_answers import ordinal_answers
from gainsem.estimation.ordinal_items import ordinal_items
from gainsem.estimation.provenance import provenance
from gainsem.estimation.rows import parameter_rows
from gainsem.estimation.sample import names_in
from gainsem.estimation.trust import Outcome, findings
from gainsem.model.build import BuiltModel, build_table, checked_variables
from gainsem.model.explained import r_squared
from gainsem.model.matrix_map import compile_table, with_sample_values
from gainsem.model.variables import Variables
from gainsem.options import Options
from gainsem.results.fit import Fit, ParameterEstimate
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText

UNRELATED = 0.05


def estimate(model: ModelText, data: Responses | Moments, options: Options) -> Fit:
    """Fit a model to data.

    Parameters
    ----------
    model : ModelText
    data : Responses or Moments
    options : Options

    Returns
    -------
    Fit
        Also when no proper solution was found; its diagnostics then say so.

    Raises
    ------
    SpecificationError, IdentificationError
        The model contradicts itself or the data, or cannot be identified.
    ResponseError
        No model can be fitted to these answers.
    """
    variables = checked_variables(model, names_in(data))
    ordinal = ordinal_items(data, variables, options)
    incomplete = not ordinal and has_missing_answers(data, variables, options)
    estimator = choose_estimator(options, ordinal, incomplete=incomplete)
    if isinstance(data, Responses) and ordinal:
        found = _by_least_squares(model, data, variables, ordinal, options, estimator)
    else:
        found = fit_continuous(model, data, variables, options, estimator)
    estimated = found
    if found.table.blocks:
        found = _rotated(found, options)
    implied = found.compiled.implied(found.solution.params)
    if implied is None:
        raise nothing_implied(found.solution.status)
    rows = parameter_rows(found.table, found.compiled, implied, found.solution)
    return Fit(
        table=found.table,
        moments=found.sample.moments,
        options=options,
        estimator=estimator.name,
        solution=found.solution,
        parameter_rows=rows,
        fit_measures=found.measures,
        r_squared=r_squared(found.table, found.compiled, implied),
        diagnostics=(
            *found.diagnostics,
            *found.sample.diagnostics,
            *findings(_outcome(found, implied, rows, options)),
            *definition_findings(rows),
            *binding_findings(found.table, found.compiled, found.solution),
        ),
        sample=found.sample.facts,
        provenance=provenance(model, found.sample),
        missing=found.missing,
        rotations=found.rotations,
        design=design_facts(estimated, implied, partial(_rotated, options=options)),
    )


def _by_least_squares(
    model: ModelText,
    data: Responses,
    variables: Variables,
    ordinal: tuple[str, ...],
    options: Options,
    estimator: Estimator,
) -> Found:
    given = ordinal_answers(
        data, variables.observed, ordinal, variables.exogenous_observed, options
    )
    built: BuiltModel = build_table(model, options, variables, levels=given.levels)
    sample, statistics = categorical_sample(given, built.table, options)
    if estimator.weight == "full":
        sample = replace(sample, moments=replace(sample.moments, gamma=statistics.gamma()))
    table = determined(
        with_sample_values(built.table, sample.moments.cov, sample.moments.mean), sample, options
    )
    compiled = compile_table(table)
    df = degrees_of_freedom(table, compiled)
    found = solve_least_squares(
        table, compiled, sample.moments, statistics, options=options, estimator=estimator
    )
    if found is None:
        raise nothing_implied("the search ended where the model implies no moments")
    measures = least_squares_measures(
        found, statistics, estimator, df=df, n_params=compiled.n_estimated
    )
    found_all = Found(table, compiled, sample, found.solution, measures, built.diagnostics)
    return replace(found_all, simple_vcov=found.simple_vcov)


def _rotated(found: Found, options: Options) -> Found:
    """Return what was found with the factors of exploratory blocks rotated."""
    from gainsem.estimation.rotated import rotated_solution
    from gainsem.estimation.rotation_plans import plans_of
    from gainsem.estimation.unrotated import freed, with_orthogonal

    implied = found.compiled.implied(found.solution.params)
    if implied is None:
        raise nothing_implied(found.solution.status)
    plans = plans_of(found.table.blocks, options, found.sample.facts.items)
    oblique = {name: plan.oblique for name, (plan, _) in plans.items()}
    table = with_orthogonal(freed(found.table), oblique)
    solution, rotations, said = rotated_solution(
        found.solution, found.compiled, implied, table, plans
    )
    return replace(
        found,
        table=table,
        compiled=compile_table(table),
        solution=solution,
        diagnostics=(*found.diagnostics, *said),
        rotations=rotations,
    )


def _outcome(
    found: Found, implied: Implied, rows: tuple[ParameterEstimate, ...], options: Options
) -> Outcome:
    return Outcome(
        found.table,
        found.compiled,
        implied,
        found.solution,
        rows,
        asked_for_errors=options.se != "none",
        unrelated=_baseline_pvalue(found.measures) > UNRELATED,
    )


def _baseline_pvalue(measures: dict[str, float]) -> float:
    """Return the p value of the corrected baseline test where there is one."""
    return measures.get("baseline_pvalue_scaled", measures["baseline_pvalue"])
