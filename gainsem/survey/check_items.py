"""Checks of items: constant, identical, dependent, scaled apart, worded the other way round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, warning
from gainsem.survey.phrases import names_text, number_text

IDENTICAL = 1 - 1e-10
NEARLY_IDENTICAL = 0.99
SINGULAR = 1e-10
INVOLVED = 1e-6
VARIANCES_APART = 1e4
CLEARLY_NEGATIVE = -0.1

Matrix = NDArray[np.float64]


def constant_items(complete: Matrix, names: Sequence[str]) -> list[Diagnostic]:
    """Return a refusal (E-DATA-22) for every item with one answer only."""
    same = (complete == complete[0]).all(axis=0)
    return [
        Diagnostic(
            "E-DATA-22",
            "error",
            f"{names[j]} is always {number_text(complete[0, j])} among the {len(complete)} "
            "respondents used.",
            why="an item that does not vary has no covariance with anything",
            do=f"take {names[j]} out of the model",
        )
        for j in np.flatnonzero(same).tolist()
    ]


def too_few(n: int, p: int, *, n_parameters: int | None = None) -> Diagnostic | None:
    """Return the refusal (E-DATA-27) of a sample no larger than the number of items."""
    if n > p:
        return None
    free = f", {n_parameters} parameters" if n_parameters is not None else ""
    return Diagnostic(
        "E-DATA-27",
        "error",
        f"There are too few respondents with complete answers: n={n}, p={p} items{free}.",
        why="with n <= p the sample covariance matrix is singular",
        do="use fewer items, or more respondents",
    )


def too_few_for_parameters(n: int, n_parameters: int | None) -> Diagnostic | None:
    """Return a warning (W-DATA-28) when there are fewer respondents than parameters."""
    if n_parameters is None or n >= n_parameters:
        return None
    return warning(
        "W-DATA-28",
        f"The model has more free parameters ({n_parameters}) than respondents (n={n}).",
        why="estimates, standard errors and tests are not trustworthy",
        do="use a smaller model, or more respondents",
    )


def dependent_items(correlations: Matrix, names: Sequence[str]) -> list[Diagnostic]:
    """Return refusals of identical items (E-DATA-24) and of dependent sets (E-DATA-25)."""
    if _clearly_independent(correlations):
        return []
    pairs = np.argwhere(np.tril(np.abs(correlations) > IDENTICAL, -1)).tolist()
    problems = [_identical(names[j], names[i], correlations[i, j]) for i, j in pairs]
    copies = {i for i, _ in pairs}
    kept = [i for i in range(len(names)) if i not in copies]
    for involved, rank in _dependent_sets(correlations[np.ix_(kept, kept)]):
        members = [names[kept[i]] for i in involved]
        problems.append(_dependent(members, rank, len(kept)))
    return problems


def _clearly_independent(correlations: Matrix) -> bool:
    """Return whether every item keeps a hundredth of its variance given the others.

    What an item keeps given all others is 1 / (R^-1)_jj, so that a set of items
    cannot determine one of its members.
    """
    try:
        precision = np.linalg.inv(correlations).diagonal()
    except np.linalg.LinAlgError:
        return False
    return bool(((precision > 0.0) & (precision < 100.0)).all())


def _dependent_sets(correlations: Matrix) -> list[tuple[list[int], int]]:
    """Return sets of columns that determine each other, each with the rank of all."""
    found: list[tuple[list[int], int]] = []
    roots, vectors = np.linalg.eigh(correlations)
    rank = int(np.count_nonzero(roots > SINGULAR * len(roots)))
    null = vectors[:, : len(roots) - rank]
    while null.shape[1]:
        one = _sparsest(null)
        involved = np.flatnonzero(np.abs(one) > INVOLVED)
        found.append((involved.tolist(), rank))
        left, sizes, _ = np.linalg.svd(null - np.outer(one, one @ null), full_matrices=False)
        null = left[:, sizes > 0.5]
    return found


def _sparsest(null: Matrix) -> NDArray[np.float64]:
    """Return a unit vector of a null space with as many zeros as elimination finds."""
    reduced = np.array(null)
    for column in range(reduced.shape[1] - 1):
        row = int(np.argmax(np.abs(reduced[:, column])))
        others = np.delete(np.arange(reduced.shape[1]), column)
        factor = reduced[row, others] / reduced[row, column]
        reduced[:, others] -= np.outer(reduced[:, column], factor)
    last = reduced[:, -1]
    return np.asarray(last / np.linalg.norm(last))


def _identical(a: str, b: str, r: float) -> Diagnostic:
    mirrored = "" if r > 0 else ", one of them turned round"
    return Diagnostic(
        "E-DATA-24",
        "error",
        f"{a} and {b} are identical{mirrored} (r={r:.0f}).",
        why="two copies of an item leave its residual variance undetermined",
        do=f"take {a} or {b} out of the model, or check whether a column was pasted twice",
    )


def _dependent(members: list[str], rank: int, p: int) -> Diagnostic:
    return Diagnostic(
        "E-DATA-25",
        "error",
        f"The items are linearly dependent (rank {rank} of {p}): {names_text(members)}.",
        why="one of them is a sum or difference of the others, so it adds no information",
        do="take one of them out of the model; a total score does not belong beside its items",
    )


def near_copies(correlations: Matrix, names: Sequence[str]) -> list[Diagnostic]:
    """Return a warning (W-DATA-26) for every pair of items with |r| > .99."""
    near = np.abs(correlations) > NEARLY_IDENTICAL
    if np.count_nonzero(near) <= len(names):
        return []
    close = np.argwhere(np.tril(near, -1)).tolist()
    return [
        warning(
            "W-DATA-26",
            f"{names[j]} and {names[i]} are nearly identical (r={correlations[i, j]:.4f}).",
            why="negative residual variances and unstable estimates are likely",
            do="ask whether both items are needed",
        )
        for i, j in close
    ]


def apart_scales(complete: Matrix, names: Sequence[str]) -> Diagnostic | None:
    """Return a warning (W-DATA-30) when variances lie more than 10,000 times apart."""
    variances = complete.var(axis=0)
    high, low = int(np.argmax(variances)), int(np.argmin(variances))
    ratio = variances[high] / variances[low]
    if ratio <= VARIANCES_APART:
        return None
    return warning(
        "W-DATA-30",
        f"The scales of the items lie far apart: the variance of {names[high]} is "
        f"{ratio:.2g} times that of {names[low]}.",
        why="items are rescaled inside; the estimates are right but hard to read side by side",
        do=f"divide {names[high]} by a round number such as {10 ** round(np.log10(ratio) / 2):,}",
    )


def turned_items(
    correlations: Matrix,
    names: Sequence[str],
    constructs: Mapping[str, Sequence[str]],
    *,
    n: int,
) -> list[Diagnostic]:
    """Return a warning (W-DATA-31) a construct for items that run against the others.

    The signs of the first principal component part the items in two camps; the
    smaller camp is named where its items correlate clearly negatively with the rest
    (below -.1 and twice the standard error of a zero correlation).
    """
    place = {name: i for i, name in enumerate(names)}
    found = []
    for construct, members in constructs.items():
        index = [place[name] for name in members if name in place]
        if len(index) < 2:
            continue
        turned = _against_the_rest(correlations[index][:, index], n)
        if turned:
            found.append(_turned(construct, [(names[index[i]], r) for i, r in turned]))
    return found


def _against_the_rest(correlations: Matrix, n: int) -> list[tuple[int, float]]:
    if (correlations >= 0.0).all():
        return []
    first = np.linalg.eigh(correlations)[1][:, -1]
    positive = first >= 0
    majority = positive.sum() * 2 > len(first) or (
        positive.sum() * 2 == len(first) and bool(positive[0])
    )
    sign = np.where(positive == majority, 1.0, -1.0)
    limit = min(CLEARLY_NEGATIVE, -2 / np.sqrt(n))
    turned = []
    for i in np.flatnonzero(sign < 0).tolist():
        weights = np.where(np.arange(len(sign)) == i, 0.0, sign)
        spread = np.sqrt(weights @ correlations @ weights)
        r = float(correlations[i] @ weights / spread)
        if r < limit:
            turned.append((i, r))
    return turned


def _turned(construct: str, items: list[tuple[str, float]]) -> Diagnostic:
    listed = names_text(f"{name} (r={r:.2f})" for name, r in items)
    verb = "correlates" if len(items) == 1 else "correlate"
    return warning(
        "W-DATA-31",
        f"{listed} {verb} negatively with the other items of {construct}.",
        why="items worded the other way round change the sign of loadings and lower reliability",
        do="set  reverse: true  for them in the codebook, if that is how they are worded",
    )
