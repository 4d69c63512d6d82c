"""The list of references holds what the text names, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from gainsem.options import Options
from gainsem.report.bibliography import OTHERS, apa_text, bibtex, references
from gainsem.report.build import build_report
from gainsem.report.citations import citations_for
from gainsem.results.fit import Fit
from tests.report.named_sources import named_sources


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["holzinger", "democracy", "saturated"])
def test_every_reference_is_named_and_every_name_is_referenced(
    name: str, lang: str, request: pytest.FixtureRequest
) -> None:
    fit = request.getfixturevalue(name)
    listed = {entry.key for entry in citations_for(fit)} - {"gainsem"}
    assert listed == named_sources(build_report(fit, lang=lang))


def test_what_was_not_run_is_not_cited(holzinger: Fit) -> None:
    keys = {entry.key for entry in citations_for(holzinger)}
    assert "joreskog_1969" in keys
    assert not keys & {"little_2006", "efron_hinkley_1978", "meredith_tisak_1990", "sobel_1982"}
    observed = replace(holzinger, options=Options(information="observed", effect_coding=True))
    assert {entry.key for entry in citations_for(observed)} >= {"efron_hinkley_1978", "little_2006"}


def test_a_model_with_regressions_cites_covariance_structures(democracy: Fit) -> None:
    keys = {entry.key for entry in citations_for(democracy)}
    assert {"joreskog_1970", "sobel_1982"} <= keys
    assert "joreskog_1969" not in keys


def test_the_list_is_alphabetical_and_holds_gainsem(holzinger: Fit) -> None:
    entries = citations_for(holzinger)
    assert [entry.authors[0] for entry in entries] == sorted(
        (entry.authors[0] for entry in entries), key=str.casefold
    )
    software = next(entry for entry in entries if entry.key == "gainsem")
    assert f"Version {holzinger.provenance.gainsem}" in apa_text(software)


def test_an_article_in_apa_style() -> None:
    assert apa_text(references()["hu_bentler_1999"]) == (
        "Hu, L., & Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure "
        "analysis: Conventional criteria versus new alternatives. Structural Equation Modeling, "
        "6(1), 1–55. https://doi.org/10.1080/10705519909540118"
    )


def test_a_book_in_apa_style() -> None:
    assert apa_text(references()["kline_2023"]) == (
        "Kline, R. B. (2023). Principles and practice of structural equation modeling (5th ed.). "
        "Guilford Press."
    )


@pytest.mark.parametrize("key", sorted(references()))
def test_entries_are_complete(key: str) -> None:
    entry = references()[key]
    assert entry.authors
    assert all("," in author or author in (OTHERS, "AAPOR") for author in entry.authors)
    assert entry.title
    assert entry.container
    assert entry.key.endswith(str(entry.year))
    if entry.kind == "article":
        assert entry.volume
        assert re.fullmatch(r"\d+(–\d+)?", entry.pages)
    assert not entry.doi or re.fullmatch(r"10\.\d{4,}/\S+", entry.doi)


@pytest.mark.parametrize("key", sorted(references()))
def test_bibtex_has_balanced_braces_and_the_key(key: str) -> None:
    text = bibtex(references()[key])
    assert text.startswith(("@article{", "@book{", "@incollection{", "@techreport{"))
    assert text.count("{") == text.count("}")
    assert key in text
    assert "–" not in text


def test_bibtex_escapes_what_latex_would_read() -> None:
    assert r"Sociological Methods \& Research" in bibtex(references()["browne_cudeck_1992"])
    assert "and others" in bibtex(references()["harris_2020"])
