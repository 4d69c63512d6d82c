"""How a result reads answers that are handed to it later.

The readers of tables and data frames live on a floor above the results; the package
registers them here, so that a :class:`~gainsem.results.fit.Fit` takes whatever
:func:`gainsem.fit` takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_READERS: list[Callable[[Any], Any]] = []


def read_with(reader: Callable[[Any], Any]) -> None:
    """Register what turns a data frame, a path or a survey into answers."""
    _READERS[:] = [reader]


def answers_from(data: Any) -> Any:
    """Return the answers in whatever holds them: ``Responses``, or ``Moments``."""
    return _READERS[0](data) if _READERS else getattr(data, "responses", data)
