"""Anchor items: those a search never lets differ, named by the user or chosen by a rule.

The rule is Woods's (2009, doi:10.1177/0146621607314044): with all other items as anchors, the
item whose release would gain least a degree of freedom.  All items are equal in one model, and
each is let go alone by a score test, in place of the likelihood ratio of two fits.  Many items
that differ in the same direction can make an item that does not look like one that does.
"""

from __future__ import annotations

from collections.abc import Sequence

from gainsem.errors import GainsemError, OptionError, did_you_mean
from gainsem.estimation.invariance.fitting import Study
from gainsem.estimation.invariance.levels import Freed, Measured, released_by
from gainsem.results.invariance.rows import AnchorRow
from gainsem.results.item_release import Place, item_release_tests

ALL_OTHERS = "all-others"
EVERYTHING = "scalar"
"""The level at which the rule looks: loadings, thresholds and intercepts are equal."""


def chosen_anchors(study: Study, anchors: Sequence[str]) -> tuple[AnchorRow, ...]:
    """Return the anchors of every factor, by name or by the rule.

    Parameters
    ----------
    study : Study
    anchors : sequence of str
        Items, or ``"all-others"`` alone; empty for none.

    Raises
    ------
    OptionError
        E-INV-14 for a name that is no item of a factor.
    GainsemError
        Where the rule is asked for and its model cannot be fitted.
    """
    if tuple(anchors) == (ALL_OTHERS,):
        return _by_score(study)
    _refuse_unknown(anchors, study.measured)
    return tuple(
        AnchorRow(factor=factor, item=item, chosen=True)
        for factor, items in study.measured.factors.items()
        for item in items
        if item in anchors
    )


def _refuse_unknown(anchors: Sequence[str], measured: Measured) -> None:
    for name in anchors:
        if name not in measured.items:
            raise OptionError.of(
                "E-INV-14",
                f"anchors= names '{name}', which is no item of a factor."
                f"{did_you_mean(name, (*measured.items, ALL_OTHERS))}",
                do=f"name items of the model, or the rule  {ALL_OTHERS}",
            )


def _by_score(study: Study) -> tuple[AnchorRow, ...]:
    """Return all items with their score tests; of every factor the one that would gain least.

    Factors of exploratory blocks are left out: their loadings are mixed by a rotation, and items
    that gain little together need not tell the factors apart.
    """
    measured = study.measured
    factors = {
        name: [item for item in items if item not in measured.factors]
        for name, items in measured.factors.items()
        if name not in measured.exploratory
    }
    if not factors:
        raise OptionError.of(
            "E-INV-14",
            f"anchors={ALL_OTHERS} chooses for factors with items of their own, and all factors"
            " are in exploratory blocks.",
            do="name the anchors, or leave anchors= out",
        )
    try:
        fit = study.at(EVERYTHING, Freed())
        tests = item_release_tests(
            fit, {item: places_of(study, item) for items in factors.values() for item in items}
        )
    except GainsemError as reason:
        raise OptionError.of(
            "E-INV-14",
            f"anchors={ALL_OTHERS}: the model in which all items are equal has no score tests.",
            why=reason.problems[0].message if reason.problems else str(reason),
            do="name the anchors",
        ) from None
    rows: list[AnchorRow] = []
    for factor, items in factors.items():
        own = [item for item in items if item in tests and tests[item].df]
        own.sort(key=lambda item: tests[item].statistic / tests[item].df)
        rows += [
            AnchorRow(
                factor=factor,
                item=item,
                chosen=place == 0,
                statistic=tests[item].statistic,
                df=tests[item].df,
            )
            for place, item in enumerate(own)
        ]
    return tuple(rows)


def places_of(study: Study, item: str) -> list[Place]:
    """Return all parameters of an item that are equal, or fixed, at the scalar level."""
    levels = ("thresholds", "metric", "scalar")
    keys = (key for level in levels for key in released_by(level, item, study.measured))
    return [place for key in dict.fromkeys(keys) for place in study.later(key)]
