"""From fitted levels to steps: differences, judgements and verdicts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gainsem.results.invariance.cutoffs import (
    CONVENTIONS,
    Constraint,
    index_verdict,
    judge_differences,
)
from gainsem.results.invariance.rows import DifferenceTest, InvarianceStep, StepVerdict
from gainsem.results.read_only import ReadOnlyDict

COMPARED = ("cfi", "rmsea", "srmr", "mfi", "gammahat")
SIGNIFICANT = 0.05
MEANS_COMPARABLE = ("intercepts", "residuals", "structural")
"""What a level has to make equal before factor means may be compared."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """What a fitted level says of itself.

    Parameters
    ----------
    name, constraint, constraints : str
        As in :class:`~gainsem.results.invariance.rows.InvarianceStep`.
    measures : mapping
        Under their plain names, in the version to report
        (:func:`~gainsem.results.reported_measures.reported_measures`); empty where the model
        could not be fitted.
    df, n_params : int
    test : DifferenceTest or None
        Against the level before, or the one named by ``against``.
    against : str
    freed : tuple of str
    remark : str
    """

    name: str
    constraint: Constraint
    constraints: str
    measures: Mapping[str, float] = field(default_factory=dict)
    df: int = 0
    n_params: int = 0
    test: DifferenceTest | None = None
    against: str = ""
    freed: tuple[str, ...] = ()
    remark: str = ""


def invariance_steps(levels: Sequence[Level], convention: str) -> tuple[InvarianceStep, ...]:
    """Return the levels with differences, judgements and verdicts.

    A level is compared with the one it names; else with the last one before it that could be
    fitted, and a level with freed parameters with the one its full version was compared with.
    Its verdict is that of the indices, CFI supported by another or by the test
    (:func:`~gainsem.results.invariance.cutoffs.index_verdict`); where the convention has no
    cut-off for what was made equal, that of the test (p < .05 speaks against equality).

    Parameters
    ----------
    levels : sequence of Level
        The most general one first.
    convention : str
        A key of :data:`~gainsem.results.invariance.cutoffs.CONVENTIONS`.

    Raises
    ------
    ValueError
        For an unknown convention, two levels of one name, or a level compared with one that
        does not come before it.
    """
    if convention not in CONVENTIONS:
        raise ValueError(f"unknown convention {convention!r}; there are {', '.join(CONVENTIONS)}")
    steps: list[InvarianceStep] = []
    for level in levels:
        if level.name in {step.name for step in steps}:
            raise ValueError(f"two levels are called {level.name!r}")
        steps.append(_step(level, _general(level, steps), convention))
    return tuple(steps)


def _general(level: Level, before: Sequence[InvarianceStep]) -> InvarianceStep | None:
    if level.against:
        found = [step for step in before if step.name == level.against]
        if not found:
            raise ValueError(f"{level.name!r} is compared with {level.against!r}, not yet a level")
        return found[0]
    fitted = [step for step in before if step.verdict != "not_fitted"]
    if level.freed:
        fitted = [step for step in fitted if step.constraint != level.constraint]
    return fitted[-1] if fitted else None


def _step(level: Level, general: InvarianceStep | None, convention: str) -> InvarianceStep:
    differences: dict[str, float] = {}
    if general is not None and level.measures:
        differences = {
            name: level.measures[name] - general.measures[name]
            for name in COMPARED
            if _known(level.measures, name) and _known(general.measures, name)
        }
    judged = judge_differences(level.constraint, differences, convention) if general else ()
    verdict: StepVerdict = "reference"
    if not level.measures:
        verdict = "not_fitted"
    elif general is not None:
        found = index_verdict(judged, significant=_rejects(level.test))
        verdict = _by_test(level.test) if found == "unjudged" else found
    return InvarianceStep(
        name=level.name,
        constraint=level.constraint,
        constraints=level.constraints,
        measures=ReadOnlyDict(level.measures),
        df=level.df,
        n_params=level.n_params,
        against=general.name if general is not None else "",
        test=level.test,
        differences=ReadOnlyDict(differences),
        judged=judged,
        verdict=verdict,
        freed=level.freed,
        remark=level.remark,
    )


def _by_test(test: DifferenceTest | None) -> StepVerdict:
    if test is None or not math.isfinite(test.pvalue):
        return "mixed"
    return "fails" if _rejects(test) else "holds"


def _rejects(test: DifferenceTest | None) -> bool:
    return test is not None and test.pvalue < SIGNIFICANT


def _known(measures: Mapping[str, float], name: str) -> bool:
    return math.isfinite(measures.get(name, math.nan))


def highest_step(steps: Sequence[InvarianceStep]) -> InvarianceStep | None:
    """Return the most restricted level that holds with all levels before it.

    A level that fails can be made good by a later one of the same kind that holds
    with some parameters freed.
    """
    highest: InvarianceStep | None = None
    blocked: Constraint | None = None
    for step in steps:
        if step.verdict in ("reference", "holds"):
            if blocked is None or (step.constraint == blocked and step.freed):
                highest, blocked = step, None
        elif blocked is None:
            blocked = step.constraint
    return highest
