"""The words of a study of groups, said of the waves of a longitudinal one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

PLACE = r"\{\w+\}"
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "multiple-group models": "longitudinal models",
            "Reference group": "First wave",
            "Groups": "Waves",
            "groups": "waves",
            "Group": "Wave",
            "group": "wave",
        },
        "zh": {
            "多组结构方程模型": "纵向结构方程模型",
            "{groups} 组": "{groups} 个波次",
            "组间": "波次间",
            "各组": "各波次",
            "该组": "该波次",
            "组别": "波次",
        },
    }
)
OPENINGS: Mapping[str, str] = MappingProxyType(
    {
        "en": "Longitudinal measurement invariance across {count} waves ({groups}) of the same"
        " {n} people was tested with a series of increasingly restricted models"
        " ({estimator}{ordinal}).",
        "zh": "采用纵向结构方程模型，逐步增加等值约束，检验同一批 {n} 名受访者在"
        " {count} 个波次（{groups}）之间的测量等值性（估计方法：{estimator}{ordinal}）。",
    }
)
LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType({"waves": {"en": "waves", "zh": "波次"}})
"""What the variable of a longitudinal study is called."""


def of_waves(text: str, lang: str = "en") -> str:
    """Return a text about groups as one about waves; places to fill in stay as they are.

    Examples
    --------
    >>> of_waves("Only {group} of all groups")
    'Only {group} of all waves'
    """
    words = WORDS[lang]
    pattern = "|".join([*map(re.escape, words), PLACE])
    return re.sub(pattern, lambda found: words.get(found.group(), found.group()), text)


def phrases_of_waves(phrases: Mapping[str, str], lang: str) -> Mapping[str, str]:
    """Return the phrases of the paragraph for a longitudinal study."""
    said = {key: of_waves(text, lang) for key, text in phrases.items()}
    return MappingProxyType({**said, "opening": OPENINGS[lang], "group": "{name}"})
