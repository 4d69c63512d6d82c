"""The answers that are scored, brought to the categories the fit knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError, ResponseError
from gainsem.results.fitted import Fitted
from gainsem.results.score_answers import answers_to
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import Moments
from gainsem.survey.phrases import names_text, number_text
from gainsem.survey.responses import Responses


@dataclass(frozen=True)
class ScoredAnswers:
    """Who is scored, with which answers.

    Parameters
    ----------
    responses : Responses
        With categories the fit knows only.
    values : ndarray, shape (n_read, p)
        As :func:`~gainsem.results.score_answers.answers_to` returns them.
    scored : ndarray of bool, shape (n_read,)
        Who answered an item, and every covariate of the model.
    diagnostics : tuple of Diagnostic
    """

    responses: Responses
    values: Array
    scored: NDArray[np.bool_]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def lines(self) -> NDArray[np.int64]:
        """Line of the file of every respondent read."""
        own = self.responses.lines
        return own if len(own) else np.arange(2, len(self.values) + 2)


def scored_answers(fit: Fitted, responses: Any, items: list[str]) -> ScoredAnswers:
    """Return the answers to score.

    Parameters
    ----------
    fit : Fitted
    responses : Responses
    items : list of str
        The items of the constructs.

    Raises
    ------
    OptionError
        E-OPT-02 for a covariance matrix.
    UnknownVariableError
        E-MOD-71 for variables the data do not have.
    ResponseError
        E-ORD-58 for answers that are none; E-IDX-06 when nobody answered anything.
    """
    if isinstance(responses, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "Scores need the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    require_columns(responses, fit.table.observed)
    known, said = _with_known_categories(fit, responses)
    values = answers_to(fit, known)
    place = {name: i for i, name in enumerate(fit.table.observed)}
    covariates = [place[name] for name in fit.table.exogenous]
    answered = ~np.isnan(values[:, [place[name] for name in items]]).all(axis=1)
    complete = ~np.isnan(values[:, covariates]).any(axis=1)
    scored = np.asarray(answered & complete)
    if not scored.any():
        raise ResponseError.of(
            "E-IDX-06",
            f"None of the {len(values)} respondents can be scored: nobody answered an item of the"
            " model and every covariate.",
            do="check that these are the answers the model belongs to",
        )
    for count, what in (
        (int((~answered).sum()), "answered no item of the model"),
        (int((answered & ~complete).sum()), "did not answer every covariate of the model"),
    ):
        if count:
            said.append(
                note(
                    "I-IDX-11", f"{count} of {len(values)} respondents are not scored: they {what}."
                )
            )
    return ScoredAnswers(known, values, scored, tuple(said))


def _with_known_categories(fit: Fitted, responses: Responses) -> tuple[Responses, list[Diagnostic]]:
    """Return legal answers nobody of the fit gave as the nearest thing the fit knows.

    Beyond the outermost known category an answer counts as that category, which its latent
    response certainly reaches; between two known categories it counts as missing.
    """
    legal = {item.name: item.codes for item in fit.sample.items}
    values, moved = responses.values.copy(), []
    place = {name: i for i, name in enumerate(responses.names)}
    for record in fit.sample.categories:
        name = record["name"]
        known = np.array(sorted(code for merged in record["codes"] for code in merged))
        if name not in fit.table.ordinal or name not in place or not len(known):
            continue
        column = values[:, place[name]]
        strange = ~np.isnan(column) & ~np.isin(column, known) & np.isin(column, legal.get(name, ()))
        if strange.any():
            shown = names_text(number_text(code) for code in np.unique(column[strange]).tolist())
            moved.append(f"{name} ({int(strange.sum())} with {shown})")
            inner = strange & (column > known[0]) & (column < known[-1])
            column[strange] = np.clip(column[strange], known[0], known[-1])
            column[inner] = np.nan
    if not moved:
        return responses, []
    said = warning(
        "W-IDX-12",
        f"Answers nobody of the fit gave: {'; '.join(moved)}.",
        why="such a category has no threshold; beyond the outermost category of the fit they"
        " count as that category, between two categories as missing",
        do="fit the model to data with all categories",
    )
    return replace(responses, values=values), [said]
