"""Columns that may say who a respondent is: names, telephones, addresses, identity numbers.

A column is judged by its name, in English or Chinese, and by what its cells look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.cells import label_key
from gainsem.survey.raw_table import Heading, RawColumn

MOSTLY = 0.5
"""Share of the answers that must look like a telephone number, an address, ..."""
CELLS_LOOKED_AT = 200

KEYS: Final = frozenset({"id", "respondent_id", "respondent", "case_id", "caseid", "uuid", "编号"})
"""Names of columns that number respondents; each number stands for one person."""

_WORDS: dict[str, tuple[str, ...]] = {
    "a name": (
        r"((full|first|last|family|given|middle|respondent|user|nick)[ _.-]?)?names?",
        r"surnames?|recipient[ _.-]?(first|last)[ _.-]?name",
        "姓名|您的姓名|真实姓名|用户名|昵称|微信昵称",
    ),
    "a telephone number": (
        r"((tele|cell|mobile)[ _.-]?)?phone([ _.-]?(number|no))?",
        r"tel|mobile([ _.-]?(number|no))?|whatsapp",
        "电话|电话号码|联系电话|联系方式|手机|手机号|手机号码",
    ),
    "an e-mail address": (
        r"(recipient[ _.-]?)?e[ _.-]?mail([ _.-]?address)?",
        "邮箱|邮箱地址|电子邮箱|电子邮件",
    ),
    "an account": (
        r"wechat([ _.-]?id)?|weixin|openid|unionid|qq|weibo",
        "微信|微信号|qq号|qq号码|微博",
    ),
    "an identity number": (
        r"(national|citizen|identity|id[ _.-]?card|passport)[ _.-]?(id|number|no)",
        r"id[ _.-]?card|passport|ssn",
        "身份证|身份证号|身份证号码|护照号?|社保卡号|银行卡号?|学号|工号|车牌号?",
    ),
    "an address": (
        r"((home|postal|street|mailing)[ _.-]?)?address|ip|ip[ _.-]?address",
        "来自ip|ip地址|地址|住址|家庭住址|家庭地址|详细地址|门牌号",
    ),
    "a place": (
        r"(location[ _.-]?)?(latitude|longitude|lat|lon|lng)|gps",
        r"_?geo(location|point)",
        "经度|纬度|定位|地理位置",
    ),
    "a number of the respondent": (
        r"ids?|_id|_?uuid|guid|(meta/)?instanceid|deviceid|subscriberid|simserial",
        r"(respondent|response|case|record|person)[ _.-]?(id|number|no)",
        r"(user|participant|submission)[ _.-]?(id|number|no)",
        r"_submitted_by|username|external[ _.-]?(data[ _.-]?)?reference",
        "编号|序号|答卷编号|答卷id|用户id",
    ),
}
NAMES = {what: re.compile("|".join(words), re.IGNORECASE) for what, words in _WORDS.items()}

CELLS = {
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "network addresses": re.compile(
        r"\d{1,3}(\.\d{1,3}){3}([(（].*[)）])?|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){3,7}", re.IGNORECASE
    ),
    "telephone numbers": re.compile(r"(\+?86[ -]?)?1[3-9]\d([ -]?\d{4}){2}|\+\d[\d ()-]{7,17}\d"),
    "identity numbers": re.compile(
        r"[1-9]\d{5}(18|19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    ),
    "identifiers": re.compile(
        r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}|R_[0-9A-Za-z]{13,17}", re.IGNORECASE
    ),
}
MOBILE: Final = (13e9, 20e9)
"""Chinese mobile numbers read as plain numbers."""


def identifying(name: str, column: RawColumn, heading: Heading | None = None) -> str:
    """Return what a column seems to hold that identifies people, empty where nothing.

    Parameters
    ----------
    name : str
    column : ndarray or tuple of str
        Its cells; the first few hundred are looked at.
    heading : Heading, optional
        What the tool that wrote the file says of it.

    Examples
    --------
    >>> identifying("手机号码", ())
    'a telephone number'
    >>> identifying("q7", ("13912345678", "", "13687654321"))
    'telephone numbers'
    >>> identifying("trust", ("4", "5"))
    ''
    """
    if heading is not None and heading.role in ("address", "respondent"):
        return "an address" if heading.role == "address" else "a number of the respondent"
    words = (name, *(heading.ids + heading.wordings if heading else ()))
    for text in words:
        key = re.sub(r"^\d+[、.．]\s*|[：:?？*]+$", "", label_key(text)).strip()
        for what, pattern in NAMES.items():
            if pattern.fullmatch(key):
                return what
    return _by_cells(column)


def _by_cells(column: RawColumn) -> str:
    if isinstance(column, np.ndarray):
        return _by_numbers(column)
    cells = _some(column)
    for what, pattern in CELLS.items():
        hits = sum(pattern.fullmatch(cell.strip()) is not None for cell in cells)
        if cells and hits > MOSTLY * len(cells):
            return what
    return ""


def _by_numbers(column: NDArray[np.float64]) -> str:
    head = column[:CELLS_LOOKED_AT]
    known = head[~np.isnan(head)]
    inside = (known >= MOBILE[0]) & (known < MOBILE[1]) & (known == np.floor(known))
    return "telephone numbers" if len(known) and inside.mean() > MOSTLY else ""


def _some(cells: Sequence[str]) -> list[str]:
    """Return the first cells that hold something."""
    found: list[str] = []
    for cell in cells:
        if cell.strip():
            found.append(cell)
        if len(found) == CELLS_LOOKED_AT:
            break
    return found
