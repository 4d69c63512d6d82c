"""The target of a rotation, however it was written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.errors import OptionError, did_you_mean

UNSPECIFIED = ("", "na", "nan", "?", "-9", "none", "null")


def target_of(given: Any, names: Sequence[str], n_factors: int) -> NDArray[np.float64]:
    """Return a target as numbers; NaN where it says nothing.

    Parameters
    ----------
    given : DataFrame, array, nested sequence, or mapping of factor to items
        A matrix has one row an item (a data frame may name them in any order) and one
        column a factor.  A mapping, ``{"F1": ["q1", "q2"], ...}``, asks for zeros
        everywhere else and leaves the named loadings free.
    names : sequence of str
    n_factors : int

    Returns
    -------
    ndarray, shape (p, m)

    Raises
    ------
    OptionError
        E-EFA-04 when there is none, when its shape is wrong, when it says nothing, or for
        items that are not there.
    """
    if given is None:
        raise _refusal(
            "a target rotation needs a target.",
            'rotation_args={"target": {"F1": ["q1", "q2"], "F2": ["q3", "q4"]}}',
        )
    if isinstance(given, Mapping):
        return _of_mapping(given, names, n_factors)
    if hasattr(given, "reindex") and hasattr(given, "index"):
        return _checked(_of_frame(given, names), names, n_factors)
    try:
        target = np.array(
            [[_number(cell) for cell in row] for row in np.asarray(given, dtype=object)],
            dtype=np.float64,
        )
    except (TypeError, ValueError):
        raise _refusal(
            "the target cannot be read as a matrix of numbers.",
            "give one row an item and one column a factor, NaN where it says nothing",
        ) from None
    return _checked(target, names, n_factors)


def _number(cell: object) -> float:
    if cell is None or (isinstance(cell, str) and cell.strip().lower() in UNSPECIFIED):
        return float("nan")
    return float(cell)  # type: ignore[arg-type]


def _checked(
    target: NDArray[np.float64], names: Sequence[str], n_factors: int
) -> NDArray[np.float64]:
    wanted = (len(names), n_factors)
    if target.shape != wanted:
        shape = " x ".join(map(str, target.shape))
        raise _refusal(
            f"the target is {shape}; it must be {wanted[0]} x {wanted[1]} (items x factors).",
            "one row an item, one column a factor",
        )
    if np.isnan(target).all() or np.isinf(target).any():
        raise _refusal("the target says nothing, or holds infinite numbers.", "specify some zeros")
    return target


def _of_frame(frame: Any, names: Sequence[str]) -> NDArray[np.float64]:
    own = [str(name) for name in frame.index]
    if set(own) == set(names):
        frame = frame.set_axis(own).reindex(list(names))
    elif not all(name.isdigit() for name in own):
        unknown = next((name for name in own if name not in names), own[0])
        raise _refusal(
            f"the target names '{unknown}', which is not among the items."
            f"{did_you_mean(unknown, names)}",
            "its rows must be named as the items are",
        )
    return np.asarray(frame.to_numpy(dtype=np.float64))


def _of_mapping(
    given: Mapping[str, Any], names: Sequence[str], n_factors: int
) -> NDArray[np.float64]:
    target = np.zeros((len(names), n_factors))
    if len(given) not in (n_factors, n_factors - 1):
        raise _refusal(
            f"the target names {len(given)} factors, and n_factors is {n_factors}.",
            "name the items of every factor",
        )
    first = n_factors - len(given)  # a general factor that was not named stays free
    target[:, :first] = np.nan
    for column, (factor, items) in enumerate(given.items(), start=first):
        for item in [items] if isinstance(items, str) else items:
            if item not in names:
                raise _refusal(
                    f"the target names '{item}' for {factor}, which is not among the items."
                    f"{did_you_mean(str(item), names)}",
                    "name items of the analysis",
                )
            target[list(names).index(item), column] = np.nan
    return target


def _refusal(what: str, do: str) -> OptionError:
    return OptionError.of("E-EFA-04", what[0].upper() + what[1:], do=do)
