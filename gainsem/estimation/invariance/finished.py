"""The end of a study: factor means and biased items of its best scalar model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gainsem.diagnostics import Diagnostic, note
from gainsem.estimation.invariance.ascent import Ascent
from gainsem.estimation.invariance.details import biased_items, factor_means
from gainsem.estimation.invariance.sides import Side
from gainsem.results.fitted import FittedModel
from gainsem.results.invariance.record import Invariance


def with_details(
    found: Invariance,
    state: Ascent,
    sides_of: Callable[[FittedModel], Sequence[Side]],
    factors: Sequence[str],
) -> Invariance:
    """Return the study with factor means and item effects of the best scalar model.

    Parameters
    ----------
    found : Invariance
        Its factor means are kept where no level has comparable ones.
    state : Ascent
    sides_of : callable
        Returns the groups or waves of a fit.
    factors : sequence of str
        Whose means are wanted.
    """
    fit, name = next(
        ((state.fits[name], name) for name in ("partial scalar", "scalar") if name in state.fits),
        (None, ""),
    )
    if fit is None:
        return found
    if not fit.usable:
        said: tuple[Diagnostic, ...] = (
            note("I-INV-04", f"no factor means: the solution of '{name}' is not usable."),
        )
        return replace(found, diagnostics=(*found.diagnostics, *said))
    sides = sides_of(fit)
    items, scores = biased_items(sides) if state.released else ((), ())
    aligned = found.means if found.means_from == "alignment" else ()
    return replace(
        found,
        means=aligned or factor_means(sides, factors, fit.solution.vcov) or found.means,
        # Residual variances may differ at this level: only items let differ are called biased.
        item_bias=tuple(row for row in items if row.item in state.released),
        score_bias=scores,
    )
