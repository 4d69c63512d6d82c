"""Which column of a table of items holds what, by its heading in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gainsem.io.codebook_formats.language_names import NAMES, language_code

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        *("id", "item", "item id", "itemid", "item name", "item code", "name", "variable", "var"),
        *("variable name", "varname", "code", "question id", "column", "q", "qid", "field name"),
        *("题号", "编号", "题目编号", "题项编号", "变量", "变量名", "变量名称", "题项代码", "代码"),
        *("列名", "字段", "字段名", "序号", "题项"),
    ),
    "text": (
        *("text", "wording", "question", "question text", "item text", "item wording", "statement"),
        *("question wording", "stem", "题目", "题干", "题项内容", "题目内容", "问题", "内容"),
        *("表述", "题目文本", "题项表述", "测量题项", "条目", "条目内容", "测量问题"),
    ),
    "label": (
        *("label", "short label", "short", "variable label", "short name", "标签", "简称"),
        *("变量标签", "简短标签"),
    ),
    "construct": (
        *("construct", "scale name", "subscale", "factor", "latent", "latent variable", "concept"),
        *("构念", "构面", "因子", "潜变量", "分量表", "一级指标"),
    ),
    "dimension": ("dimension", "domain", "part of", "second order", "维度", "领域", "上级构念"),
    "scale": (
        *("scale", "response scale", "responses", "response options", "answers", "choices"),
        *("codes", "values", "coding", "response format", "options", "range"),
        *("量表", "选项", "计分", "计分方式", "取值", "取值范围", "编码", "答案选项", "评分"),
    ),
    "labels": ("labels", "value labels", "code labels", "取值标签", "选项标签", "值标签"),
    "missing_codes": (
        *("missing codes", "missing", "missing values", "missing code", "缺失", "缺失值"),
        *("缺失码", "缺失编码", "缺失值编码"),
    ),
    "reverse": (
        *("reverse", "reversed", "rev", "reverse coded", "reverse scored", "reverse keyed", "r"),
        *(
            "keying",
            "key",
            "反向",
            "反向题",
            "反向计分",
            "是否反向",
            "反向题项",
            "正反向",
            "计分方向",
        ),
    ),
    "measure": (
        *("measure", "measurement", "level", "measurement level", "type", "测量水平", "测量尺度"),
        *("测量级别", "变量类型", "类型", "题型"),
    ),
    "note": ("note", "notes", "remark", "remarks", "comment", "comments", "备注", "说明", "注释"),
    "asked_if": ("asked if", "filter", "condition", "skip", "relevant", "跳题", "作答条件", "跳转"),
    "attention": ("attention", "attention check", "注意力检查", "注意力检测", "陷阱题"),
    "options": ("tick boxes", "boxes", "multiple choice options", "多选选项"),
    "kind": ("kind",),
}
TRANSLATED = frozenset({"text", "label", "construct", "dimension", "labels", "options"})
KEY_OF = {heading: key for key, headings in HEADINGS.items() for heading in headings}
LANGUAGE = re.compile(
    r"^(?P<what>.*?)[\s_.:\-/]*[(（\[]?(?P<language>[^\s_.:()（）\[\]/]+)[)）\]]?$"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds, and in which language; ``language`` is empty where not said."""

    key: str
    language: str = ""


def meanings(headings: Sequence[str]) -> list[Meaning | None]:
    """Return what each column holds, None for a column that is not understood.

    Of two columns with one meaning the first counts.

    Examples
    --------
    >>> meanings(["题号", "维度", "text_en", "中文", "反向计分", "loading"])[3]
    Meaning(key='text', language='zh')
    """
    found: list[Meaning | None] = []
    for heading in headings:
        meaning = _meaning(heading)
        found.append(None if meaning in found else meaning)
    if not any(each and each.key == "construct" for each in found):
        found = [
            Meaning("construct", each.language) if each and each.key == "dimension" else each
            for each in found
        ]
    if not any(each and each.key == "text" for each in found):  # 题号 beside 题项: the wording
        names = [i for i, each in enumerate(found) if each == Meaning("name")]
        spare = [i for i, heading in enumerate(headings) if heading.strip() == "题项"]
        if spare and names != spare:
            found[spare[0]] = Meaning("text")
    return found


def _meaning(heading: str) -> Meaning | None:
    plain = _plain(heading)
    if plain in KEY_OF:
        return Meaning(KEY_OF[plain])
    if code := _whole_language(plain):
        return Meaning("text", code)
    split = LANGUAGE.fullmatch(plain)
    if split is None:
        return None
    code = language_code(split["language"])
    key = KEY_OF.get(split["what"].strip())
    if key in TRANSLATED and code:
        return Meaning(key, code)
    for name, code in {"中文": "zh", "英文": "en", "chinese": "zh", "english": "en"}.items():
        key = KEY_OF.get(plain.removeprefix(name).removesuffix(name).strip())
        if name in plain and key in TRANSLATED:
            return Meaning(key, code)
    return None


def _plain(heading: str) -> str:
    return re.sub(r"[\s_]+", " ", heading.strip().casefold())


def _whole_language(plain: str) -> str | None:
    known = {name.casefold() for name in NAMES.values()}
    return (
        language_code(plain)
        if plain in known or (len(plain) > 3 and language_code(plain))
        else None
    )
