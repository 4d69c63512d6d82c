"""A fit of several groups with errors and tests from replicates of its sampling design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.core.replicate_variance import ReplicateRule
from gainsem.estimation.bootstrap.run import Run
from gainsem.estimation.replication.corrected import deviations
from gainsem.estimation.replication.groups.corrected import (
    grouped_fiml_measures,
    grouped_likelihood_measures,
)
from gainsem.estimation.replication.groups.corrected_ordinal import grouped_least_squares_tests
from gainsem.estimation.replication.groups.refitted import RefittedGroups, refitted_groups
from gainsem.estimation.replication.groups.weighted import Array, WeightedGroups
from gainsem.estimation.replication.plan import replicate_set
from gainsem.estimation.replication.replicated import (
    Kind,
    correction_of,
    made_again,
    refuse_other_tests,
    remarks_on,
    replicated,
    with_test,
)
from gainsem.options import Options
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.responses import Responses


def replicated_any(fit: Kind, data: Responses, options: Options, run: Run) -> Kind:
    """Return a fit, of one group or of several, with errors and tests from replicates."""
    if isinstance(fit, GroupedFit):
        return replicated_groups(fit, data, options, run)
    return replicated(fit, data, options, run)


def replicated_groups(fit: GroupedFit, data: Responses, options: Options, run: Run) -> GroupedFit:
    """Return a fit whose errors and tests come from replicates of its design.

    A replicate is one set of weights for the respondents of all groups, which are fitted
    together; so groups that share clusters vary together.

    Parameters
    ----------
    fit : GroupedFit
        With the weights of the whole sample.
    data : Responses
        The answers it was fitted to, with the column of groups.
    options : Options
        ``replicate_weights`` or ``replicates``, and what belongs to them.
    run : Run

    Raises
    ------
    GainsemError
        For replicates that cannot be (E-WGT-7x, E-WGT-8x), before anything is fitted again.
    """
    refuse_other_tests(fit, options)
    known = replace(fit, options=options)
    again = refitted_groups(fit, data, options)
    chosen = replicate_set(data, again.design.whole, again.used, options)
    if not fit.converged:
        return known
    ordered = replace(chosen, weights=np.ascontiguousarray(chosen.weights[:, again.design.order]))
    made = made_again(known, ordered, again.replicator, run)
    result = made.fit
    if not made.withheld:
        rule = ReplicateRule(chosen.coefficients, options.replicate_centre)
        result = _with_tests(result, data, again, made.moments, rule)
    said = [*chosen.diagnostics, *made.diagnostics, *remarks_on(result)]
    return replace(result, diagnostics=(*result.diagnostics, *said))


def _with_tests(
    fit: GroupedFit, data: Responses, again: RefittedGroups, moments: Array, rule: ReplicateRule
) -> GroupedFit:
    """Return a fit whose tests know how the moments of all groups vary among the replicates."""
    replicator = again.replicator
    if not isinstance(replicator, WeightedGroups):
        found = grouped_least_squares_tests(fit, data, fit.options, moments, rule, again.design)
        if found is None:
            return fit
        measures, errors = found
        parts = [
            replace(part, residual_se=own) for part, own in zip(fit.parts, errors, strict=True)
        ]
        return replace(fit, fit_measures=measures, parts=tuple(parts) if errors else fit.parts)
    test = correction_of(fit)
    if test == "standard":
        return with_test(fit, test, None)
    apart = deviations(moments, replicator.moments(replicator.weights), rule)
    if again.incomplete:
        corrected = grouped_fiml_measures(fit, again.incomplete, apart, test)
    else:
        corrected = grouped_likelihood_measures(fit, apart, test)
    return with_test(fit, test, corrected)
