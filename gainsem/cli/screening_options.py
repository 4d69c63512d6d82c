"""The options of ``gainsem screen``: what is screened."""

from __future__ import annotations

import click

from gainsem.cli.declarations import option, stacked

WHAT = "What is screened"
screening_options = stacked(
    option("--items", section=WHAT, help="Items to screen, as they were asked, joined by commas."),
    option(
        "--model",
        section=WHAT,
        type=click.Path(),
        help="A model whose latent variables are the scales, where no codebook says.",
    ),
    option(
        "--threshold",
        section=WHAT,
        metavar="FLAG=NUMBER",
        multiple=True,
        help="Threshold of a flag instead of the usual one; may be repeated.",
    ),
    option("--seconds", section=WHAT, help="Column with the time taken, in seconds."),
    option(
        "--attention",
        section=WHAT,
        metavar="ITEM=ANSWER",
        multiple=True,
        help="An attention check and the answer it asks for; may be repeated.",
    ),
    option("--respondent", section=WHAT, help="Column with an identifier of the respondents."),
)
