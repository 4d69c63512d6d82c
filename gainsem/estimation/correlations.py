"""Correlations of items: Pearson, polychoric, pair by pair, or from incomplete answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.correlation_weight import correlation_influence
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError, ResponseError
from gainsem.estimation.categorical_sample import category_record
from gainsem.estimation.factor_items import factor_items, ordinal_of
from gainsem.estimation.ordinal_answers import ordinal_answers
from gainsem.estimation.response_statistics import response_statistics
from gainsem.estimation.sample import refuse_repeated
from gainsem.options import Options
from gainsem.results.correlations import Correlations, Kind
from gainsem.results.fitted import SampleFacts
from gainsem.survey.check_items import (
    apart_scales,
    constant_items,
    near_copies,
    too_few,
)
from gainsem.survey.checks import check_answers
from gainsem.survey.columns import require_columns
from gainsem.survey.descriptives import describe
from gainsem.survey.moments import Moments, all_missing, listwise
from gainsem.survey.responses import Item, Responses
from gainsem.survey.weights import sampling_weights

Array = NDArray[np.float64]


def correlations_of(
    data: Responses | Moments,
    items: Sequence[str] | None,
    *,
    estimator: str | None,
    missing: str | None,
    options: Options,
) -> Correlations:
    """Return the correlations of items, with what is remarkable about the answers.

    Parameters
    ----------
    data : Responses or Moments
    items : sequence of str, optional
        See :func:`gainsem.estimation.factor_items.factor_items`.
    estimator : str, optional
        Decides whether ordinal items are treated as continuous.
    missing : {"listwise", "pairwise", "fiml"}, optional
    options : Options
        ``ordered``, ``weights``, ``zero_add``, ``collapse``, ``force``.

    Raises
    ------
    OptionError, UnknownVariableError
        For options that do not go together, and names the data do not have.
    ResponseError
        For answers without correlations; each problem names its column.
    """
    names, said = factor_items(data, items)
    ordinal, more = ordinal_of(data, names, options.ordered, estimator)
    said = [*said, *more]
    if isinstance(data, Moments):
        return _given(data, names, said)
    if ordinal:
        _refuse(missing == "fiml", "missing=fiml", "is for continuous items", "missing=pairwise")
        return _polychoric(data, names, ordinal, options, said)
    if options.weights is not None and missing in ("fiml", "pairwise"):
        why = f"does not go with missing={missing} where items are continuous"
        _refuse(True, f"weights={options.weights}", why, "missing=listwise")
    needed = require_columns(data, names)
    refuse_repeated(data, needed)
    empty = np.isnan(needed.values).all(axis=0)
    if empty.any():
        raise ResponseError(*(all_missing(names[j]) for j in np.flatnonzero(empty).tolist()))
    return _continuous(data, needed, missing or "listwise", said, options.weights)


def _given(data: Moments, names: Sequence[str], said: list[Diagnostic]) -> Correlations:
    at = [data.names.index(name) for name in names]
    cov = data.cov[np.ix_(at, at)]
    deviation = np.sqrt(np.diag(cov))
    facts = SampleFacts(data.n_obs, data.n_obs, items=tuple(Item(name) for name in names))
    return Correlations(
        names=tuple(names),
        matrix=_exact(cov, deviation),
        kind="pearson",
        n_obs=data.n_obs,
        sample=facts,
        mean=np.full(len(names), np.nan) if data.mean is None else data.mean[at],
        deviation=deviation,
        diagnostics=(*data.diagnostics, *said),
        source="covariance matrix",
    )


def _polychoric(
    data: Responses,
    names: Sequence[str],
    ordinal: Sequence[str],
    options: Options,
    said: list[Diagnostic],
) -> Correlations:
    given = ordinal_answers(data, names, ordinal, (), options)
    found = response_statistics(given, names, constructs={}, options=options)
    statistics = found.statistics
    deviation = np.sqrt(np.diag(statistics.cov))
    measures = ["ordinal" if name in ordinal else "continuous" for name in names]
    items = [replace(i, measure=m) for i, m in zip(given.needed.items, measures, strict=True)]
    return Correlations(
        names=tuple(names),
        matrix=_exact(statistics.cov, deviation),
        kind="polychoric",
        n_obs=statistics.n_obs,
        sample=replace(
            _facts(data, given.needed, given.used, items),
            categories=tuple(category_record(each) for each in given.categorised.items),
        ),
        mean=statistics.mean,
        deviation=deviation,
        thresholds=statistics.thresholds,
        statistics=statistics,
        rows=given.columns(names),
        weights=found.weights,
        diagnostics=(
            *data.diagnostics,
            *said,
            *given.diagnostics,
            *given.categorised.diagnostics,
            *found.diagnostics,
        ),
        source=data.source,
        sha256=data.sha256,
    )


def _continuous(
    data: Responses,
    needed: Responses,
    missing: str,
    said: list[Diagnostic],
    weights: str | None = None,
) -> Correlations:
    names, values = needed.names, needed.values
    lines = needed.lines if len(needed.lines) else np.arange(2, len(values) + 2)
    used: NDArray[np.bool_] = np.logical_not(np.isnan(values).all(axis=1))
    complete = not np.isnan(values[used]).any()
    kind: Kind = "pearson"
    if missing == "listwise" or complete:
        kept = listwise(values, names)
        used = kept.used
        said += kept.diagnostics
    else:
        kind = "fiml" if missing == "fiml" else "pairwise"
    rows = values[used]
    _refuse_unfit(rows, names, kind)
    own = None
    if weights is None:
        n_obs, mean, cov, gamma, more = _moments(rows, names, kind)
    else:
        weighted = sampling_weights(data, weights, used)
        own, more = weighted.values, list(weighted.diagnostics)
        n_obs, mean, cov, gamma = _by_weights(rows, own)
    deviation = np.sqrt(np.diag(cov))
    matrix = _exact(cov, deviation)
    said += [
        *check_answers(values, needed.items, lines=lines),
        *near_copies(matrix, names),
        *([each] if (each := apart_scales(_filled(rows), names)) else []),
        *more,
    ]
    return Correlations(
        names=tuple(names),
        matrix=matrix,
        kind=kind,
        n_obs=n_obs,
        sample=_facts(data, needed, used, needed.items),
        mean=mean,
        deviation=deviation,
        gamma=gamma,
        answers=rows if kind == "pearson" and own is None else None,
        rows=rows,
        weights=own,
        diagnostics=(*data.diagnostics, *said),
        source=data.source,
        sha256=data.sha256,
    )


def _moments(
    rows: Array, names: Sequence[str], kind: Kind
) -> tuple[int, Array, Array, Array | None, list[Diagnostic]]:
    """Return n, means, covariances, Gamma of the correlations, remarks."""
    if kind == "pearson":
        mean = rows.mean(axis=0)
        apart = rows - mean
        return len(rows), mean, apart.T @ apart / len(rows), None, []
    if kind == "fiml":
        return _by_em(rows)
    present = ~np.isnan(rows)
    pairs = np.tril_indices(rows.shape[1], -1)
    together = (present.T.astype(float) @ present)[pairs]
    if (together < 3).any():
        k = int(np.argmin(together))
        i, j = int(pairs[0][k]), int(pairs[1][k])
        raise ResponseError.of(
            "E-DATA-32",
            f"{names[j]} and {names[i]} were answered together by {int(together[k])} respondents.",
            why="a correlation needs respondents who answered both items",
            do="take one of the items out",
        )
    cov = _pairwise(rows)
    n_obs = round(len(together) / float((1.0 / together).sum()))
    said = note(
        "I-EFA-25",
        f"Correlations come from {int(together.min())} to {int(together.max())} respondents, pair"
        f" by pair; standard errors and tests go by their harmonic mean, {n_obs}, and are rough.",
        do="missing=fiml  uses all answers with proper standard errors",
    )
    return n_obs, np.nanmean(rows, axis=0), cov, None, [said]


def _by_weights(rows: Array, weights: Array) -> tuple[int, Array, Array, Array]:
    """Return n, weighted means and covariances, and Gamma of the weighted correlations.

    Gamma is ``sum w_i^2 psi_i psi_i' / n`` of the influence functions: weights of sampling,
    not of precision (Binder 1983, doi:10.2307/1402588).
    """
    n = len(rows)
    mean = weights @ rows / n
    apart = rows - mean
    cov = (apart * weights[:, None]).T @ apart / n
    deviation = np.sqrt(np.diag(cov))
    col, row = np.triu_indices(rows.shape[1], 1)
    influence = correlation_influence(apart / deviation, _exact(cov, deviation), (row, col))
    influence *= weights
    return n, mean, cov, influence @ influence.T / n


def _by_em(rows: Array) -> tuple[int, Array, Array, Array | None, list[Diagnostic]]:
    from gainsem.core.em_moments import correlation_gamma, covariance_gamma, em_moments

    found = em_moments(rows)
    pairs = np.triu_indices(rows.shape[1], 1)
    missing = int(np.isnan(rows).sum())
    said = [
        note(
            "I-EFA-26",
            f"{missing} answers are missing; means and covariances of all {found.n} respondents"
            f" were estimated by maximum likelihood ({len(found.patterns)} patterns of answers).",
        )
    ]
    try:
        gamma = correlation_gamma(found.cov, covariance_gamma(found), (pairs[1], pairs[0]))
    except np.linalg.LinAlgError:
        gamma = None
    if not found.converged or gamma is None:
        said.append(
            warning(
                "W-EFA-17",
                "The covariances of incomplete answers were not determined well: the EM algorithm"
                f" stopped after {found.iterations} steps.",
                why="too many answers are missing for some pairs of items",
                do="take items with very few answers out",
            )
        )
    return found.n, found.mean, found.cov, gamma, said


def _pairwise(rows: Array) -> Array:
    """Return variances of all answers, and covariances that go with pairwise correlations."""
    present = ~np.isnan(rows)
    filled, seen = np.where(present, rows, 0.0), present.astype(np.float64)
    n = seen.T @ seen
    sums, squares = filled.T @ seen, (filled**2).T @ seen
    spread = squares / n - (sums / n) ** 2
    products = filled.T @ filled / n - (sums / n) * (sums / n).T
    deviation = np.nanstd(rows, axis=0)
    result: Array = products / np.sqrt(spread * spread.T) * np.outer(deviation, deviation)
    return result


def _refuse_unfit(rows: Array, names: Sequence[str], kind: Kind) -> None:
    """Refuse items that do not vary, and samples no larger than the number of items."""
    filled = rows if kind == "pearson" else _filled(rows)
    few = too_few(*rows.shape)
    problems = [
        *(constant_items(filled, names) if len(rows) > 1 else []),
        *([few] if few else []),
    ]
    if problems:
        raise ResponseError(*problems)


def _filled(rows: Array) -> Array:
    """Return the answers with the first answer to an item in the place of missing ones."""
    absent = np.isnan(rows)
    if not absent.any():
        return rows
    first = rows[np.argmax(~absent, axis=0), np.arange(rows.shape[1])]
    return np.asarray(np.where(absent, first, rows))


def _facts(
    data: Responses, needed: Responses, used: NDArray[np.bool_], items: Sequence[Item]
) -> SampleFacts:
    return SampleFacts(
        n_read=len(data.values),
        n_used=int(used.sum()),
        items=tuple(items),
        constructs=data.constructs,
        descriptives=describe(needed.values, needed.names, used=used),
        recodes=tuple(asdict(each) for each in data.recodes),
        title=data.title,
        citation=data.citation,
    )


def _exact(cov: Array, deviation: Array) -> Array:
    """Return correlations with an exact diagonal."""
    matrix = cov / np.outer(deviation, deviation)
    matrix = 0.5 * (matrix + matrix.T)
    np.fill_diagonal(matrix, 1.0)
    return np.asarray(matrix)


def _refuse(given: bool, what: str, why: str, instead: str) -> None:
    if given:
        raise OptionError.of("E-OPT-02", f"{what} {why}.", do=f"leave it out, or say  {instead}")
