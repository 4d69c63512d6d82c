"""The options of ``gainsem invariance`` about its levels."""

from __future__ import annotations

from gainsem.cli.declarations import option, stacked
from gainsem.cli.help_pages import Offered

SECTION = "Levels of invariance"

level_options = stacked(
    option("--search", section=SECTION, is_flag=True, help="Look for items to let differ."),
    option(
        "--anchors",
        section=SECTION,
        metavar="NAMES",
        help="Items the search never lets differ, joined by commas; all-others: chosen by a rule.",
    ),
    option(
        "--structural",
        section=SECTION,
        help="Make equal after the measurement, joined by commas: lv.variances, lv.covariances,"
        " regressions, means.",
    ),
    option(
        "--alignment",
        section=SECTION,
        type=Offered(("fixed", "free")),
        help="Align the configural model: factor means of many groups without exact invariance.",
    ),
    option("--convention", section=SECTION, help="Whose cut-offs the verdicts follow."),
)
