"""The measurement sheets of several groups, by label, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gainsem.diagnostics import Diagnostic
from gainsem.results.named_table import named_table
from gainsem.results.record import plain
from gainsem.results.reliability.by_group.record import GroupComparison
from gainsem.results.reliability.by_group.tables import (
    HIGHER,
    SCALES,
    comparison_table,
    differences_table,
    equality_table,
)
from gainsem.results.reliability.sheet import Reliability
from gainsem.results.table import STYLE, Table

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.summary import Summary

SCHEMA = "gainsem.reliability_groups/1"


@dataclass(frozen=True, repr=False, eq=False)
class GroupedReliability(Mapping[str, Reliability]):
    """Reliability in several groups, from ``fit.reliability()`` of a fit with ``group=``.

    A mapping: ``found["rural"]`` is the sheet of one group.

    Parameters
    ----------
    variable : str
        The column the groups are made of.
    sheets : mapping of str to Reliability
        By the label of the group, in their order.
    comparison : GroupComparison
        Every coefficient in every group, tests of equality, and differences.
    """

    variable: str
    sheets: Mapping[str, Reliability]
    comparison: GroupComparison

    def __getitem__(self, label: str) -> Reliability:
        return self.sheets[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self.sheets)

    def __len__(self) -> int:
        return len(self.sheets)

    @property
    def usable(self) -> bool:
        """Whether the fit is."""
        return all(sheet.usable for sheet in self.sheets.values())

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was remarked in every group, each with the name of its group."""
        return tuple(
            replace(one, message=f"{label}: {one.message}")
            for label, sheet in self.sheets.items()
            for one in sheet.diagnostics
        )

    def tables(self, *, lang: str = "en") -> dict[str, Table]:
        """Return all tables by name: the comparison, then those of every group, numbered.

        Parameters
        ----------
        lang : str
            Language of the wordings, where the codebook has it.
        """
        found = {
            "by_group": comparison_table(
                self.comparison, SCALES, f"Reliability by {self.variable}"
            ),
            "higher_by_group": comparison_table(
                self.comparison, HIGHER, f"Higher-order constructs by {self.variable}"
            ),
            "equality": equality_table(self.comparison.tests),
            "differences": differences_table(self.comparison.differences),
        }
        for number, sheet in enumerate(self.sheets.values(), start=1):
            found |= {f"{name}_{number}": one for name, one in sheet.tables(lang=lang).items()}
        return {name: table for name, table in found.items() if table.rows}

    def to_frame(self, table: str = "by_group") -> DataFrame:
        """Return one of the tables as a data frame.

        Parameters
        ----------
        table : {"by_group", "higher_by_group", "equality", "differences", "constructs_1", ...}
            See :meth:`tables`.

        Raises
        ------
        OptionError
            E-OPT-01 for a table there is not.
        """
        frame: DataFrame = named_table(self.tables(), table).to_frame()
        return frame

    def summary(self, *, lang: str = "en") -> Summary:
        """Return the comparison and the sheets as a page for a terminal.

        Parameters
        ----------
        lang : str
            Language of the wordings, where the codebook has it.
        """
        from gainsem.results.reliability.by_group.page import page_of_groups
        from gainsem.results.summary import Summary

        return Summary(page_of_groups(self, lang=lang))

    def to_dict(self) -> dict[str, Any]:
        """Return everything in the types JSON knows; what does not apply is null."""
        return {
            "schema": SCHEMA,
            "usable": self.usable,
            "variable": self.variable,
            "by_group": plain(self.comparison.figures),
            "equality": [{**plain(one), "why": one.why} for one in self.comparison.tests],
            "differences": plain(self.comparison.differences),
            "groups": [
                {"label": label, "sheet": sheet.to_dict()} for label, sheet in self.sheets.items()
            ],
        }

    def __repr__(self) -> str:
        first = next(iter(self.sheets.values()))
        return (
            f"<GroupedReliability {self.variable}: {len(self)} groups, "
            f"{len(first.constructs)} constructs>"
        )

    def _repr_html_(self) -> str:
        tables = self.tables()
        shown = [
            tables[name] for name in ("by_group", "higher_by_group", "equality") if name in tables
        ]
        body = "\n".join(table.to_html() for table in shown)
        return f'<div class="gainsem"><style>\n{STYLE}</style>\n{body}</div>'
