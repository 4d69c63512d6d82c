"""How the languages of a codebook are called in an XLSForm, and found again."""

from __future__ import annotations

import re

NAMES = {
    "ar": "العربية",
    "bn": "বাংলা",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "pt": "Português",
    "ru": "Русский",
    "sw": "Kiswahili",
    "th": "ไทย",
    "tr": "Türkçe",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}
OTHER_NAMES = {
    "chinese": "zh",
    "mandarin": "zh",
    "simplified chinese": "zh",
    "简体中文": "zh",
    "汉语": "zh",
    "英文": "en",
    "英语": "en",
    "spanish": "es",
    "french": "fr",
    "german": "de",
    "portuguese": "pt",
    "russian": "ru",
    "arabic": "ar",
    "japanese": "ja",
    "korean": "ko",
    "swahili": "sw",
    "hindi": "hi",
    "indonesian": "id",
    "vietnamese": "vi",
    "turkish": "tr",
    "italian": "it",
    "thai": "th",
}
CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
IN_BRACKETS = re.compile(r"\(\s*([A-Za-z0-9-]+)\s*\)\s*$")


def language_name(code: str) -> str:
    """Return what an XLSForm calls a language.

    Examples
    --------
    >>> language_name("zh"), language_name("xx")
    ('中文 (zh)', 'xx (xx)')
    """
    return f"{NAMES.get(code, code)} ({code})"


def language_code(name: str) -> str | None:
    """Return the code of a language by the name it has in an XLSForm, or None.

    Examples
    --------
    >>> language_code("English (en)"), language_code("Chinese"), language_code("zh")
    ('en', 'zh', 'zh')
    """
    bracketed = IN_BRACKETS.search(name)
    if bracketed and CODE.fullmatch(bracketed[1]):
        return bracketed[1]
    plain = name.strip().casefold()
    by_name = {**{said.casefold(): code for code, said in NAMES.items()}, **OTHER_NAMES}
    if plain in by_name:
        return by_name[plain]
    return plain if CODE.fullmatch(plain) and len(plain) <= 3 else None
