"""What the report says of a fit of ordinal items."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from gainsem.report.bibliography import apa_text, references
from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.citations import citations_for
from gainsem.report.document import (
    Document,
    Heading,
    KeyValues,
    Paragraph,
    TableBlock,
    TitleBlock,
    Verdict,
    plain_text,
)
from gainsem.report.glyphs import coverage
from gainsem.report.sections.methods import methods_paragraph
from gainsem.report.typst_pdf import render_pdf
from gainsem.results.fit import Fit
from gainsem.survey.responses import Item
from tests.report.named_sources import named_sources
from tests.results.ordinal_fits import STUDIES, ordinal_fit

SNAPSHOTS = Path(__file__).parent / "snapshots"


def text_of(document: Document) -> str:
    """Return a document as text, without what depends on versions or the search."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            if block.text in ("Provenance", "可重复性信息"):
                break
            lines += ["", "#" * block.level + " " + block.text]
        elif isinstance(block, TitleBlock):
            lines += [block.title, block.facts]
        elif isinstance(block, Verdict):
            lines += [f"[{block.level}] {block.headline}", *map(plain_text, block.sentences)]
        elif isinstance(block, Paragraph):
            lines.append(plain_text(block.text))
        elif isinstance(block, KeyValues):
            lines += [f"{name}: {plain_text(text)}" for name, text in block.rows]
        elif isinstance(block, TableBlock):
            lines += ["", block.table.to_text(), *map(plain_text, block.notes)]
    return "\n".join(lines) + "\n"


def tables_of(fit: Fit, lang: str = "en") -> dict[str, TableBlock]:
    blocks = build_report(fit, lang=lang).blocks
    return {block.table.caption: block for block in blocks if isinstance(block, TableBlock)}


def methods_of(name: str, lang: str = "en") -> str:
    return plain_text(methods_paragraph(ordinal_fit(name), catalogue(lang)))


def keys_of(name: str) -> set[str]:
    return {entry.key for entry in citations_for(ordinal_fit(name))}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["delta", "theta", "covariate", "mixed"])
def test_report_text(name: str, lang: str) -> None:
    path = SNAPSHOTS / f"ordinal_{name}_{lang}.txt"
    text = text_of(build_report(ordinal_fit(name), lang=lang))
    if os.environ.get("GAINSEM_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", STUDIES)
def test_every_reference_is_named_and_every_name_is_referenced(name: str, lang: str) -> None:
    fit = ordinal_fit(name)
    listed = {entry.key for entry in citations_for(fit)} - {"gainsem"}
    assert listed == named_sources(build_report(fit, lang=lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", STUDIES)
def test_no_cell_and_no_sentence_says_nan(name: str, lang: str) -> None:
    said = text_of(build_report(ordinal_fit(name), lang=lang))
    assert re.search(r"\bnan\b", said, re.IGNORECASE) is None


@pytest.mark.parametrize("name", ["delta", "covariate"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pdf_is_made(name: str, lang: str) -> None:
    assert render_pdf(build_report(ordinal_fit(name), lang=lang)).startswith(b"%PDF")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_fonts_have_every_character(lang: str) -> None:
    known = coverage().regular
    texts = "".join(catalogue(lang).texts.values())
    assert not [sign for sign in set(texts) if ord(sign) not in known and sign != "\n"]


def test_methods_name_what_was_run() -> None:
    text = methods_of("delta")
    for part in (
        "by diagonally weighted least squares (WLSMV; Muthén, 1984; Flora & Curran, 2004)",
        "All 8 items were treated as ordinal",
        "polychoric correlations were estimated by maximum likelihood",
        "diagonal weight matrix",
        "(delta parameterization)",
        "Standard errors were robust (sandwich formula",
        "scaled and shifted",
        "the robust versions (Savalei, 2021) of CFI",
        "lenient for least squares with ordinal items (Xia & Yang, 2019)",
        "gave scaled χ²(19) = ",
        ", robust CFI = ",
    ):
        assert part in text
    assert "expected information" not in text
    assert "Means and intercepts" not in text


def test_methods_of_other_choices() -> None:
    assert "theta parameterization" in methods_of("theta")
    assert "given the covariates (z), whose distribution was not modelled" in methods_of(
        "covariate"
    )
    assert "treated as fixed" not in methods_of("covariate")
    mixed = methods_of("mixed")
    assert "Of the observed variables, q1, q2 were treated as ordinal" in mixed
    assert "polyserial correlations of ordinal with continuous variables (Olsson et al." in mixed
    assert "sampling weights w" in mixed
    pairwise = methods_of("pairwise")
    assert "pairwise deletion" in pairwise
    assert "second derivatives in place of their expected values (White, 1982)" in pairwise
    assert "scaled to the mean" in methods_of("wlsm")
    assert "estimated degrees of freedom" in methods_of("wlsmvs")
    assert "was not corrected" in methods_of("dwls")
    assert "equal weights" in methods_of("uls")
    assert "test of exact fit" not in methods_of("uls")
    full = methods_of("wls")
    assert "inverse of their estimated sampling covariance matrix" in full
    assert "Xia & Yang" not in full
    assert "were not computed" in methods_of("no_errors")
    assert "saturated" in methods_of("saturated")


def test_chinese_methods() -> None:
    text = methods_of("delta", "zh")
    assert "采用对角加权最小二乘法估计（WLSMV；" in text
    assert "全部 8 个题项按有序变量处理" in text
    assert "稳健版本（Savalei, 2021）的 CFI" in text


def test_one_ordinal_outcome_is_named() -> None:
    fit = ordinal_fit("delta")
    table = replace(fit.table, levels=fit.table.levels[:1], exogenous=fit.table.observed[1:])
    text = plain_text(methods_paragraph(replace(fit, table=table), catalogue("en")))
    assert "q1 was treated as ordinal" in text


def test_what_was_not_run_is_not_cited() -> None:
    delta = keys_of("delta")
    assert {
        "muthen_1984",
        "muthen_1997",
        "olsson_1979",
        "joreskog_1994",
        "flora_curran_2004",
    } <= delta
    assert {"asparouhov_2010", "savalei_2021", "xia_yang_2019"} <= delta
    assert not delta & {"joreskog_1969", "satorra_bentler_1994", "olsson_1982", "white_1982"}
    assert not delta & {"akaike_1974", "schwarz_1978"}
    assert "savalei_2021" not in keys_of("covariate")
    assert "satorra_bentler_1994" in keys_of("wlsm")
    assert "white_1982" in keys_of("pairwise")
    assert not keys_of("dwls") & {"muthen_1997", "asparouhov_2010", "savalei_2021"}
    assert not keys_of("uls") & {"kline_2023", "joreskog_1994", "flora_curran_2004"}
    assert not keys_of("wls") & {"xia_yang_2019", "flora_curran_2004"}
    assert not keys_of("saturated") & {"asparouhov_2010", "savalei_2021", "xia_yang_2019"}


def test_chapters_and_reports_in_apa_style() -> None:
    assert apa_text(references()["satorra_bentler_1994"]) == (
        "Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors "
        "in covariance structure analysis. In A. von Eye & C. C. Clogg (Eds.), Latent variables "
        "analysis: Applications for developmental research (pp. 399–419). Sage."
    )
    assert apa_text(references()["asparouhov_2010"]).startswith(
        "Asparouhov, T., & Muthén, B. (2010). Simple second order chi-square correction. Mplus"
    )


def test_thresholds_have_their_errors_behind_them() -> None:
    block = tables_of(ordinal_fit("delta"))["Thresholds of the latent responses"]
    assert block.table.keys == ("item", "t1", "t2", "t3", "t4")
    assert block.table.rows[0][1] == "−1.55 (.07)"
    theta = tables_of(ordinal_fit("theta"))["Thresholds of the latent responses"]
    assert theta.table.keys[-1] == "scale"
    none = tables_of(ordinal_fit("no_errors"))["Thresholds of the latent responses"]
    assert none.table.rows[0][1] == "−1.55"


def test_shares_of_the_categories_by_code() -> None:
    block = tables_of(ordinal_fit("covariate"))["Answers to the ordinal items, in percent"]
    assert [column.title for column in block.table.columns] == ["Item", "n", "0", "1", "Mdn"]
    assert sum(block.table.rows[0][2:4]) == pytest.approx(100.0)


def _labelled(fit: Fit, turned: str = "") -> Fit:
    up = {"en": {k: f"w{k}" for k in (1.0, 2.0, 3.0, 4.0, 5.0)}}
    down = {"en": {k: f"w{6 - k}" for k in (1.0, 2.0, 3.0, 4.0, 5.0)}}
    items = tuple(
        Item(
            item.name,
            value_labels=down if item.name == turned else up,
            reverse=item.name == turned,
        )
        for item in fit.sample.items
    )
    return replace(fit, sample=replace(fit.sample, items=items))


def _category_notes(fit: Fit) -> str:
    block = tables_of(fit)["Answers to the ordinal items, in percent"]
    return " ".join(map(plain_text, block.notes))


def test_the_codes_are_explained_where_they_say_the_same() -> None:
    fit = ordinal_fit("delta")
    assert "1 = w1.0; 2 = w2.0" in _category_notes(_labelled(fit))
    assert "other way round" not in _category_notes(_labelled(fit))
    assert "5 = w5.0; for reverse-keyed items the other way round" in _category_notes(
        _labelled(fit, turned="q2")
    )
    assert " = " not in _category_notes(fit)


def test_merged_categories_are_said() -> None:
    fit = ordinal_fit("delta")
    first, *others = fit.sample.categories
    merged = {"name": first["name"], "codes": [[1.0, 2.0], [3.0]], "counts": [3, 7]}
    fit = replace(fit, sample=replace(fit.sample, categories=(merged, *others)))
    assert "merged because few chose them: q1 (1, 2)." in _category_notes(fit)
    assert "Columns are the categories in their order" in _category_notes(fit)
    text = plain_text(methods_paragraph(fit, catalogue("en")))
    assert "Rarely chosen categories were merged with their neighbours in q1." in text


def test_the_fit_table_judges_the_version_to_report() -> None:
    fit = ordinal_fit("delta")
    block = tables_of(fit)["Fit of the model and the cut-offs it is judged by"]
    rows = {row[0]: row for row in block.table.rows}
    assert rows["χ², scaled"][1] == f"{fit.fit_measures['chisq_scaled']:.2f}"
    assert "CFI, robust" in rows
    notes = " ".join(map(plain_text, block.notes))
    assert "these cut-offs are lenient here (Xia & Yang, 2019)" in notes
    assert "Savalei, 2021" in notes
    covariate = tables_of(ordinal_fit("covariate"))
    judged = covariate["Fit of the model and the cut-offs it is judged by"]
    assert "CFI, scaled" in {row[0] for row in judged.table.rows}
    further = covariate["Further indices and criteria, not judged"]
    assert further.table.keys == ("measure", "value")
