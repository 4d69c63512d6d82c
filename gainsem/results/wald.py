"""Wald tests: whether estimates are compatible with restrictions they were not held to."""

from __future__ import annotations

import numpy as np

from gainsem.core.wald import wald
from gainsem.errors import EstimationError, OptionError
from gainsem.model.labels import Labels, check_labels, evaluate_definitions, evaluate_with_gradient
from gainsem.results.computed import no_standard_errors
from gainsem.results.fitted import FittedModel
from gainsem.results.test import Test
from gainsem.syntax import parse_restrictions
from gainsem.syntax.expressions import Call, write

WALD = (
    "Wald, A. (1943). Tests of statistical hypotheses concerning several parameters when the "
    "number of observations is large. Transactions of the American Mathematical Society, 54, "
    "426-482. https://doi.org/10.2307/1990256"
)


def wald_test(fit: FittedModel, restrictions: str) -> Test:
    """Return the Wald test of restrictions, together.

    ``r' (J V J')^-1 r`` of the restrictions' values r and Jacobian J at the estimates, and
    the covariances V of these.

    Parameters
    ----------
    fit : Fitted
    restrictions : str
        ``==`` lines as in a model, over labels, defined parameters, or parameters by their
        quoted names: ``"a == b"``, ``"'f=~x2' == 1; c == 0"``; of group 2: ``'f=~x2.g2'``.

    Raises
    ------
    OptionError
        E-CMP-09 for a text with anything but ``==`` lines.
    SpecificationError
        E-MOD-86 for a label there is not.
    EstimationError
        E-EST-97 without standard errors; E-CMP-10 where nothing is left to test.
    """
    if fit.solution.vcov is None:
        raise no_standard_errors(fit)
    model = parse_restrictions(restrictions)
    if not model.constraints or model.statements or any(c.op != "==" for c in model.constraints):
        raise OptionError.of(
            "E-CMP-09",
            f"{restrictions!r} is not a list of equalities.",
            do="write, for example,  a == b; c == 0",
        )
    own = Labels.of(fit.table.rows)
    by_name = {row.name_in_groups: row.free for row in fit.table.rows if row.is_free}
    labels = Labels({**by_name, **own.free}, own.fixed)
    defined = Labels({**labels.free, **{one.name: -1 for one in fit.table.definitions}}, own.fixed)
    check_labels(model, defined)
    params, vcov = fit.solution.params, fit.solution.vcov
    values, gradients = evaluate_definitions(fit.table.definitions, labels, params)
    pairs = [
        evaluate_with_gradient(Call("-", (c.left, c.right)), values, gradients, len(params))
        for c in model.constraints
    ]
    gap = np.array([value for value, _ in pairs])
    jacobian = np.array([slopes for _, slopes in pairs])
    spread = jacobian @ vcov @ jacobian.T
    statistic, rank, pvalue = wald(gap, spread)
    if rank == 0:
        raise EstimationError.of(
            "E-CMP-10",
            f"{restrictions!r} cannot be tested: it is about fixed values, or has no value.",
            do="name estimated parameters",
        )
    null = " and ".join(f"{write(c.left)} = {write(c.right)}" for c in model.constraints)
    return Test("Wald test", statistic, float(rank), pvalue, null, "", WALD)
