"""What is said of one group names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from gainsem.diagnostics import Diagnostic
from gainsem.errors import GainsemError


def said_of(label: str | None, said: Diagnostic) -> Diagnostic:
    """Return what is said of a group with its name in front; of the only group as it is."""
    if label is None:
        return said
    return replace(said, message=f"group '{label}': {said.message}")


@contextmanager
def refused_of(label: str | None) -> Iterator[None]:
    """Name the group in whatever is refused of it."""
    try:
        yield
    except GainsemError as refusal:
        if label is None:
            raise
        problems = [said_of(label, each) for each in refusal.problems]
        raise type(refusal)(*problems) from refusal
