"""``fit.json`` on disk, read with a reason when it cannot be."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from gainsem.errors import FileError
from gainsem.io.text import read_text
from gainsem.results.record import SCHEMA

if TYPE_CHECKING:
    from gainsem.results.efa import Efa
    from gainsem.results.equity.record import Equity
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.imputed import ImputedFit
    from gainsem.results.invariance.record import Invariance

EFA_SCHEMA = "gainsem.efa/1"
EQUITY_SCHEMA = "gainsem.equity/1"
IMPUTED_SCHEMA = "gainsem.imputed_fit/1"
GROUPS = "groups"
INVARIANCE_SCHEMA = "gainsem.invariance/1"
FAMILY = re.compile(r"gainsem\.fit/(\d+)")


def read_fit(path: str | os.PathLike[str]) -> Fit:
    """Return the fit in a ``fit.json``; nothing is estimated again.

    Raises
    ------
    FileError
        E-FILE-12 when there is no such file, E-FILE-13 when it is not a whole fit.
    """
    from gainsem.results.fit import Fit

    content = read_fit_dict(path)
    if GROUPS in content:
        raise FileError.of(
            "E-FILE-14",
            f"{os.fspath(path)} is a fit of several groups, and one of a single group is needed.",
            do="fit the model without  group=",
        )
    return Fit.from_dict(content, source=os.fspath(path))


def read_compared(path: str | os.PathLike[str]) -> Fit | GroupedFit | ImputedFit:
    """Return the fit, or the fit to imputed data sets, in a file.

    Raises
    ------
    FileError
        As :func:`read_fit`.
    """
    return cast("Fit | GroupedFit | ImputedFit", _read(path, (SCHEMA, IMPUTED_SCHEMA)))


def read_result(
    path: str | os.PathLike[str],
) -> Fit | GroupedFit | Efa | ImputedFit | Invariance | Equity:
    """Return the fit (or that to imputed data sets), factor analysis or study in a file.

    Nothing is estimated again.

    Raises
    ------
    FileError
        As :func:`read_fit`.
    """
    return cast(
        "Fit | GroupedFit | Efa | ImputedFit | Invariance | Equity", _read(path, tuple(READERS))
    )


def _read(path: str | os.PathLike[str], known: tuple[str, ...]) -> Any:
    content = read_fit_dict(path, known=known)
    return READERS[content["schema"]](content, os.fspath(path))


def _fit(content: dict[str, Any], source: str) -> Fit | GroupedFit:
    if GROUPS in content:
        from gainsem.results.groups.record import grouped_from_dict

        return grouped_from_dict(content, source=source)
    from gainsem.results.fit import Fit

    return Fit.from_dict(content, source=source)


def _imputed(content: dict[str, Any], source: str) -> ImputedFit:
    from gainsem.results.imputed_record import imputed_from_dict

    return imputed_from_dict(content, source=source)


def _efa(content: dict[str, Any], source: str) -> Efa:
    from gainsem.results.efa import Efa

    return Efa.from_dict(content, source=source)


def _invariance(content: dict[str, Any], source: str) -> Invariance:
    from gainsem.results.invariance.record import Invariance

    return Invariance.from_dict(content, source=source)


def _equity(content: dict[str, Any], source: str) -> Equity:
    from gainsem.results.equity.record import Equity

    return Equity.from_dict(content, source=source)


READERS: Mapping[str, Callable[[dict[str, Any], str], Any]] = MappingProxyType(
    {
        SCHEMA: _fit,
        IMPUTED_SCHEMA: _imputed,
        EFA_SCHEMA: _efa,
        INVARIANCE_SCHEMA: _invariance,
        EQUITY_SCHEMA: _equity,
    }
)
"""What is read again, by its schema; a reader takes the content and where it lay."""


def read_fit_dict(
    path: str | os.PathLike[str], *, known: tuple[str, ...] = (SCHEMA,)
) -> dict[str, Any]:
    """Return the content of a ``fit.json`` whose kind and version have been checked.

    Raises
    ------
    FileError
        E-FILE-12 when there is no such file; E-FILE-13 when it is cut off, is
        not a fit, or was written by a newer gainsem.
    """
    text = read_text(path)
    source = os.fspath(path)
    try:
        content = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise _not_json(source, text, problem) from None
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema in known:
        return dict(content)
    raise _other_schema(source, schema)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _not_json(source: str, text: str, problem: Exception) -> FileError:
    line = getattr(problem, "lineno", 1)
    position = getattr(problem, "pos", 0)
    torn = position >= len(text.rstrip()) or "Unterminated" in str(problem)
    what = "ends too early" if torn else f"is not JSON: {getattr(problem, 'msg', problem)}"
    return FileError.of(
        "E-FILE-13",
        f"{source}, line {line}: the file {what}.",
        do="give a fit.json that `gainsem fit --json` or fit.save() has written",
    )


def _other_schema(source: str, schema: object) -> FileError:
    known = FAMILY.fullmatch(schema) if isinstance(schema, str) else None
    if known:
        return FileError.of(
            "E-FILE-13",
            f"{source} has the layout {schema}; this version of gainsem reads {SCHEMA}.",
            do="update gainsem, or fit the model again with this version",
        )
    said = f"its schema is {schema!r}" if schema is not None else "it names no schema"
    return FileError.of(
        "E-FILE-13",
        f"{source} is not a fit of gainsem: {said}, not '{SCHEMA}'.",
        do="give a fit.json that `gainsem fit --json` or fit.save() has written",
    )
