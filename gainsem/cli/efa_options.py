"""The options of ``gainsem efa``, read from :class:`gainsem.factor.choices.EfaOptions`."""

from __future__ import annotations

from typing import Any

from gainsem.cli.declarations import Decorator, option, stacked
from gainsem.cli.help_pages import Offered
from gainsem.cli.item_options import items_option, missing_option
from gainsem.cli.rotation_arguments import rotation_arguments
from gainsem.factor.choices import (
    BOOTSTRAP,
    ESTIMATORS,
    efa_option_names,
)
from gainsem.options import DEFAULT_SEED, DEFAULT_STARTS, ROTATIONS

SECTION = "Factors"


def _of(*names: str, **attributes: Any) -> Decorator:
    return option(*names, section=SECTION, **attributes)


factor_options = stacked(
    _of(
        "--factors",
        metavar="N|auto",
        required=True,
        help="How many factors; auto: as many as most rules name.",
    ),
    _of(
        "--rotation",
        metavar="NAME",
        type=Offered(ROTATIONS),
        help=f"How factors are rotated: {', '.join(ROTATIONS)}.  [default: geomin]",
    ),
    _of(
        "--rotation-arg",
        "rotation_args",
        metavar="NAME=VALUE",
        multiple=True,
        callback=rotation_arguments,
        help="An argument of the rotation, such as epsilon=0.01; may be repeated.",
    ),
    _of(
        "--estimator",
        type=Offered(ESTIMATORS),
        help="How factors are extracted.  [default: WLSMV for ordinal items, else ML]",
    ),
    items_option(SECTION),
    _of(
        "--ordered",
        metavar="NAMES",
        help="Ordinal items: names joined by commas, all, or none."
        "  [default: as the codebook says]",
    ),
    missing_option(SECTION),
    _of("--weights", help="Column with sampling weights."),
    _of("--random-starts", type=int, help=f"Starts of the rotation.  [default: {DEFAULT_STARTS}]"),
    _of("--seed", type=int, help=f"Seed of the random starts.  [default: {DEFAULT_SEED}]"),
    _of("--se/--no-se", default=None, help="Standard errors.  [default: se]"),
    _of(
        "--bootstrap",
        type=int,
        metavar="DRAWS",
        help="Standard errors from so many samples of respondents, for any rotation.",
    ),
    _of("--bartlett", is_flag=True, default=None, help="Correct the chi-square of ML (Bartlett)."),
    _of("--collapse", type=Offered(("auto",)), help="Merge rare categories of ordinal items."),
)


def factor_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the analysis that the user has set."""
    names = efa_option_names()
    chosen = {name: arguments[name] for name in names if arguments.get(name) not in (None, {})}
    if "bootstrap" in chosen and chosen.get("se") is not False:
        chosen["se"] = BOOTSTRAP
    return chosen
