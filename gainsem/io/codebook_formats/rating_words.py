"""What the wording of an answer gives away: a degree, a missing answer, the name of a scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

FEWEST, MOST = 3, 11
DEGREES = re.compile(
    r"\b(dis)?agree|\b(dis|un)?satisf|\b(un)?likely|\b(un)?important|\b(in)?accurate|\bnever\b"
    r"|\balways\b|\boften\b|\brarely\b|\bseldom\b|\bsometimes\b|\bvery\b|\bextremely\b"
    r"|\bnot at all\b|\bstrongly\b|\bslightly\b|\bsomewhat\b|\bmoderately\b|\bcompletely\b"
    r"|\btotally\b|\bentirely\b|\bfully\b|\bpoor\b|\bfair\b|\bgood\b|\bexcellent\b|\bbad\b"
    r"|\bworst?\b|\bworse\b|\bbetter\b|\bbest\b|\blow(est)?\b|\bhigh(est)?\b|\ba lot\b"
    r"|\bmuch\b|\bevery ?day\b|\bdaily\b|\bunsafe\b|\bsafe\b|\bmost of the time\b"
    r"|同意|赞同|认同|赞成|反对|满意|符合|重要|经常|总是|从不|从未|偶尔|有时|很少|非常|比较|完全"
    r"|极其|十分|一点也?不|根本不|很[好差高低大小多少]|最[好差高低]|较[好差高低]",
    re.IGNORECASE,
)
ABSENT = re.compile(
    r"(do(n['’]?t| not) know|unsure|not sure|not certain|no (answer|response|opinion)"
    r"|refus(ed|al|es|e to answer)?|declined?|not applicable|inapplicable|n/?a\.?|dk|nr|missing"
    r"|not (answered|stated|asked|ascertained)|prefer not to (say|answer)"
    r"|skipped?|can['’]?t (say|choose)"
    r"|不知道|不清楚|不了解|说不清楚?|不确定|拒答|拒绝(回答)?|不适用|未(回答|作答|填|答)|无(回答|应答|意见)"
    r"|缺失|跳过|不想回答|不愿(回答|说))",
    re.IGNORECASE,
)
JOINED = re.compile(r"\s*(?:[/,;、／，；()（）]|\bor\b|或者?)\s*")
THEMES = {
    "agreement": re.compile(r"\bagree|同意|赞同|认同", re.IGNORECASE),
    "satisfaction": re.compile(r"satisf|满意", re.IGNORECASE),
    "accuracy": re.compile(r"accurate|符合", re.IGNORECASE),
    "importance": re.compile(r"important|重要", re.IGNORECASE),
    "likelihood": re.compile(r"likely|可能", re.IGNORECASE),
    "frequency": re.compile(r"\bnever\b|\balways\b|\boften\b|从不|从未|总是|经常", re.IGNORECASE),
    "safety": re.compile(r"\bsafe\b|安全", re.IGNORECASE),
    "quality": re.compile(r"\bpoor\b|\bgood\b|\bexcellent\b|很好|很差", re.IGNORECASE),
    "yes_no": re.compile(r"^(yes|no|是|否)$", re.IGNORECASE),
}


def is_absent(text: str) -> bool:
    """Return whether a wording says nothing but that there is no answer.

    Examples
    --------
    >>> is_absent("Don't know / not applicable"), is_absent("不知道"), is_absent("I know")
    (True, True, False)
    """
    parts = [part for part in JOINED.split(text.strip(" .。")) if part]
    whole = re.sub(r"\s+", " ", text.strip(" .。"))
    return bool(ABSENT.fullmatch(whole)) or (bool(parts) and all(map(ABSENT.fullmatch, parts)))


def is_rating(codes: Iterable[float], labels: Mapping[str, Mapping[float, str]]) -> bool:
    """Return whether codes and wordings are those of a rating scale.

    That is 3 to 11 whole numbers without a gap, and degrees at both ends.

    Examples
    --------
    >>> is_rating((1, 2, 3), {"en": {1: "never", 2: "sometimes", 3: "often"}})
    True
    >>> is_rating((1, 2, 3), {"en": {1: "male", 2: "female", 3: "other"}})
    False
    """
    ordered = sorted(codes)
    unbroken = all(high - low == 1 for low, high in pairwise(ordered))
    if not (FEWEST <= len(ordered) <= MOST and unbroken):
        return False
    ends = (ordered[0], ordered[-1])
    return any(
        all(DEGREES.search(by_code.get(code, "")) for code in ends) for by_code in labels.values()
    )


def theme_of(labels: Mapping[str, Mapping[float, str]]) -> str:
    """Return what a scale is about, by the wording of its answers, or the empty string.

    Examples
    --------
    >>> theme_of({"zh": {1: "非常不满意", 5: "非常满意"}})
    'satisfaction'
    """
    texts = [text.strip() for by_code in labels.values() for text in by_code.values()]
    hits = {
        name: sum(bool(pattern.search(text)) for text in texts) for name, pattern in THEMES.items()
    }
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] >= 2 else ""
