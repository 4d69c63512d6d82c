"""The one shape of everything gainsem has to say about data, a model or a fit.

A :class:`Diagnostic` is what a refusal carries, what a warning is, and what a
reader of the report sees.  Its code is stable: scripts may rely on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, in words a user can act on.

    Parameters
    ----------
    code : str
        Stable identifier, ``E-`` for a refusal, ``W-`` for a warning, ``I-`` for a note.
    severity : {"error", "warning", "info"}
        How much the finding matters.
    message : str
        What was found and what is allowed, in one sentence that names the file,
        column, line or parameter.
    where, why, do : str, optional
        The place in full, the consequence of going on, and what to do.
    excerpt : str, optional
        Source line with a caret below it (model text only).
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    why: str = ""
    do: str = ""
    excerpt: str = field(default="", repr=False)

    def __str__(self) -> str:
        lines = [f"{self.code}  {self.message}"]
        lines += [f"    {line}" for line in self.excerpt.splitlines()]
        for name in ("where", "why", "do"):
            text = getattr(self, name)
            if text:
                lines.append(f"  {name:<5}  {text}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as it stands in ``fit.json`` (empty parts left out)."""
        parts = {name: getattr(self, name) for name in ("where", "why", "do", "excerpt")}
        shown = {name: text for name, text in parts.items() if text}
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            **shown,
        }


def warning(code: str, message: str, **parts: str) -> Diagnostic:
    """Return a warning (``W-...`` goes on, ``E-EST-...`` marks a fit as not usable)."""
    return Diagnostic(code, "warning", message, **parts)


def note(code: str, message: str, **parts: str) -> Diagnostic:
    """Return a remark that changes nothing, such as a choice made for the user."""
    return Diagnostic(code, "info", message, **parts)
