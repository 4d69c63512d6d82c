"""``gainsem longitudinal``: the model of one wave in, a model of all waves out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gainsem.cli.declarations import OUTPUT, debug, option
from gainsem.cli.help_pages import Command, Offered
from gainsem.cli.terminal import say
from gainsem.cli.wave_options import listed, wave_arguments, wave_options
from gainsem.errors import OptionError

SECTION = "The level"
LEVELS = ("configural", "thresholds", "metric", "scalar", "strict")


@click.command("longitudinal", cls=Command, short_help="Write the model of several waves.")
@click.argument("model", metavar="MODEL", type=click.Path(allow_dash=True))
@option("--out", section=OUTPUT, type=click.Path(), help="Where to write the model (.lav).")
@wave_options(required=True)
@option(
    "--level",
    section=SECTION,
    type=Offered(LEVELS),
    default=LEVELS[0],
    help="What is equal in all waves.  [default: configural]",
)
@option(
    "--ordered",
    section=SECTION,
    metavar="ITEM=K,...|K",
    help="Ordinal items and how many categories they have; one number for all items.",
)
@option(
    "--partial",
    section=SECTION,
    metavar="NAMES",
    help='Parameters that stay apart all the same, joined by commas: "x3~1", "f=~x2".',
)
@debug
def command(model: str, **arguments: Any) -> None:
    """Write the model text of longitudinal invariance from the MODEL of one wave.

    Every factor once a wave, labels for what is equal, what identifies it, and covariances of the
    residuals of the same item.  Without --out it is printed.

    \b
    gainsem longitudinal model.lav --waves t1,t2,t3 --level scalar --out scalar.lav
    """
    from gainsem.api import longitudinal_model
    from gainsem.cli.terminal import say_bytes
    from gainsem.io.output import check_output, write_atomically

    if arguments["out"]:
        check_output(arguments["out"])
    text = longitudinal_model(
        Path(model),
        level=arguments["level"],
        ordered=_categories(arguments["ordered"]),
        partial=listed(arguments["partial"]),
        **wave_arguments(arguments),
    )
    if arguments["out"]:
        say(f"wrote {write_atomically(arguments['out'], text)}", err=True)
    else:
        say_bytes(text.encode())


def _categories(text: str | None) -> int | dict[str, int] | None:
    """Return the number of categories: of all items, or item by item.

    Raises
    ------
    OptionError
        E-INV-13 for what is no number.
    """
    if text is None:
        return None
    try:
        if "=" not in text:
            return int(text)
        pairs = [each.split("=") for each in listed(text)]
        return {name.strip(): int(count) for name, count in pairs}
    except ValueError:
        raise OptionError.of(
            "E-INV-13",
            f"--ordered '{text}' does not say how many categories the items have.",
            do="write  --ordered 5  or  --ordered x1=5,x2=4",
        ) from None
