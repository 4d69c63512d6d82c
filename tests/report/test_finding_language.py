"""How a diagnostic is said in the language of a report."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gainsem.diagnostics import Diagnostic, warning
from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.catalogue.diagnostics import Translator, finding_in, words_in
from gainsem.report.catalogue.patterns import list_in_chinese, pattern
from gainsem.report.document import Findings
from gainsem.report.facts import data_name
from gainsem.results.fit import Fit

HEYWOOD = Diagnostic(
    "E-EST-93",
    "warning",
    "Heywood case: the variance of item 'x3' is estimated at -0.120.",
    why="a variance cannot be negative; the solution is improper and must not be interpreted"
    " as it stands",
    do="look for outliers and too few items; or fix it (x3 ~~ 0.01*x3), and say so",
)


def test_every_part_is_said_in_chinese_and_values_stay() -> None:
    said = finding_in(HEYWOOD, "zh")
    assert said.message == "Heywood 情形：题项“x3”的残差方差估计为 -0.120。"
    assert said.why == "方差不可能为负；这是不当解，不能照原样解释。"
    assert "（x3 ~~ 0.01*x3）" in said.do
    assert (said.code, said.severity, said.excerpt) == ("E-EST-93", "warning", "")


def test_the_group_or_the_data_sets_around_a_message_are_said_too() -> None:
    of_group = replace(HEYWOOD, message=f"group '农村 rural': {HEYWOOD.message}")
    assert finding_in(of_group, "zh").message.startswith("组“农村 rural”：Heywood 情形：题项“x3”")
    of_label = replace(HEYWOOD, message=f"农村 rural: {HEYWOOD.message}")
    assert finding_in(of_label, "zh").message.startswith("农村 rural：Heywood 情形：题项“x3”")
    of_sets = replace(HEYWOOD, message=f"{HEYWOOD.message} (imputed data set 2, 7)")
    assert finding_in(of_sets, "zh").message.endswith("为 -0.120。（插补数据集 2、7）")


def test_what_has_no_pattern_stays_as_it_is() -> None:
    unknown = warning("W-NEW-1", "group 'a': something new.", do="look", why="nobody knows")
    assert finding_in(unknown, "zh") == unknown
    partly = replace(HEYWOOD, why="a reason of its own; with two halves")
    assert finding_in(partly, "zh").why == partly.why


def test_english_is_not_touched_and_json_never() -> None:
    assert finding_in(HEYWOOD, "en") is HEYWOOD
    before = json.dumps(HEYWOOD.to_dict())
    finding_in(HEYWOOD, "zh")
    assert json.dumps(HEYWOOD.to_dict()) == before


def test_messages_inside_a_message_are_said_with_their_codes() -> None:
    where = f"3: E-EST-93  {HEYWOOD.message}; 5: the search could not go on; and 2 more"
    said = finding_in(warning("W-IMP-01", "x", where=where), "zh").where
    assert said == (
        "3：E-EST-93  Heywood 情形：题项“x3”的残差方差估计为 -0.120；5：搜索无法继续；另有 2 个"
    )
    status = words_in("E-EST-94  no minimum was found: the search could not go on.", "zh")
    assert status == "E-EST-94  未找到极小值：搜索无法继续。"


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        (
            "W-DATA-40",
            "book.yaml: no column 'X2' in trust.csv. Did you mean 'x2'?",
            "book.yaml：trust.csv 中没有列“X2”。是否应为“x2”？",
        ),
        (
            "I-NF-23",
            (
                "n_factors=auto: 12, named by 2 of 3 rules (Parallel analysis of factors, 95% 12,"
                " Minimum average partial, squared (1976) 12, Comparison data 3)."
            ),
            (
                "n_factors=auto：取 12 个因子，3 条规则中有 2 条支持（因子平行分析（95%）12、"
                "最小平均偏相关（平方，1976）12、比较数据法 3）。"
            ),
        ),
        (
            "I-EXP-20",
            "a.csv: items found: 15 by name, 4 by name, written in another case, boxes of tv, app.",
            "a.csv：找到的题项：15 个按名称、4 个按名称（大小写不同）、多选题 tv、app 的各选项。",
        ),
        (
            "W-DATA-11",
            'a.csv, column "x": -9 (once), 99 (12 times) among answers of 1-5.',
            "a.csv 的列“x”：在 1–5 的回答中出现了 -9（1 次）、99（12 次）。",
        ),
        (
            "I-ORD-50",
            "300 pairs",
            "300 pairs",
        ),
    ],
)
def test_pieces_of_a_list_are_said_one_by_one(code: str, english: str, chinese: str) -> None:
    assert finding_in(warning(code, english), "zh").message == chinese


def test_semicolons_of_a_message_do_not_split_it() -> None:
    singular = (
        "the covariance matrix of the latent variables is not positive definite; the strongest"
        " correlation is f with g: 1.200."
    )
    found = warning("W-REL-26", "x", why=f"{singular}; {HEYWOOD.message}")
    assert found.why.count("; ") == 2
    why = finding_in(found, "zh").why
    assert why.startswith("潜变量的协方差矩阵不是正定矩阵；相关最强的是 f 与 g：1.200；Heywood")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("x1, x2", "x1、x2"),
        ("x1, ... (20 in all)", "x1……（共 20 个）"),
        ("x1 and x2, x3 and x4", "x1 与 x2、x3 与 x4"),
        ("Sand and Tandem", "Sand 与 Tandem"),
        ("satisfaction (r=-0.20)", "satisfaction (r=-0.20)"),
    ],
)
def test_lists_have_chinese_signs(english: str, chinese: str) -> None:
    assert list_in_chinese(english) == chinese


def test_a_pattern_is_refused_when_its_places_differ_or_are_of_no_kind() -> None:
    with pytest.raises(ValueError, match="places differ"):
        pattern("{n} items", "题项")
    with pytest.raises(ValueError, match="no kind of place is called integer"):
        pattern("{n:integer} items", "{n} 个题项")


def test_signs_of_regular_expressions_in_a_sentence_are_signs() -> None:
    own = pattern("c({labels})*x [a|b] <group|groups> of '{x}' ~~ 0.01*{x}", "{labels} {x}")
    assert own.match("c(a1, a2)*x [a|b] groups of 'y' ~~ 0.01*y") == {"labels": "a1, a2", "x": "y"}
    assert own.match("c(a1, a2)*x [a|b] groups of 'y' ~~ 0.01*z") is None


def test_a_pattern_of_places_alone_never_hides_that_nothing_is_known() -> None:
    flags = pattern("{flag}: {why:text}", "{flag}（{why}）")
    only = Translator({"W-X-1": (pattern("no time", "没有时间"), flags)})
    assert only.translated("speed: no time", "W-X-1")
    assert only.translated("speed: a new reason", "W-X-1") is None


def test_the_list_of_a_report_is_in_its_language(holzinger: Fit) -> None:
    fit = replace(holzinger, diagnostics=(HEYWOOD,))
    found = {}
    for lang in ("en", "zh"):
        blocks = build_report(fit, lang=lang).blocks
        found[lang] = next(block for block in blocks if isinstance(block, Findings)).findings
    assert found["en"] == (HEYWOOD,)
    assert found["zh"] == (finding_in(HEYWOOD, "zh"),)
    assert fit.diagnostics == (HEYWOOD,)


@pytest.mark.parametrize(
    ("source", "chinese"),
    [
        ("data frame", "数据框"),
        ("covariance matrix", "协方差矩阵"),
        ("surveys/bfi/responses.csv", "responses.csv"),
        ("", ""),
    ],
)
def test_data_without_a_file_have_a_name_in_the_language(source: str, chinese: str) -> None:
    assert data_name(source, catalogue("zh")) == chinese
