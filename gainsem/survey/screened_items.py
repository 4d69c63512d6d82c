"""Which items are screened, and of which scales they are part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import ResponseError
from gainsem.survey.check_respondents import WIDEST_RATING
from gainsem.survey.codebook import Codebook
from gainsem.survey.columns import require_columns
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Item, Responses


@dataclass(frozen=True)
class ScreenedItems:
    """Answers to the items that are screened, in the order they were asked.

    ``constructs`` maps a scale to the places of its items; ``remarks`` say how the items
    were chosen.
    """

    responses: Responses
    constructs: dict[str, tuple[int, ...]]
    remarks: tuple[Diagnostic, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """The items."""
        return self.responses.items


def screened_items(
    responses: Responses,
    codebook: Codebook | None = None,
    *,
    items: Sequence[str] | None = None,
    measured: Mapping[str, Sequence[str]] | None = None,
) -> ScreenedItems:
    """Return the items to screen.

    Those asked for; else those the codebook calls ordinal (where it assigns items to
    constructs, those of a construct); else the items a model measures its latent variables
    by; else every column of whole numbers that looks like a rating.  Attention checks are
    never among them.  Their order is that of the columns, unless they were asked for by name.

    Parameters
    ----------
    responses : Responses
    codebook : Codebook, optional
    items : sequence of str, optional
        Their names.
    measured : mapping, optional
        Items by latent variable, from a model: the scales where the codebook has none.

    Raises
    ------
    ResponseError
        E-SCR-02 without any item; as
        :func:`~gainsem.survey.columns.require_columns` for items that cannot be used.
    """
    checks = codebook.attention if codebook else {}
    names, remarks = _chosen(responses, checks, items, measured or {})
    if not names:
        raise ResponseError.of(
            "E-SCR-02",
            f"{responses.source} has no items to screen.",
            why="no column is called ordinal by a codebook or holds whole numbers of a rating",
            do="name the items:  --items q1,q2,q3  (items= in Python)",
        )
    chosen = require_columns(responses, names)
    return ScreenedItems(chosen, _scales(chosen, measured or {}), remarks)


def _chosen(
    responses: Responses,
    checks: Mapping[str, float],
    items: Sequence[str] | None,
    measured: Mapping[str, Sequence[str]],
) -> tuple[list[str], tuple[Diagnostic, ...]]:
    if items is not None:
        return list(dict.fromkeys(items)), ()
    ordinal = [i for i in responses.items if i.measure == "ordinal" and i.name not in checks]
    if ordinal:
        inside = [item.name for item in ordinal if item.construct]
        aside = [item.name for item in ordinal if not item.construct]
        return (inside, _left_aside(aside)) if inside else (aside, ())
    in_model = {name for members in measured.values() for name in members}
    if in_model:
        known = (*responses.names, *responses.text)
        found = [name for name in known if name in in_model]
        return [*found, *sorted(in_model - set(known))], ()
    rating = [
        item.name
        for item in responses.items
        if item.name not in checks and _is_rating(responses, item)
    ]
    said = note("I-SCR-22", f"Screened are the columns that look like ratings: {_few(rating)}.")
    return rating, (said,) if rating else ()


def _left_aside(names: list[str]) -> tuple[Diagnostic, ...]:
    if not names:
        return ()
    text = f"Ordinal variables without a construct are not screened: {_few(names)}."
    return (note("I-SCR-22", text, do="name the items to screen with --items (items=)"),)


def _few(names: list[str]) -> str:
    return names_text(names)


def _is_rating(responses: Responses, item: Item) -> bool:
    if item.measure == "nominal":
        return False
    column = responses.column(item.name)
    known = column[~np.isnan(column)]
    if not len(known) or np.isinf(known).any() or (known != np.floor(known)).any():
        return False
    return 2 <= float(known.max() - known.min()) <= WIDEST_RATING


def _scales(chosen: Responses, measured: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, ...]]:
    """Return the places of each scale's items: the codebook's constructs, else the model's."""
    place = {name: j for j, name in enumerate(chosen.names)}
    scales: dict[str, list[int]] = {}
    for item in chosen.items:
        if item.construct:
            scales.setdefault(item.construct, []).append(place[item.name])
    if not scales:
        scales = {
            name: [place[member] for member in dict.fromkeys(members) if member in place]
            for name, members in measured.items()
        }
    return {name: tuple(columns) for name, columns in scales.items() if columns}
