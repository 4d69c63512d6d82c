"""Model text to statements: lavaan's model language, parsed, never evaluated."""

from gainsem.syntax.parse import parse

__all__ = ["parse"]
