"""Which version of a measure of fit a paper reports: robust, scaled or plain.

A fit of ordinal items has its chi-square twice, plain and corrected, and its indices up
to three times.  The test to report is the corrected one; the indices to report are the
robust ones (Savalei 2021, doi:10.1080/00273171.2020.1717922) where they exist, else the
scaled ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

Version = Literal["", "scaled", "robust"]
Measures = Mapping[str, float]

TEST = ("chisq", "df", "pvalue")
INDICES = (
    *("cfi", "tli", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper"),
    *("rmsea_pvalue", "rmsea_notclose_pvalue"),
)
OF_CHI_SQUARE = INDICES[3:]


def measure_key(name: str, version: Version) -> str:
    """Return the key of a version of a measure.

    Examples
    --------
    >>> measure_key("cfi", "robust"), measure_key("cfi", "")
    ('cfi_robust', 'cfi')
    """
    return f"{name}_{version}" if version else name


def test_version(measures: Measures) -> Version:
    """Return which test of the model to report; nothing is corrected where df is 0."""
    corrected = measures.get("df", 0) > 0 and _is_known(measures, "chisq_scaled")
    return "scaled" if corrected else ""


def index_versions(measures: Measures) -> tuple[Version, ...]:
    """Return the versions the indices of fit have, the one to report first."""
    if not test_version(measures):
        return ("",)
    versions: tuple[Version, ...] = ("robust", "scaled", "")
    return tuple(
        version
        for version in versions
        if not version
        or all(_is_known(measures, measure_key(name, version)) for name in ("cfi", "tli", "rmsea"))
    )


def has_no_distribution(measures: Measures) -> bool:
    """Return whether the statistic to report has no chi-square distribution (plain ULS)."""
    shown = measures.get(measure_key("pvalue", test_version(measures)), math.nan)
    return measures.get("df", 0) > 0 and math.isnan(shown) and "chisq" in measures


def reported_measures(measures: Measures, *, robust: bool = True) -> dict[str, float]:
    """Return the measures under their plain names, each in the version to report.

    Intervals and p values of a statistic without a distribution are NaN.

    Parameters
    ----------
    measures : mapping
    robust : bool
        Whether robust indices come before scaled ones.
    """
    test, versions = test_version(measures), index_versions(measures)
    index = next(each for each in versions if robust or each != "robust")
    chosen = dict(measures)
    for name in (*TEST, *(f"baseline_{name}" for name in TEST)):
        chosen |= _renamed(measures, name, test)
    for name in INDICES:
        chosen |= _renamed(measures, name, index)
    if has_no_distribution(measures):
        chosen |= dict.fromkeys(OF_CHI_SQUARE, math.nan)
    return chosen


def _renamed(measures: Measures, name: str, version: Version) -> dict[str, float]:
    key = measure_key(name, version)
    return {name: measures[key]} if key in measures else {}


def _is_known(measures: Measures, key: str) -> bool:
    return math.isfinite(measures.get(key, math.nan))
