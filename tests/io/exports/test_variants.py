"""The other exports each tool offers, written from the expected answers, read by one codebook.

The files of ``test_layouts.py`` hold one variant a tool; the headings and cells of the others
are put together here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gainsem.io.read_survey import read_survey
from gainsem.survey.codebook_file import read_codebook

FOLDER = Path(__file__).parents[1] / "data" / "exports"
CODEBOOK = FOLDER / "codebook.yaml"
BOOK = read_codebook(CODEBOOK)
ITEMS = tuple(item.name for item in BOOK.items if item.name[:2].isupper())
OPTIONS = BOOK.options["app"]
TEXT = {item.name: item.text for item in BOOK.items}
LABEL = {item.name: item.label for item in BOOK.items}
WORDS = {item.name: item.value_labels for item in BOOK.items}
OWN_WJX = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
STEM = {"zh": "请问您对下列说法的同意程度", "en": "How far do you agree?"}

Rows = list[list[str]]
Answers = dict[str, float | None]


def respondents() -> list[Answers]:
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        return [
            {n: float(c) if c else None for n, c in row.items()} for row in csv.DictReader(file)
        ]


def word(one: Answers, name: str, language: str, empty: str = "") -> str:
    value = one[name]
    return empty if value is None else WORDS[name][language][value]


def number(value: float | None, empty: str = "") -> str:
    return empty if value is None else f"{value:.0f}"


def from_one(one: Answers, name: str, empty: str = "") -> str:
    """Return the number of an option, counted from 1; "don't know" is the sixth."""
    value = one[name]
    if value is None:
        return empty
    return "6" if value == 88 else f"{value + (name in ('rural', 'female')):.0f}"


def joined(one: Answers, sign: str, writing: Callable[[str], str], none: str, skipped: str) -> str:
    if one["app_gov"] is None:
        return skipped
    return sign.join(writing(o) for o in OPTIONS if one[f"app_{o}"]) or none


def code(option: str) -> str:
    return str(OPTIONS.index(option) + 1)


def label(language: str) -> Callable[[str], str]:
    return lambda option: LABEL[f"app_{option}"][language]


def wjx_numbers_in_one_column() -> Rows:
    heads = ["1、您的户籍类型是？", "2、您的性别：[单选题]", "3、您的年龄："]
    heads += [f"4、{STEM['zh']}—{TEXT[name]['zh']}" for name in ITEMS]
    rows = [[*OWN_WJX, *heads, "5、您使用过哪些智慧城市服务？"]]
    for one in respondents():
        spent = f"{one['seconds'] // 60:.0f}分{one['seconds'] % 60:.0f}秒"
        own = [number(one["id"]), "2024/6/1 9:00", spent, "微信", "N/A", "203.0.113.1"]
        answers = [from_one(one, "rural"), from_one(one, "female"), number(one["age"])]
        answers += [from_one(one, name, "-2") for name in ITEMS]
        rows.append([*own, *answers, joined(one, "┋", code, "-2", "-3")])
    return rows


def wjx_words_and_columns_of_boxes() -> Rows:
    asked = TEXT["app_gov"]["zh"]
    heads = [f"{i}、{TEXT[n]['zh']}" for i, n in enumerate(("rural", "female", "age"), 1)]
    heads += [f"4、{STEM['zh']}：{TEXT[name]['zh']}" for name in ITEMS]
    heads += [f"5、{asked}（{LABEL[f'app_{option}']['zh']}）" for option in OPTIONS]
    rows = [[*OWN_WJX, *heads]]
    for one in respondents():
        own = [number(one["id"]), "2024/6/1 9:00", number(one["seconds"]), "微信", "N/A", "::1"]
        answers = [word(one, "rural", "zh"), word(one, "female", "zh"), number(one["age"])]
        answers += [word(one, name, "zh", "(空)") for name in ITEMS]
        rows.append([*own, *answers, *(number(one[f"app_{o}"], "(跳过)") for o in OPTIONS)])
    return rows


QUALTRICS = ["StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished"]


def qualtrics(boxes: list[str], asked: list[str], written: Callable[[Answers], list[str]]) -> Rows:
    """Two header rows, numbers of choices."""
    items = [f"Q4_{i}" for i in range(1, 13)]
    worded = ["Start Date", "End Date", "Response Type", *QUALTRICS[3:]]
    texts = [TEXT[name]["en"] for name in ("rural", "female", "age")]
    texts += [f"{STEM['en']} - {TEXT[name]['en']}" for name in ITEMS]
    rows = [[*QUALTRICS, "ResponseId", "Q1", "Q2", "Q3", *items, *boxes]]
    rows.append([*worded, "Response ID", *texts, *asked])
    for one in respondents():
        own = [
            "2024-06-01 09:00:00",
            "2024-06-01 09:05:00",
            "0",
            "100",
            number(one["seconds"]),
            "1",
        ]
        answers = [from_one(one, "rural"), from_one(one, "female"), number(one["age"])]
        answers += [from_one(one, name) for name in ITEMS]
        rows.append([*own, f"R_{one['id']:.0f}", *answers, *written(one)])
    return rows


def qualtrics_numbers() -> Rows:
    asked = f"{TEXT['app_gov']['en']} - Selected Choice"
    return qualtrics(["Q5"], [asked], lambda one: [joined(one, ",", code, "", "")])


def qualtrics_numbers_in_columns_of_boxes() -> Rows:
    asked = f"{TEXT['app_gov']['en']} - Selected Choice - "
    texts = [asked + LABEL[f"app_{option}"]["en"] for option in OPTIONS]
    tags = [f"Q5_{code(option)}" for option in OPTIONS]
    return qualtrics(tags, texts, lambda one: ["1" if one[f"app_{o}"] else "" for o in OPTIONS])


def limesurvey_in_words() -> Rows:
    own = ["Response ID", "Date submitted", "Last page", "Start language", "Total time"]
    heads = [TEXT[name]["en"] for name in ("rural", "female", "age")]
    heads += [f"{STEM['en']} [{TEXT[name]['en']}]" for name in ITEMS]
    heads += [f"{TEXT['app_gov']['en']} [{LABEL[f'app_{o}']['en']}]" for o in OPTIONS]
    rows = [[*own, *heads]]
    for one in respondents():
        first = [number(one["id"]), "1980-01-01 00:00:00", "5", "en", f"{one['seconds']:.2f}"]
        answers = [word(one, "rural", "en"), word(one, "female", "en"), number(one["age"])]
        answers += [word(one, name, "en") for name in ITEMS]
        yes = {None: "N/A", 1.0: "Yes", 0.0: "No"}
        rows.append([*first, *answers, *(yes[one[f"app_{o}"]] for o in OPTIONS)])
    return rows


def kobo_labels() -> Rows:
    """Labels of options are joined by spaces, which they hold themselves."""
    asked = TEXT["app_gov"]["en"]
    meta = ["_id", "_uuid", "_submission_time", "_index"]
    heads = [f"About you/{TEXT[name]['en']}" for name in ("rural", "female", "age")]
    heads += [f"{STEM['en']}/{TEXT[name]['en']}" for name in ITEMS]
    rows = [["start", "end", *heads, asked, *meta]]
    for one in respondents():
        minutes, seconds = divmod(int(one["seconds"]), 60)
        times = [
            "2024-06-01T09:00:00.000+08:00",
            f"2024-06-01T09:{minutes:02}:{seconds:02}.000+08:00",
        ]
        answers = [word(one, "rural", "en"), word(one, "female", "en"), number(one["age"])]
        answers += [word(one, name, "en") for name in ITEMS]
        boxes = joined(one, " ", label("en"), "", "")
        rows.append([*times, *answers, boxes, "9", "u", "2024-06-01T09:00:00", "1"])
    return rows


def kobo_labels_and_columns_of_boxes() -> Rows:
    asked = TEXT["app_gov"]["en"]
    rows = kobo_labels()
    rows[0] += [f"{asked}/{LABEL[f'app_{option}']['en']}" for option in OPTIONS]
    for row, one in zip(rows[1:], respondents(), strict=True):
        row += [number(one[f"app_{option}"]) for option in OPTIONS]
    return rows


def odk_central() -> Rows:
    heads = ["bg-hukou", "bg-sex", "bg-age", *(f"att-{name.lower()}" for name in ITEMS), "app"]
    rows = [["SubmissionDate", "start", "end", *heads, "meta-instanceID", "KEY"]]
    for one in respondents():
        minutes, seconds = divmod(int(one["seconds"]), 60)
        times = ["2024-06-01T09:00:00.000Z", f"2024-06-01T09:{minutes:02}:{seconds:02}.000Z"]
        answers = ["rural" if one["rural"] else "urban", "f" if one["female"] else "m"]
        answers += [number(one[name]) for name in ("age", *ITEMS)]
        boxes = joined(one, " ", str, "", "")
        rows.append(["2024-06-01T10:00:00Z", *times, *answers, boxes, "uuid:1", "uuid:1"])
    return rows


def redcap_labels() -> Rows:
    asked = TEXT["app_gov"]["en"]
    heads = [TEXT[name]["en"] for name in ("rural", "female", "age", *ITEMS)]
    heads += [f"{asked} (choice={LABEL[f'app_{o}']['en']})" for o in OPTIONS]
    rows = [["Record ID", "Event Name", *heads, "Complete?"]]
    for one in respondents():
        answers = [word(one, "rural", "en"), word(one, "female", "en"), number(one["age"])]
        answers += [word(one, name, "en") for name in ITEMS]
        boxes = ["Checked" if one[f"app_{o}"] else "Unchecked" for o in OPTIONS]
        rows.append([number(one["id"]), "Wave 1", *answers, *boxes, "Complete"])
    return rows


def microsoft_forms() -> Rows:
    own = ["序号", "开始时间", "完成时间", "电子邮件", "名称"]
    heads = [TEXT[name]["zh"] for name in ("rural", "female", "age", *ITEMS, "app_gov")]
    rows = [[*own, *heads]]
    for one in respondents():
        minutes, seconds = divmod(int(one["seconds"]), 60)
        times = ["2024/6/1 9:00:00", f"2024/6/1 9:{minutes:02}:{seconds:02}"]
        answers = [word(one, "rural", "zh"), word(one, "female", "zh"), number(one["age"])]
        answers += [word(one, name, "zh") for name in ITEMS]
        boxes = joined(one, ";", label("zh"), "", "")
        rows.append([number(one["id"]), *times, "anonymous", "", *answers, boxes and f"{boxes};"])
    return rows


def no_tool_at_all() -> Rows:
    """A table somebody has typed, with wordings as headings."""
    names = ("rural", "female", "age", *ITEMS)
    rows = [["nr", *(TEXT[name]["zh"] for name in names), "app", "seconds"]]
    for one in respondents():
        answers = [number(one[name]) for name in names]
        boxes = joined(one, "、", label("zh"), "", "")
        rows.append([number(one["id"]), *answers, boxes, number(one["seconds"])])
    return rows


EMPTY_IS_MISSING = dict.fromkeys((5, 35, 39), np.nan)
ALWAYS_ZERO = dict.fromkeys((15, 26, 27, 28, 33, 37), 0.0)
VARIANTS: dict[Callable[[], Rows], tuple[str, dict[int, float]]] = {
    wjx_numbers_in_one_column: ("wenjuanxing", {}),
    wjx_words_and_columns_of_boxes: ("wenjuanxing", {}),
    qualtrics_numbers: ("qualtrics", EMPTY_IS_MISSING),
    qualtrics_numbers_in_columns_of_boxes: ("qualtrics", EMPTY_IS_MISSING),
    limesurvey_in_words: ("limesurvey", {}),
    kobo_labels: ("kobo", EMPTY_IS_MISSING),
    kobo_labels_and_columns_of_boxes: ("kobo", {}),
    odk_central: ("kobo", EMPTY_IS_MISSING),
    redcap_labels: ("redcap", ALWAYS_ZERO),
    microsoft_forms: ("forms", EMPTY_IS_MISSING),
    no_tool_at_all: ("", EMPTY_IS_MISSING),
}


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
def test_every_variant_says_the_same(variant, tmp_path: Path) -> None:
    tool, unsaid = VARIANTS[variant]
    place = tmp_path / "export.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(variant())
    responses = read_survey(place, codebook=CODEBOOK).responses
    said = [remark for remark in responses.diagnostics if remark.code == "I-EXP-01"]
    assert bool(said) == bool(tool)
    assert [r.code for r in responses.diagnostics if r.severity == "warning"] == []
    wanted = respondents()
    for name in (*ITEMS, "rural", "female", "age", "seconds", *(f"app_{o}" for o in OPTIONS)):
        if name == "seconds" and tool == "redcap":
            continue
        answers = np.array([np.nan if one[name] is None else one[name] for one in wanted])
        answers[answers == 88] = np.nan if name in ITEMS else 88
        if name.startswith("app_"):
            for respondent, value in unsaid.items():
                answers[respondent - 1] = value
        np.testing.assert_array_equal(responses.column(name), answers, err_msg=name)
