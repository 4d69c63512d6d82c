"""``gainsem completion``: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from gainsem.cli.declarations import debug
from gainsem.cli.help_pages import Command


@click.command("completion", cls=Command, short_help="Print a shell completion script.")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@debug
@click.pass_context
def command(ctx: click.Context, /, shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash:  gainsem completion bash > ~/.local/share/bash-completion/completions/gainsem
    zsh:   gainsem completion zsh > "${fpath[1]}/_gainsem"
    fish:  gainsem completion fish > ~/.config/fish/completions/gainsem.fish
    """
    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"There is no completion for {shell}.", ctx)
    click.echo(completion(ctx.find_root().command, {}, "gainsem", "_GAINSEM_COMPLETE").source())
