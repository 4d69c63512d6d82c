"""The options of a fit on the command line, read from :class:`gainsem.options.Options`.

Name, type, default and help text stand there and nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import Field, fields
from typing import Any

from gainsem.cli.declarations import Decorator, option, stacked
from gainsem.cli.help_pages import Offered
from gainsem.cli.rotation_arguments import rotation_arguments
from gainsem.options import CHOICES, Options, option_names

GROUP_OPTIONS = ("group", "group_equal", "group_partial", "group_levels")
SECTION = "Model and estimation"
ENTRY = re.compile(r"^ {4}(?P<names>\w+(?:, \w+)*) : .*\n(?P<text>(?:^ {8}.*\n?)+)", re.MULTILINE)


def option_help() -> dict[str, str]:
    """Return the help text of every option of a fit, from the docstring of ``Options``."""
    texts = {}
    for entry in ENTRY.finditer(Options.__doc__ or ""):
        text = " ".join(entry["text"].split()).replace("`", "")
        texts.update(dict.fromkeys(entry["names"].split(", "), text))
    return texts


def given(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a fit that the user has set."""
    return {
        name: arguments[name] for name in option_names() if arguments.get(name) not in (None, {})
    }


def _fit_option(field: Field[Any]) -> Decorator:
    dashed = "--" + field.name.replace("_", "-")
    text = option_help().get(field.name, "")
    kind = str(field.type)
    if field.name == "rotation_args":
        return option(
            "--rotation-arg",
            field.name,
            section=SECTION,
            metavar="NAME=VALUE",
            multiple=True,
            callback=rotation_arguments,
            help="An argument of that rotation, such as target=codebook; may be repeated.",
        )
    if kind.startswith("bool"):
        if field.default is not False:
            dashed += f"/--no-{dashed[2:]}"
        return option(dashed, section=SECTION, is_flag=True, default=None, help=text)
    if field.default is not None:
        text += f"  [default: {field.default}]"
    kinds: dict[str, Any] = {"int": int, "int | None": int, "float": float, "float | None": float}
    shape = Offered(CHOICES[field.name]) if field.name in CHOICES else kinds.get(kind, str)
    return option(dashed, section=SECTION, type=shape, default=None, help=text)


def model_options_without(*names: str) -> Decorator:
    """Return the options of a fit but some, for a command with options of these names."""
    return stacked(*[_fit_option(field) for field in fields(Options) if field.name not in names])


model_options = model_options_without()
