"""What a report says of respondents left out, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gainsem.report.build import build_report
from gainsem.report.catalogue import catalogue
from gainsem.report.citations import citations_for
from gainsem.report.document import TableBlock, plain_text
from gainsem.report.document_data import document_data
from gainsem.report.exclusion_sources import FLAG_PAPERS
from gainsem.report.sections.methods import methods_paragraph
from gainsem.report.typst_pdf import render_pdf
from gainsem.results.exclusion import ComparedEstimate, ExcludedFlag, Exclusion, FlagLimit
from gainsem.results.fit import Fit
from gainsem.survey.flags import BY_NAME, CRITERIA


def excluded(fit: Fit, *, change: str = "") -> Fit:
    """Return a fit from which respondents were left out by every flag there is."""
    flags = tuple(
        ExcludedFlag(
            name,
            3,
            tuple(FlagLimit(c.key, c.words, c.relation, c.default or 0.25) for c in rule.criteria),
        )
        for name, rule in BY_NAME.items()
    )
    rows = tuple(
        ComparedEstimate(
            row.lhs,
            row.op,
            row.rhs,
            row.group,
            *(row.est, row.se, row.pvalue, row.std_all) * 2,
            difference=0.0,
            difference_se=0.0,
            change=change if row.op == "~" else "",
        )
        for row in fit.parameter_rows
        if row.free
    )
    found = Exclusion(
        flags,
        n_screened=1000,
        n_excluded=31,
        n_used_all=fit.n_obs + 31,
        rows=rows,
        measures_all=dict(fit.fit_measures),
    )
    return replace(fit, exclusion=found)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_methods_paragraph_says_who_and_by_which_rule(democracy: Fit, lang: str) -> None:
    words = catalogue(lang)
    text = plain_text(methods_paragraph(excluded(democracy), words))
    assert "1,000" in text
    assert "31" in text
    for name in BY_NAME:
        assert words.text(f"screening.{name}") in text
    assert "Huang et al., 2012" in text
    assert "≥ 0.85" in text
    assert "{" not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_tables_show_both_fits(democracy: Fit, lang: str) -> None:
    words = catalogue(lang)
    report = build_report(excluded(democracy, change="sign and significance"), lang=lang)
    tables = {b.table.caption: b.table for b in report.blocks if isinstance(b, TableBlock)}
    flags = tables[words.text("exclusion.caption_flags")]
    assert len(flags.rows) == len(BY_NAME)
    estimates = tables[words.text("exclusion.caption_estimates")]
    changed = [row for row in estimates.rows if row[-1]]
    assert len(changed) == sum(row.op == "~" for row in democracy.parameter_rows)
    assert changed[0][-1] == words.text("exclusion.change_sign_and_significance")
    measures = tables[words.text("exclusion.caption_measures")]
    assert [row[1:] for row in measures.rows][1] == (measures.rows[1][1],) * 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_can_be_printed_and_every_paper_is_listed(democracy: Fit, lang: str) -> None:
    fit = excluded(democracy)
    assert render_pdf(build_report(fit, lang=lang)).startswith(b"%PDF")
    listed = {entry.key for entry in citations_for(fit)}
    assert listed >= {key for keys in FLAG_PAPERS.values() for key in keys}
    content = str(document_data(build_report(fit, lang=lang))[0])
    assert all(entry.short in content for entry in citations_for(fit) if "_20" in entry.key)


def test_a_fit_without_exclusion_says_nothing_of_it(democracy: Fit) -> None:
    content = str(document_data(build_report(democracy))[0])
    assert "left out by data screening" not in content.casefold()
    assert not {entry.key for entry in citations_for(democracy)} & {"huang_2012", "emons_2008"}


def test_nobody_flagged_is_said_in_one_sentence(democracy: Fit) -> None:
    flags = (ExcludedFlag("speed", 0, (FlagLimit("speed", "seconds per item", "<", 2.0),)),)
    fit = replace(democracy, exclusion=Exclusion(flags, n_screened=75, n_excluded=0))
    text = plain_text(methods_paragraph(fit, catalogue("en")))
    assert "flagged none of the 75 respondents" in text
    content = str(document_data(build_report(fit))[0])
    assert "nobody was left out" in content


def test_every_flag_and_threshold_has_words_and_papers() -> None:
    for lang in ("en", "zh"):
        assert set(catalogue(lang).section("screening")) == set(BY_NAME)
        assert set(catalogue(lang).section("criterion")) == set(CRITERIA)
    assert set(FLAG_PAPERS) == set(BY_NAME)
