"""Score tests of what groups are held equal in: what letting go of each would gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gainsem.core.linalg import Array
from gainsem.model.parameter_table import Parameter
from gainsem.results.discrepancies import stacked_scores
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.joint import refuse_unfinished, tangent_basis
from gainsem.results.release_tests import Freed, ReleaseTest, constraint_directions

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Held:
    """One parameter that is the same in several groups (or twice in one).

    Parameters
    ----------
    row : Parameter
        The later one: what would be let go.
    number : int
        Among the parameters of all groups, each group's by itself.
    """

    row: Parameter
    number: int

    @property
    def name(self) -> str:
        """The parameter as in the covariances of the estimates."""
        return self.row.name_in_groups


def grouped_release_tests(
    fit: GroupedFit, *, families: Sequence[str] = ()
) -> tuple[ReleaseTest, ...]:
    """Return score tests of what is held equal: all together, then each by itself.

    The model that lets go has the parameters of every group apart (Sorbom 1989,
    doi:10.1007/BF02294623; as in :func:`gainsem.results.release_tests.release_tests`).

    Parameters
    ----------
    fit : GroupedFit
    families : sequence of str, optional
        Only parameters of these families of ``group_equal`` (default: all, and ``==`` lines).
    """
    refuse_unfinished(fit, "score tests")
    freed, copies = freed_groups(fit)
    tests = []
    for held in held_parameters(fit):
        if families and _family(fit, held) not in families:
            continue
        direction = np.zeros((len(copies), 1))
        direction[held.number] = 1.0
        tests.append(freed.test(held.name, direction))
    tests += [] if families else list(_of_constraints(fit, freed, copies))
    if not tests:
        return ()
    return (freed.test("all", np.eye(len(copies))), *tests)


def grouped_release_frame(fit: GroupedFit) -> DataFrame:
    """Return the tests as a data frame."""
    from gainsem.results.release_tests import release_frame

    return release_frame(grouped_release_tests(fit))


def freed_groups(fit: GroupedFit) -> tuple[Freed, Array]:
    """Return the model with every group's parameters apart, at the estimates.

    With the matrix (Q, q) that says which parameter of the fit each of them copies.
    """
    at = [number for part in fit.parts for number in part.at]
    copies = np.eye(fit.table.n_free)[at]
    given = [(view, view.table, view.solution.params) for view in fit.by_group.values()]
    return Freed(*stacked_scores(given), copies @ tangent_basis(fit)), copies


def held_parameters(fit: GroupedFit) -> tuple[Held, ...]:
    """Return what shares a parameter with something before it; not what a rotation mixes."""
    seen: set[int] = set()
    found, start = [], 0
    for part in fit.parts:
        own: set[int] = set()
        turning = {name for block in part.table.blocks for name in block.factors}
        for row in part.table.rows:
            if not row.is_free or row.free in own:
                continue
            own.add(row.free)
            joint = part.at[row.free]
            # What is said of one factor of a block holds of all; one alone cannot be let go.
            turns = {row.lhs, row.rhs} & turning
            if joint in seen and not turns:
                found.append(Held(row, start + row.free))
            seen.add(joint)
        start += len(part.at)
    return tuple(found)


def _family(fit: GroupedFit, held: Held) -> str:
    from gainsem.model.groups.equality import family_of

    return family_of(held.row, fit.parts[held.row.group - 1].table)


def _of_constraints(fit: GroupedFit, freed: Freed, copies: Array) -> Iterator[ReleaseTest]:
    """Yield the tests of single equality constraints, all others kept."""
    basis = tangent_basis(fit)
    for text, direction, reach in constraint_directions(fit.table, fit.solution.params, basis):
        yield freed.test(text, (copies @ direction)[:, None], reach)
