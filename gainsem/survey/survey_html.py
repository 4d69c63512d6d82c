"""The face of a survey in a notebook: who answered, what was not kept, what was remarked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gainsem.survey.phrases import names_text

if TYPE_CHECKING:
    from gainsem.survey.survey import Survey


def survey_to_html(survey: Survey) -> str:
    """Return the survey as one HTML fragment, every text escaped; no answer is in it."""
    answers = survey.responses
    title = next(iter(answers.title.values()), answers.source)
    book = survey.codebook.called if survey.codebook else "no codebook"
    facts = [f"{survey.n_obs} respondents, {len(survey.items)} variables; {answers.source}, {book}"]
    if answers.left_out:
        facts.append(f"Columns not kept: {names_text(answers.left_out)}")
    lines = [f"<p>{escape(fact)}</p>" for fact in facts]
    said = [f"<li>{escape(each.code)}: {escape(each.message)}</li>" for each in answers.diagnostics]
    remarks = ["<ul>", *said, "</ul>"] if said else []
    head = f"<p><strong>{escape(title)}</strong></p>"
    return "\n".join(['<div class="gainsem">', head, *lines, *remarks, "</div>"])
