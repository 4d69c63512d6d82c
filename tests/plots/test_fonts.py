"""Every character of every text resolves, and one that does not is named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from gainsem.errors import OptionError
from gainsem.plots.fonts import (
    FAMILY,
    STAND_IN,
    drawable,
    font_family,
    font_files,
    font_warnings,
    has_bold,
    missing_glyphs,
    shipped_fonts,
)

ROOT = Path(__file__).parents[2]
RARE = "\U00020000"
KLINGON = "\uf8d0"


@pytest.fixture(autouse=True)
def no_font_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GAINSEM_FONT", raising=False)


@pytest.fixture
def foreign_font() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"


def cmap(path: Path) -> set[int]:
    with TTFont(path) as font:
        return set(font.getBestCmap())


def test_all_of_gb2312_is_shipped_in_both_weights() -> None:
    signs = set()
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            pair = bytes((high, low))
            signs.add(pair.decode("gb2312", errors="ignore"))
    wanted = {ord(sign) for sign in signs if sign}
    assert len(wanted) == 6763
    for path in shipped_fonts():
        assert wanted <= cmap(path)


def test_latin_greek_and_mathematical_signs_resolve() -> None:
    text = "Ciudad Juárez, Łódź, Iğdır, Việt Nam, αβγΛχ², ≥ ≤ ≠ ± − × → ↔ † ª … — “quoted” №"
    assert missing_glyphs(text) == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("surveys/*/codebook.yaml")), ids=str)
def test_every_character_of_the_codebooks_resolves(path: Path) -> None:
    assert missing_glyphs(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("gainsem/report/catalogue/*.toml")), ids=str)
def test_every_character_of_the_report_resolves(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text)
    assert missing_glyphs(text) == set()


def test_there_are_codebooks_and_catalogues_to_test() -> None:
    assert len(list(ROOT.glob("surveys/*/codebook.yaml"))) >= 2
    assert len(list(ROOT.glob("gainsem/report/catalogue/*.toml"))) >= 2


def test_the_shipped_fonts_are_small_and_licensed() -> None:
    assert sum(path.stat().st_size for path in shipped_fonts()) < 6.8e6
    licence = shipped_fonts()[0].with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    with TTFont(shipped_fonts()[0]) as font:
        assert font["name"].getDebugName(1) == FAMILY
        assert "Open Font License" in font["name"].getDebugName(13)


def test_the_font_of_the_user_comes_first(
    foreign_font: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert font_family(foreign_font) == ["DejaVu Serif", FAMILY]
    monkeypatch.setenv("GAINSEM_FONT", str(foreign_font))
    assert font_files() == [foreign_font, *shipped_fonts()]


def test_an_unset_variable_means_the_shipped_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAINSEM_FONT", "")
    assert font_files() == shipped_fonts()


@pytest.mark.parametrize("content", [None, b"not a font"])
def test_a_file_that_is_no_font_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "letters.otf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OptionError) as caught:
        font_family(path)
    assert caught.value.code == "E-FONT-01"
    assert "letters.otf" in str(caught.value)


def test_a_character_without_a_glyph_is_named_and_replaced() -> None:
    (finding,) = font_warnings(["信任", f"name {RARE}", KLINGON])
    assert finding.code == "W-FONT-01"
    assert finding.severity == "warning"
    assert "U+20000" in finding.message
    assert "U+F8D0" in finding.message
    assert "GAINSEM_FONT" in finding.do
    assert drawable(f"name {RARE}") == f"name {STAND_IN}"


def test_white_space_is_never_missing() -> None:
    assert missing_glyphs("a b\tc\nd\u3000e\u00a0f") == set()
    assert drawable("a\nb\tc") == "a b c"


def test_bold_is_used_only_where_it_has_all_characters() -> None:
    assert has_bold("结构方程模型 Model 1")
    assert not has_bold("龘")
    assert missing_glyphs("龘") == set()
