"""Data screening: which answers were not given with care, and which items do not work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError
from gainsem.survey.answer_sheets import answer_sheets
from gainsem.survey.codebook import Codebook
from gainsem.survey.flags import checked_thresholds
from gainsem.survey.item_screening import ItemFinding, item_findings, turned_suspects
from gainsem.survey.judged import Judged
from gainsem.survey.respondent_facts import asked_items, respondent_facts
from gainsem.survey.responses import Responses
from gainsem.survey.screened_items import screened_items
from gainsem.survey.screening_indices import INDICES, careless

MANY_COPIES = 0.05


@dataclass(frozen=True, repr=False, eq=False)
class Screened:
    """What screening found; it drops nobody.

    Parameters
    ----------
    judged : tuple of Judged
        The flags, those that could not be judged with their reason.
    item_rows : tuple of ItemFinding
        The items.
    lines : ndarray, shape (n,)
        Line of the file of each respondent.
    identifiers : tuple of str
        What the survey calls them; empty where it has no such column.
    n_constructs : int
        Scales the items belong to.
    diagnostics : tuple of Diagnostic
        Everything remarked while reading and screening.
    source, sha256 : str
        File with the answers, and the hash of its bytes.
    codebook_source : str
        The codebook; empty without one.
    title : dict of str to str
        Title of the survey by language.
    labels : dict
        Labels of items by name and language, for the picture.
    """

    judged: tuple[Judged, ...]
    item_rows: tuple[ItemFinding, ...]
    lines: NDArray[np.int64]
    identifiers: tuple[str, ...] = ()
    n_constructs: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    source: str = ""
    sha256: str = ""
    codebook_source: str = ""
    title: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def n_respondents(self) -> int:
        """Respondents screened."""
        return len(self.lines)

    def flag(self, name: str) -> Judged:
        """Return one flag."""
        return next(each for each in self.judged if each.name == name)

    @property
    def any_hit(self) -> NDArray[np.bool_]:
        """Who has any flag, shape (n,)."""
        return np.asarray(np.any([each.hit for each in self.judged], axis=0))


def screen_answers(
    responses: Responses,
    codebook: Codebook | None = None,
    *,
    items: Sequence[str] | None = None,
    measured: Mapping[str, Sequence[str]] | None = None,
    thresholds: Mapping[str, float] | None = None,
    seconds: str | None = None,
    attention: Mapping[str, float] | None = None,
    respondent: str | None = None,
) -> Screened:
    """Return the flags of every respondent, and what is remarkable about the items.

    Parameters
    ----------
    responses : Responses
    codebook : Codebook, optional
        Which items are screened, which are reversed, what belongs together, which column
        has the time, which items are attention checks.
    items : sequence of str, optional
        The items to screen, in the order they were asked.
    measured : mapping, optional
        Items by latent variable of a model, where no codebook says.
    thresholds : mapping, optional
        Thresholds to use instead of the usual ones.
    seconds, attention, respondent
        Columns, where no codebook names them.

    Raises
    ------
    OptionError, ResponseError
        E-SCR-01 ... E-SCR-03 and E-SCR-07.
    """
    asked_limits = checked_thresholds(thresholds or {})
    chosen = screened_items(responses, codebook, items=items, measured=measured)
    _refuse_too_few(chosen.responses)
    facts = respondent_facts(
        responses, codebook, seconds=seconds, attention=attention, respondent=respondent
    )
    sheets = answer_sheets(
        chosen,
        asked=asked_items(responses, chosen.responses.names, codebook),
        seconds=facts.seconds,
        checks=facts.checks,
        unknown=facts.unknown,
    )
    judged = {name: index(sheets, asked_limits) for name, index in INDICES.items()}
    judged["careless"] = careless(judged, len(sheets.keyed), asked_limits)
    rows = item_findings(sheets)
    return Screened(
        judged=tuple(judged.values()),
        item_rows=rows,
        lines=chosen.responses.lines,
        identifiers=facts.identifiers,
        n_constructs=len(sheets.blocks),
        diagnostics=(
            *responses.diagnostics,
            *chosen.remarks,
            *facts.remarks,
            *turned_suspects(rows),
            *_many_copies(judged["duplicate"]),
            *_not_judged(judged),
        ),
        source=responses.source,
        sha256=responses.sha256,
        codebook_source=str(codebook.path or "") if codebook else "",
        title=dict(responses.title),
        labels={item.name: dict(item.label) for item in sheets.items},
    )


def _refuse_too_few(answers: Responses) -> None:
    """Refuse a table without two sheets that have answers on them (E-SCR-03)."""
    filled = int((~np.isnan(answers.values)).any(axis=1).sum())
    if filled >= 2:
        return
    people = "respondent has" if filled == 1 else "respondents have"
    raise ResponseError.of(
        "E-SCR-03",
        f"{answers.source}: {filled} {people} answered any of the {len(answers.items)} items.",
        why="screening compares respondents with each other",
        do="check the file and the names of the items; at least 2 respondents are needed",
    )


def _many_copies(duplicate: Judged) -> tuple[Diagnostic, ...]:
    share = duplicate.count / max(len(duplicate.hit), 1)
    if share <= MANY_COPIES:
        return ()
    return (
        warning(
            "W-SCR-15",
            f"{duplicate.count} respondents ({100 * share:.1f} %) share most answers with"
            " another respondent.",
            why="so many near copies can also come from items that nearly everybody answers alike",
            do="look at the pairs in respondents.csv, and raise the threshold: duplicate=0.95",
        ),
    )


def _not_judged(judged: Mapping[str, Judged]) -> tuple[Diagnostic, ...]:
    reasons = [f"{name}: {each.reason}" for name, each in judged.items() if not each.judged]
    if not reasons:
        return ()
    return (note("I-SCR-21", "Not judged - " + "; ".join(reasons) + "."),)
