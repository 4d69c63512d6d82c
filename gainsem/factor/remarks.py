"""What is to be said about a factor solution before and after it is found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.correlation_smoothing import LEAST_EIGENVALUE, smallest_eigenvalue, smoothed
from gainsem.core.factor_extraction import LOWEST_UNIQUENESS, Extraction
from gainsem.core.factor_rotation import Rotation
from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError
from gainsem.factor.measures import most_factors
from gainsem.factor.rotations import Plan
from gainsem.survey.check_items import dependent_items, too_few_for_parameters
from gainsem.survey.phrases import names_text

CLEAR_LOADING = 0.3
FEWEST_ITEMS = 3


def refuse_too_many(n_factors: int, p: int) -> None:
    """Raise when there are more factors than items allow (E-EFA-03)."""
    most = most_factors(p)
    if n_factors > most:
        allowed = f"at most {most} factor{'' if most == 1 else 's'}" if most else "no factors"
        raise OptionError.of(
            "E-EFA-03",
            f"n_factors={n_factors} is too many: {p} items allow {allowed}.",
            why="there would be more loadings than correlations (fewer than 0 degrees of freedom)",
            do=f"give n_factors={most} or less"
            if most
            else "three items are needed for one factor",
        )


def proper_correlations(r: Array, names: Sequence[str]) -> tuple[Array, list[Diagnostic]]:
    """Return a positive definite correlation matrix, and a warning where it was made one."""
    least = smallest_eigenvalue(r)
    if least > LEAST_EIGENVALUE:
        return r, []
    better = smoothed(r)
    moved = float(np.abs(better - r).max())
    sets = "; ".join(each.message.rstrip(".") for each in dependent_items(r, names))
    state = "not positive definite" if least < -LEAST_EIGENVALUE else "singular"
    said = warning(
        "W-EFA-11",
        f"The correlation matrix is {state} (smallest eigenvalue {least:.2g}); it was smoothed:"
        f" eigenvalues were lifted, and correlations moved by at most {moved:.3f}.",
        where=sets,
        why="tests and standard errors of a smoothed matrix are rough",
        do="take out items that repeat others, or collect more answers",
    )
    return better, [said]


def on_extraction(
    found: Extraction, names: Sequence[str], *, n: int, n_params: int
) -> list[Diagnostic]:
    """Return warnings on a search without a minimum, Heywood cases and small samples."""
    said: list[Diagnostic | None] = [too_few_for_parameters(n, n_params)]
    if not found.converged:
        said.append(
            warning(
                "W-EFA-13",
                f"The extraction has not converged after {found.iterations} steps.",
                why="loadings and tests are not those of a minimum",
                do="extract fewer factors, or use estimator=ULS",
            )
        )
    if found.at_bound.any():
        cases = [
            f"{names[j]} ({found.uniquenesses[j]:.3f})"
            for j in np.flatnonzero(found.at_bound).tolist()
        ]
        bound = f"at its lower bound of {LOWEST_UNIQUENESS}, or below 0"
        said.append(
            warning(
                "W-EFA-12",
                f"Heywood case: the uniqueness of {names_text(cases)} is {bound}.",
                why="the factors would explain all of an item, measurement error included; often"
                " there are too many factors, or two items say nearly the same",
                do="extract fewer factors, or look at the items it correlates with",
            )
        )
    return [each for each in said if each is not None]


def on_rotation(rotation: Rotation, plan: Plan, asked: str) -> list[Diagnostic]:
    """Return what is to be said about the search for a rotation."""
    if plan.name == "none":
        if asked == "none" or rotation.loadings.shape[1] > 1:
            return []
        return [note("I-EFA-22", f"There is one factor: rotation={asked} does nothing.")]
    said: list[Diagnostic] = []
    if not rotation.converged:
        said.append(
            warning(
                "W-EFA-14",
                f"The rotation has not converged: none of {rotation.starts} starts reached a"
                " minimum.",
                why="the loadings are not those the criterion asks for",
                do="raise max_iterations, or use another rotation",
            )
        )
    elif rotation.failed:
        said.append(
            note(
                "I-EFA-27",
                f"{rotation.failed} of {rotation.starts} starts of the rotation reached no"
                " minimum; the best of the others is shown.",
            )
        )
    if len(rotation.minima) > 1:
        said.append(_on_minima(rotation))
    return said


def _on_minima(rotation: Rotation) -> Diagnostic:
    best, second = rotation.minima[:2]
    others = len(rotation.minima) - 1
    text = (
        f"The rotation has {others} other local minim{'um' if others == 1 else 'a'}:"
        f" {best.starts} of {rotation.starts} starts reached the best (criterion"
        f" {best.value:.6g}), {second.starts} the next ({second.value:.6g}; lowest congruence of"
        f" a factor with the best {second.congruence:.2f})."
    )
    if best.starts == 1 and rotation.starts >= 10:
        return warning(
            "W-EFA-15",
            text,
            why="a minimum that one start has found need not be the lowest there is",
            do="raise random_starts",
        )
    return note("I-EFA-28", text, do="look at .minima; a solution should make sense as well")


def on_factors(
    loadings: Array, factors: Sequence[str], names: Sequence[str], *, held: int
) -> list[Diagnostic]:
    """Return a note on factors that fewer than three items load on clearly."""
    main = np.abs(loadings) >= CLEAR_LOADING
    weak = []
    for j in range(held, loadings.shape[1]):
        items = [names[i] for i in np.flatnonzero(main[:, j]).tolist()]
        if len(items) < FEWEST_ITEMS:
            weak.append(f"{factors[j]} ({names_text(items) or 'none'})")
    if not weak:
        return []
    return [
        note(
            "I-EFA-21",
            f"Fewer than {FEWEST_ITEMS} items load {CLEAR_LOADING} or more on {names_text(weak)}.",
            why="a factor of one or two items seldom comes again in other data",
            do="extract fewer factors, or write more items for it",
        )
    ]


def without_errors(reason: str) -> Diagnostic:
    """Return the note that there are no standard errors."""
    return note("I-EFA-24", f"There are no standard errors: {reason}.")


def lost_samples(lost: int, draws: int) -> Diagnostic:
    """Return what became of bootstrap samples without a solution."""
    message = f"{lost} of {draws} bootstrap samples have no solution and were left out."
    if 10 * lost <= draws:
        return note("I-EFA-32", message)
    return warning(
        "W-EFA-32",
        message,
        why="errors describe the samples that have one, and are too small",
        do="extract fewer factors, or use another estimator",
    )
