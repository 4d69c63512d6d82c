"""Paths and effects compared between groups: values, differences of pairs, tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from gainsem.results.test import Test

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.table import Table


@dataclass(frozen=True, slots=True)
class GroupValue:
    """A path or an effect in one group."""

    group: str
    est: float
    se: float
    ci_lower: float
    ci_upper: float


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """A path or an effect of one group less that of another.

    ``pvalue`` is of ``z = est / se``; all but ``est`` are NaN where the model holds the two
    equal.
    """

    first: str
    second: str
    est: float
    se: float
    z: float
    pvalue: float
    ci_lower: float
    ci_upper: float


@dataclass(frozen=True)
class ComparedValue:
    """One path or effect, in all groups whose models have it.

    Parameters
    ----------
    source, target : str
        From which variable it leads to which.
    kind : str
        ``path``; or as of :class:`gainsem.results.effects.Effect`.
    path : str
        The variables it runs through; empty for a sum over paths.
    values : tuple of GroupValue
    differences : tuple of ValueDifference
        Of all pairs of groups, the first less the second.
    test : Test
        Wald's, that it is the same in all groups; ``df`` 0 where the model says so.
    pvalue_holm : float
        Its p value, adjusted for the number of paths or effects (Holm 1979).
    """

    source: str
    target: str
    kind: str
    path: str
    values: tuple[GroupValue, ...]
    differences: tuple[ValueDifference, ...]
    test: Test
    pvalue_holm: float


@dataclass(frozen=True)
class ValuesByGroup:
    """Paths or effects compared between groups.

    Parameters
    ----------
    rows : tuple of ComparedValue
    joint : Test
        That all of them are the same in all groups.
    labels : tuple of str
        The groups.
    method : {"delta", "bootstrap", "monte.carlo", "replicates"}
        Where standard errors and limits come from.
    level : float
        Of the intervals.
    """

    rows: tuple[ComparedValue, ...]
    joint: Test
    labels: tuple[str, ...]
    method: str
    level: float

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[ComparedValue]:
        return iter(self.rows)

    def to_frame(self) -> DataFrame:
        """Return one row a pair of groups, unrounded: values, difference, and the test of all."""
        import pandas as pd

        names = [field.name for field in fields(ValueDifference)]
        cells = []
        for row in self.rows:
            own = {value.group: value.est for value in row.values}
            test = (row.test.statistic, row.test.df, row.test.pvalue, row.pvalue_holm)
            for pair in row.differences:
                numbers = [getattr(pair, name) for name in names[2:]]
                both = (pair.first, pair.second, own[pair.first], own[pair.second])
                cells.append((row.source, row.target, row.kind, row.path, *both, *numbers, *test))
        return pd.DataFrame(cells, columns=list(COLUMNS))

    def table(self) -> Table:
        """Return the values by group and the test of each."""
        from gainsem.results.groups.differences_tables import values_table

        return values_table(self)

    def differences_table(self) -> Table:
        """Return the differences of all pairs of groups."""
        from gainsem.results.groups.differences_tables import differences_table

        return differences_table(self)

    def __repr__(self) -> str:
        if not self.rows:
            return "Nothing to compare: no path or indirect effect is there in more than one group."
        return f"{self.table().to_text()}\n\n{self.differences_table().to_text()}"

    def _repr_html_(self) -> str:
        return self.table()._repr_html_() + self.differences_table()._repr_html_()


COLUMNS = (
    *("source", "target", "kind", "path", "first", "second", "est_first", "est_second"),
    *("difference", "se", "z", "pvalue", "ci_lower", "ci_upper"),
    *("chisq", "df", "pvalue_all", "pvalue_holm"),
)
