"""The number of factors of an analysis that leaves it to the rules."""

from __future__ import annotations

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import OptionError
from gainsem.factor.choices import EfaOptions
from gainsem.factor.number_choices import NumberOptions
from gainsem.results.n_factors import NFactors
from gainsem.survey.phrases import names_text


def automatic_options(options: EfaOptions) -> NumberOptions:
    """Return how the number of factors is looked for."""
    return NumberOptions(
        items=options.items,
        ordered=options.ordered,
        missing=options.missing or "listwise",
        weights=options.weights,
        seed=options.seed,
        zero_add=options.zero_add,
        collapse=options.collapse,
        force=options.force,
    )


def chosen_number(found: NFactors) -> int:
    """Return the number of factors to extract.

    Raises
    ------
    OptionError
        E-NF-01 when the rules find none.
    """
    if found.n_factors < 1:
        raise OptionError.of(
            "E-NF-01",
            f"n_factors=auto found no factors ({found.votes} of {found.voters} rules say 0).",
            why="no eigenvalue stands out from chance",
            do="look at  gainsem factors,  or give a number",
        )
    return found.n_factors


def on_choice(found: NFactors) -> list[Diagnostic]:
    """Return what is to be said about a number of factors that was chosen for the user."""
    verdicts = names_text(f"{rule.title} {rule.n_factors}" for rule in found.rules if rule.votes)
    said = note(
        "I-NF-23",
        f"n_factors=auto: {found.n_factors}, named by {found.votes} of {found.voters} rules"
        f" ({verdicts}).",
        do="see  gainsem factors  for all rules and the scree",
    )
    return [said, *(each for each in found.diagnostics if each.code.startswith("W-NF-"))]
