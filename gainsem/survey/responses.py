"""Answers as arrays with names, after the codebook has been applied to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic


@dataclass(frozen=True)
class Item:
    """What is known of one variable, from its codebook or from its data alone.

    ``text`` and ``label`` map a language (``"en"``, ``"zh"``) to the wording of
    the question and to a short label; ``codes`` are the legal answers (empty:
    any number), ``limits`` the smallest and largest legal number where not every
    number between them is listed, ``value_labels`` their wording by language and
    code.  For a reverse-keyed item all of these belong to the turned answers.
    """

    name: str
    text: dict[str, str] = field(default_factory=dict)
    label: dict[str, str] = field(default_factory=dict)
    construct: str = ""
    measure: str = "continuous"
    codes: tuple[float, ...] = ()
    value_labels: dict[str, dict[float, str]] = field(default_factory=dict)
    missing_codes: tuple[float, ...] = ()
    reverse: bool = False
    limits: tuple[float, float] | None = None

    @property
    def span(self) -> tuple[float, float] | None:
        """Smallest and largest legal number, if the codebook says."""
        return (min(self.codes), max(self.codes)) if self.codes else self.limits


@dataclass(frozen=True)
class Recode:
    """One counted change: what was done to which item, how often."""

    item: str
    kind: str
    count: int
    detail: str = ""


@dataclass(frozen=True)
class Responses:
    """A table of answers.

    Parameters
    ----------
    values : ndarray, shape (n_obs, n_items)
        Numbers; NaN where an answer is missing.
    items : tuple of Item
        One a column.
    text : dict of str to tuple
        Columns that are not numbers (identifiers, free text), as strings.
    constructs : dict
        Construct name to label by language.
    recodes : tuple of Recode
        Every change made to what was in the file, counted.
    diagnostics : tuple of Diagnostic
        Remarks and warnings met while reading.
    lines : ndarray, shape (n_obs,)
        Line of the file each row came from.
    source : str
        File name, for messages.
    sha256 : str
        Of the file's bytes (empty for tables made in memory).
    title : dict of str to str
        Title of the survey by language.
    citation : str
        How the survey asks to be cited.
    left_out : tuple of str
        Columns of the file that were not needed and are gone.
    persons : tuple of (str, ndarray)
        Columns among these that numbered the respondents: name, and the same number for
        the same person, shape (n_obs,).
    """

    values: NDArray[np.float64]
    items: tuple[Item, ...]
    text: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constructs: dict[str, dict[str, str]] = field(default_factory=dict)
    recodes: tuple[Recode, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    lines: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    source: str = "data"
    sha256: str = ""
    title: dict[str, str] = field(default_factory=dict)
    citation: str = ""
    left_out: tuple[str, ...] = ()
    persons: tuple[tuple[str, NDArray[np.int64]], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the numeric columns."""
        return tuple(item.name for item in self.items)

    def columns(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return the named numeric columns in this order, shape (n_obs, len(names))."""
        own = self.names
        if tuple(names) == own:
            return self.values
        place = {name: i for i, name in enumerate(own)}
        return self.values[:, [place[name] for name in names]]

    def column(self, name: str) -> NDArray[np.float64]:
        """Return one numeric column."""
        return self.values[:, self.names.index(name)]

    def to_frame(self) -> Any:
        """Return the answers as a pandas DataFrame."""
        import pandas as pd

        frame = pd.DataFrame(self.values, columns=list(self.names))
        return frame.assign(**{name: list(column) for name, column in self.text.items()})
