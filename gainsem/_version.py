"""The version, written once: ``pyproject.toml``, ``--version`` and reports read it here."""

__version__ = "0.1.0"
