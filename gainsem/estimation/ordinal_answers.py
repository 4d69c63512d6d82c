"""The answers a model with ordinal items needs: who is used, and which categories there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note
from gainsem.estimation.sample import refuse_repeated
from gainsem.options import Options
from gainsem.survey.categories import Categorised, categorise
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import listwise
from gainsem.survey.responses import Responses

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OrdinalAnswers:
    """The answers a model needs, with ordinal items as categories.

    Parameters
    ----------
    data : Responses
        All answers.
    needed : Responses
        Those of the model's variables, in the order of the model.
    used : ndarray of bool, shape (n_read,)
        The respondents used.
    categorised : Categorised
        Categories of the ordinal items, of the respondents used.
    diagnostics : tuple of Diagnostic
        Who was left out.
    """

    data: Responses
    needed: Responses
    used: NDArray[np.bool_]
    categorised: Categorised
    diagnostics: tuple[Diagnostic, ...]

    @property
    def levels(self) -> Mapping[str, int]:
        """Ordinal item -> number of thresholds."""
        counts = self.categorised.n_categories
        return {name: count - 1 for name, count in zip(self.categorised.names, counts, strict=True)}

    @cached_property
    def values(self) -> Array:
        """Answers of the respondents used: categories from 0, or numbers, shape (n, p)."""
        names = list(self.needed.names)
        values = self.needed.values if self.used.all() else self.needed.values[self.used]
        if tuple(names) == self.categorised.names:
            return self.categorised.indices
        values = values.copy()
        for position, name in enumerate(self.categorised.names):
            values[:, names.index(name)] = self.categorised.indices[:, position]
        return values

    def columns(self, names: Sequence[str]) -> Array:
        """Return some columns of :attr:`values`."""
        own = self.needed.names
        if tuple(names) == own:
            return self.values
        return self.values[:, [own.index(name) for name in names]]


def ordinal_answers(
    data: Responses,
    names: Sequence[str],
    ordinal: Sequence[str],
    covariates: Sequence[str],
    options: Options,
) -> OrdinalAnswers:
    """Return the answers a model with ordinal items needs.

    Parameters
    ----------
    data : Responses
    names : sequence of str
        The observed variables of the model.
    ordinal : sequence of str
        Those to be treated as ordinal.
    covariates : sequence of str
        Those nothing points at; a respondent without them is left out always.
    options : Options

    Raises
    ------
    ResponseError
        For answers no model can be fitted to; each problem names its column.
    """
    needed, used, said = answers_used(data, names, ordinal, covariates, options)
    categorised = categorise(
        needed, ordinal, collapse=options.collapse, force=options.force, used=used
    )
    return OrdinalAnswers(data, needed, used, categorised, said)


def answers_used(
    data: Responses,
    names: Sequence[str],
    ordinal: Sequence[str],
    covariates: Sequence[str],
    options: Options,
) -> tuple[Responses, NDArray[np.bool_], tuple[Diagnostic, ...]]:
    """Return the answers to the model's variables, who is used, and who was left out.

    Parameters and errors as of :func:`ordinal_answers`.
    """
    texts = [name for name in ordinal if name in data.text]
    if texts:
        categorise(data, texts)  # says why words have no order, and raises
    needed = require_columns(data, names)
    refuse_repeated(data, needed)
    if options.missing == "pairwise":
        return needed, *_pairwise(needed.values, names, covariates)
    kept = listwise(needed.values, names)
    return needed, kept.used, kept.diagnostics


def _pairwise(
    values: Array, names: Sequence[str], covariates: Sequence[str]
) -> tuple[NDArray[np.bool_], tuple[Diagnostic, ...]]:
    """Return who answered all covariates and something else, and a note on missing answers."""
    given = [names.index(name) for name in covariates]
    absent = np.isnan(values)
    others = [j for j in range(len(names)) if j not in given]
    used: NDArray[np.bool_] = np.logical_not(
        absent[:, given].any(axis=1) | absent[:, others].all(axis=1)
    )
    missing, left = int(absent[used].sum()), int(len(used) - used.sum())
    said = []
    if missing:
        said.append(
            f"{missing} answers are missing; every correlation uses the respondents who answered"
            " both items (pairwise)."
        )
    if left:
        who = "without answers, or without one of the covariates," if given else "without answers"
        said.append(f"{left} of {len(used)} respondents {who} were left out.")
    return used, (note("I-DATA-33", " ".join(said)),) if said else ()
