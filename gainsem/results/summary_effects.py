"""Effects and resampling in the terminal summary."""

from __future__ import annotations

import math

from gainsem.options import Options
from gainsem.results.bootstrap import TITLES, BollenStine, Bootstrap
from gainsem.results.effects import Effects, effects_of, has_arrows
from gainsem.results.effects_table import effects_table
from gainsem.results.fitted import Fitted
from gainsem.results.summary_lines import Entry, number, pvalue
from gainsem.results.verdict import estimates_withheld

MOST_ROWS = 60


def effects_block(fit: Fitted) -> list[str]:
    """Return the table of the effects of pairs that an indirect path joins."""
    found = mediated_effects(fit)
    if found is None:
        return []
    rows = found.mediated
    table = effects_table(found, rows[:MOST_ROWS]).without_empty_columns()
    more = len(rows) - MOST_ROWS
    rest = [f"{more} more effects are in fit.effects() and effects.csv."] if more > 0 else []
    return ["\n".join([table.to_text(), *rest])]


def mediated_effects(fit: Fitted) -> Effects | None:
    """Return the effects of a fit, None where no indirect path joins two variables."""
    if not has_arrows(fit) or estimates_withheld(fit):
        return None
    found = effects_of(fit)
    return found if found.mediated else None


def bootstrap_entries(
    options: Options, drawn: Bootstrap | None, tested: BollenStine | None
) -> list[Entry]:
    """Return how the respondents were resampled."""
    entries: list[Entry] = []
    if drawn is not None:
        entries += [
            ("Bootstrap draws", _counted(drawn.draws, drawn.lost, drawn.improper)),
            ("Bootstrap intervals", f"{TITLES[drawn.interval]}, 95 %"),
            ("Seed", str(drawn.seed)),
        ]
    elif options.monte_carlo:
        entries += [
            ("Monte Carlo draws (effects)", str(options.monte_carlo)),
            ("Seed", str(options.seed)),
        ]
    if tested is not None:
        shown = "withheld" if math.isnan(tested.pvalue) else pvalue(tested.pvalue)
        entries += [
            ("Bollen-Stine draws", _counted(tested.draws, tested.draws - tested.used, 0)),
            ("Bollen-Stine p value", shown),
            ("Chi-square of the draws, mean", number(tested.mean)),
        ]
    return entries


def _counted(draws: int, lost: int, improper: int) -> str:
    said = [f"{lost} lost"] if lost else []
    said += [f"{improper} improper"] if improper else []
    return f"{draws} ({', '.join(said)})" if said else str(draws)
