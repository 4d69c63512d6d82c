"""What a modification index is worth: whether the test could have seen a misfit that matters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from gainsem.core.chi_square import normal_quantile, upper_tail
from gainsem.errors import OptionError
from gainsem.results.modification import Modification

if TYPE_CHECKING:
    from pandas import DataFrame

Verdict = Literal["misfit", "no misfit", "misfit by size", "too small to matter", "undecided", ""]
#: Standardised sizes that matter, by operator (Saris, Satorra & van der Veld 2009, p. 570).
SIZES: Mapping[str, float] = {"=~": 0.4, "~": 0.1, "~~": 0.1, "~1": 0.1}
ALPHA, HIGH_POWER = 0.05, 0.75


@dataclass(frozen=True, slots=True)
class JudgedModification:
    """A modification index with the power of its test.

    Parameters
    ----------
    epc_se : float
        Standard error of the expected change, ``|epc| / sqrt(mi)``.
    size : float
        A change that matters, in the metric of ``epc``.
    power : float
        Probability that the test finds a change of that size.
    verdict : str
        What index, power and expected change say together.
    equivalent : bool
        Whether the 90 % interval of the expected change lies within that size: two one-sided
        tests at 5 %.
    epc_lower, epc_upper : float
        That interval.
    """

    lhs: str
    op: str
    rhs: str
    mi: float
    epc: float
    sepc_lv: float
    sepc_all: float
    epc_se: float
    size: float
    power: float
    verdict: Verdict
    equivalent: bool
    epc_lower: float
    epc_upper: float


def judge(found: Modification, sizes: Mapping[str, float]) -> JudgedModification:
    """Return a modification index with power, verdict and equivalence.

    The test of one parameter has the noncentrality ``(mi / epc^2) size^2`` for a change of
    that size.  Significant with low power: a misfit; not significant with high power: none;
    significant with high power: what the expected change says; else undecided (Saris,
    Satorra & van der Veld 2009, doi:10.1080/10705510903203433).

    Examples
    --------
    >>> row = Modification("visual", "=~", "x9", 36.4110307, 0.57702154, 0.577, 0.57702154)
    >>> judged = judge(row, {"=~": 0.1})
    >>> round(judged.power, 4), judged.verdict
    (0.1816, 'misfit')
    """
    own = (found.lhs, found.op, found.rhs, found.mi, found.epc, found.sepc_lv, found.sepc_all)
    nan = float("nan")
    if not found.mi > 0.0 or not found.epc or not math.isfinite(found.sepc_all):
        return JudgedModification(*own, nan, nan, nan, "", False, nan, nan)
    error = abs(found.epc) / math.sqrt(found.mi)
    scale = abs(found.epc / found.sepc_all) if found.sepc_all else nan
    size = sizes.get(found.op, nan) * scale
    power = power_of(size / error)
    significant, high = upper_tail(found.mi, 1.0) < ALPHA, power > HIGH_POWER
    verdict: Verdict
    if significant and high:
        verdict = "misfit by size" if abs(found.epc) >= size else "too small to matter"
    elif significant:
        verdict = "misfit"
    else:
        verdict = "no misfit" if high else "undecided"
    reach = normal_quantile(1.0 - ALPHA) * error
    within, ends = abs(found.epc) + reach < size, (found.epc - reach, found.epc + reach)
    return JudgedModification(*own, error, size, power, verdict, within, *ends)


def power_of(distance: float) -> float:
    """Return the power of a two-sided z test at 5 %, at a distance in standard errors.

    Examples
    --------
    >>> round(power_of(0.0), 3), round(power_of(2.8016), 3)
    (0.05, 0.8)
    """
    critical = normal_quantile(1.0 - ALPHA / 2.0)

    def below(z: float) -> float:
        return 0.5 * math.erfc(-z / math.sqrt(2.0))

    return below(distance - critical) + below(-distance - critical)


def sizes_of(given: float | Mapping[str, float] | None) -> Mapping[str, float]:
    """Return the standardised size that matters for every operator.

    Raises
    ------
    OptionError
        E-OPT-01 for a size that is not positive, or an operator there is not.
    """
    if given is None:
        return SIZES
    sizes = dict(given) if isinstance(given, Mapping) else dict.fromkeys(SIZES, float(given))
    wrong = [op for op, size in sizes.items() if op not in SIZES or not size > 0.0]
    if wrong:
        raise OptionError.of(
            "E-OPT-01",
            f"size={given!r} is no size of a misfit that matters.",
            do="give a number above 0, or one for each of  =~  ~  ~~  ~1",
        )
    return {**SIZES, **sizes}


def judged_frame(
    found: tuple[Modification, ...], size: float | Mapping[str, float] | None
) -> DataFrame:
    """Return modification indices with power and verdicts as a data frame."""
    import pandas as pd

    sizes = sizes_of(size)
    columns = list(JudgedModification.__slots__)
    return pd.DataFrame([asdict(judge(row, sizes)) for row in found], columns=columns)
