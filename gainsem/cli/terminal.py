"""What a command prints: bytes and text that survive a closed pipe and a narrow encoding."""

from __future__ import annotations

import os
import sys

import click


def say(text: str, *, err: bool = False) -> None:
    """Print a text; nothing happens when the reader of the pipe has left.

    The results are in their files by then, and the exit code is about the fit.
    """
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        _close_quietly(err=err)


def say_bytes(data: bytes) -> None:
    """Write to standard output exactly these bytes, whatever the terminal's encoding."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _close_quietly()


def _close_quietly(*, err: bool = False) -> None:
    """Send what is still buffered nowhere, so that the interpreter ends without a complaint."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
