"""Polychoric, polyserial and ordinary correlations with all that is known of their sampling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gainsem.core.bivariate_fit import bivariate_fit
from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.linalg import Array
from gainsem.core.ordinal_statistics import OrdinalStatistics
from gainsem.diagnostics import Diagnostic
from gainsem.results.cells import number_text
from gainsem.results.table import STYLE, Column, Table

if TYPE_CHECKING:
    from pandas import DataFrame

SCHEMA = "gainsem.polychoric/1"
TESTS_SHOWN = 10
TESTS = (
    Column("item1", "Item"),
    Column("item2", "Item"),
    Column("n", "n", "number", 0),
    Column("g2", "G2", "number"),
    Column("df", "df", "integer"),
    Column("pvalue", "p", "pvalue"),
    Column("rmsea", "RMSEA", "number"),
)


@dataclass(frozen=True, repr=False, eq=False)
class Polychoric:
    """Correlations of latent responses, from :func:`gainsem.polychoric`.

    Between two ordinal items they are polychoric, between an ordinal and a continuous one
    polyserial, between two continuous ones ordinary correlations.

    Parameters
    ----------
    names : tuple of str
        The items.
    statistics : CategoricalStatistics
        Thresholds, covariances and influence functions as the numeric core has them.
    tables : OrdinalStatistics or None
        Two-way tables of the ordinal items; None for fewer than two.
    categories : tuple of dict
        One an ordinal item: ``name``, ``codes`` (those each category is made of), ``counts``.
    n_read : int
        Respondents in the data.
    options : dict
        What was asked for.
    diagnostics : tuple of Diagnostic
        Everything remarked on the way.
    """

    names: tuple[str, ...]
    statistics: CategoricalStatistics
    tables: OrdinalStatistics | None
    categories: tuple[dict[str, Any], ...]
    n_read: int
    options: dict[str, Any] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def n_obs(self) -> int:
        """Respondents used."""
        return self.statistics.n_obs

    @property
    def ordinal(self) -> tuple[str, ...]:
        """Names of the items treated as ordinal."""
        return tuple(each["name"] for each in self.categories)

    @property
    def correlations(self) -> DataFrame:
        """The correlations, one row and column an item."""
        return self._square(self._correlations)

    @property
    def thresholds(self) -> DataFrame:
        """The thresholds ``t1``, ``t2``, ... of every ordinal item, NaN where it has fewer."""
        import pandas as pd

        own = self._thresholds
        columns = [f"t{k + 1}" for k in range(max(map(len, own.values()), default=0))]
        rows = [[*cuts, *[math.nan] * (len(columns) - len(cuts))] for cuts in own.values()]
        return pd.DataFrame(rows, index=list(own), columns=columns, dtype=float)

    @property
    def se(self) -> DataFrame:
        """Standard errors of the correlations, NaN on the diagonal."""
        errors = np.full_like(self._correlations, np.nan)
        row, col = self.statistics.order.pairs
        errors[row, col] = errors[col, row] = self._errors
        return self._square(errors)

    def acov(self, *, thresholds: bool = False) -> DataFrame:
        """Return the asymptotic covariances of all correlations.

        Parameters
        ----------
        thresholds : bool
            Put the thresholds before the correlations.

        Returns
        -------
        DataFrame
            Rows and columns are named ``"q1|t2"`` and ``"q1~~q2"``, in the order of
            lavaan: correlations below the diagonal, column by column.
        """
        import pandas as pd

        names, covariances = self._pair_names, self._covariances
        levels = [k for k, _ in self._level_names]
        if thresholds:
            names = [*(name for _, name in self._level_names), *names]
            kept = [*levels, *range(self.statistics.order.n_levels, len(covariances))]
        else:
            kept = list(range(self.statistics.order.n_levels, len(covariances)))
        return pd.DataFrame(covariances[np.ix_(kept, kept)], index=names, columns=names)

    @property
    def tests(self) -> DataFrame:
        """Tests of bivariate normality of all pairs of ordinal items, the worst first.

        ``g2`` is the likelihood-ratio statistic of the two-way table against its polychoric
        correlation (Joreskog 1994, doi:10.1007/BF02296131); an ``rmsea`` above .10 is far
        from normal.  Tables of two by two leave nothing to test.
        """
        frame: DataFrame = self.tests_table().to_frame()
        return frame

    def tests_table(self) -> Table:
        """Return :attr:`tests` as a table for a terminal or a notebook."""
        caption = "Tests of bivariate normality"
        if self.tables is None:
            return Table(TESTS, (), caption)
        found = bivariate_fit(self.tables)
        pvalues = found.pvalues(found.df > 0)
        n = self.tables.tables.sum(axis=(0, 1))
        row, col = self.tables.statistics.order.pairs
        names = self.ordinal
        worst = np.lexsort((-found.statistic, -found.rmsea))
        rows = tuple(
            (
                names[col[k]],
                names[row[k]],
                float(n[k]),
                float(found.statistic[k]),
                int(found.df[k]),
                float(pvalues[k]),
                float(found.rmsea[k]),
            )
            for k in worst.tolist()
        )
        return Table(TESTS, rows, caption)

    def correlations_table(self) -> Table:
        """Return the correlations below the diagonal as a table."""
        columns = (Column("item", "Item"), *(Column(n, n, "number") for n in self.names[:-1]))
        rows = tuple(
            (name, *(float(r) if j < i else None for j, r in enumerate(values[:-1])))
            for i, (name, values) in enumerate(zip(self.names, self._correlations, strict=True))
        )
        return Table(columns, rows, f"Correlations of latent responses (n = {self.n_obs})")

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain lists and mappings; NaN becomes None."""
        tests = self.tests_table()
        return {
            "schema": SCHEMA,
            "names": list(self.names),
            "n_obs": self.n_obs,
            "n_read": self.n_read,
            "options": dict(self.options),
            "correlations": _plain(self._correlations),
            "se": _plain(self.se.to_numpy()),
            "thresholds": {name: _plain(cuts) for name, cuts in self._thresholds.items()},
            "categories": [dict(each) for each in self.categories],
            "tests": [
                {key: _plain(value) for key, value in zip(tests.keys, row, strict=True)}
                for row in tests.rows
            ],
            "diagnostics": [each.to_dict() for each in self.diagnostics],
        }

    def __repr__(self) -> str:
        below = self._correlations[self.statistics.order.pairs]
        low, high = (number_text(float(value)) for value in (below.min(), below.max()))
        warnings = sum(each.severity == "warning" for each in self.diagnostics)
        kinds = "" if len(self.ordinal) == len(self.names) else f" ({len(self.ordinal)} ordinal)"
        return (
            f"<Polychoric: {len(self.names)} items{kinds}, n = {self.n_obs}, correlations"
            f" {low} to {high}; {warnings} warning{'' if warnings == 1 else 's'}>"
        )

    def _repr_html_(self) -> str:
        tests = self.tests_table()
        worst = Table(tests.columns, tests.rows[:TESTS_SHOWN], tests.caption, tests.notes)
        shown = [self.correlations_table(), *([worst] if worst.rows else [])]
        body = "\n".join(table.to_html() for table in shown)
        return f'<div class="gainsem">\n<style>\n{STYLE}</style>\n{body}\n</div>'

    @cached_property
    def _scale(self) -> Array:
        return np.sqrt(np.diag(self.statistics.cov))

    @cached_property
    def _correlations(self) -> Array:
        correlations: Array = self.statistics.cov / np.outer(self._scale, self._scale)
        np.fill_diagonal(correlations, 1.0)
        return correlations

    @property
    def _thresholds(self) -> dict[str, Array]:
        own = zip(self.names, self.statistics.thresholds, strict=True)
        return {name: cuts for name, cuts in own if len(cuts)}

    @property
    def _pair_names(self) -> list[str]:
        row, col = self.statistics.order.pairs
        pairs = zip(col.tolist(), row.tolist(), strict=True)
        return [f"{self.names[j]}~~{self.names[i]}" for j, i in pairs]

    @property
    def _level_names(self) -> list[tuple[int, str]]:
        """Position among the moments and name of every threshold."""
        order = self.statistics.order
        named = zip(order.owner.tolist(), order.level.tolist(), strict=True)
        return [
            (k, f"{self.names[i]}|t{level + 1}")
            for k, (i, level) in enumerate(named)
            if not order.continuous[i]
        ]

    @cached_property
    def _errors(self) -> Array:
        order = self.statistics.order
        if order.continuous.any():
            variances = np.diag(self._covariances)[order.n_levels :]
        else:
            variances = self.statistics.diagonal[order.first_pair :] / (self.n_obs - 1)
        errors: Array = np.sqrt(variances)
        return errors

    @cached_property
    def _covariances(self) -> Array:
        """Asymptotic covariances of thresholds (and means) and correlations."""
        gamma = self.statistics.gamma() / (self.n_obs - 1)
        if not self.statistics.order.continuous.any():
            return gamma
        slopes = _correlation_slopes(self.statistics, self._scale, self._correlations)
        turned: Array = slopes @ gamma @ slopes.T
        return turned

    def _square(self, values: Array) -> DataFrame:
        import pandas as pd

        return pd.DataFrame(values.copy(), index=list(self.names), columns=list(self.names))


def _correlation_slopes(statistics: CategoricalStatistics, scale: Array, cor: Array) -> Array:
    """Return the derivatives of levels and correlations by all moments.

    ``r = s_ij / sqrt(s_ii s_jj)``, where the variances of continuous items are estimates.
    """
    order = statistics.order
    row, col = order.pairs
    of_variance = order.first_variance + np.cumsum(order.continuous) - 1
    first, size = order.n_levels, order.n_levels + len(row)
    slopes = np.zeros((size, order.size))
    slopes[:first, :first] = np.eye(first)
    at = np.arange(first, size)
    slopes[at, order.first_pair + np.arange(len(row))] = 1.0 / (scale[row] * scale[col])
    for each in (row, col):
        own = order.continuous[each]
        halved = -0.5 * cor[row, col][own] / scale[each][own] ** 2
        slopes[at[own], of_variance[each[own]]] += halved
    return slopes


def _plain(value: Any) -> Any:
    """Return numbers as JSON has them."""
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
