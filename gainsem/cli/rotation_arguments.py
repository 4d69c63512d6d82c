"""Arguments of a rotation on the command line: ``--rotation-arg NAME=VALUE``, again and again."""

from __future__ import annotations

import json
from typing import Any

import click


def rotation_arguments(
    ctx: click.Context, _: click.Parameter, given: tuple[str, ...]
) -> dict[str, Any]:
    """Return the arguments by name; a value is JSON where it can be read as that, else text."""
    found = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise click.BadParameter(f"'{text}' is not NAME=VALUE, such as epsilon=0.01", ctx)
        try:
            found[name.strip()] = json.loads(value)
        except ValueError:
            found[name.strip()] = value.strip()
    return found
