"""Every kind of result that has a report: one table, one writer, one frame."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import gainsem
from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError
from gainsem.plots.figures import FIGURES
from gainsem.report.catalogue import catalogue
from gainsem.report.document import Findings, Heading, Paragraph, plain_text
from gainsem.report.frame import framed
from gainsem.report.kinds import REPORTS, report_kind
from gainsem.report.sections.ending import findings_list
from gainsem.results.fit import Fit
from tests.made_scores import made_scores

ROOM = Path(importlib.import_module("gainsem.report").__file__ or "").parent


def test_every_builder_is_in_the_table() -> None:
    builders = {f"gainsem.report.{path.stem}" for path in ROOM.glob("build*.py")}
    assert {kind.build.__module__ for kind in REPORTS.values()} == builders


def test_what_has_a_report_can_be_drawn() -> None:
    assert set(REPORTS) <= set(FIGURES)


def test_a_kind_that_derives_from_another_has_its_report(holzinger: Fit) -> None:
    derived = type("Derived", (Fit,), {})
    assert report_kind(object.__new__(derived)) is REPORTS[Fit]


@pytest.mark.parametrize("verb", [gainsem.cite, lambda it: gainsem.report(it, "never.pdf")])
def test_what_has_no_report_is_refused_by_name(verb) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OptionError, match="there is no report of a dict") as refusal:
        verb({})
    assert refusal.value.problems[0].code == "E-OPT-01"
    assert "Scores" in str(refusal.value)
    assert not Path("never.pdf").exists()


def test_scores_are_reported_and_cited_like_a_fit(tmp_path: Path) -> None:
    scores = made_scores()
    written = gainsem.report(scores, tmp_path / "index.pdf", lang="zh")
    assert written.read_bytes().startswith(b"%PDF")
    assert "Langel" in gainsem.cite(scores)


def test_a_language_there_is_not_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="E-OPT-07"):
        gainsem.report(made_scores(), tmp_path / "index.pdf", lang="fr")
    assert not list(tmp_path.iterdir())


def test_findings_stand_worst_first_and_none_is_said() -> None:
    words = catalogue("en")
    found = [Diagnostic(code, "info", "text") for code in ("I-FIT-01", "W-NF-13", "E-EST-93")]
    heading, listed = findings_list(found, words)
    assert isinstance(heading, Heading)
    assert isinstance(listed, Findings)
    assert [one.code[0] for one in listed.findings] == ["E", "W", "I"]
    said = findings_list([], words)[1]
    assert isinstance(said, Paragraph)
    assert plain_text(said.text) == "Nothing was found that needs your attention."


def test_a_document_without_a_recorded_version_names_the_program_only() -> None:
    words = catalogue("en")
    bare = framed((), words, title="t", description="d")
    assert (bare.author, bare.lang) == ("gainsem", "en")
    assert framed((), words, title="t", description="d", version="9.9").author == "gainsem 9.9"
