"""The options of a fit to imputed data sets."""

from __future__ import annotations

import click

from gainsem.cli.declarations import option, stacked
from gainsem.cli.help_pages import Offered

SECTION = "Imputed data sets"


def _one_dash(ctx: click.Context, _: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    if (ctx.params.get("model"), *given).count("-") > 1:
        raise click.UsageError("MODEL and DATA cannot both be standard input.", ctx)
    return given


data_argument = click.argument(
    "data",
    metavar="DATA ...",
    nargs=-1,
    required=True,
    type=click.Path(allow_dash=True),
    callback=_one_dash,
)
imputed_options = stacked(
    option(
        "--imputation",
        section=SECTION,
        metavar="COLUMN",
        help="DATA holds imputed data sets below each other, numbered in this column (0: before"
        " the imputation); fit all and pool them.",
    ),
    option(
        "--pooling",
        section=SECTION,
        type=Offered(("D2", "D3", "D4")),
        default=None,
        help="Pooled test to report (default: D4 with an uncorrected maximum likelihood"
        " estimator, else D2).",
    ),
    option(
        "--pooling-df",
        section=SECTION,
        type=click.Choice(("barnard.rubin", "rubin")),
        default="barnard.rubin",
        help="Degrees of freedom of t: those that know the size of the sample, or those of Rubin"
        " (1987).  [default: barnard.rubin]",
    ),
)
