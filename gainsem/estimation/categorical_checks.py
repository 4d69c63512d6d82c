"""What is remarkable about the tables and correlations of ordinal items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gainsem.core.bivariate_fit import bivariate_fit
from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.contingency import Answers
from gainsem.core.linalg import Array
from gainsem.core.ordinal_statistics import OrdinalStatistics
from gainsem.diagnostics import Diagnostic
from gainsem.options import Options
from gainsem.survey.check_items import turned_items
from gainsem.survey.check_ordinal import check_pairs
from gainsem.survey.check_polychorics import (
    HARMLESS_RMSEA,
    bivariate_normality,
    check_correlations,
    check_standard_errors,
    undetermined_correlations,
)
from gainsem.survey.pair_tables import PairTables


def of_tables(coded: Answers, names: Sequence[str], options: Options) -> list[Diagnostic]:
    """Return remarks on empty cells; refuse pairs of items without a correlation.

    Parameters
    ----------
    coded : Answers
        Of the ordinal items.
    names : sequence of str
        Their names.
    options : Options
    """
    return list(check_pairs(tables_of(coded), names, zero_add=options.zero_add))


def tables_of(coded: Answers) -> PairTables:
    """Return the tables of all pairs side by side, from counts that are there already."""
    places, size = coded.places, len(coded.codes) * coded.places
    joint = coded.joint.reshape(size, size)
    if min(coded.n_categories) == places:
        return PairTables(joint, coded.n_categories)
    at = np.concatenate(
        [item * places + np.arange(count) for item, count in enumerate(coded.n_categories)]
    )
    return PairTables(joint[np.ix_(at, at)], coded.n_categories)


def of_correlations(
    statistics: CategoricalStatistics,
    names: Sequence[str],
    tables: OrdinalStatistics | None,
    *,
    honest: Array,
    corrected: bool,
    ordinal: Sequence[str],
    constructs: Mapping[str, Sequence[str]],
) -> list[Diagnostic]:
    """Return remarks on the correlations, on normality underneath, and on their errors.

    Parameters
    ----------
    statistics : CategoricalStatistics
    names : sequence of str
        Its variables.
    tables : OrdinalStatistics or None
    honest : ndarray, shape (P,)
        Standard errors from second derivatives, divided by the usual ones.
    corrected : bool
        Whether those from second derivatives are used.
    ordinal : sequence of str
        The variables of the tables.
    constructs : mapping
        Latent variable -> its items.
    """
    order, deviation = statistics.order, np.sqrt(np.diag(statistics.cov))
    correlations = statistics.cov / np.outer(deviation, deviation)
    row, col = order.pairs
    spread = statistics.variances[order.first_pair :] / statistics.n_obs
    errors = np.sqrt(spread) / (deviation[row] * deviation[col])
    found: list[Diagnostic | None] = [
        *check_correlations(correlations, names),
        undetermined_correlations(errors, names),
        *turned_items(correlations, names, constructs, n=statistics.n_obs),
    ]
    if tables is not None:
        test = bivariate_fit(tables)
        worth = test.pvalues(test.rmsea > HARMLESS_RMSEA)
        found.append(bivariate_normality(test.statistic, test.df, worth, test.rmsea, ordinal))
    found.append(check_standard_errors(honest, corrected=corrected))
    return [each for each in found if each is not None]
