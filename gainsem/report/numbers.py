"""How numbers are written in running text and in cells that hold several of them."""

from __future__ import annotations

import math

from gainsem.results.cells import number_text, pvalue_text

MINUS = "\N{MINUS SIGN}"


def fixed(value: float, decimals: int = 2) -> str:
    """Return a number with so many decimals and a true minus sign.

    Examples
    --------
    >>> fixed(-1.0), fixed(85.3055)
    ('−1.00', '85.31')
    """
    return number_text(value, decimals).replace("-", MINUS)


def bounded(value: float, decimals: int = 3) -> str:
    """Return a number that cannot exceed 1: no zero before the point.

    Examples
    --------
    >>> bounded(-0.344), bounded(1.0), bounded(0.07773)
    ('−.344', '1.000', '.078')
    """
    return without_zero(fixed(value, decimals))


def without_zero(text: str) -> str:
    """Return a written number without the zero before its point."""
    for sign in (MINUS, "-", ""):
        if text.startswith(f"{sign}0."):
            return sign + text[len(sign) + 1 :]
    return text


def probability(value: float) -> str:
    """Return what follows the letter *p*.

    Examples
    --------
    >>> probability(0.0004), probability(0.329)
    ('< .001', '= .329')
    """
    text = pvalue_text(value)
    return f"{text[0]} {text[1:]}" if text[0] in "<>" else f"= {text}"


def interval(lower: float, upper: float, decimals: int = 3) -> str | None:
    """Return an interval of values that cannot exceed 1, or None where there is none."""
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return None
    return f"[{bounded(lower, decimals)}, {bounded(upper, decimals)}]"


def count(number: float) -> str:
    """Return a whole number with its thousands set apart.

    Examples
    --------
    >>> count(2436.0)
    '2,436'
    """
    return f"{int(number):,}"


def degrees(df: float) -> str:
    """Return degrees of freedom; those estimated from the data are fractions.

    Examples
    --------
    >>> degrees(51.0), degrees(34.9152)
    ('51', '34.92')
    """
    return f"{df:.0f}" if df == round(df) else fixed(df)


def percent(part: float, whole: float) -> str:
    """Return a share in percent with one decimal."""
    return f"{100 * part / whole:.1f}" if whole else "0.0"


def known(value: float) -> float | None:
    """Return a number, or None for one that does not apply."""
    return value if math.isfinite(value) else None
