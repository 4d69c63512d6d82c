"""The options of ``gainsem factors``, those of the search for a number of factors."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from gainsem.cli.declarations import Decorator, option, stacked
from gainsem.cli.help_pages import Offered
from gainsem.cli.item_options import items_option, missing_option
from gainsem.factor.number_choices import (
    COMMUNALITIES,
    DRAWS,
    NULLS,
    QUANTILE,
    SAMPLES,
    SEED,
    NumberOptions,
)

SECTION = "Factors"


def _of(*names: str, **attributes: Any) -> Decorator:
    return option(*names, section=SECTION, **attributes)


number_options = stacked(
    items_option(SECTION),
    _of(
        "--ordered",
        metavar="NAMES",
        help="Ordinal items: all, or none.  [default: as the codebook says]",
    ),
    missing_option(SECTION),
    _of("--weights", metavar="COLUMN", help="Column with sampling weights."),
    _of(
        "--draws",
        type=int,
        help=f"Chance correlations in parallel analysis.  [default: {DRAWS}]",
    ),
    _of(
        "--null",
        type=Offered(NULLS),
        help="How chance is drawn: answers permuted, or normal.  [default: permutation]",
    ),
    _of(
        "--quantile",
        type=float,
        help=f"Of chance, which an eigenvalue has to exceed.  [default: {QUANTILE:g}]",
    ),
    _of(
        "--communalities",
        type=Offered(COMMUNALITIES),
        help="In parallel analysis of factors.  [default: smc]",
    ),
    _of(
        "--samples",
        type=int,
        help=f"Samples of comparison data; 0 leaves the rule out.  [default: {SAMPLES}]",
    ),
    _of("--most", type=int, help="The largest number of factors tried."),
    _of("--seed", type=int, help=f"Seed of all draws.  [default: {SEED}]"),
    _of("--workers", type=int, help="Processes that share the work.  [default: 1]"),
    _of("--collapse", type=Offered(("auto",)), help="Merge rare categories of ordinal items."),
)


def number_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the search that the user has set."""
    names = [each.name for each in fields(NumberOptions)]
    return {name: arguments[name] for name in names if arguments.get(name) is not None}
