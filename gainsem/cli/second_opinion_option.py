"""The option that asks another program about the same model and data."""

from __future__ import annotations

from gainsem.cli.declarations import OUTPUT, option

second_opinion = option(
    "--second-opinion",
    section=OUTPUT,
    is_flag=True,
    help="Compare with another program (needs the extra second-opinion).",
)
