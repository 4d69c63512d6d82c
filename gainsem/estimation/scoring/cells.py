"""The groups figures are shown for, and those that must stay hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.suppression import Line, Tables, hidden_cells
from gainsem.estimation.scoring.groups import UNKNOWN, Grouping

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cell:
    """Some respondents: all of them, a level, a wave, or a level in a wave."""

    by: str
    level: str
    wave: str
    member: Mask
    hidden: bool

    @property
    def n(self) -> int:
        """Respondents."""
        return int(self.member.sum())


def cells_of(
    n: int, by: Sequence[Grouping], wave: Grouping | None, min_cell: int
) -> tuple[Cell, ...]:
    """Return the cells of all tables: total, waves, and the levels of each variable by wave.

    Parameters
    ----------
    n : int
        Respondents.
    by : sequence of Grouping
    wave : Grouping, optional
    min_cell : int
        Respondents a cell must have to be shown; further cells are hidden so that these
        cannot be worked out (:func:`gainsem.core.suppression.hidden_cells`).
    """
    waves = _levels(wave)
    keys = [("", "", "")]
    keys += [("", "", level) for level, _ in waves]
    members = [np.ones(n, dtype=bool), *(mask for _, mask in waves)]
    for each in by:
        for level, mask in _levels(each):
            for name, of_wave in [("", np.ones(n, dtype=bool)), *waves]:
                if (mask & of_wave).any():
                    keys.append((each.name, level, name))
                    members.append(mask & of_wave)
    first = _one_of_each_atom([*by, *([wave] if wave else [])])
    tables = Tables(
        np.array([mask.sum() for mask in members]),
        np.array([mask[first] for mask in members]),
        _lines(keys, [each.name for each in by]),
        _known(by, wave, waves, n, first),
    )
    hidden = hidden_cells(tables, min_cell)
    return tuple(
        Cell(*key, member, bool(flag))
        for key, member, flag in zip(keys, members, hidden.tolist(), strict=True)
    )


def _levels(group: Grouping | None) -> list[tuple[str, Mask]]:
    if group is None:
        return []
    return [(level, group.codes == k) for k, level in enumerate(group.levels)]


def _one_of_each_atom(groups: Sequence[Grouping]) -> NDArray[np.intp]:
    """Return one respondent of each of the finest groups."""
    if not groups:
        return np.zeros(1, dtype=np.intp)
    codes = np.stack([group.codes for group in groups], axis=1)
    first = np.unique(codes, axis=0, return_index=True)[1]
    return first.astype(np.intp)


def _lines(keys: Sequence[tuple[str, str, str]], names: Sequence[str]) -> list[Line]:
    """Return which cells are sums of which others."""
    place = {key: i for i, key in enumerate(keys)}
    waves = [key[2] for key in keys if key[0] == "" and key[2]]
    lines = [Line(0, tuple(place["", "", wave] for wave in waves))] if waves else []
    for name in names:
        levels = [key[1] for key in keys if key[0] == name and key[2] == ""]
        for wave in ["", *waves]:
            parts = [place[key] for level in levels if (key := (name, level, wave)) in place]
            lines.append(Line(place["", "", wave], tuple(parts)))
        for level in levels if waves else []:
            parts = [place[key] for wave in waves if (key := (name, level, wave)) in place]
            lines.append(Line(place[name, level, ""], tuple(parts)))
    return [line for line in lines if line.parts]


def _known(
    by: Sequence[Grouping],
    wave: Grouping | None,
    waves: Sequence[tuple[str, Mask]],
    n: int,
    first: NDArray[np.intp],
) -> Mask:
    """Return those whose level or wave is missing: their number is told, so they hide nobody."""
    everybody = np.ones(n, dtype=bool)
    rows = []
    for each in by:
        unknown = each.codes == UNKNOWN
        rows += [unknown & mask for _, mask in [("", everybody), *waves]]
        if wave is not None:
            missing = wave.codes == UNKNOWN
            rows += [(each.codes == k) & missing for k in range(UNKNOWN, len(each.levels))]
    if wave is not None:
        rows.append(wave.codes == UNKNOWN)
    found = [row[first] for row in rows if row.any()]
    return np.array(found, dtype=bool).reshape(len(found), len(first))


def design_matrix(
    by: Sequence[Grouping], wave: Grouping | None, extra: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the conditioning variables: constant, levels, levels by wave, numbers.

    Every level has a column of its own, a missing one too: the weak prior of the regression
    makes them estimable, and no level is the reference of the others.

    Parameters
    ----------
    by : sequence of Grouping
        The ``by`` variables, and the cluster.
    wave : Grouping, optional
    extra : ndarray, shape (n, k)
        Covariates and weights; standardised here.

    Returns
    -------
    ndarray, shape (n, q)
    """
    n = len(extra)
    blocks = [np.ones((n, 1)), _standardised(extra)]
    blocks += [_dummies(each.codes) for each in [*by, *([wave] if wave else [])]]
    if wave is not None:
        blocks += [_dummies(_both(each.codes, wave.codes)) for each in by]
    return np.concatenate(blocks, axis=1)


def _both(one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.intp]:
    pairs = np.stack([one, other], axis=1)
    return np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)


def _dummies(codes: NDArray[np.intp]) -> NDArray[np.float64]:
    levels = np.unique(codes)
    if len(levels) < 2:
        return np.zeros((len(codes), 0))
    same: NDArray[np.bool_] = codes[:, None] == levels
    return same.astype(np.float64)


def _standardised(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = numbers.std(axis=0)
    kept = spread > 1e-12 * (1.0 + np.abs(numbers).max(axis=0, initial=0.0))
    part = numbers[:, kept]
    scaled: NDArray[np.float64] = (part - part.mean(axis=0)) / spread[kept]
    return scaled
