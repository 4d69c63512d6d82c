"""``gainsem cite``: the papers behind the methods a fit has used."""

from __future__ import annotations

import click

from gainsem.cli.declarations import debug, fit_file, option
from gainsem.cli.help_pages import Command
from gainsem.cli.terminal import say


@click.command("cite", cls=Command, short_help="Print the references of a saved fit.")
@fit_file
@option("--bibtex", section="Results", is_flag=True, help="As BibTeX entries.")
@debug
def command(fit_json: str, bibtex: bool) -> None:
    """Print the references of the methods used for FIT.json, and of its data."""
    from gainsem.api import cite, load

    say(cite(load(fit_json), bibtex=bibtex))
