"""What can be drawn of each kind of result: a new kind is a row of ``FIGURES``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gainsem.errors import OptionError
from gainsem.results.efa import Efa
from gainsem.results.equity.record import Equity
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.imputed import ImputedFit
from gainsem.results.influence import Influence
from gainsem.results.invariance.record import Invariance
from gainsem.results.scores import Scores
from gainsem.results.screening import Screening

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Figures = Mapping[str, Callable[[], "Figure"]]


def figures_of(result: Any, lang: str) -> Figures:
    """Return what can be drawn of a result by name, the usual figure first.

    Raises
    ------
    OptionError
        E-OPT-01 for anything that has no figures.
    """
    for kind in type(result).__mro__:
        if kind in FIGURES:
            return FIGURES[kind](result, lang)
    raise OptionError.of(
        "E-OPT-01",
        f"a {type(result).__name__} cannot be drawn.",
        do="give what gainsem.fit(), fit.influence(), gainsem.score() or gainsem.screen() return",
    )


def _of_fit(fit: Fit, lang: str) -> Figures:
    return {"path_diagram": partial(_path_diagram, fit, lang)}


def _of_groups(fit: GroupedFit, lang: str) -> Figures:
    """Return the path diagram of every group, numbered as in the estimates."""
    return {
        f"path_diagram_{number}": partial(_path_diagram, view, lang, number)
        for number, view in enumerate(fit.by_group.values(), start=1)
    }


def _path_diagram(fit: Fit, lang: str, group: int = 1) -> Figure:
    from gainsem.plots.from_fit import diagram_of
    from gainsem.plots.path_diagram import draw_path_diagram

    return draw_path_diagram(diagram_of(fit, lang=lang, group=group))


def _of_screening(screening: Screening, lang: str) -> Figures:
    from gainsem.plots.screening_page import draw_screening

    return {"screening": partial(draw_screening, screening, lang=lang)}


def _of_influence(found: Influence, lang: str) -> Figures:
    from gainsem.plots.from_influence import draw_influence

    return {"influence": partial(draw_influence, found, lang=lang)}


def _of_efa(efa: Efa, lang: str) -> Figures:
    from gainsem.plots.from_efa import efa_figures

    return _drawn(efa_figures(efa, lang=lang))


def _of_scores(scores: Scores, lang: str) -> Figures:
    from gainsem.plots.from_scores import score_figures

    return _drawn(score_figures(scores, lang=lang))


def _of_invariance(found: Invariance, lang: str) -> Figures:
    from gainsem.plots.from_invariance import invariance_figures

    return _drawn(invariance_figures(found, lang=lang))


def _of_equity(found: Equity, lang: str) -> Figures:
    from gainsem.plots.from_equity import equity_figures

    return _drawn(equity_figures(found, lang=lang))


def _drawn(figures: Mapping[str, Figure]) -> Figures:
    return {name: partial(figures.__getitem__, name) for name in figures}


FIGURES: Mapping[type, Callable[[Any, str], Figures]] = MappingProxyType(
    {
        Fit: _of_fit,
        GroupedFit: _of_groups,
        ImputedFit: lambda found, lang: _of_fit(found.pooled, lang),
        Efa: _of_efa,
        Scores: _of_scores,
        Invariance: _of_invariance,
        Equity: _of_equity,
        Influence: _of_influence,
        Screening: _of_screening,
    }
)
