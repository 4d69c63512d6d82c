"""What a model text says, as frozen records that know where they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gainsem.diagnostics import Diagnostic
from gainsem.syntax.expressions import Expression
from gainsem.syntax.source import Place, Source

__all__ = [
    "BlockHeader",
    "Constraint",
    "Definition",
    "ModelText",
    "Modifier",
    "Operator",
    "Place",
    "Relation",
    "Statement",
]

Operator = Literal["=~", "<~", "~", "~~", "~1", "|", "~*~"]
Relation = Literal["==", "<", ">"]


@dataclass(frozen=True, slots=True)
class Modifier:
    """What stands before ``*`` or ``?`` in a term; one value a group.

    ``kind`` is one of

    - ``"fixed"``: values are numbers, or None where the text says ``NA`` (free);
    - ``"label"``: values are names, empty where ``c(a, NA)`` gives a group none;
    - ``"start"``: values are numbers, or None where the text says ``NA`` (no start);
    - ``"equal"``: values are parameter names such as ``"f=~x2"``;
    - ``"lower"``, ``"upper"``: values are numbers (``-Inf`` and ``Inf`` allowed);
    - ``"efa"``: one value, the block's name;
    - ``"rv"``: one value, the name of a random slope.
    """

    kind: Literal["fixed", "label", "start", "equal", "lower", "upper", "efa", "rv"]
    values: tuple[float | str | None, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation of the model: a single left side, a single right side.

    ``f =~ x1 + x2`` gives two statements, ``f1 + f2 ~ x`` likewise.  For the
    intercept operator ``~1`` the right side is empty.  ``block`` counts the
    ``group:``/``level:`` headers the statement stands below (0: none).  ``at``
    is the place of the right side's name, ``lhs_at`` that of the left side's.
    A relation written more than once is one statement with all its modifiers.
    """

    lhs: str
    op: Operator
    rhs: str
    modifiers: tuple[Modifier, ...]
    at: Place
    lhs_at: Place
    block: int = 0


@dataclass(frozen=True, slots=True)
class Definition:
    """``name := expression``."""

    name: str
    expression: Expression
    at: Place


@dataclass(frozen=True, slots=True)
class Constraint:
    """``left == right``, ``left < right`` or ``left > right``."""

    left: Expression
    op: Relation
    right: Expression
    at: Place


@dataclass(frozen=True, slots=True)
class BlockHeader:
    """``group: name`` or ``level: name``; blocks are numbered from 1."""

    kind: Literal["group", "level", "class", "block"]
    name: str
    at: Place


@dataclass(frozen=True, slots=True)
class ModelText:
    """A model as its author wrote it.

    Parameters
    ----------
    text : str
        The source, unchanged.
    source : str
        What to call it in messages: the path of the ``.lav`` file, or ``"model"``.
    warnings : tuple of Diagnostic
        What was accepted with a remark (full-width signs, for example).
    """

    text: str
    source: str
    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    blocks: tuple[BlockHeader, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()

    def excerpt(self, at: Place) -> str:
        """Return the source line of a place with carets under the place."""
        return Source(self.text, self.source).excerpt(at)

    def where(self, at: Place) -> str:
        """Return ``"models/x.lav, line 3, column 18"``."""
        return Source(self.text, self.source).where(at)
