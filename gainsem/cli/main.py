"""The program ``gainsem``: its commands, each loaded only when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from gainsem._version import __version__
from gainsem.cli.commands import COMMANDS
from gainsem.cli.errors import exit_code_of

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

EXIT_CODES = """\b
Exit codes:
  0    good (warnings included)
  1    estimated, but the fit is not usable
  2    the input, the model or the output place is wrong
  3    a bug of gainsem
  130  interrupted"""


class Program(click.Group):
    """A group that imports a command when it is asked for and maps errors to exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command, imported now."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"gainsem.cli.{name}").command
        return command

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> int:
        """Run a command and leave with its exit code."""
        state = {"debug": False}
        extra = {"prog_name": "gainsem", **extra, "obj": state}
        run = super().main
        code = exit_code_of(lambda: run(args, standalone_mode=False, **extra), state)
        if standalone_mode:
            sys.exit(code)
        return code


@click.group(
    "gainsem",
    cls=Program,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="gainsem")
def program() -> None:
    """Fit structural equation models to survey data.

    \b
    A first look:   gainsem init my_study
                    gainsem fit my_study/model.lav my_study --out my_study/results
    Every option:   gainsem fit --help
    """


def main() -> None:
    """Start the program: one BLAS thread unless the user's environment says otherwise."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    program()
