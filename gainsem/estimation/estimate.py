"""Fit a model: reads like the method section of a paper."""

from __future__ import annotations

from gainsem.core.implied import Implied, imply
from gainsem.errors import NonConvergenceError
from gainsem.estimation.estimators import choose_estimator
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.measures import fit_measures
from gainsem.estimation.provenance import provenance
from gainsem.estimation.rows import parameter_rows
from gainsem.estimation.sample import means_required, names_in, sample_statistics
from gainsem.estimation.solve import likelihood_sample, solve
from gainsem.estimation.trust import Outcome, findings
from gainsem.model.build import build_table
from gainsem.model.explained import r_squared
from gainsem.model.matrix_map import CompiledModel, compile_table, with_sample_values
from gainsem.options import Options
from gainsem.results.fit import Fit, Solution
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
    estimator = choose_estimator(options)
    built = build_table(model, options, names_in(data))
    statistics = sample_statistics(
        data,
        built.table.observed,
        n_parameters=built.table.n_free,
        constructs=_constructs(built.table.latent, model),
    )
    means_required(statistics, built.table.meanstructure)
    means = built.table.meanstructure
    sample = likelihood_sample(statistics.moments, options, means=means)
    table = with_sample_values(built.table, sample.cov, sample.mean)
    compiled = compile_table(table)
    df = degrees_of_freedom(table, compiled)
    solution = solve(
        table,
        compiled,
        sample,
        options,
        information=options.information or estimator.information,
    )
    implied = _implied(compiled, solution)
    rows = parameter_rows(table, compiled, implied, solution)
    measures = fit_measures(
        table,
        sample,
        implied,
        fmin=solution.fmin,
        df=df,
        n_params=compiled.n_estimated,
        n_obs=statistics.moments.n_obs,
    )
    outcome = Outcome(
        table,
        compiled,
        implied,
        solution,
        rows,
        asked_for_errors=options.se != "none",
        unrelated=measures["baseline_pvalue"] > UNRELATED,
    )
    return Fit(
        table=table,
        moments=statistics.moments,
        options=options,
        estimator=estimator.name,
        solution=solution,
        parameter_rows=rows,
        fit_measures=measures,
        r_squared=r_squared(table, compiled, implied),
        diagnostics=(
            *built.diagnostics,
            *statistics.diagnostics,
            *findings(outcome),
        ),
        sample=statistics.facts,
        provenance=provenance(model, statistics),
    )


def _constructs(latent: tuple[str, ...], model: ModelText) -> dict[str, tuple[str, ...]]:
    """Return the items of every latent variable that observed items measure."""
    measured: dict[str, list[str]] = {}
    for row in model.statements:
        if row.op == "=~" and row.rhs not in latent:
            measured.setdefault(row.lhs, []).append(row.rhs)
    return {name: tuple(items) for name, items in measured.items()}


def _implied(compiled: CompiledModel, solution: Solution) -> Implied:
    """Return the implied moments at the end of the search, wherever that was."""
    implied = imply(compiled.structure, solution.params)
    if implied is None:
        raise NonConvergenceError.of(
            "E-EST-94",
            f"no minimum was found: {solution.status}.",
            do="give start values with start(), or simplify the model",
        )
    return implied
