"""The options of ``gainsem equity`` that no other command has."""

from __future__ import annotations

from typing import Any

from gainsem.cli.declarations import option, stacked
from gainsem.cli.help_pages import Offered

SECTION = "Gaps"
PLAIN = ("waves", "reference", "slopes", "unit")

gap_options = stacked(
    option("--adjust", section=SECTION, help="Covariates, joined by commas: age,gender,education."),
    option("--wave", "waves", section=SECTION, help="Column with the waves of the survey."),
    option("--reference", section=SECTION, help="The group the others are compared with."),
    option(
        "--partial",
        section=SECTION,
        help="Items that may differ between groups, joined by commas; 'search' (the default) looks"
        " for them, 'none' holds all equal.",
    ),
    option(
        "--slopes",
        section=SECTION,
        type=Offered(("equal", "pooled", "reference")),
        help="Slopes of the covariates: equal in all groups; else of each group, and the explained"
        " part with their mean or with those of the reference group.",
    ),
    option(
        "--unit",
        section=SECTION,
        type=Offered(("pooled", "reference")),
        help="Whose latent standard deviation gaps are expressed in.",
    ),
)


def gaps_asked(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what the user has set, as :func:`gainsem.equity` takes it."""
    asked: dict[str, Any] = {name: arguments[name] for name in PLAIN if arguments[name]}
    adjust, items = _listed(arguments["adjust"]), _listed(arguments["partial"])
    if adjust:
        asked["adjust"] = adjust
    if items and items != ["search"]:
        asked["partial"] = [] if items == ["none"] else items
    return asked


def _listed(text: str | None) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]
