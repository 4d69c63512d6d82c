"""The categories of the ordinal items: their codes, what they say, how often they were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gainsem.results.fitted import Fitted


@dataclass(frozen=True, slots=True)
class Category:
    """One category of an ordinal item, counted from 1; ``percent`` of the answers to it."""

    item: str
    number: int
    codes: str
    wording: str
    count: int
    percent: float


def categories_of(fit: Fitted, lang: str = "en") -> tuple[Category, ...]:
    """Return the categories of all ordinal items, in the order of the model."""
    found: list[Category] = []
    labels = {item.name: _in_language(item.value_labels, lang) for item in fit.sample.items}
    for record in fit.sample.categories:
        wordings = labels.get(record["name"], {})
        total = sum(record["counts"])
        for number, (codes, count) in enumerate(
            zip(record["codes"], record["counts"], strict=True), start=1
        ):
            share = 100.0 * count / total if total else float("nan")
            text = _joined([wordings[code] for code in codes if wordings.get(code)])
            codes_text = _joined([f"{code:g}" for code in codes])
            found.append(Category(str(record["name"]), number, codes_text, text, int(count), share))
    return tuple(found)


def median_category(categories: Sequence[Category]) -> Category:
    """Return the category of one item that holds the middle answer (the lower of two).

    Examples
    --------
    >>> shares = [Category("q", 1, "1", "", 3, 30.0), Category("q", 2, "2", "", 7, 70.0)]
    >>> median_category(shares).number
    2
    """
    below, total = 0, sum(each.count for each in categories)
    for each in categories:
        below += each.count
        if 2 * below >= total:
            return each
    return categories[-1]


def is_merged(category: Category) -> bool:
    """Return whether a category is made of several codes."""
    return ", " in category.codes


def _joined(texts: list[str]) -> str:
    return ", ".join(texts)


def _in_language(labels: Mapping[str, Mapping[float, str]], lang: str) -> Mapping[float, str]:
    for key in (lang, "en", *labels):
        if labels.get(key):
            return labels[key]
    return {}
