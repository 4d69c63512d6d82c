"""The result of looking at missing answers, and its faces: tables, page, record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem._version import __version__
from gainsem.diagnostics import Diagnostic
from gainsem.results.json_file import JsonFile
from gainsem.results.missing_answers import MissingAnswers
from gainsem.results.missing_tables import (
    PATTERNS_SHOWN,
    little_of,
    missing_items_table,
    patterns_table,
)
from gainsem.results.record import plain
from gainsem.results.summary import Summary
from gainsem.results.summary_lines import Entry, remark, section
from gainsem.results.table import STYLE, Table
from gainsem.results.test import Test
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item

if TYPE_CHECKING:
    from pandas import DataFrame

SCHEMA = "gainsem.missing/1"
SCHEMA_FILE = Path(__file__).with_name("missing.schema.json")
NEXT = (
    "gainsem fit uses all answers of continuous items (--missing fiml, the default where answers"
    " are missing). That is right where what is missing depends on what was answered; a small p"
    " above says that it is not pure chance, not that it is so."
)


@dataclass(frozen=True, repr=False)
class Missing(JsonFile):
    """Which answers are missing, whether it looks like chance, and moments of all answers.

    Parameters
    ----------
    answers : MissingAnswers
        Patterns, Little's test, how the EM moments were found.
    questions : tuple of Item
        The items, as their codebook describes them.
    available : ndarray, shape (p, 2)
        Mean and standard deviation of all answers to an item.
    moments : Moments
        Means and covariances (divisor n) of a normal distribution, estimated from all
        answers by the EM algorithm.
    diagnostics : tuple of Diagnostic
    title : dict of str to str
    source, sha256 : str
    """

    answers: MissingAnswers
    questions: tuple[Item, ...]
    available: NDArray[np.float64]
    moments: Moments
    diagnostics: tuple[Diagnostic, ...] = ()
    title: dict[str, str] | None = None
    source: str = "data"
    sha256: str = ""

    @property
    def items(self) -> DataFrame:
        """One row an item: missing answers, mean and sd of the answers, EM mean and sd."""
        frame: DataFrame = self.items_table().to_frame()
        return frame

    @property
    def patterns(self) -> DataFrame:
        """One row a pattern, the commonest first: respondents, and True where answered."""
        import pandas as pd

        seen = pd.DataFrame(self.answers.observed, columns=list(self.answers.names))
        seen.insert(0, "respondents", self.answers.counts.astype(np.int64))
        return seen

    @property
    def coverage(self) -> DataFrame:
        """Share of the respondents who answered both items of every pair."""
        import pandas as pd

        names = list(self.answers.names)
        share = self.answers.together / self.answers.n_used
        return pd.DataFrame(share, index=names, columns=names)

    @property
    def little(self) -> Test | None:
        """Little's test that answers are missing completely at random."""
        return little_of(self.answers)

    def items_table(self) -> Table:
        """Return the items as a table."""
        return missing_items_table(self.answers, self.available, self.moments)

    def summary(self) -> Summary:
        """Return the page a terminal shows."""
        blocks = [
            f"gainsem {__version__}. {_headline(self.answers)}",
            section("", _facts(self)),
            self.items_table().to_text(),
            patterns_table(self.answers, most=PATTERNS_SHOWN).to_text(),
            "\n".join(remark(NEXT)) if self.answers.n_missing else "",
        ]
        if self.diagnostics:
            blocks.append("Diagnostics\n\n" + "\n".join(map(str, self.diagnostics)))
        return Summary("\n\n".join(block for block in blocks if block) + "\n")

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``missing.json``."""
        answers = self.answers
        return {
            "schema": SCHEMA,
            "n_read": answers.n_read,
            "n_used": answers.n_used,
            "n_complete": answers.n_complete,
            "names": list(answers.names),
            "items": [
                dict(zip(self.items_table().keys, plain(row), strict=True))
                for row in self.items_table().rows
            ],
            "patterns": plain(answers.patterns),
            "together": plain(answers.together.astype(np.int64)),
            "little": {
                "statistic": plain(answers.mcar_statistic),
                "df": plain(answers.mcar_df),
                "pvalue": plain(answers.mcar_pvalue),
            },
            "em": {
                "mean": plain(self.moments.mean),
                "cov": plain(self.moments.cov),
                "converged": answers.converged,
                "iterations": answers.iterations,
            },
            "diagnostics": [found.to_dict() for found in self.diagnostics],
            "provenance": {
                "gainsem": __version__,
                "data_source": self.source,
                "data_sha256": self.sha256,
            },
        }

    def __repr__(self) -> str:
        size = f"{self.answers.n_used} respondents, {len(self.answers.names)} items"
        return f"<Missing answers of {size}: {100 * self.answers.share_missing:.1f} %>"

    def _repr_html_(self) -> str:
        tables = (self.items_table(), patterns_table(self.answers, most=PATTERNS_SHOWN))
        shown = [table.to_html() for table in tables]
        return "\n".join([f'<div class="gainsem">\n<style>\n{STYLE}</style>', *shown, "</div>"])


def _headline(answers: MissingAnswers) -> str:
    if not answers.n_missing:
        return f"All {answers.n_used} respondents answered every item."
    share = 100 * answers.share_missing
    return (
        f"{answers.n_missing} answers are missing ({share:.1f} %), in {len(answers.patterns)}"
        f" patterns; {answers.n_complete} of {answers.n_used} respondents answered every item."
    )


def _facts(found: Missing) -> list[Entry]:
    answers, test = found.answers, found.little
    one, other, together = answers.lowest_coverage
    entries = [
        ("Respondents in the data", str(answers.n_read)),
        ("with an answer to an item", str(answers.n_used)),
        (f"Fewest together: {one} and {other}", str(together)),
    ]
    if test is not None and test.df:
        value = str(test).removeprefix(f"{test.name}: ")
        entries.append(("Little's test", value))
    return entries
