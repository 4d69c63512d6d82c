"""What another program says of the same model and data, beside what gainsem says."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gainsem.results.cells import number_text
from gainsem.results.table import Column, Table

MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class ComparedQuantity:
    """One number of both programs; ``se`` and ``other_se`` are NaN where there are none.

    ``tolerance`` is the largest difference that is not flagged; ``flagged`` says that the
    estimates, or the standard errors, differ by more.
    """

    name: str
    est: float
    other: float
    tolerance: float
    se: float = math.nan
    other_se: float = math.nan
    flagged: bool = False

    @property
    def difference(self) -> float:
        """The other program's number less gainsem's."""
        return self.other - self.est


@dataclass(frozen=True)
class SecondOpinion:
    """A comparison with another program; it never changes the answer.

    Parameters
    ----------
    program, version : str
        ``"semopy"`` or ``"factor_analyzer"``; the version is empty where it is not installed.
    rows : tuple of ComparedQuantity
        Empty where nothing could be compared.
    rule : str
        When a difference is flagged, in a sentence.
    reasons : tuple of str
        Why nothing, or not everything, is compared; a sentence each.
    notes : tuple of str
        How the other program was run.
    """

    program: str
    version: str = ""
    rows: tuple[ComparedQuantity, ...] = ()
    rule: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def compared(self) -> bool:
        """Whether there are numbers to compare."""
        return bool(self.rows)

    @property
    def flagged(self) -> tuple[ComparedQuantity, ...]:
        """The numbers that differ by more than the tolerance."""
        return tuple(row for row in self.rows if row.flagged)

    @property
    def largest(self) -> ComparedQuantity | None:
        """The number with the largest difference."""
        return max(self.rows, key=lambda row: abs(row.difference), default=None)

    @property
    def verdict(self) -> str:
        """The comparison in a sentence."""
        name = f"{self.program} {self.version}".rstrip()
        most = self.largest
        if most is None:
            return f"No second opinion by {name}."
        agreed = (
            f"{len(self.flagged)} of {len(self.rows)} numbers differ"
            if self.flagged
            else f"all {len(self.rows)} numbers agree"
        )
        size = f"{abs(most.difference):.1e}"
        return f"Second opinion by {name}: {agreed}; largest difference {size} ({most.name})."

    def table(self, *, most: int = 0) -> Table:
        """Return the comparison, one row a number.

        Parameters
        ----------
        most : int
            Rows shown, the largest differences first; 0 shows all in their order.
        """
        columns = (
            Column("name", "Parameter"),
            Column("est", "gainsem", "number", 4),
            Column("other", self.program, "number", 4),
            Column("difference", "Difference", "number", 6),
            Column("se", "SE", "number", 4),
            Column("other_se", f"SE {self.program}", "number", 4),
            Column("flagged", "Flag"),
        )
        rows = list(self.rows)
        if most and len(rows) > most:
            rows = sorted(rows, key=lambda row: (not row.flagged, -abs(row.difference)))[:most]
        cells = tuple(
            (
                row.name,
                row.est,
                row.other,
                row.difference,
                row.se,
                row.other_se,
                "differs" if row.flagged else "",
            )
            for row in rows
        )
        left = len(self.rows) - len(rows)
        notes = (self.rule, *self.notes)
        if left:
            notes = (*notes, f"{left} numbers with smaller differences are not shown.")
        return Table(columns, cells, f"Second opinion ({self.program})", notes)


def second_opinion_text(opinion: SecondOpinion | None) -> list[str]:
    """Return the blocks of a terminal summary; none where nobody has asked for it."""
    if opinion is None:
        return []
    said = "\n".join((opinion.verdict, *opinion.reasons))
    if not opinion.compared:
        return [said]
    return [said, opinion.table(most=MOST_ROWS).without_empty_columns().to_text()]


def size_text(opinion: SecondOpinion) -> str:
    """Return the size of the largest difference as a page shows it."""
    most = opinion.largest
    return "" if most is None else number_text(abs(most.difference), 6)
