"""What the report says of a fit: sections, numbers, sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import OptionError
from gainsem.options import Options
from gainsem.report.build import build_report
from gainsem.report.document import (
    Code,
    Document,
    Figure,
    Findings,
    Heading,
    KeyValues,
    Paragraph,
    TableBlock,
    Verdict,
    plain_text,
)
from gainsem.report.sections import misfit
from gainsem.results.fit import Fit

ROOT = Path(__file__).parents[2]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"/>'


def blocks_of(document: Document, kind: type) -> list:
    return [block for block in document.blocks if isinstance(block, kind)]


def headings(document: Document) -> list[str]:
    return [block.text for block in blocks_of(document, Heading) if block.level == 1]


def table(document: Document, caption: str) -> TableBlock:
    return next(
        block for block in blocks_of(document, TableBlock) if block.table.caption == caption
    )


def row(block: TableBlock, name: str) -> dict[str, object]:
    found = next(cells for cells in block.table.rows if cells[0] == name)
    return dict(zip(block.table.keys, found, strict=True))


def methods(document: Document) -> str:
    return plain_text(
        next(block.text for block in blocks_of(document, Paragraph) if block.role == "quotable")
    )


def verdict(document: Document) -> Verdict:
    return next(iter(blocks_of(document, Verdict)))


def said(one: Verdict) -> str:
    return " ".join(map(plain_text, one.sentences))


def test_a_factor_analysis_has_its_sections_in_order(holzinger: Fit) -> None:
    assert headings(build_report(holzinger)) == [
        "Data and sample",
        "Model",
        "Model fit",
        "Measurement model",
        "Reliability and validity",
        "Covariances and variances",
        "Where the model misfits",
        "Diagnostics",
        "Methods paragraph",
        "References",
        "Provenance",
    ]


def test_a_structural_model_adds_paths_and_defined_parameters(democracy: Fit) -> None:
    assert {"Structural model", "Defined parameters"} <= set(headings(build_report(democracy)))


def test_the_verdict_states_the_published_numbers(holzinger: Fit) -> None:
    one = verdict(build_report(holzinger))
    assert one.level == "mixed"
    assert plain_text(one.sentences[0]) == (
        "301 respondents, 21 free parameters: χ²(24) = 85.31, p < .001, CFI = .931, TLI = .896, "
        "RMSEA = .092, 90% CI [.071, .114], SRMR = .065."
    )
    assert "Cut-offs met: CFI ≥ .90 (Marsh et al., 2004); SRMR ≤ .08 (Hu & Bentler, 1999)." in said(
        one
    )
    assert "Cut-offs missed: TLI ≥ .90" in said(one)


def test_the_verdict_in_chinese(democracy: Fit) -> None:
    one = verdict(build_report(democracy, lang="zh"))
    assert (one.level, one.headline) == ("good", "结果可用；模型拟合良好")
    assert plain_text(one.sentences[0]) == (
        "75 名受访者，31 个自由参数：χ²(35) = 38.13，p = .329，CFI = .995，TLI = .993，"
        "RMSEA = .035，90% CI [.000, .092]，SRMR = .044。"
    )


def test_a_saturated_model_is_neither_judged_nor_given_residuals(saturated: Fit) -> None:
    document = build_report(saturated)
    assert verdict(document).level == "untestable"
    assert "0 degrees of freedom" in said(verdict(document))
    assert "Where the model misfits" not in headings(document)
    assert "saturated" in methods(document)


def test_loadings_are_ready_for_composite_reliability(holzinger: Fit) -> None:
    block = table(build_report(holzinger), "Factor loadings")
    assert [title for _, title in block.sections] == ["visual", "textual", "speed"]
    second = row(block, "x2")
    assert second["est"] == pytest.approx(0.5535, abs=1e-4)
    assert second["std"] == pytest.approx(0.4236, abs=1e-4)
    assert second["lambda2"] == pytest.approx(0.4236**2, abs=1e-4)
    assert second["theta"] == pytest.approx(1 - 0.4236**2, abs=1e-4)
    assert second["std_se"] == pytest.approx(0.05962, abs=1e-4)
    assert second["ci"] == "[.31, .54]"


def test_a_fixed_loading_shows_no_standard_error(holzinger: Fit) -> None:
    first = row(table(build_report(holzinger), "Factor loadings"), "x1")
    assert (first["est"], first["se"], first["z"], first["pvalue"]) == (1.0, None, None, None)
    assert first["std_se"] == pytest.approx(0.05497, abs=1e-4)


def test_paths_are_grouped_by_outcome_with_their_r_squared(democracy: Fit) -> None:
    block = table(build_report(democracy), "Path coefficients")
    assert block.sections == ((0, "dem60 (R² = .200)"), (1, "dem65 (R² = .961)"))


def test_the_fit_table_prints_each_cut_off_with_its_source(holzinger: Fit) -> None:
    rows = table(build_report(holzinger), "Fit of the model and the cut-offs it is judged by")
    assert row(rows, "CFI (comparative fit index)") == {
        "measure": "CFI (comparative fit index)",
        "value": ".931",
        "cutoff": "≥ .95 good",
        "judgement": "acceptable",
        "source": "Hu & Bentler, 1999",
    }
    sources = {cells[4] for cells in rows.table.rows}
    assert {"Hu & Bentler, 1999", "Browne & Cudeck, 1992", "MacCallum et al., 1996"} <= sources
    assert "McNeish & Wolf, 2023" in plain_text(rows.notes[0])


def test_modification_indices_are_called_exploratory(holzinger: Fit) -> None:
    block = table(build_report(holzinger), "Largest modification indices")
    assert block.table.rows[0][0] == "visual =~ x9"
    assert block.table.rows[0][1] == pytest.approx(36.411, abs=1e-3)
    assert any("exploratory" in plain_text(note) for note in block.notes)


def test_the_methods_paragraph_says_what_was_run(holzinger: Fit) -> None:
    text = methods(build_report(holzinger))
    assert text.startswith(
        "The analysis used all 301 respondents; no answer to a variable of the model was missing. "
        "A confirmatory factor analysis with 3 latent variables and 9 indicators was carried out "
        "by maximum likelihood (Jöreskog, 1969) with gainsem "
    )
    assert "expected information matrix" in text
    assert "fixing the loading of its first indicator at 1" in text
    assert text.endswith("90% CI [.071, .114], SRMR = .065.")


def test_the_methods_paragraph_follows_the_options(holzinger: Fit) -> None:
    options = Options(std_lv=True, information="observed", orthogonal=True, likelihood="wishart")
    text = methods(build_report(replace(holzinger, options=options)))
    assert "fixing its variance at 1" in text
    assert "observed information matrix (Efron & Hinkley, 1978)" in text
    assert "constrained to be uncorrelated" in text
    assert "Wishart" in text


def test_listwise_deletion_is_counted_in_table_and_methods(bfi: Fit) -> None:
    document = build_report(bfi)
    facts = dict(next(iter(blocks_of(document, KeyValues))).rows)
    assert plain_text(facts["Respondents used"]) == "2,436"
    assert plain_text(facts["Left out"]).startswith("364 (13.0%), because")
    assert "Of 2,800 respondents, 364 (13.0%) were left out" in methods(document)


def test_the_chinese_methods_paragraph(bfi: Fit) -> None:
    text = methods(build_report(bfi, lang="zh"))
    assert text.startswith(
        "2,800 名受访者中，有 364 人（13.0%）因模型中至少一个变量的回答缺失而被剔除"
    )
    assert "验证性因子分析" in text
    assert "采用对角加权最小二乘法估计（WLSMV；" in text
    assert "标准误为稳健标准误" in text


def test_wordings_come_in_the_language_of_the_report(bfi: Fit) -> None:
    item = next(item for item in bfi.sample.items if item.name == "A1")
    wordings = {
        lang: row(table(build_report(bfi, lang=lang), caption), "A1")["wording"]
        for lang, caption in (("en", "Factor loadings"), ("zh", "因子载荷"))
    }
    assert wordings == {"en": item.text["en"], "zh": item.text["zh"]}


def test_provenance_names_hash_versions_and_options_but_no_folder(holzinger: Fit) -> None:
    document = build_report(replace(holzinger, options=Options(std_lv=True)))
    facts = {name: plain_text(text) for name, text in blocks_of(document, KeyValues)[-1].rows}
    assert facts["SHA-256 of the data"] == holzinger.provenance.data_sha256
    assert facts["Data"] == "hs.csv"
    assert facts["Options"] == "std_lv=True"
    assert "numpy" in facts["Versions"]


def test_the_model_is_shown_letter_for_letter(holzinger: Fit) -> None:
    assert blocks_of(build_report(holzinger), Code)[0].text == holzinger.provenance.model


def test_the_diagram_opens_a_page_with_a_text_for_those_who_cannot_see_it(holzinger: Fit) -> None:
    figure = blocks_of(build_report(holzinger, figures={"path_diagram": SVG}), Figure)[0]
    assert "visual, textual, speed" in figure.alt
    assert figure.heading == "Path diagram"
    assert not blocks_of(build_report(holzinger), Figure)


def test_every_diagnostic_is_printed_the_grave_ones_first(holzinger: Fit) -> None:
    found = (warning("W-DATA-31", "x1 turned"), Diagnostic("E-EST-93", "warning", "Heywood: x2"))
    document = build_report(replace(holzinger, diagnostics=found))
    assert [one.code for one in blocks_of(document, Findings)[0].findings] == [
        "E-EST-93",
        "W-DATA-31",
    ]


def test_a_heywood_case_is_marked_on_page_one_and_above_every_page(holzinger: Fit) -> None:
    heywood = Diagnostic("E-EST-93", "warning", "the variance of item 'x1' is estimated at -0.2")
    document = build_report(
        replace(holzinger, diagnostics=(heywood,)), figures={"path_diagram": SVG}
    )
    one = verdict(document)
    assert (one.level, one.headline, document.mark) == ("unusable", "Not usable", "Not usable")
    assert "item 'x1'" in said(one)
    assert "do not interpret or publish" in said(one)
    assert "did not give a usable solution (E-EST-93)" in methods(document)
    assert "Measurement model" in headings(document)


def test_estimates_of_no_meaning_are_withheld(holzinger: Fit) -> None:
    noise = Diagnostic("E-EST-94", "warning", "standardised loadings far above 1")
    document = build_report(replace(holzinger, diagnostics=(noise,)), figures={"path_diagram": SVG})
    assert "Estimates are withheld" in said(verdict(document))
    assert not {"Measurement model", "Model fit", "Covariances and variances"} & set(
        headings(document)
    )
    assert not blocks_of(document, Figure)
    assert "hu_bentler_1999" not in str(document.blocks)


def test_no_convergence_states_how_the_search_ended(holzinger: Fit) -> None:
    solution = replace(holzinger.solution, converged=False, status="200 steps were not enough")
    one = verdict(build_report(replace(holzinger, solution=solution)))
    assert one.level == "unusable"
    assert "200 steps were not enough" in said(one)


def test_no_standard_errors_is_said(holzinger: Fit) -> None:
    rows = tuple(replace(each, se=float("nan")) for each in holzinger.parameter_rows)
    document = build_report(replace(holzinger, parameter_rows=rows))
    assert "Standard errors were not computed." in methods(document)
    assert row(table(document, "Factor loadings"), "x2")["se"] is None


def test_another_language_is_refused(holzinger: Fit) -> None:
    with pytest.raises(OptionError, match="E-OPT-07"):
        build_report(holzinger, lang="de")


def test_a_selection_is_a_fact_of_the_sample_and_no_change_of_answers(holzinger: Fit) -> None:
    recode = {
        "item": "",
        "kind": "selection",
        "count": 155,
        "detail": "146 of 1301 respondents selected by school=2",
    }
    chosen = replace(holzinger, sample=replace(holzinger.sample, recodes=(recode,)))
    document = build_report(chosen)
    facts = {name: plain_text(text) for name, text in blocks_of(document, KeyValues)[0].rows}
    assert facts["Selection"] == "school=2: 146 of 1,301 respondents"
    assert "selected by" not in str(document.blocks)
    chinese = build_report(chosen, lang="zh")
    assert "school=2：1,301 名受访者中的 146 名" in str(chinese.blocks)


def test_a_single_modification_index_is_spoken_of_as_one(
    democracy: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = democracy.modification_indices().mi.nlargest(2)
    monkeypatch.setattr(misfit, "CRITICAL", float(largest.mean()))
    said_of_it = str(build_report(democracy).blocks)
    assert "1 parameter that the model fixes has a modification index above" in said_of_it


def test_a_search_that_ended_well_is_told_in_the_language_of_the_report(bfi: Fit) -> None:
    facts = {
        name: plain_text(text)
        for name, text in blocks_of(build_report(bfi, lang="zh"), KeyValues)[-1].rows
    }
    assert facts["迭代"].startswith(f"迭代 {bfi.solution.iterations} 次后收敛")
    assert "converged" not in facts["迭代"]


def test_chinese_readers_find_the_diagnostics_in_chinese(bfi: Fit) -> None:
    document = build_report(bfi, lang="zh")
    assert "各条的代码固定不变" in str(document.blocks)
    said = [one for block in blocks_of(document, Findings) for one in block.findings]
    assert said
    assert {one.code for one in said} == {one.code for one in bfi.diagnostics}
    assert all(re.search("[\u4e00-\u9fff]", one.message) for one in said)


def test_remarks_name_files_but_no_folder(bfi: Fit) -> None:
    remarks = str([block.findings for block in blocks_of(build_report(bfi), Findings)])
    assert "responses.csv: read as missing" in remarks
    assert str(ROOT) not in remarks


def test_smallest_and_largest_answers_are_not_rounded(holzinger: Fit, bfi: Fit) -> None:
    measured = table(build_report(holzinger), "Descriptive statistics of the observed variables")
    rated = table(build_report(bfi), "Descriptive statistics of the observed variables")
    forms = [
        {column.key: (column.kind, column.decimals) for column in block.table.columns}["min"]
        for block in (measured, rated)
    ]
    assert forms == [("number", 2), ("integer", 0)]
