"""Both languages say the same things."""

from __future__ import annotations

import re

import pytest

from gainsem.errors import OptionError
from gainsem.report.catalogue import LANGUAGES, catalogue
from gainsem.report.document import Span

KEYS = sorted(set().union(*(catalogue(lang).texts for lang in LANGUAGES)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_is_in_every_language(lang: str) -> None:
    assert sorted(catalogue(lang).texts) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_fill_in_the_same_values(key: str) -> None:
    places = [set(re.findall(r"\{(\w+)\}", catalogue(lang).texts[key])) for lang in LANGUAGES]
    assert places[0] == places[1]


def test_emphasis_is_read_from_the_catalogue_but_never_from_a_value() -> None:
    words = catalogue("en")
    spans = words.spans("statistic.chisq", df="*24*", value="{df}", p="`<`")
    assert spans[0] == Span("χ", "emphasis")
    assert [span.text for span in spans if span.style == "emphasis"] == ["χ", "p"]
    assert "".join(span.text for span in spans) == "χ²(*24*) = {df}, p `<`"


def test_an_unknown_language_is_refused_by_name() -> None:
    with pytest.raises(OptionError, match=r"E-OPT-07.*'fr'") as refusal:
        catalogue("fr")
    assert "en, zh" in str(refusal.value)


def test_a_wording_falls_back_to_english_and_then_to_any() -> None:
    words = catalogue("zh")
    assert words.pick({"zh": "信任", "en": "trust"}) == "信任"
    assert words.pick({"en": "trust", "es": "confianza"}) == "trust"
    assert words.pick({"es": "confianza"}) == "confianza"
    assert words.pick({}) == ""
