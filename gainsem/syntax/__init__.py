"""Model text to statements: lavaan's model language, parsed, never evaluated."""

from gainsem.syntax.parse import parse, parse_restrictions

__all__ = ["parse", "parse_restrictions"]
