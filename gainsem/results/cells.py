"""How one value is written in a table: the same in every face.

Decimals follow the column, *p* values the manual of the American Psychological
Association: no zero before the point, and never ``.000``.
"""

from __future__ import annotations

import math
from typing import Any, Literal

from gainsem.results.text_width import one_line, shorten_words

Kind = Literal["text", "number", "integer", "pvalue"]

LARGEST_WRITTEN_OUT = 1e9


def cell_text(value: Any, kind: Kind = "text", decimals: int = 3) -> str:
    """Return a value as the text of a cell.

    Parameters
    ----------
    value : object
        None, NaN and infinities are an empty cell.
    kind : {"text", "number", "integer", "pvalue"}
        What the column holds.
    decimals : int
        Digits after the point of numbers and p values.

    Examples
    --------
    >>> cell_text(-0.71234, "number", 2), cell_text(0.00004, "pvalue"), cell_text(301.0, "integer")
    ('-0.71', '<.001', '301')
    """
    if value is None or (_is_number(value) and not math.isfinite(value)):
        return ""
    if isinstance(value, str):
        return shorten_words(one_line(value))
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if not _is_number(value):
        return shorten_words(one_line(str(value)))
    if kind == "pvalue":
        return pvalue_text(value, decimals)
    if kind == "number" or value != int(value):
        return number_text(value, decimals)
    return str(int(value)) if abs(value) < LARGEST_WRITTEN_OUT else number_text(value, decimals)


def number_text(value: float, decimals: int = 3) -> str:
    """Return a finite number with so many decimals (``-0.000`` is written ``0.000``).

    From a thousand millions on the number is written with a power of ten.

    Examples
    --------
    >>> number_text(-0.0001), number_text(1234.5678, 1), number_text(6.02e23, 2)
    ('0.000', '1234.6', '6.02e+23')
    """
    if abs(value) >= LARGEST_WRITTEN_OUT:
        return f"{value:.{decimals}e}"
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def pvalue_text(value: float, decimals: int = 3) -> str:
    """Return a probability in APA style.

    Examples
    --------
    >>> pvalue_text(0.0004), pvalue_text(0.0124), pvalue_text(0.99999)
    ('<.001', '.012', '>.999')
    """
    smallest = 10.0**-decimals
    if value < smallest:
        return "<" + f"{smallest:.{decimals}f}".removeprefix("0")
    text = f"{value:.{decimals}f}"
    if float(text) >= 1:
        return ">" + f"{1 - smallest:.{decimals}f}".removeprefix("0")
    return text.removeprefix("0")


def _is_number(value: Any) -> bool:
    return hasattr(value, "__float__") and not isinstance(value, (str, bytes))
