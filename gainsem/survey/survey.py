"""A survey in hand: its answers, and the codebook they were read with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gainsem.survey.codebook import Codebook
from gainsem.survey.responses import Item, Responses
from gainsem.survey.survey_html import survey_to_html


@dataclass(frozen=True, repr=False)
class Survey:
    """Answers with the codebook that says what they mean.

    Parameters
    ----------
    responses : Responses
        The answers, after the codebook has been applied to them.
    codebook : Codebook or None
        None when the data came alone.
    """

    responses: Responses
    codebook: Codebook | None = None

    @property
    def n_obs(self) -> int:
        """Respondents."""
        return len(self.responses.values)

    @property
    def items(self) -> tuple[Item, ...]:
        """The numeric columns and what is known of them."""
        return self.responses.items

    def select(self, where: str) -> Survey:
        """Return the survey of some respondents only, such as ``"wave=2018"``."""
        from gainsem.survey.selection import select

        return replace(self, responses=select(self.responses, where))

    def to_frame(self) -> Any:
        """Return the answers as a pandas DataFrame."""
        return self.responses.to_frame()

    def __repr__(self) -> str:
        title = next(iter(self.responses.title.values()), self.responses.source)
        book = self.codebook.called if self.codebook else "no codebook"
        return f"<Survey {title}: {self.n_obs} respondents, {len(self.items)} items, {book}>"

    def _repr_html_(self) -> str:
        return survey_to_html(self)
