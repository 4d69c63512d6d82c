"""Tables of the data behind a fit: how many answered, what they answered, what was recoded."""

from __future__ import annotations

from gainsem.results.categories import categories_of
from gainsem.results.fitted import Fitted
from gainsem.results.table import Column, Table

SIZES = {
    "n_read": "Respondents in the file",
    "n_dropped": "Left out",
    "n_used": "Respondents used",
}
DESCRIPTIVES = (
    Column("name", "Item"),
    Column("n", "n", "integer"),
    Column("missing", "Missing", "integer"),
    Column("mean", "Mean", "number", 2),
    Column("sd", "SD", "number", 2),
    Column("min", "Min", "integer", 2),
    Column("max", "Max", "integer", 2),
    Column("skewness", "Skewness", "number", 2),
    Column("kurtosis", "Kurtosis", "number", 2),
)
CATEGORIES = (
    Column("item", "Item"),
    Column("category", "Category", "integer"),
    Column("codes", "Code"),
    Column("wording", "Wording"),
    Column("n", "n", "integer"),
    Column("percent", "%", "number", 1),
)
RECODES = (
    Column("item", "Item"),
    Column("kind", "Change"),
    Column("count", "Answers", "integer"),
    Column("detail", "Detail"),
)


def sample_table(fit: Fitted) -> Table:
    """Return how many respondents were read, left out and used."""
    sample = fit.sample
    counts = (sample.n_read, sample.n_read - sample.n_used, sample.n_used)
    columns = (Column("what", "Sample"), Column("count", "Respondents", "integer"))
    rows = tuple(zip(SIZES.values(), counts, strict=True))
    return Table(columns, rows, "Sample", row_keys=tuple(SIZES))


def descriptives_table(fit: Fitted) -> Table:
    """Return the distribution of every item among the respondents used."""
    rows = (
        tuple(row.get(column.key) for column in DESCRIPTIVES) for row in fit.sample.descriptives
    )
    return Table(DESCRIPTIVES, tuple(rows), "Items")


def categories_table(fit: Fitted, *, lang: str = "en") -> Table:
    """Return how often each category of every ordinal item was chosen.

    Parameters
    ----------
    fit : Fitted
    lang : str
        Language of the wordings, else English, else any.
    """
    rows = [
        (each.item, each.number, each.codes, each.wording, each.count, each.percent)
        for each in categories_of(fit, lang)
    ]
    return Table(CATEGORIES, tuple(rows), "Categories of the ordinal items")


def recodes_table(fit: Fitted) -> Table:
    """Return every change made to the answers in the file, counted."""
    rows = (tuple(row.get(column.key) for column in RECODES) for row in fit.sample.recodes)
    return Table(RECODES, tuple(rows), "Changes made to the answers")
