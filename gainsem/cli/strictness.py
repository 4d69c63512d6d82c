"""``--strict``: warnings become refusals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gainsem.diagnostics import Diagnostic
from gainsem.errors import InputError


def refuse_warnings(diagnostics: Iterable[Diagnostic]) -> None:
    """Raise when there are warnings among the findings."""
    found = [each for each in diagnostics if each.severity == "warning"]
    if found:
        raise InputError(*[replace(each, severity="error") for each in found])
