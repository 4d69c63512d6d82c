"""What gaps are adjusted for: covariates as columns, centred at the mean of all respondents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError, did_you_mean
from gainsem.survey.phrases import names_text, number_text
from gainsem.survey.responses import Item, Responses

FEWEST = 10
"""Respondents of every group that a category of a covariate needs."""
MOST_CATEGORIES = 15
CATEGORICAL = ("nominal", "ordinal")


@dataclass(frozen=True)
class Covariate:
    """One covariate.

    Parameters
    ----------
    name : str
    columns : tuple of str
        Itself, or one column a category but the first.
    levels : tuple of dict
        Labels of these categories by language; empty for a number.
    base : dict
        Labels of the first category.
    """

    name: str
    columns: tuple[str, ...]
    levels: tuple[dict[str, str], ...] = ()
    base: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> tuple[tuple[str, dict[str, str]], ...]:
        """Column and labels of every category, the first with no column."""
        if not self.levels:
            return ()
        return (("", self.base), *zip(self.columns, self.levels, strict=True))


@dataclass(frozen=True)
class Adjusted:
    """Answers with the columns of the covariates, of those who answered all of them."""

    data: Responses
    covariates: tuple[Covariate, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of all covariates."""
        return tuple(name for each in self.covariates for name in each.columns)


def adjusted_answers(
    data: Responses, names: Sequence[str], cells: Sequence[str], *, taken: Sequence[str]
) -> Adjusted:
    """Return the answers with covariates ready to be regressed on.

    Numbers get mean 0 and standard deviation 1 over all respondents, categories a column
    each (but the first), centred at their share.  A category with fewer than 10 respondents in
    a group is joined with its neighbour (ordinal) or with the most frequent one.

    Parameters
    ----------
    data : Responses
    names : sequence of str
    cells : sequence of str
        The group of every respondent; empty for those of none.
    taken : sequence of str
        What cannot be a covariate: items, group and wave.

    Raises
    ------
    OptionError
        E-EQU-03, all covariates in one message.
    """
    refuse_unfit(data, names, taken)
    if not names:
        return Adjusted(data, (), ())
    used = np.array([bool(cell) for cell in cells])
    columns = {name: _codes(data, name) for name in names}
    complete = used & ~np.any([np.isnan(each) for each in columns.values()], axis=0)
    said: list[Diagnostic] = []
    lost = int(used.sum() - complete.sum())
    if lost:
        said.append(
            note(
                "I-EQU-14",
                f"{lost} of {int(used.sum())} respondents have no value of"
                f" {names_text(names)}; they were left out, before adjusting, too.",
            )
        )
    at = np.flatnonzero(complete)
    from gainsem.survey.groups import rows_of

    kept = replace(rows_of(data, at), diagnostics=data.diagnostics)
    own_cells = [cells[k] for k in at.tolist()]
    covariates: list[Covariate] = []
    added: list[tuple[Item, Array]] = []
    for name in names:
        covariate, items, remarks = _columns(kept, name, columns[name][at], own_cells)
        covariates.append(covariate)
        added += items
        said += remarks
    values = np.column_stack([kept.values, *(column for _, column in added)])
    whole = replace(kept, values=values, items=(*kept.items, *(item for item, _ in added)))
    return Adjusted(whole, tuple(covariates), tuple(said))


def standardised(data: Responses, names: Sequence[str]) -> Responses:
    """Return the answers with some columns at mean 0 and standard deviation 1.

    What observed predictors add to a gap depends on neither, but a search for a minimum does.

    Parameters
    ----------
    data : Responses
    names : sequence of str
        Those that are no columns of numbers, or constant, are left as they are.
    """
    values = data.values.copy()
    for name in dict.fromkeys(names):
        if name not in data.names:
            continue
        at = data.names.index(name)
        spread = float(np.nanstd(values[:, at]))
        if spread > 0.0:
            values[:, at] = (values[:, at] - np.nanmean(values[:, at])) / spread
    return replace(data, values=values)


def refuse_unfit(data: Responses, names: Sequence[str], taken: Sequence[str]) -> None:
    """Refuse covariates that cannot be adjusted for: E-EQU-03, all in one message."""
    known = (*data.names, *data.text)
    problems: list[Diagnostic] = []
    for position, name in enumerate(names):
        why = do = ""
        if name not in known:
            why = f"it is not a column.{did_you_mean(name, known)}"
        elif name in taken:
            why = "it is an item of the model, the group or the wave."
            do = "adjust for what respondents are, not for what the model measures or compares"
        elif name in names[:position]:
            why = "it is named twice."
        else:
            codes = _codes(data, name)
            count = len(np.unique(codes[~np.isnan(codes)]))
            if count < 2:
                why = f"it has {count} different value{'s' if count != 1 else ''}."
                do = "leave it out: what does not differ explains no gap"
            elif _is_categorical(data, name) and count > MOST_CATEGORIES:
                why = f"it has {count} different categories, and at most {MOST_CATEGORIES} can be"
                why += " adjusted for."
                do = "group them in fewer classes"
        if why:
            problems.append(
                Diagnostic(
                    "E-EQU-03",
                    "error",
                    f"adjust= names '{name}', which cannot be a covariate: {why}",
                    do=do or "name columns such as age, gender or education",
                )
            )
    if problems:
        raise OptionError(*problems)


def _codes(data: Responses, name: str) -> Array:
    """Return a covariate as numbers: its own, or the place of its text in the order met."""
    if name in data.names:
        return data.column(name)
    texts = [text.strip() for text in data.text[name]]
    order = {text: float(k) for k, text in enumerate(dict.fromkeys(filter(None, texts)), 1)}
    return np.array([order.get(text, np.nan) for text in texts])


def _is_categorical(data: Responses, name: str) -> bool:
    if name in data.text:
        return True
    item = data.items[data.names.index(name)]
    return item.measure in CATEGORICAL


def _labels(data: Responses, name: str, codes: Sequence[float]) -> list[dict[str, str]]:
    """Return what the categories of a covariate are called, by language."""
    if name in data.text:
        texts = list(dict.fromkeys(filter(None, (text.strip() for text in data.text[name]))))
        return [{"en": texts[int(code) - 1]} for code in codes]
    own = data.items[data.names.index(name)].value_labels
    return [
        {lang: words[code] for lang, words in own.items() if code in words}
        or {"en": number_text(code)}
        for code in codes
    ]


def _columns(
    data: Responses, name: str, codes: Array, cells: Sequence[str]
) -> tuple[Covariate, list[tuple[Item, Array]], list[Diagnostic]]:
    """Return one covariate with its columns, and what is remarkable."""
    known = (*data.names, *data.text)
    if not _is_categorical(data, name):
        column = _unused(f"{name}_adj", known)
        spread = (codes - codes.mean()) / codes.std()
        return Covariate(name, (column,)), [(Item(column), spread)], []
    ordinal = name in data.names and data.items[data.names.index(name)].measure == "ordinal"
    joined, said = _join_rare(name, codes, cells, ordinal=ordinal)
    present = np.unique(joined)
    names = _labels(data, name, np.unique(codes).tolist())
    labels = dict(zip(np.unique(codes).tolist(), names, strict=True))
    columns, items = [], []
    for code in present[1:].tolist():
        column = _unused(f"{name}_{number_text(code).replace('.', '_').replace('-', 'm')}", known)
        dummy = (joined == code).astype(np.float64)
        columns.append(column)
        items.append((Item(column), dummy - dummy.mean()))
    levels = tuple(labels[code] for code in present[1:].tolist())
    return Covariate(name, tuple(columns), levels, labels[float(present[0])]), items, said


def _join_rare(
    name: str, codes: Array, cells: Sequence[str], *, ordinal: bool
) -> tuple[Array, list[Diagnostic]]:
    """Return codes with rare categories joined to others, and a warning for each."""
    groups = np.array(cells)
    joined, said = codes.copy(), []
    while True:
        present = np.unique(joined)
        counts = {
            code: min(int(((joined == code) & (groups == own)).sum()) for own in np.unique(groups))
            for code in present.tolist()
        }
        rare = min(counts, key=lambda code: counts[code])
        if len(present) < 2 or counts[rare] >= FEWEST:
            break
        others = [code for code in present.tolist() if code != rare]
        frequent = max(others, key=lambda code: int((joined == code).sum()))
        near = min(others, key=lambda code: abs(code - rare)) if ordinal else frequent
        said.append(
            warning(
                "W-EQU-13",
                f"'{name}': category {number_text(rare)} has only {counts[rare]} respondents in a"
                f" group and was joined with category {number_text(near)}.",
                why=f"fewer than {FEWEST} respondents say nothing of what a category does",
                do="join the categories yourself as they make sense, or leave the covariate out",
            )
        )
        joined[joined == rare] = near
    if len(np.unique(joined)) < 2:
        raise OptionError.of(
            "E-EQU-03",
            f"adjust= names '{name}', of which no two categories have {FEWEST} respondents in every"
            " group.",
            why="the groups have no values of it in common, so nobody can be compared at the same"
            " value",
            do="leave it out, or group its categories",
        )
    return joined, said


def _unused(name: str, known: Sequence[str]) -> str:
    while name in known:
        name += "_"
    return name
