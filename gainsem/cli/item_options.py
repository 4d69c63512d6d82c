"""Options of the commands that analyse items without a model."""

from __future__ import annotations

from gainsem.cli.declarations import Decorator, option
from gainsem.cli.help_pages import Offered
from gainsem.factor.choices import MISSING


def items_option(section: str) -> Decorator:
    """Return the option that names the items."""
    return option(
        "--items",
        section=section,
        metavar="NAMES",
        help="The items, joined by commas; x* stands for all that begin so."
        "  [default: as the codebook says]",
    )


def missing_option(section: str) -> Decorator:
    """Return the option that says what is done about missing answers."""
    return option(
        "--missing",
        section=section,
        type=Offered(MISSING),
        help="Treatment of missing answers.  [default: listwise]",
    )
