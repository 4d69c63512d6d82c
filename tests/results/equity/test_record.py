"""An equity view: its tables, page, paragraph and record."""

from __future__ import annotations

import json
import os

import jsonschema
import pytest

import gainsem
from gainsem.diagnostics import warning
from gainsem.errors import FileError, OptionError
from gainsem.results.equity.record import DISTRUST, Equity
from gainsem.results.equity.saved import SCHEMA_FILE, equity_json_schema
from gainsem.results.equity.titles import TITLES
from gainsem.results.equity.words import PHRASES
from tests.results.equity.views import gap, residents


def test_there_is_a_table_for_every_question() -> None:
    tables = residents().tables()
    assert list(tables) == [
        "gaps",
        "parts",
        "paths",
        "bias",
        "waves",
        "changes",
        "covariates",
        "checks",
    ]
    frame = residents().to_frame("gaps")
    assert frame.factor.tolist() == ["SOC", "ENV"]
    assert frame.group.tolist() == ["rural", "rural"]
    assert frame.est.tolist() == [-0.3, 0.02]
    assert frame.adjusted.tolist() == [-0.24, 0.01]
    bias = residents().to_frame("bias").iloc[0]
    assert (bias.kept, bias.ignored) == (-0.3, -0.4)
    with pytest.raises(KeyError, match="no table 'means'"):
        residents().to_frame("means")


def test_the_page_has_labels_and_says_which_group_it_is_about() -> None:
    page = residents().summary(lang="zh")
    for text in ("社会获得感", "农村居民减去城镇居民", "测量偏差", "2024 → 2026"):
        assert text in page
    assert "&lt;items&gt;" in residents()._repr_html_()
    assert repr(residents()) == "<Equity: hukou, 2 groups, n = 1500: largest gap -0.30 in SOC>"


def test_the_paragraph_tells_gaps_parts_bias_and_change() -> None:
    told = residents().paragraph()
    for text in (
        "except the intercepts of Equal <jobs>",
        "Rural residents (n = 600) scored lower in Social gain (−0.30, 95% CI [−0.40, −0.20])",
        "did not differ significantly in Ecological gain",
        "At equal values of Age, with slopes held equal",
        "20% in Social gain",
        "−0.07 in Social gain comes through Ecological gain",
        "−0.40 instead of −0.30 in Social gain",
        "From 2024 to 2026 the gap of Rural residents changed in Social gain (0.22",
        "exploratory search",
    ):
        assert text in told
    assert "in doubt" not in told


def test_the_paragraph_in_chinese() -> None:
    told = residents().paragraph("zh")
    for text in (
        "与城镇居民（n = 900）相比，农村居民（n = 600）在“社会获得感”",
        "上得分较低",
        "在“生态获得感”",
        "差异不显著",
        "“社会获得感”的 20%",
        "“社会获得感”为 −0.40 而不是 −0.30",
        "从2024到2026",
    ):
        assert text in told
    assert "{" not in told
    assert "  " not in told


@pytest.mark.parametrize("code", sorted(DISTRUST))
def test_what_forbids_to_believe_a_gap_is_said_everywhere(code: str) -> None:
    view = residents(diagnostics=(warning(code, "A doubt."),))
    assert not view.trusted
    assert PHRASES["en"][code] in view.paragraph()
    assert PHRASES["zh"][code] in view.paragraph("zh")
    assert "NOT to be trusted" in repr(view)
    headline = view.summary(lang="zh").splitlines()[0]
    assert headline.startswith("组间差距：")
    assert headline.endswith("目前不可采信")


def test_another_language_is_refused() -> None:
    with pytest.raises(OptionError) as caught:
        residents().paragraph("fr")  # type: ignore[arg-type]
    assert caught.value.code == "E-OPT-07"


@pytest.mark.parametrize("catalogues", [TITLES, PHRASES])
def test_both_languages_have_the_same_words(catalogues: dict) -> None:
    assert catalogues["en"].keys() == catalogues["zh"].keys()


def test_a_gap_that_is_not_there_is_a_key_error() -> None:
    assert residents().gap("SOC", wave="2026").est == -0.2
    with pytest.raises(KeyError, match="no raw gap of 'ECN'"):
        residents().gap("ECN")


def test_a_view_can_be_read_again(tmp_path) -> None:
    view = residents()
    again = gainsem.load(view.save(tmp_path / "equity.json"))
    assert again.to_json() == view.to_json()
    assert again.gaps == view.gaps
    assert again.bias == view.bias
    jsonschema.validate(json.loads(view.to_json()), json.loads(SCHEMA_FILE.read_text("utf-8")))


def test_the_shipped_schema_is_the_declared_one() -> None:
    if os.environ.get("GAINSEM_UPDATE_SNAPSHOTS"):
        text = json.dumps(equity_json_schema(), indent=2, ensure_ascii=False) + "\n"
        SCHEMA_FILE.write_text(text, "utf-8")
    assert json.loads(SCHEMA_FILE.read_text("utf-8")) == equity_json_schema()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "gainsem.fit/1"}, "schema"),
        ({"sizes": [1]}, "sizes has not one number a group"),
        ({"groups": ["urban"]}, "fewer than two groups"),
        ({"waves": []}, "a gap is of another wave"),
        ({"groups": ["urban", "another"]}, "a row is of another group"),
        ({"gaps": "none"}, "gaps"),
    ],
)
def test_a_file_that_is_not_a_view_is_refused(change: dict, words: str) -> None:
    with pytest.raises(FileError, match=words) as caught:
        Equity.from_dict({**residents().to_dict(), **change})
    assert caught.value.code == "E-FILE-13"


def test_a_view_without_gaps_says_so() -> None:
    assert "no gap could be estimated" in repr(residents(gaps=()))


def test_three_groups_keep_their_column() -> None:
    view = residents(
        groups=("urban", "rural", "other"),
        sizes=(1, 2, 3),
        gaps=(gap("SOC", -0.3),),
    )
    assert "Rural residents" in view.tables("en")["gaps"].to_text()
