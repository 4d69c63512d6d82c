"""The ways to extract factors: adding one is adding a row here and a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gainsem.core.factor_extraction import (
    Extraction,
    extract_ml,
    extract_uls,
)
from gainsem.core.linalg import Array
from gainsem.core.principal_factors import alpha_factors, image_factors, principal_axes
from gainsem.core.weighted_factors import extract_weighted
from gainsem.errors import OptionError
from gainsem.results.correlations import Correlations


@dataclass(frozen=True, slots=True)
class Method:
    """One way to extract factors.

    Parameters
    ----------
    title : str
        As the summary writes it.
    weight : {"likelihood", "identity", "diagonal", ""}
        How its discrepancy weighs residual correlations; empty where it has none.
    ordinal, continuous : bool
        What items it is for.
    test : {"standard", "mean", "scaled.shifted", ""}
        Correction of its statistic; empty where there is no test.
    robust : bool
        Whether continuous answers are not taken to be normal.
    """

    title: str
    weight: str
    ordinal: bool = True
    continuous: bool = True
    test: str = ""
    robust: bool = False


METHODS: dict[str, Method] = {
    "ML": Method("Maximum likelihood", "likelihood", test="standard"),
    "MLR": Method(
        "Maximum likelihood, robust", "likelihood", ordinal=False, test="mean", robust=True
    ),
    "ULS": Method("Unweighted least squares (minres)", "identity", test="scaled.shifted"),
    "WLSMV": Method(
        "Diagonally weighted least squares, mean- and variance-adjusted",
        "diagonal",
        continuous=False,
        test="scaled.shifted",
    ),
    "PAF": Method("Principal axis factoring", "identity", test="scaled.shifted"),
    "alpha": Method("Alpha factoring", ""),
    "image": Method("Image factoring", ""),
}


def choose_method(name: str | None, given: Correlations) -> tuple[str, Method]:
    """Return the method asked for, or the default one: WLSMV for ordinal items, else ML.

    Raises
    ------
    OptionError
        E-OPT-02 for a method that is not for these items.
    """
    chosen = name or ("WLSMV" if given.ordinal else "ML")
    method = METHODS[chosen]
    if given.ordinal and not method.ordinal:
        raise OptionError.of(
            "E-OPT-02",
            f"estimator={chosen} takes items as continuous, and some are treated as ordinal.",
            do="use estimator=WLSMV, or say  ordered=none",
        )
    if not given.ordinal and not method.continuous:
        raise OptionError.of(
            "E-OPT-02",
            f"estimator={chosen} is for ordinal items, and no item is treated as ordinal.",
            do="say  ordered=all  (or name the items), or use estimator=ML",
        )
    return chosen, method


def extract(r: Array, n_factors: int, name: str, given: Correlations) -> Extraction:
    """Return the unrotated factors of a (smoothed) correlation matrix."""
    weight = METHODS[name].weight
    if weight == "likelihood":
        return _from_two_starts(extract_ml, r, n_factors)
    if name == "PAF":
        return principal_axes(r, n_factors)
    if name == "alpha":
        return alpha_factors(r, n_factors)
    if name == "image":
        return image_factors(r, n_factors)
    found = _from_two_starts(extract_uls, r, n_factors)
    if weight != "diagonal" or given.statistics is None:
        return found
    order = given.statistics.order
    return extract_weighted(r, pair_weights(given), order.pairs, found.loadings)


def pair_weights(given: Correlations) -> Array:
    """Return one over n times the asymptotic variance of every correlation, shape (P,)."""
    assert given.statistics is not None
    return np.asarray(1.0 / correlation_variances(given))


def correlation_variances(given: Correlations) -> Array:
    """Return n times the asymptotic variances of correlations of ordinal items, shape (P,).

    With continuous items among them, the covariances' variances are brought to the scale of
    correlations.
    """
    statistics = given.statistics
    assert statistics is not None
    row, col = statistics.order.pairs
    variances = statistics.variances[statistics.order.first_pair :]
    return np.asarray(variances / (given.deviation[row] * given.deviation[col]) ** 2)


def _from_two_starts(way: Callable[..., Extraction], r: Array, n_factors: int) -> Extraction:
    """Return the better solution where the first has a Heywood case or did not converge."""
    found = way(r, n_factors)
    if found.converged and not found.at_bound.any():
        return found
    other = way(r, n_factors, start=np.full(len(r), 0.5))
    better = other.converged and (not found.converged or other.value < found.value)
    return other if better else found
