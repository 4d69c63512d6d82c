"""The options of ``gainsem score``."""

from __future__ import annotations

from gainsem.cli.declarations import option, stacked

GROUPS, INDEX, DRAWS = "Groups and comparisons", "Index and importance", "Uncertainty"

score_options = stacked(
    option(
        "--by",
        section=GROUPS,
        metavar="VARIABLES",
        default="",
        help="Variables that make groups, joined by commas: district,rural.",
    ),
    option(
        "--compare",
        section=GROUPS,
        metavar="VARIABLE",
        help="Compare the groups of this variable with its first, such as rural.",
    ),
    option(
        "--wave",
        section=GROUPS,
        metavar="VARIABLE",
        help="The wave of a respondent, or none.  [default: as the codebook says]",
    ),
    option(
        "--gap",
        section=GROUPS,
        metavar="A,B",
        multiple=True,
        help="Show the difference of two constructs, such as GO,GS; may be repeated."
        "  [default: as the codebook says]",
    ),
    option(
        "--min-cell",
        section=GROUPS,
        type=int,
        default=10,
        help="Hide groups with fewer respondents, and what would give them away.  [default: 10]",
    ),
    option(
        "--overall",
        section=INDEX,
        metavar="CONSTRUCT",
        help="The overall index.  [default: the construct that contains the others]",
    ),
    option(
        "--part-weight",
        section=INDEX,
        metavar="PART=WEIGHT",
        multiple=True,
        help="Weight of a construct in the wider one it is part of; may be repeated.  [default: 1]",
    ),
    option(
        "--target",
        section=INDEX,
        metavar="CONSTRUCT",
        help="What importance is measured by: the total effect on this latent variable."
        "  [default: the last one that others act on]",
    ),
    option(
        "--weights",
        section=DRAWS,
        metavar="VARIABLE",
        help="Sampling weights, or none.  [default: as the codebook says]",
    ),
    option(
        "--cluster",
        section=DRAWS,
        metavar="VARIABLE",
        help="Clusters that were sampled, or none.  [default: as the codebook says]",
    ),
    option(
        "--draws",
        section=DRAWS,
        type=int,
        default=20,
        help="Plausible values drawn of every respondent.  [default: 20]",
    ),
    option(
        "--seed",
        section=DRAWS,
        type=int,
        default=1,
        help="Start of the random numbers; the same seed, the same results.  [default: 1]",
    ),
)
