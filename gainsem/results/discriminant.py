"""Whether constructs can be told apart: correlations, their limits, and tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gainsem.diagnostics import Diagnostic
from gainsem.results.record import plain
from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from pandas import DataFrame

Problem = Literal["none", "marginal", "moderate", "severe", ""]
LIMITS: tuple[tuple[float, Problem], ...] = (
    (1.0, "severe"),
    (0.9, "moderate"),
    (0.8, "marginal"),
)
COLUMNS = (
    Column("construct1", "Construct"),
    Column("construct2", "With"),
    Column("r", "r", "number"),
    Column("se", "SE", "number"),
    Column("ci_lower", "lower", "number"),
    Column("ci_upper", "upper", "number"),
    Column("problem", "Problem"),
    Column("at", "Fixed at", "number", 2),
    Column("chisq", "Chi-square", "number"),
    Column("df", "df", "integer"),
    Column("pvalue", "p", "pvalue"),
)
NOTES = (
    (
        "Problem: what the limit of the interval that is farther from 0 reaches (CI_CFA(sys), "
        "Rönkkö & Cho 2022): .80 marginal, .90 moderate, 1 severe."
    ),
    (
        "Chi-square: what the model loses when the correlation is fixed; a small p says that it "
        "is not that value."
    ),
)


@dataclass(frozen=True)
class PairTest:
    """The correlation of two constructs, and the test that it is a certain value.

    NaN: no standard error, or the model with the correlation fixed has no solution.
    """

    construct1: str
    construct2: str
    r: float
    se: float
    ci_lower: float
    ci_upper: float
    problem: Problem
    at: float
    chisq: float
    df: int
    pvalue: float


@dataclass(frozen=True, repr=False, eq=False)
class Discriminant:
    """Discriminant validity, from :func:`gainsem.discriminant`.

    Parameters
    ----------
    pairs : tuple of PairTest
        One a pair of constructs and value.
    level : float
        Of the intervals.
    method : str
        How the tests were made.
    diagnostics : tuple of Diagnostic
    """

    pairs: tuple[PairTest, ...]
    level: float
    method: str
    diagnostics: tuple[Diagnostic, ...] = ()

    def table(self) -> Table:
        """Return the pairs as a table."""
        rows = tuple(tuple(getattr(one, column.key) for column in COLUMNS) for one in self.pairs)
        return Table(COLUMNS, rows, "Discriminant validity", (*NOTES, self.method))

    def to_frame(self) -> DataFrame:
        """Return the pairs as a data frame."""
        frame: DataFrame = self.table().to_frame()
        return frame

    def summary(self) -> str:
        """Return the table as text, with what was remarked."""
        from gainsem.results.summary import Summary

        said = [str(one) for one in self.diagnostics]
        return Summary("\n\n".join([self.table().to_text(), *said]) + "\n")

    def to_dict(self) -> dict[str, Any]:
        """Return everything in the types JSON knows."""
        return {
            "schema": "gainsem.discriminant/1",
            "level": self.level,
            "method": self.method,
            "pairs": plain(self.pairs),
            "diagnostics": [one.to_dict() for one in self.diagnostics],
        }

    def __repr__(self) -> str:
        severe = sum(one.problem in ("severe", "moderate") for one in self.pairs)
        return f"<Discriminant {len(self.pairs)} tests, {severe} with a problem>"

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def problem_of(lower: float, upper: float) -> Problem:
    """Return how near to 1 (or -1) an interval of a correlation reaches.

    Ronkko & Cho (2022, doi:10.1177/1094428120968614).  Empty without an interval.

    Examples
    --------
    >>> problem_of(0.5, 0.79), problem_of(0.7, 0.85), problem_of(-1.02, -0.8)
    ('none', 'marginal', 'severe')
    """
    farthest = max(upper, -lower)
    if farthest != farthest:
        return ""
    return next((name for limit, name in LIMITS if farthest >= limit), "none")
