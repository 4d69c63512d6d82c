"""The tables of the measurement sheet, for terminal, notebook, CSV and report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from gainsem.core.linalg import Array
from gainsem.results.fitted import SampleFacts
from gainsem.results.reliability.record import (
    AgreementFigures,
    ConstructFigures,
    HigherOrderFigures,
    HtmtFigures,
    ItemFigures,
    SchmidLeimanRow,
)
from gainsem.results.table import Column, Table

ROWS_ONLY = 2
"""Fewer constructs have no matrix to show."""

#: Columns of the table of constructs that hold a number, in their order.
NUMBERS = (
    "alpha",
    "alpha_lower",
    "alpha_upper",
    "alpha_std",
    "alpha_ordinal",
    "lambda2",
    "lambda6",
    "average_r",
    "split_best",
    "split_worst",
    "split_average",
    "omega",
    "omega_se",
    "omega_lower",
    "omega_upper",
    "omega_observed",
    "omega_latent",
    "omega_total",
    "cr",
    "ave",
    "ave_raw",
    "h",
    "root_ave",
    "largest_correlation",
    "largest_htmt",
)


def constructs_table(figures: Sequence[ConstructFigures]) -> Table:
    """Return every coefficient of every construct."""
    columns = (
        Column("construct", "Construct"),
        Column("n_items", "k", "integer"),
        *(Column(key, key, "number") for key in NUMBERS),
    )
    rows = tuple((one.name, one.n_items, *_numbers(one)) for one in figures)
    return Table(columns, rows, "Reliability and convergent validity")


def _numbers(one: ConstructFigures) -> list[float]:
    halves = one.halves
    more = {
        "split_best": halves.best if halves else math.nan,
        "split_worst": halves.worst if halves else math.nan,
        "split_average": halves.average if halves else math.nan,
        "root_ave": root_of_ave(one),
    }
    return [more[key] if key in more else getattr(one, key) for key in NUMBERS]


def root_of_ave(one: ConstructFigures) -> float:
    """Return the square root of AVE, which Fornell and Larcker compare with correlations."""
    return math.sqrt(one.ave) if one.ave >= 0.0 else math.nan


def summary_table(figures: Sequence[ConstructFigures]) -> Table:
    """Return the coefficients a reader asks for, one line a construct."""
    two = {"kind": "number", "decimals": 2}
    columns = (
        Column("construct", "Construct"),
        Column("n_items", "k", "integer"),
        Column("alpha", "alpha", **two),  # type: ignore[arg-type]
        Column("alpha_ci", "CI"),
        Column("omega", "omega", **two),  # type: ignore[arg-type]
        Column("omega_ci", "CI"),
        Column("cr", "CR", **two),  # type: ignore[arg-type]
        Column("ave", "AVE", **two),  # type: ignore[arg-type]
        Column("h", "H", **two),  # type: ignore[arg-type]
        Column("root_ave", "sqrt(AVE)", **two),  # type: ignore[arg-type]
        Column("largest_correlation", "max |r|", **two),  # type: ignore[arg-type]
        Column("largest_htmt", "max HTMT", **two),  # type: ignore[arg-type]
    )
    rows = tuple(
        (
            one.name,
            one.n_items,
            one.alpha,
            interval_text(one.alpha_lower, one.alpha_upper),
            one.omega,
            interval_text(one.omega_lower, one.omega_upper),
            one.cr,
            one.ave,
            one.h,
            root_of_ave(one),
            one.largest_correlation,
            one.largest_htmt,
        )
        for one in figures
    )
    return Table(columns, rows, "Constructs").without_empty_columns()


def interval_text(lower: float, upper: float) -> str:
    """Return an interval as a cell; empty where there is none.

    Examples
    --------
    >>> interval_text(0.7013, 0.7561), interval_text(float("nan"), 0.9)
    ('[0.70, 0.76]', '')
    """
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return ""
    return f"[{lower:.2f}, {upper:.2f}]"


def items_table(
    items: Sequence[ItemFigures], sample: SampleFacts, *, lang: str = "en", caption: str = "Items"
) -> Table:
    """Return the items: wording, loading, item-total correlation, alpha without the item."""
    wordings = {item.name: _picked(item.text or item.label, lang) for item in sample.items}
    columns = (
        Column("construct", "Construct"),
        Column("item", "Item"),
        Column("wording", "Wording"),
        Column("loading", "Loading", "number", 2),
        Column("loading_se", "SE", "number", 2),
        Column("r_squared", "R2", "number", 2),
        Column("item_total", "Item-total", "number", 2),
        Column("alpha_deleted", "Alpha without", "number", 2),
    )
    rows = tuple(
        (
            one.construct,
            one.item,
            wordings.get(one.item, ""),
            one.loading,
            one.loading_se,
            one.r_squared,
            one.item_total,
            one.alpha_deleted,
        )
        for one in items
    )
    return Table(columns, rows, caption)


def _picked(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def square_table(names: Sequence[str], values: Array, caption: str, *notes: str) -> Table:
    """Return the lower triangle of a matrix over constructs, with its diagonal."""
    columns = (Column("construct", ""), *(Column(name, name, "number", 2) for name in names))
    rows = tuple(
        (name, *(float(x) if j <= i else math.nan for j, x in enumerate(values[i])))
        for i, name in enumerate(names)
    )
    return Table(columns, rows, caption, notes)


def fornell_larcker_values(figures: Sequence[ConstructFigures], latent: Array) -> Array:
    """Return the correlations of the constructs with the roots of AVE on the diagonal."""
    found = latent.copy()
    for i, one in enumerate(figures):
        found[i, i] = root_of_ave(one)
    return found


def htmt_table(htmt: HtmtFigures, htmt2: HtmtFigures) -> Table:
    """Return HTMT and HTMT2 of every pair, with their limits."""
    columns = (
        Column("construct1", "Construct"),
        Column("construct2", "With"),
        *(
            Column(key, title, "number")
            for key, title in (
                ("htmt", "HTMT"),
                ("htmt_lower", "lower"),
                ("htmt_upper", "upper"),
                ("htmt2", "HTMT2"),
                ("htmt2_lower", "lower"),
                ("htmt2_upper", "upper"),
            )
        ),
    )
    names = htmt.names
    rows = tuple(
        (
            names[j],
            names[i],
            *(float(m[i, j]) for h in (htmt, htmt2) for m in (h.values, h.lower, h.upper)),
        )
        for i in range(len(names))
        for j in range(i)
    )
    return Table(columns, rows, "Heterotrait-monotrait ratios")


def higher_table(figures: Sequence[HigherOrderFigures]) -> Table:
    """Return the reliability of constructs that other constructs measure."""
    columns = (
        Column("construct", "Construct"),
        Column("n_items", "k", "integer"),
        Column("omega_l1", "omega L1", "number"),
        Column("omega_l2", "omega L2", "number"),
        Column("omega_partial", "partial L1", "number"),
        Column("omega_total", "omega total", "number"),
    )
    rows = tuple(
        (
            one.name,
            one.n_items,
            one.omega_l1,
            one.omega_l2,
            one.omega_partial,
            one.omega_total,
        )
        for one in figures
    )
    note = (
        "L1: its share of the sum of all items (omega hierarchical); L2: of the sum of the"
        " constructs below it; partial L1: of the items without what only these add."
    )
    return Table(columns, rows, "Higher-order constructs", (note,))


def schmid_leiman_table(rows: Sequence[SchmidLeimanRow]) -> Table:
    """Return the loadings of Schmid and Leiman."""
    columns = (
        Column("higher", "Higher order"),
        Column("construct", "Construct"),
        Column("item", "Item"),
        Column("general", "General", "number"),
        Column("specific", "Specific", "number"),
    )
    cells = tuple((r.higher, r.construct, r.item, r.general, r.specific) for r in rows)
    return Table(columns, cells, "Schmid-Leiman loadings")


def agreement_table(figures: Sequence[AgreementFigures], cluster: str) -> Table:
    """Return intraclass correlations and rwg of scores in groups."""
    columns = (
        Column("construct", "Construct"),
        Column("n_groups", "Groups", "integer"),
        Column("group_size", "Mean size", "number", 1),
        Column("icc1", "ICC(1)", "number"),
        Column("icc2", "ICC(2)", "number"),
        Column("f", "F", "number", 2),
        Column("df_between", "df1", "integer"),
        Column("df_within", "df2", "integer"),
        Column("pvalue", "p", "pvalue"),
        Column("rwg_median", "rwg median", "number", 2),
        Column("rwg_lowest", "lowest", "number", 2),
    )

    def cells(one: AgreementFigures) -> tuple[Any, ...]:
        f = one.found
        tests = (f.icc1, f.icc2, f.f, f.df_between, f.df_within, f.pvalue)
        sizes = (f.n_groups, f.group_size)
        return (one.construct, *sizes, *tests, one.rwg_median, one.rwg_lowest)

    return Table(columns, tuple(map(cells, figures)), f"Agreement within {cluster}")


def cross_loadings_table(items: Sequence[ItemFigures], names: Sequence[str], cor: Array) -> Table:
    """Return the correlation of every item with every construct, as the model implies it."""
    columns = (
        Column("construct", "Construct"),
        Column("item", "Item"),
        *(Column(f"r_{name}", name, "number", 2) for name in names),
    )
    rows = tuple(
        (one.construct, one.item, *map(float, row)) for one, row in zip(items, cor, strict=True)
    )
    return Table(columns, rows, "Correlations of items with constructs")
