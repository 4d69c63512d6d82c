"""The rules for a number of factors, and the number most of them name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.hull import hull
from gainsem.core.parallel_analysis import retained
from gainsem.factor.chance import Comparison
from gainsem.results.correlations import Correlations
from gainsem.results.n_factors_parts import Array, Eigenvalues, Rule, Solution

NO_LIKELIHOOD = "polychoric correlations have no likelihood"
NOT_RECOMMENDED = "not recommended: it keeps too many"


def parallel_rules(found: Eigenvalues, quantile: float) -> list[Rule]:
    """Return the verdicts of parallel analysis."""
    percent = f"{100 * quantile:g}%"
    rows = (
        ("parallel_components", "components", percent, found.components, found.components_limit),
        ("parallel_factors", "factors", percent, found.factors, found.factors_limit),
        ("parallel_components_mean", "components", "mean", found.components, found.components_mean),
        ("parallel_factors_mean", "factors", "mean", found.factors, found.factors_mean),
    )
    return [
        Rule(key, f"Parallel analysis of {what}, {level}", retained(own, limit), level != "mean")
        for key, what, level, own, limit in rows
    ]


def kaiser_rules(found: Eigenvalues) -> list[Rule]:
    """Return the verdicts of the empirical and of the old Kaiser criterion."""
    old = int((found.components > 1.0).sum())
    return [
        Rule(
            "empirical_kaiser",
            "Empirical Kaiser criterion",
            retained(found.components, found.reference),
            votes=True,
        ),
        Rule("kaiser", "Kaiser's rule (eigenvalues above 1)", old, remark=NOT_RECOMMENDED),
    ]


def partial_rules(map2: Array, map4: Array) -> list[Rule]:
    """Return the verdicts of Velicer's minimum average partial."""
    return [
        Rule("map2", "Minimum average partial, squared (1976)", int(np.nanargmin(map2)), True),
        Rule("map4", "Minimum average partial, 4th power (2000)", int(np.nanargmin(map4))),
    ]


def comparison_rule(found: Comparison) -> Rule:
    """Return the verdict of comparison data."""
    return Rule(
        "comparison_data",
        "Comparison data",
        found.n_factors,
        votes=found.n_factors is not None,
        remark=found.remark,
    )


def hull_rules(fits: Sequence[Solution], given: Correlations, largest: int) -> list[Rule]:
    """Return the verdicts of the hull method; solutions up to ``largest`` factors count.

    CFI is taken without its cut at 1 (McDonald & Marsh 1990, doi:10.1037/0033-2909.107.2.247):
    cut, all solutions that fit look alike.
    """
    some = [each for each in fits if each.n_factors <= largest]
    df = np.array([each.df for each in some], dtype=np.float64)
    excess = np.array([each.chisq - each.df for each in some])
    fit = {
        "cfi": 1.0 - excess / excess[0] if excess[0] > 0.0 else np.full(len(some), np.nan),
        "caf": np.array([each.caf for each in some]),
    }
    rules = []
    for key, what, votes in (("cfi", "CFI", not given.ordinal), ("caf", "CAF", given.ordinal)):
        title = f"Hull method, {what}"
        if key == "cfi" and given.ordinal:
            rules.append(Rule("hull_cfi", title, None, remark=NO_LIKELIHOOD))
            continue
        found = hull(fit[key], df).n_factors
        why = "" if found is not None else "the hull has no elbow"
        rules.append(
            Rule(f"hull_{key}", title, found, votes=votes and found is not None, remark=why)
        )
    return rules


def fit_rules(fits: Sequence[Solution], given: Correlations) -> list[Rule]:
    """Return the numbers with the best information criteria and very simple structure."""
    rows = (
        ("bic", "Lowest BIC", -1.0, True),
        ("sabic", "Lowest sample-size adjusted BIC", -1.0, True),
        ("ebic", "Lowest empirical BIC (of residuals)", -1.0, False),
        ("vss1", "Very simple structure, complexity 1", 1.0, False),
        ("vss2", "Very simple structure, complexity 2", 1.0, False),
    )
    rules = []
    for key, title, sign, likelihood in rows:
        if likelihood and given.ordinal:
            rules.append(Rule(key, title, None, remark=NO_LIKELIHOOD))
            continue
        values = np.array([sign * getattr(each, key) for each in fits if each.converged])
        numbers = [each.n_factors for each in fits if each.converged]
        known = np.isfinite(values)
        best = numbers[int(np.nanargmax(values))] if known.any() else None
        edge = best is not None and best == fits[-1].n_factors
        why = "the largest number tried" if edge else ""
        rules.append(Rule(key, title, best, remark=why))
    return rules


def suggested(rules: Sequence[Rule]) -> tuple[int, int, int]:
    """Return the number most voting rules name, its votes, and all votes.

    Of tied numbers the nearest to parallel analysis of components, then the smaller one.
    """
    votes = [rule.n_factors for rule in rules if rule.votes and rule.n_factors is not None]
    anchor = next(r.n_factors for r in rules if r.key == "parallel_components") or 0
    best = min(set(votes), key=lambda m: (-votes.count(m), abs(m - anchor), m))
    return best, votes.count(best), len(votes)
