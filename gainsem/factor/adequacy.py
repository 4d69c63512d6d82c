"""Whether the answers are worth a factor analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.item_rest import item_rest_correlations
from gainsem.core.linalg import Array
from gainsem.core.multivariate_normality import henze_zirkler, mardia, whitened
from gainsem.core.sampling_adequacy import SamplingAdequacy, bartlett_test, sampling_adequacy
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError
from gainsem.factor.number import without_errors_in
from gainsem.factor.number_choices import NumberOptions
from gainsem.factor.provenance import provenance_of
from gainsem.factor.remarks import proper_correlations
from gainsem.results.adequacy import Adequacy
from gainsem.results.adequacy_parts import ItemAdequacy, NormalityTest
from gainsem.results.correlations import Correlations
from gainsem.survey.phrases import names_text

UNACCEPTABLE = 0.50
SMALL_DETERMINANT = 1e-5
SKEWED, PEAKED = 2.0, 7.0
"""West, Finch & Curran (1995), in Hoyle, Structural equation modeling, 56-75."""
FEWEST_ITEMS = 2
LARGE, LONELY, MOST_ALIKE = 0.90, 0.30, 0.80
FEW_CATEGORIES = 5
MOST_ROWS = 20_000
NAN = float("nan")


def adequacy_of(given: Correlations, options: NumberOptions) -> Adequacy:
    """Return measures and tests of some correlations, and what each item is like.

    Parameters
    ----------
    given : Correlations
    options : NumberOptions

    Raises
    ------
    OptionError
        E-ADQ-01 for a single item.
    """
    if len(given.names) < FEWEST_ITEMS:
        raise OptionError.of(
            "E-ADQ-01",
            "There is 1 item; adequacy is about correlations, which need two or more.",
            do="name more items",
        )
    r, said = proper_correlations(given.matrix, given.names)
    measures = sampling_adequacy(r)
    statistic, df, pvalue = bartlett_test(r, given.effective_n)
    determinant = float(np.exp(np.linalg.slogdet(given.matrix)[1]))
    if np.linalg.eigvalsh(given.matrix)[0] <= 0.0:
        determinant = float(np.linalg.det(given.matrix))
    normality, more = _normality(given)
    items = _items(given, r, measures)
    said = [*said, *more, *_remarks(given, measures, pvalue, determinant, items)]
    return Adequacy(
        names=given.names,
        kmo=measures.kmo,
        bartlett_chisq=statistic,
        bartlett_df=df,
        bartlett_pvalue=pvalue,
        determinant=determinant,
        normality=normality,
        items=items,
        correlations=given.matrix,
        anti_image=measures.anti_image,
        kind=given.kind,
        n_obs=given.n_obs,
        options={
            name: getattr(options, name) for name in ("items", "ordered", "missing", "weights")
        },
        diagnostics=(*without_errors_in(given.diagnostics), *said),
        sample=given.sample,
        provenance=provenance_of(given),
    )


def _normality(given: Correlations) -> tuple[tuple[NormalityTest, ...], list[Diagnostic]]:
    """Return the tests of complete answers, or why there are none."""
    if given.rows is None:
        return (), [_no_normality("a correlation matrix has no answers")]
    rows = given.rows[~np.isnan(given.rows).any(axis=1)]
    n, p = rows.shape
    if n <= p:
        return (), [_no_normality(f"{n} complete answers are too few for {p} items")]
    try:
        z = whitened(rows)
    except np.linalg.LinAlgError:
        return (), [_no_normality("items determine each other")]
    tests, said = list(_mardia(z)), []
    if n <= MOST_ROWS:
        statistic, pvalue = henze_zirkler(z)
        tests.append(NormalityTest("henze_zirkler", "Henze-Zirkler", NAN, statistic, NAN, pvalue))
    else:
        said.append(
            note(
                "I-ADQ-22",
                f"The test of Henze and Zirkler is left out: it compares all pairs of {n}"
                f" respondents (the limit is {MOST_ROWS}).",
                why="in samples of this size any test finds that answers are not exactly normal",
            )
        )
    return tuple(tests), said


def _mardia(z: Array) -> tuple[NormalityTest, ...]:
    found = mardia(z)
    skewness, kurtosis, df = found.skewness, found.kurtosis, found.skewness_df
    return (
        NormalityTest(
            "mardia_skewness",
            "Mardia's skewness",
            skewness,
            found.skewness_chisq,
            df,
            found.skewness_pvalue,
        ),
        NormalityTest(
            "mardia_skewness_small",
            "  corrected for small samples",
            skewness,
            found.small_chisq,
            df,
            found.small_pvalue,
        ),
        NormalityTest(
            "mardia_kurtosis",
            "Mardia's kurtosis",
            kurtosis,
            found.kurtosis_z,
            NAN,
            found.kurtosis_pvalue,
        ),
        NormalityTest(
            "mardia_kurtosis_small",
            "  with moments of small samples",
            kurtosis,
            found.small_z,
            NAN,
            found.small_kurtosis_pvalue,
        ),
    )


def _no_normality(why: str) -> Diagnostic:
    return note("I-ADQ-21", f"Multivariate normality was not tested: {why}.")


def _items(given: Correlations, r: Array, measures: SamplingAdequacy) -> tuple[ItemAdequacy, ...]:
    facts = {row["name"]: row for row in given.sample.descriptives}
    rest = _item_rest(given, r)
    size = np.abs(given.matrix - np.eye(len(r)))
    found = []
    for j, name in enumerate(given.names):
        row = facts.get(name, {})
        answers = None if given.rows is None else given.rows[:, j]
        categories, top = _answers_given(answers)
        other = int(np.argmax(size[j]))
        largest = float(given.matrix[j, other])
        item = ItemAdequacy(
            item=name,
            n=int(row.get("n", given.n_obs)),
            missing=int(row.get("missing", 0)),
            categories=categories,
            **_moments(row),
            top_share=top,
            item_rest=float(rest[j]),
            smc=float(measures.smc[j]),
            msa=float(measures.msa[j]),
            largest=largest,
            largest_with=given.names[other],
            remarks=_said_of(row, categories, top, (measures.msa[j], largest, rest[j]), given),
        )
        found.append(item)
    return tuple(found)


def _moments(row: Mapping[str, Any]) -> dict[str, float]:
    keys = {"mean": "mean", "sd": "sd", "minimum": "min", "maximum": "max"}
    keys |= {"skewness": "skewness", "kurtosis": "kurtosis"}
    return {ours: float(row.get(theirs, NAN)) for ours, theirs in keys.items()}


def _answers_given(answers: NDArray[np.float64] | None) -> tuple[int, float]:
    if answers is None:
        return 0, NAN
    _, counts = np.unique(answers[~np.isnan(answers)], return_counts=True)
    return len(counts), float(counts.max() / counts.sum())


def _said_of(
    row: Mapping[str, Any],
    categories: int,
    top: float,
    measured: tuple[float, float, float],
    given: Correlations,
) -> str:
    msa, largest, rest = measured
    skewed = abs(row.get("skewness", 0.0)) > SKEWED or abs(row.get("kurtosis", 0.0)) > PEAKED
    few = 0 < categories < FEW_CATEGORIES and not given.ordinal
    remarks = (
        ("low MSA", msa < UNACCEPTABLE),
        ("nearly a copy", abs(largest) > LARGE),
        ("no correlation reaches .3", abs(largest) < LONELY),
        ("runs against the rest", rest < -0.1),
        ("nearly everybody answers the same", top > MOST_ALIKE),
        ("far from normal", bool(skewed) and not given.ordinal),
        ("few categories: better ordinal", few),
    )
    return ", ".join(text for text, holds in remarks if holds)


def _item_rest(given: Correlations, r: Array) -> Array:
    """Return item-rest correlations within constructs, or within all items without any.

    Without constructs, items that load negatively on the first component are turned first.
    Where a codebook says what belongs together it has turned them already, and what still runs
    against the others shows as negative.
    """
    if given.rows is None:
        return np.full(len(r), NAN)
    rest = np.full(len(r), NAN)
    for block, known in _blocks(given):
        values = given.rows[:, block]
        if not known and len(block) > 1:
            first = np.linalg.eigh(r[np.ix_(block, block)])[1][:, -1]
            values = values * np.where(first * np.sign(first.sum() or 1.0) < 0.0, -1.0, 1.0)
        spread = np.nanstd(values, axis=0)
        rest[block] = item_rest_correlations((values - np.nanmean(values, axis=0)) / spread)
    return rest


def _blocks(given: Correlations) -> list[tuple[list[int], bool]]:
    """Return the positions of items that belong together, and whether a codebook says so."""
    constructs: dict[str, list[int]] = {}
    for j, item in enumerate(given.sample.items):
        constructs.setdefault(getattr(item, "construct", "") or "", []).append(j)
    if not given.sample.items:
        return [(list(range(len(given.names))), False)]
    return [(block, bool(name)) for name, block in constructs.items()]


def _remarks(
    given: Correlations,
    measures: SamplingAdequacy,
    pvalue: float,
    determinant: float,
    items: Sequence[ItemAdequacy],
) -> list[Diagnostic]:
    said = []
    if len(given.names) == FEWEST_ITEMS:
        said.append(note("I-ADQ-24", "KMO and MSA of two items are .50, whatever the answers."))
    if measures.kmo < UNACCEPTABLE:
        said.append(
            warning(
                "W-ADQ-11",
                f"KMO is {measures.kmo:.2f}, below {UNACCEPTABLE:.2f}: the items share too little"
                " for factors.",
                why="most of their correlations are between two items only",
                do="take out items with a low MSA, or add items that measure the same",
            )
        )
    low = [f"{each.item} ({each.msa:.2f})" for each in items if each.msa < UNACCEPTABLE]
    if low and measures.kmo >= UNACCEPTABLE:
        said.append(
            warning(
                "W-ADQ-12",
                f"The MSA of {names_text(low)} is below {UNACCEPTABLE:.2f}.",
                why="such an item correlates with single other items and not with a group of them",
                do="take out the item with the lowest MSA and look again",
            )
        )
    if pvalue >= 0.05:
        said.append(
            warning(
                "W-ADQ-13",
                f"Bartlett's test does not tell the correlations from none (p = {pvalue:.3f}).",
                why="items that are not correlated have no factors in common",
                do="use more respondents, or other items",
            )
        )
    if determinant < SMALL_DETERMINANT and len(given.names) <= 30:
        said.append(
            note(
                "I-ADQ-23",
                f"The determinant of the correlations is small ({determinant:.2g}).",
                why="some items are nearly determined by others; with many items that is usual",
                do="look at the largest correlations and at squared multiple correlations near 1",
            )
        )
    return said
