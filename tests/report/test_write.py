"""Reports as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from gainsem.errors import OptionError, OutputError
from gainsem.report.write import write_report
from gainsem.results.fit import Fit


def test_a_report_is_written_where_it_should_go(holzinger: Fit, tmp_path: Path) -> None:
    written = write_report(holzinger, tmp_path / "report.PDF")
    assert written == tmp_path / "report.PDF"
    assert written.read_bytes().startswith(b"%PDF-")
    assert [path.name for path in tmp_path.iterdir()] == ["report.PDF"]


@pytest.mark.parametrize("name", ["report.html", "report.docx", "report", "report.pdf.txt"])
def test_other_suffixes_are_refused_before_anything_is_drawn(
    holzinger: Fit, tmp_path: Path, name: str
) -> None:
    with pytest.raises(OptionError, match="E-OPT-05") as refusal:
        write_report(holzinger, tmp_path / name)
    assert name in str(refusal.value)
    assert ".pdf only" in str(refusal.value)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_refused(holzinger: Fit, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="E-OUT-0"):
        write_report(holzinger, tmp_path / "nowhere" / "report.pdf")


def test_an_old_report_is_replaced_whole(holzinger: Fit, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")
    write_report(holzinger, target, lang="zh")
    assert target.read_bytes().startswith(b"%PDF-")
