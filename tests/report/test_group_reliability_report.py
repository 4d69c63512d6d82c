"""The section on reliability by group: its tables, and what is said of what is not tested."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import gainsem
from gainsem.report.build_groups import build_grouped_report
from gainsem.report.catalogue import catalogue
from gainsem.report.document import Heading, Paragraph, TableBlock, plain_text
from gainsem.report.group_sources import group_citations
from gainsem.report.sections.group_reliability import group_reliability_section
from gainsem.results.groups.grouped_fit import GroupedFit
from tests.report.named_sources import named_sources

SCHOOLS = Path(__file__).parents[1] / "reference" / "data" / "hs.csv"
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"


@cache
def fitted(group: str = "school", equal: str = "", model: str = MODEL) -> GroupedFit:
    data = pd.read_csv(SCHOOLS).assign(third=lambda d: d.index % 3)
    return gainsem.fit(model, data, group=group, group_equal=equal)


def tables(fit: GroupedFit, lang: str = "en") -> list[TableBlock]:
    section = group_reliability_section(fit, catalogue(lang))
    return [block for block in section if isinstance(block, TableBlock)]


def test_two_groups_have_a_difference_with_its_interval() -> None:
    values, tests = tables(fitted())
    assert values.table.values("group") == ("Pasteur", "Grant-White") * 2
    found = fitted().reliability().comparison
    assert tests.table.values("difference") == tuple(gap.value for gap in found.differences)
    assert tests.table.values("p") == tuple(test.pvalue for test in found.tests)
    assert "Difference: Pasteur less Grant-White." in plain_text(tests.notes[1])


def test_more_groups_have_tests_only() -> None:
    [_, tests] = tables(fitted("third"))
    assert "difference" not in tests.table.keys
    assert set(tests.table.values("df")) == {2}
    assert "bonett_wright_2015" not in {entry.key for entry in group_citations(fitted("third"))}


def test_a_second_order_has_a_table_of_its_own() -> None:
    model = f"{MODEL}\nspeed =~ x7 + x8 + x9\ng =~ visual + textual + speed"
    found = tables(fitted(model=model))
    assert [block.table.caption for block in found[:2]] == [
        "Reliability by school",
        "Higher-order constructs by school",
    ]
    assert "ω L2" in found[2].table.values("coefficient")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_held_equal_is_said(lang: str) -> None:
    [_, tests] = tables(fitted(equal="loadings,residuals,lv.variances"), lang)
    assert set(tests.table.values("coefficient")) == {"α"}
    said = plain_text(tests.notes[-1])
    assert {"en": "the model holds it equal", "zh": "限定为各组相等"}[lang] in said
    assert "visual ω" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("group", ["school", "third"])
def test_every_source_of_the_comparison_is_named_and_listed(lang: str, group: str) -> None:
    fit = fitted(group)
    listed = [entry.key for entry in group_citations(fit) if entry.key != "gainsem"]
    assert set(listed) == named_sources(build_grouped_report(fit, lang=lang))
    assert len(set(listed)) == len(listed)
    assert "Bonett" in gainsem.cite(fit)


def test_a_sheet_stands_in_every_group_and_the_conventions_once() -> None:
    blocks = build_grouped_report(fitted()).blocks
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings.count("Reliability and validity") == 3
    remarks = [plain_text(b.text) for b in blocks if isinstance(b, Paragraph)]
    assert sum("Common conventions" in text for text in remarks) == 1


def test_a_model_without_scales_has_no_section() -> None:
    data = pd.read_csv(SCHOOLS)
    fit = gainsem.fit("x1 ~ x2 + x3", data, group="school")
    assert group_reliability_section(fit, catalogue("en")) == ()
    assert "bonett_2003" not in {entry.key for entry in group_citations(fit)}
