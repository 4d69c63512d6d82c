"""Whether the members of a group agree, before their scores are averaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.agreement import agreement, within_group_agreement
from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import UnknownVariableError
from gainsem.results.fitted import Fitted
from gainsem.results.reliability.answers import GivenAnswers
from gainsem.results.reliability.constructs import Construct
from gainsem.results.reliability.record import AgreementFigures
from gainsem.survey.columns import unknown_variable
from gainsem.survey.responses import Responses


def cluster_of(data: Any, cluster: str | None) -> str | None:
    """Return the column that says who belongs together: as asked, else as the codebook says."""
    if cluster is not None:
        return cluster
    book = getattr(data, "codebook", None)
    named = dict(getattr(book, "roles", None) or {}).get("cluster")
    known = data.responses if hasattr(data, "responses") else None
    if named is None or known is None or named not in (*known.names, *known.text):
        return None
    return str(named)


def agreement_in_groups(
    fit: Fitted, given: GivenAnswers, constructs: Sequence[Construct], cluster: str
) -> tuple[tuple[AgreementFigures, ...], tuple[Diagnostic, ...]]:
    """Return ICC(1), ICC(2) and rwg of the mean of each construct's items in groups.

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for a column the data do not have.
    """
    groups, known = _groups(given.responses, cluster, given.used)
    figures, said = [], []
    for construct in constructs:
        own = given.values[:, construct.places]
        complete = known & ~np.isnan(own).any(axis=1)
        if not complete.any():
            continue
        _, numbered = np.unique(groups[complete], return_inverse=True)
        found = agreement(own[complete].mean(axis=1), numbered)
        options = _options(fit, construct)
        rwg = np.full(1, np.nan)
        if options is None:
            said.append(construct.name)
        else:
            rwg = within_group_agreement(own[complete], numbered, n_options=options)
        median, lowest = _middle_and_lowest(rwg)
        figures.append(
            AgreementFigures(
                construct=construct.name, found=found, rwg_median=median, rwg_lowest=lowest
            )
        )
    return tuple(figures), _no_rwg(said)


def _groups(
    responses: Responses, cluster: str, used: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return a number for each respondent's group, and who has one."""
    if cluster in responses.text:
        words = np.array(responses.text[cluster], dtype=object)[used]
        _, numbers = np.unique(words.astype(str), return_inverse=True)
        return numbers, words.astype(str) != ""
    if cluster not in responses.names:
        raise UnknownVariableError(unknown_variable(cluster, responses))
    column = responses.column(cluster)[used]
    known = ~np.isnan(column)
    _, numbers = np.unique(np.where(known, column, 0.0), return_inverse=True)
    return numbers, known


def _options(fit: Fitted, construct: Construct) -> int | None:
    """Return how many answers the items have to choose from; None where that differs."""
    items = {item.name: item for item in fit.sample.items}
    counted = {one["name"]: sum(map(len, one["codes"])) for one in fit.sample.categories}
    counts = {len(items[name].codes) or counted.get(name, 0) for name in construct.items}
    return counts.pop() if len(counts) == 1 and min(counts) > 1 else None


def _middle_and_lowest(rwg: Array) -> tuple[float, float]:
    known = rwg[~np.isnan(rwg)]
    if not len(known):
        return np.nan, np.nan
    return float(np.median(known)), float(known.min())


def _no_rwg(names: list[str]) -> tuple[Diagnostic, ...]:
    if not names:
        return ()
    return (
        note(
            "I-REL-22",
            f"No rwg for {', '.join(names)}: how many answers there are to choose from is not"
            " known, or differs between items.",
            do="list the answers in the codebook",
        ),
    )
