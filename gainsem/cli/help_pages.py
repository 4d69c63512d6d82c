"""Help pages with their options under headings, in the order a user needs them."""

from __future__ import annotations

from typing import Any

import click

ELSE = "Other"


class Option(click.Option):
    """An option that knows the heading it stands under."""

    def __init__(self, *args: Any, section: str = ELSE, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.section = section


class Command(click.Command):
    """A command whose help groups its options under headings."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options section by section, in the order of their declaration."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record and isinstance(parameter, click.Option):
                sections.setdefault(getattr(parameter, "section", ELSE), []).append(record)
        rest = sections.pop(ELSE, [])
        for heading, records in [*sections.items(), (ELSE, rest)]:
            with formatter.section(heading):
                formatter.write_dl(records)


# Values of one option that fit on a line of the help.
LONGEST_CHOICES = 56


class Offered(click.Choice[str]):
    """Values offered in help and completion; whether one is allowed is decided further down.

    The room that uses the value refuses a wrong one with its own message, the
    same in a notebook and here.
    """

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """Return the values as the help shows them; of a long list the first ones."""
        shown = ""
        for choice in map(str, self.choices):
            if len(shown) + len(choice) > LONGEST_CHOICES:
                return f"[{shown}...]"
            shown += f"{choice}|"
        return f"[{shown[:-1]}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the value as it was typed."""
        return str(value)
