"""A second opinion on a factor analysis by factor_analyzer, on what it computes correctly.

factor_analyzer (GPL-2.0) is an optional extra; it is imported here, when a user asks for
it, and by nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import metadata
from types import ModuleType
from typing import Any

import numpy as np
from scipy.linalg import orthogonal_procrustes
from scipy.optimize import linear_sum_assignment

from gainsem.core.linalg import Array
from gainsem.core.sampling_adequacy import bartlett_test, sampling_adequacy
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.made_up_answers import made_up_answers
from gainsem.estimation.second_opinion import CODES, EXTRA, differing, failed, quiet, untrusted
from gainsem.results.efa import Efa
from gainsem.results.second_opinion import ComparedQuantity, SecondOpinion

PROGRAM = "factor_analyzer"
METHODS = {"ML": "ml", "ULS": "minres"}
ROTATIONS = {"varimax": "varimax", "quartimax": "quartimax", "oblimin": "oblimin"}
TOLERANCE, OF_STATISTIC = 1e-3, 1e-6
RULE = (
    "Flagged: loadings that differ by more than .001, KMO and Bartlett's statistic by more than"
    " a millionth."
)
NOT_COMPARED = (
    "Factor correlations, structure and communalities of factor_analyzer are not compared: after"
    " an oblique rotation it leaves the correlations in the order the factors had before they"
    " were sorted, and its communalities leave the correlations out."
)
ADAPTED = (
    "factor_analyzer asks scikit-learn for 'force_all_finite', which current versions call"
    " 'ensure_all_finite'; gainsem has passed the argument on under its new name."
)
RUN_ON = "factor_analyzer was given made-up answers that have exactly the analysed correlations."


@dataclass(frozen=True)
class _Theirs:
    """What factor_analyzer has found."""

    unrotated: Array
    rotated: Array | None
    kmo: float
    bartlett: float


def second_opinion_of_factors(efa: Efa) -> Efa:
    """Return the analysis with factor_analyzer's loadings, KMO and Bartlett's test beside it.

    Parameters
    ----------
    efa : Efa

    Returns
    -------
    Efa
        ``.second_opinion`` holds the comparison, or why there is none; codes as
        :func:`gainsem.estimation.second_opinion.second_opinion_of`.
    """
    reasons = not_for_factor_analyzer(efa)
    if reasons:
        opinion, said = SecondOpinion(PROGRAM, reasons=reasons), [untrusted(PROGRAM, reasons)]
    else:
        opinion, said = _asked(efa)
    others = tuple(each for each in efa.diagnostics if each.code not in CODES)
    return replace(efa, second_opinion=opinion, diagnostics=(*others, *said))


def not_for_factor_analyzer(efa: Efa) -> tuple[str, ...]:
    """Return why nothing can be compared, a sentence each."""
    claims = {
        "The analysis has not converged.": not efa.converged,
        f"factor_analyzer has no extraction by {efa.estimator}; ML and ULS (minres) can be"
        " compared.": efa.estimator not in METHODS,
        "factor_analyzer keeps uniquenesses above .005, and an item has none here.": bool(
            efa.solution.heywood
        ),
        "There are no more respondents than items.": efa.n_obs <= len(efa.names) + 1,
    }
    return tuple(reason for reason, holds in claims.items() if holds)


def _asked(efa: Efa) -> tuple[SecondOpinion, list[Diagnostic]]:
    try:
        from factor_analyzer import factor_analyzer as inside
    except ImportError as problem:
        missing = problem.name == PROGRAM
        text = "is not installed." if missing else f"cannot be loaded: {problem}."
        said = failed(PROGRAM, text, f"install it: {EXTRA}")
        return SecondOpinion(PROGRAM, reasons=(f"{PROGRAM} {text}",)), [said]
    version = metadata.version(PROGRAM)
    try:
        with quiet(), _adapted(inside) as adapted:
            theirs = _run(efa, inside)
    except Exception as problem:  # whatever a program outside our house raises
        text = f"has failed: {type(problem).__name__}: {problem}"
        opinion = SecondOpinion(PROGRAM, version, reasons=(f"{PROGRAM} {text}",))
        return opinion, [failed(PROGRAM, text)]
    reasons: tuple[str, ...] = (NOT_COMPARED,)
    if theirs.rotated is None and not efa.solution.rotation_title.startswith("None"):
        title = efa.solution.rotation_title
        reasons = (f"The rotation ({title}) is not compared, only loadings before it.", *reasons)
    opinion = SecondOpinion(
        PROGRAM,
        version,
        rows=_compared(efa, theirs),
        rule=RULE,
        reasons=reasons,
        notes=(RUN_ON, ADAPTED) if adapted else (RUN_ON,),
    )
    return opinion, differing(opinion)


@contextmanager
def _adapted(inside: ModuleType) -> Iterator[bool]:
    """Let factor_analyzer call a newer check_array; say whether that was needed."""
    import inspect

    original: Any = inside.check_array
    if "force_all_finite" in inspect.signature(original).parameters:
        yield False
        return

    def renamed(values: Any, *, force_all_finite: Any = True, **others: Any) -> Any:
        return original(values, ensure_all_finite=force_all_finite, **others)

    inside.check_array = renamed  # type: ignore[attr-defined]
    try:
        yield True
    finally:
        inside.check_array = original  # type: ignore[attr-defined]


def _run(efa: Efa, inside: ModuleType) -> _Theirs:
    from factor_analyzer.rotator import Rotator

    r, m = efa.solution.correlations, len(efa.solution.factors)
    answers = made_up_answers(r, efa.n_obs)
    method = METHODS[efa.estimator]
    own = inside.FactorAnalyzer(n_factors=m, rotation=None, method=method, bounds=(0.005, 1))
    unrotated = np.asarray(own.fit(answers).loadings_, dtype=float)
    rotation, rotated = str(efa.options.get("rotation")), None
    if m > 1 and _same_rotation(efa, rotation):
        rotator = Rotator(
            method=ROTATIONS[rotation],
            normalize=efa.solution.normalize == "kaiser",
            max_iter=10_000,
            tol=1e-10,
        )
        rotated = np.asarray(rotator.fit_transform(unrotated), dtype=float)
    return _Theirs(
        unrotated,
        rotated,
        float(inside.calculate_kmo(answers)[1]),
        float(inside.calculate_bartlett_sphericity(answers)[0]),
    )


def _same_rotation(efa: Efa, rotation: str) -> bool:
    """Return whether factor_analyzer has this rotation, and does it as it is defined.

    It weighs rows by Kaiser before an oblique rotation without taking them back rightly.
    """
    if rotation not in ROTATIONS:
        return False
    gamma = (efa.options.get("rotation_args") or {}).get("gamma", 0.0)
    return not efa.solution.oblique or (not gamma and efa.solution.normalize == "none")


def _compared(efa: Efa, theirs: _Theirs) -> tuple[ComparedQuantity, ...]:
    solution, r = efa.solution, efa.solution.correlations
    # Before rotation factors may be turned at will; theirs are brought to ours.
    turn = orthogonal_procrustes(theirs.unrotated, solution.unrotated)[0]
    rows = [
        _loading(f"before rotation: {name}, {k + 1}", ours, other)
        for name, own, others in zip(
            efa.names, solution.unrotated, theirs.unrotated @ turn, strict=True
        )
        for k, (ours, other) in enumerate(zip(own.tolist(), others.tolist(), strict=True))
    ]
    if theirs.rotated is not None:
        matched = _matched(theirs.rotated, solution.loadings)
        rows += [
            _loading(f"{factor} =~ {name}", ours, other)
            for name, own, others in zip(efa.names, solution.loadings, matched, strict=True)
            for factor, ours, other in zip(
                solution.factors, own.tolist(), others.tolist(), strict=True
            )
        ]
    rows.append(_statistic("KMO", sampling_adequacy(r).kmo, theirs.kmo))
    rows.append(
        _statistic("Bartlett's chi-square", bartlett_test(r, efa.n_obs)[0], theirs.bartlett)
    )
    return tuple(rows)


def _matched(theirs: Array, ours: Array) -> Array:
    """Return their factors in our order and with our signs."""
    products = theirs.T @ ours
    row, col = linear_sum_assignment(-np.abs(products))
    found = np.empty_like(ours)
    for i, j in zip(row.tolist(), col.tolist(), strict=True):
        found[:, j] = theirs[:, i] * math.copysign(1.0, products[i, j])
    return found


def _loading(name: str, ours: float, other: float) -> ComparedQuantity:
    return ComparedQuantity(
        name, ours, other, TOLERANCE, flagged=not abs(other - ours) <= TOLERANCE
    )


def _statistic(name: str, ours: float, other: float) -> ComparedQuantity:
    tolerance = OF_STATISTIC * max(abs(ours), 1.0)
    return ComparedQuantity(
        name, ours, other, tolerance, flagged=not abs(other - ours) <= tolerance
    )
