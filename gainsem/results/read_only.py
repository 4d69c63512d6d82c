"""Containers inside a result that nobody can change by accident."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any, NoReturn, TypeVar

import numpy as np

Record = TypeVar("Record")


class ReadOnlyDict(dict[str, float]):
    """Numbers by name that refuse to be changed; ``dict(...)`` of it is an ordinary copy."""

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__((name, float(value)) for name, value in values.items())

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a fit is read-only; take a copy with dict(...)")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[dict[str, float]]]:
        return ReadOnlyDict, (dict(self),)


def read_only_arrays(record: Record) -> Record:
    """Return a copy of a frozen record whose arrays cannot be written to.

    Parameters
    ----------
    record : dataclass instance
    """
    found = {item.name: getattr(record, item.name) for item in fields(record)}  # type: ignore[arg-type]
    arrays: dict[str, Any] = {
        name: _read_only(value) for name, value in found.items() if isinstance(value, np.ndarray)
    }
    arrays |= {
        name: tuple(map(_read_only, value))
        for name, value in found.items()
        if isinstance(value, tuple) and value and isinstance(value[0], np.ndarray)
    }
    return replace(record, **arrays) if arrays else record  # type: ignore[type-var]


def _read_only(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    copy = array.copy()
    copy.setflags(write=False)
    return copy
