"""The cells of a table of items: scales, wordings of codes, yes and no."""

from __future__ import annotations

import re
from dataclasses import replace

from gainsem.io.codebook_formats.draft import DraftScale
from gainsem.survey.cells import read_cell

NUMBER = r"-?\d+(?:\.\d+)?"
SPAN = re.compile(rf"(?P<low>{NUMBER})\s*(?P<sign>\.\.|-|–|—|~|～|至|到|to)\s*(?P<high>{NUMBER})")
WORDED = re.compile(rf"(?P<code>{NUMBER})\s*[=:：.、)）\s]\s*(?P<text>\S.*)")
POINTS = re.compile(
    r"(?P<points>\d+)\s*(?:点|级|分|[- ]?points?)(?:\s*(?:likert|李克特).*|量表.*|计分.*)?"
)
IN_BRACKETS = re.compile(r"[(（\[](?P<inside>[^)）\]]*)[)）\]]\s*$")
YES = frozenset(
    {
        "1",
        "yes",
        "y",
        "true",
        "t",
        "x",
        "r",
        "rev",
        "reverse",
        "reversed",
        "-",
        "-1",
        "是",
        "反",
        "反向",
        "反向题",
        "√",
        "✓",
        "✔",
        "有",
        "对",
    }
)
NO = frozenset(
    {
        "",
        "0",
        "no",
        "n",
        "false",
        "f",
        "+",
        "+1",
        "normal",
        "positive",
        "否",
        "正",
        "正向",
        "无",
        "×",
        "不是",
        "forward",
    }
)
MEASURES = {
    **dict.fromkeys(("ordinal", "likert", "rating", "有序", "定序", "李克特", "量表题"), "ordinal"),
    **dict.fromkeys(
        ("nominal", "categorical", "名义", "定类", "分类", "单选", "单选题"), "nominal"
    ),
    **dict.fromkeys(
        (
            "continuous",
            "scale",
            "interval",
            "ratio",
            "numeric",
            "number",
            "连续",
            "定距",
            "定比",
            "度量",
            "数值",
            "标度",
        ),
        "continuous",
    ),
}
WIDEST_RATING = 11


def truth(text: str) -> bool | None:
    """Return what a cell such as ``R``, ``0`` or ``是`` says, None if it says neither.

    Examples
    --------
    >>> truth("R"), truth("否"), truth("maybe")
    (True, False, None)
    """
    plain = text.strip().casefold()
    return True if plain in YES else False if plain in NO else None


def measure_of(text: str) -> str | None:
    """Return the measure a cell names; empty for an empty cell, None for another word."""
    plain = text.strip().casefold()
    return MEASURES.get(plain) if plain else ""


def numbers_of(text: str) -> tuple[float, ...] | None:
    """Return the numbers in a cell, None if there is anything else in it.

    Examples
    --------
    >>> numbers_of("88;99"), numbers_of("-1, -2"), numbers_of("none")
    ((88.0, 99.0), (-1.0, -2.0), None)
    """
    parts = [part for part in re.split(r"[;；,，、|\s]+", text.strip()) if part]
    cells = [read_cell(part) for part in parts]
    if any(cell.kind not in ("number", "unusual digits") for cell in cells):
        return None
    return tuple(dict.fromkeys(cell.value for cell in cells))


def worded_codes(text: str) -> dict[float, str] | None:
    """Return codes with their wording, None for anything else.

    Examples
    --------
    >>> worded_codes("1=no; 2=yes"), worded_codes("1 男，2 女"), worded_codes("high")
    ({1.0: 'no', 2.0: 'yes'}, {1.0: '男', 2.0: '女'}, None)
    """
    found = [_pairs(parts) for parts in (_parts(text, r"[;；\n|]"), _parts(text, r"[;；\n|,，、]"))]
    whole = [pairs for pairs in found if pairs]
    return max(whole, key=len) if whole else None


def _parts(text: str, signs: str) -> list[str]:
    return [part.strip() for part in re.split(signs, text) if part.strip()]


def _pairs(parts: list[str]) -> dict[float, str] | None:
    pairs = [WORDED.fullmatch(part) for part in parts]
    if not parts or not all(pairs):
        return None
    return {float(pair["code"]): pair["text"].strip() for pair in pairs if pair}


def scale_of_cell(text: str, language: str) -> DraftScale | None:
    """Return the scale a cell describes, None where it does not describe one.

    Understood are ``1-5``, ``1-5 (88, 99)`` with missing codes in brackets, ``0..100``,
    ``1;2;3``, ``1=no; 2=yes``, ``5-point Likert`` and ``五级`` written as ``5级量表``.

    Examples
    --------
    >>> scale_of_cell("1-5 (88, 99)", "en").missing_codes
    (88.0, 99.0)
    >>> scale_of_cell("0..100", "en").limits
    (0.0, 100.0)
    """
    plain = text.strip()
    bracketed = IN_BRACKETS.search(plain)
    missing = numbers_of(bracketed["inside"]) if bracketed else None
    if bracketed and missing:
        plain = plain[: bracketed.start()].strip()
    scale = _scale(plain, language)
    return replace(scale, missing_codes=missing or ()) if scale else None


def _scale(text: str, language: str) -> DraftScale | None:
    if span := SPAN.fullmatch(text):
        return _span(float(span["low"]), float(span["high"]), is_range=span["sign"] == "..")
    if points := POINTS.fullmatch(text.casefold()):
        return _span(1.0, float(points["points"]), is_range=False)
    if labels := worded_codes(text):
        return DraftScale(codes=tuple(labels), labels={language: labels}, is_rating=False)
    codes = numbers_of(text)
    return DraftScale(codes=codes, is_rating=True) if codes and len(codes) > 1 else None


def _span(low: float, high: float, *, is_range: bool) -> DraftScale | None:
    if not low < high:
        return None
    whole = low.is_integer() and high.is_integer()
    if is_range or not whole or high - low >= WIDEST_RATING:
        return DraftScale(
            measure="" if whole and not is_range else "continuous", limits=(low, high)
        )
    codes = tuple(float(code) for code in range(int(low), int(high) + 1))
    return DraftScale(codes=codes, is_rating=True)
