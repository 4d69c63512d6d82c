"""What went wrong, in the one shape of a diagnostic, and the exit code that says so."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import click

from gainsem._version import __version__
from gainsem.diagnostics import Diagnostic
from gainsem.errors import GainsemError

INPUT, BUG, INTERRUPTED = 2, 3, 130


def exit_code_of(call: Callable[[], Any], state: dict[str, bool]) -> int:
    """Run a command; print what it refuses to stderr; return the exit code.

    Parameters
    ----------
    call : callable
        The command; what it returns is its exit code (None: 0).
    state : dict
        ``state["debug"]`` is set while the command line is parsed.
    """
    try:
        return call() or 0
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; no file was left half-written.", err=True)
        return INTERRUPTED
    except Exception as error:
        if state["debug"]:
            click.echo(traceback.format_exc(), err=True)
        text, code = explain(error)
        click.echo(text, err=True)
        return code


def explain(error: Exception) -> tuple[str, int]:
    """Return the message for an error and the exit code it stands for."""
    if isinstance(error, GainsemError):
        return str(error), error.exit_code
    if isinstance(error, click.ClickException):
        return str(_usage(error)), INPUT
    if isinstance(error, OSError):
        return str(_system(error)), INPUT
    return str(_bug(error)), BUG


def _usage(error: click.ClickException) -> Diagnostic:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "gainsem"
    return Diagnostic("E-CLI-01", "error", error.format_message(), do=f"see {command} --help")


def _system(error: OSError) -> Diagnostic:
    place = f"{error.filename}: " if error.filename else ""
    return Diagnostic("E-SYS-01", "error", f"{place}{error.strerror or error}.")


def _bug(error: Exception) -> Diagnostic:
    return Diagnostic(
        "E-BUG-01",
        "error",
        f"gainsem {__version__} has failed: {type(error).__name__}: {error}",
        why="this is a bug of gainsem, not of your data",
        do="run it again with --debug and report what it prints to the maintainers",
    )
