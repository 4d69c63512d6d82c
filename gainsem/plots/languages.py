"""The languages pictures have words in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from gainsem.errors import OptionError

Words = TypeVar("Words")


def words_in(lang: str, texts: Mapping[str, Words]) -> Words:
    """Return the words of a picture in a language.

    Raises
    ------
    OptionError
        E-OPT-07 for a language there are none in.
    """
    if lang not in texts:
        raise OptionError.of(
            "E-OPT-07",
            f"There is no picture in the language {lang!r}.",
            do=f"lang can be: {', '.join(texts)}",
        )
    return texts[lang]
