"""How many factors: every rule applied to the same correlations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gainsem.core.average_partial import average_partials
from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError
from gainsem.factor.chance import Comparison, against_chance, comparison_data
from gainsem.factor.measures import most_factors
from gainsem.factor.number_choices import NumberOptions
from gainsem.factor.number_rules import (
    comparison_rule,
    fit_rules,
    hull_rules,
    kaiser_rules,
    parallel_rules,
    partial_rules,
    suggested,
)
from gainsem.factor.provenance import provenance_of
from gainsem.factor.remarks import proper_correlations
from gainsem.factor.shared_work import Progress, Workshop
from gainsem.factor.solutions import factor_fits
from gainsem.results.correlations import Correlations
from gainsem.results.n_factors import NFactors
from gainsem.results.n_factors_parts import Rule, Solution
from gainsem.survey.phrases import names_text

FEWEST_ITEMS = 3
TRIED, BEYOND = 8, 3
WIDE = 2
MANY_ENOUGH = 100
ON_ERRORS = "W-ORD-51"


def number_of_factors(
    given: Correlations, options: NumberOptions, *, progress: Progress | None = None
) -> NFactors:
    """Return the verdicts of all rules on some correlations.

    Parameters
    ----------
    given : Correlations
    options : NumberOptions
    progress : callable, optional
        Called with what is done, how many draws are done, and of how many.

    Raises
    ------
    OptionError
        E-NF-02 for fewer than three items, E-EFA-03 for a ``most`` that the items do not allow.
    """
    p = len(given.names)
    refuse_few(p)
    _refuse_most(options.most, p)
    r, said = proper_correlations(given.matrix, given.names)
    with Workshop(options.workers, progress) as shop:
        found = against_chance(r, given, options, shop)
        by_chance = parallel_rules(found, options.quantile)
        map2, map4 = average_partials(r), average_partials(r, power=4)
        largest = max(rule.n_factors or 0 for rule in by_chance if rule.votes)
        most = options.most or min(most_factors(p), max(largest + BEYOND, TRIED))
        compared = comparison_data(given, most, options, shop)
    fits = factor_fits(r, given, most, seed=options.seed)
    rules = [
        *by_chance[:2],
        comparison_rule(compared),
        *hull_rules(fits, given, max(largest + 1, 2)),
        *kaiser_rules(found)[:1],
        *partial_rules(map2, map4)[:1],
        *by_chance[2:],
        *partial_rules(map2, map4)[1:],
        *fit_rules(fits, given),
        *kaiser_rules(found)[1:],
    ]
    best, votes, of = suggested(rules)
    said += _remarks(rules, best, votes, given, options)
    return NFactors(
        names=given.names,
        n_factors=best,
        votes=votes,
        voters=of,
        rules=tuple(rules),
        eigenvalues=found,
        solutions=tuple(_completed(fits, map2, map4, compared)),
        options=options.to_dict(),
        kind=given.kind,
        n_obs=given.n_obs,
        diagnostics=(*without_errors_in(given.diagnostics), *said),
        sample=given.sample,
        provenance=provenance_of(given),
    )


def without_errors_in(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return what was said of correlations, but for remarks on standard errors: none are used."""
    return tuple(each for each in diagnostics if each.code != ON_ERRORS)


def refuse_few(p: int) -> None:
    """Raise when there are fewer items than one factor needs (E-NF-02)."""
    if p < FEWEST_ITEMS:
        raise OptionError.of(
            "E-NF-02",
            f"There {'is 1 item' if p == 1 else f'are {p} items'}; a factor needs three or more.",
            why="two items have one correlation, which any pair of loadings explains",
            do="name more items",
        )


def _refuse_most(most: int | None, p: int) -> None:
    if most is not None and most > most_factors(p):
        raise OptionError.of(
            "E-EFA-03",
            f"most={most} is too many: {p} items allow {most_factors(p)}.",
            why="there would be more loadings than correlations (fewer than 0 degrees of freedom)",
            do=f"give most={most_factors(p)} or less",
        )


def _completed(
    fits: Sequence[Solution], map2: Array, map4: Array, compared: Comparison
) -> list[Solution]:
    """Return the solutions with the measures that need no solution beside them."""
    rows = []
    for each in fits:
        m = each.n_factors
        row = each if m >= len(map2) else replace(each, map2=float(map2[m]), map4=float(map4[m]))
        if 0 < m <= len(compared.misfits):
            row = replace(row, cd_rmsr=compared.misfits[m - 1], cd_pvalue=compared.pvalues[m - 1])
        rows.append(row)
    return rows


def _remarks(
    rules: Sequence[Rule], best: int, votes: int, given: Correlations, options: NumberOptions
) -> list[Diagnostic]:
    voting = [rule for rule in rules if rule.votes and rule.n_factors is not None]
    numbers = [rule.n_factors for rule in voting if rule.n_factors is not None]
    said = []
    if max(numbers) - min(numbers) > WIDE or 2 * votes < len(numbers):
        verdicts = names_text(f"{rule.title} {rule.n_factors}" for rule in voting)
        said.append(
            warning(
                "W-NF-11",
                f"The rules disagree: they name {min(numbers)} to {max(numbers)} factors, and"
                f" {best} has {votes} of {len(numbers)} votes ({verdicts}).",
                why="factors may be weak, strongly correlated, or of two items each",
                do="compare the solutions of several numbers, and choose by what they mean",
            )
        )
    if best == 0:
        said.append(
            warning(
                "W-NF-12",
                "No factor stands out from chance.",
                why="the items have little in common, or there are too few respondents to see it",
                do="look at the adequacy of the correlations",
            )
        )
    if options.draws < MANY_ENOUGH:
        said.append(
            warning(
                "W-NF-13",
                f"{options.draws} draws are few for a quantile of {options.quantile:g}.",
                why="limits move from seed to seed, and verdicts with them",
                do="use draws=500 or more",
            )
        )
    if given.kind == "fiml":
        said.append(
            note(
                "I-NF-22",
                "Correlations were estimated from all answers, those of chance pair by pair.",
                why="what other items add to a pair is nothing where items are unrelated",
            )
        )
    if given.rows is None and options.null == "permutation":
        said.append(
            note(
                "I-NF-21",
                "A correlation matrix has no answers to permute; chance is simulated from normal"
                " variables.",
            )
        )
    return said
