"""Tables of adequacy: measures, items, tests of normality, anti-image."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from gainsem.results.table import Column, Kind, Table

if TYPE_CHECKING:
    from gainsem.results.adequacy import Adequacy

WORDS = (
    (0.9, "marvellous"),
    (0.8, "meritorious"),
    (0.7, "middling"),
    (0.6, "mediocre"),
    (0.5, "miserable"),
)
ITEM_COLUMNS: tuple[tuple[str, str, Kind, int], ...] = (
    ("item", "Item", "text", 0),
    ("n", "n", "integer", 0),
    ("missing", "Missing", "integer", 0),
    ("categories", "Answers", "integer", 0),
    ("mean", "Mean", "number", 2),
    ("sd", "SD", "number", 2),
    ("minimum", "Min", "number", 0),
    ("maximum", "Max", "number", 0),
    ("skewness", "Skew", "number", 2),
    ("kurtosis", "Kurtosis", "number", 2),
    ("top_share", "Top share", "number", 2),
    ("item_rest", "Item-rest", "number", 2),
    ("smc", "SMC", "number", 2),
    ("msa", "MSA", "number", 2),
    ("largest", "Largest r", "number", 2),
    ("largest_with", "with", "text", 0),
    ("remarks", "Remarks", "text", 0),
)


def kmo_word(kmo: float) -> str:
    """Return Kaiser's (1974) word for a measure of sampling adequacy.

    Examples
    --------
    >>> kmo_word(0.85), kmo_word(0.49)
    ('meritorious', 'unacceptable')
    """
    return next((word for limit, word in WORDS if kmo >= limit), "unacceptable")


def items_table(found: Adequacy) -> Table:
    """Return one row an item."""
    columns = tuple(Column(key, title, kind, places) for key, title, kind, places in ITEM_COLUMNS)
    rows = tuple(astuple(each) for each in found.items)
    note = (
        "SMC: squared multiple correlation with the other items. MSA: measure of sampling"
        " adequacy. Top share: of the answer given most often."
    )
    return Table(columns, rows, "Items", (note,), tuple(found.names))


def measures_table(found: Adequacy) -> Table:
    """Return KMO, Bartlett's test and the determinant."""
    columns = (
        Column("measure", "Measure"),
        Column("value", "Value", "number", 3),
        Column("df", "df", "integer"),
        Column("pvalue", "p", "pvalue"),
        Column("remark", "Remark"),
    )
    rows = (
        ("Kaiser-Meyer-Olkin (KMO)", found.kmo, None, None, kmo_word(found.kmo)),
        (
            "Bartlett's test, chi-square",
            found.bartlett_chisq,
            found.bartlett_df,
            found.bartlett_pvalue,
            "",
        ),
        ("log10 of the determinant", found.log_determinant, None, None, ""),
    )
    keys = ("kmo", "bartlett", "log_determinant")
    return Table(columns, rows, "Sampling adequacy", row_keys=keys)


def normality_table(found: Adequacy) -> Table:
    """Return the tests of multivariate normality."""
    columns = (
        Column("test", "Test"),
        Column("measure", "Measure", "number", 2),
        Column("statistic", "Statistic", "number", 2),
        Column("df", "df", "integer"),
        Column("pvalue", "p", "pvalue"),
    )
    rows = tuple(
        (each.title, each.measure, each.statistic, each.df, each.pvalue) for each in found.normality
    )
    notes = ("Of the answers as numbers; ordinal answers are never normal.",)
    return Table(
        columns,
        rows,
        "Multivariate normality",
        notes if rows and found.kind == "polychoric" else (),
        tuple(each.key for each in found.normality),
    )


def anti_image_table(found: Adequacy) -> Table:
    """Return the anti-image correlations, with the MSA of each item in the diagonal."""
    columns = (Column("item", "Item"), *(Column(n, n, "number", 2) for n in found.names))
    rows = tuple(
        (name, *row) for name, row in zip(found.names, found.anti_image.tolist(), strict=True)
    )
    return Table(columns, rows, "Anti-image correlations", ("Diagonal: MSA.",))
