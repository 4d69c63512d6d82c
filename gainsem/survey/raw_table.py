"""A table as it stood in a file, before any codebook has been applied to it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.survey.phrases import file_name
from gainsem.survey.responses import Item, Recode

RawColumn = NDArray[np.float64] | tuple[str, ...]


@dataclass(frozen=True)
class DeclaredMissing:
    """Answers to one item that its source itself calls missing.

    Parameters
    ----------
    ranges : tuple of (float, float)
        Lowest and highest number; a single code is a range of its own, an open one
        ends at infinity.
    counts : dict of str to int
        Marks that were never numbers and that the reader has read as missing: Stata's
        ``.a`` to ``.z``, words of SPSS.
    labels : dict of str to str
        What the source says they mean: ``{"88": "Don't know", ".a": "Refused"}``.
    """

    ranges: tuple[tuple[float, float], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """A column whose source says itself what its answers are.

    Parameters
    ----------
    item : Item
    values : ndarray, optional
        The answers as codes, where the column itself holds words; without it the cells of
        the column are the answers.
    missing : DeclaredMissing, optional
        Which of them are missing; holds for a column a codebook describes as well.
    """

    item: Item
    values: NDArray[np.float64] | None = None
    missing: DeclaredMissing | None = None


@dataclass(frozen=True)
class Heading:
    """What the tool that wrote a file says a column is about.

    Parameters
    ----------
    ids : tuple of str
        Codes of the question, the most telling first: ``("Q4_1",)``.
    wordings : tuple of str
        Wordings of the question or of its row in a block, the most telling first.
    option : str
        For a column of one tick box: the code or the wording of its option.
    role : str
        For a column the tool itself has added: what is in it (``seconds``,
        ``respondent``, ``started``, ``ended``, ``address``, ``total``, ``other``).
    left_empty : tuple of int
        Rows (counted from 0) of respondents who saw the question and answered nothing,
        where the tool tells them from those it was not shown to.
    """

    ids: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    option: str = ""
    role: str = ""
    left_empty: tuple[int, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class RawTable:
    """Named columns of equal length.

    Parameters
    ----------
    names : tuple of str
        Column names, in NFC.
    columns : tuple
        Each a float array (NaN: missing) when every cell was a plain number or
        empty, else the cells as text.
    lines : ndarray, shape (n_rows,)
        Line (or sheet row) of the file each row came from, for messages.
    source : str
        Path, for messages.
    sha256 : str
        Of the file's bytes; empty for a table made in memory.
    diagnostics : tuple of Diagnostic
        What the reader decided and says aloud: encoding, delimiter, recoded signs.
    declared : dict of str to Declared
        Columns that are described where they come from (ordered categories of a data
        frame, labels of SPSS and Stata), by name.  A codebook that describes such a column
        has precedence; what the source declares missing is missing all the same.
    headings : tuple of Heading
        What the tool that wrote the file says of each column; empty for a plain table.
    tool : str
        That tool, as a codebook names it.
    found_in : dict of str to str
        Heading in the file of items that were found under another name.
    recodes : tuple of Recode
        Changes already made to answers, counted.
    unsaid : dict of str to str
        Questions with boxes of which the file does not say whether nobody ticked or nobody
        was asked: ``"empty"`` where it writes nothing for both, ``"zero"`` where 0.
    """

    names: tuple[str, ...]
    columns: tuple[RawColumn, ...]
    lines: NDArray[np.int64]
    source: str = "data"
    sha256: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    declared: dict[str, Declared] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    tool: str = ""
    left_out: tuple[str, ...] = ()
    persons: tuple[tuple[str, NDArray[np.int64]], ...] = ()
    found_in: dict[str, str] = field(default_factory=dict)
    recodes: tuple[Recode, ...] = ()
    unsaid: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Name of the file the table comes from, for messages."""
        return file_name(self.source)
