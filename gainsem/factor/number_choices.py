"""The choices in looking for a number of factors: one frozen record, checked when it is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from gainsem.errors import OptionError, did_you_mean
from gainsem.factor.choices import MISSING, OfAnswers, item_names

NULLS = ("permutation", "normal")
COMMUNALITIES = ("smc", "one_factor")
DRAWS, SAMPLES, QUANTILE, SEED = 500, 500, 0.95, 1
FEWEST_DRAWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOptions(OfAnswers):
    """What a user may choose about the search for a number of factors.

    Parameters
    ----------
    items : sequence of str, optional
        The items, as for :func:`gainsem.efa`.
    ordered : True, "all", False, or sequence of str, optional
        Whether items are ordinal (default: as the codebook says); all or none.
    missing : {"listwise", "pairwise", "fiml"}
        Treatment of missing answers.
    weights : str, optional
        Column with sampling weights.
    draws : int
        Matrices of chance correlations in parallel analysis.
    null : {"permutation", "normal"}
        Chance permutes the answers to each item, or is simulated from normal variables.
    quantile : float
        Of the chance eigenvalues, which an eigenvalue has to exceed.
    communalities : {"smc", "one_factor"}
        In parallel analysis of factors: squared multiple correlations, or those of one
        factor (as psych has it).
    samples : int
        Samples from each population of comparison data; 0 leaves the rule out.
    most : int, optional
        The largest number of factors tried (default: three more than parallel analysis
        finds, and eight at least, as far as the items allow).
    seed : int
        Of everything random.
    workers : int
        Processes that share the work; results do not depend on it.
    zero_add, collapse, force
        As for :func:`gainsem.polychoric`.
    """

    items: Any = None
    ordered: Any = None
    missing: str = "listwise"
    weights: str | None = None
    draws: int = DRAWS
    null: str = "permutation"
    quantile: float = QUANTILE
    communalities: str = "smc"
    samples: int = SAMPLES
    most: int | None = None
    seed: int = SEED
    workers: int = 1
    zero_add: float = 0.5
    collapse: str | None = None
    force: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "items", item_names(self.items))
        put(self, "missing", "fiml" if self.missing == "ml" else self.missing)
        for name, known in (
            ("missing", MISSING),
            ("null", NULLS),
            ("communalities", COMMUNALITIES),
        ):
            put(self, name, _one_of(name, getattr(self, name), known))
        _whole("draws", self.draws, FEWEST_DRAWS)
        if self.samples:
            _whole("samples", self.samples, FEWEST_DRAWS, "0, or ")
        _whole("workers", self.workers, 1)
        _whole("seed", self.seed, 0)
        if self.most is not None:
            _whole("most", self.most, 1)
        if not (isinstance(self.quantile, int | float) and 0.5 <= self.quantile < 1.0):
            raise OptionError.of(
                "E-OPT-01",
                f"quantile={self.quantile!r}; it must be between 0.5 and 1, 1 excluded.",
            )
        put(self, "ordered", self.response_options().ordered)

    def to_dict(self) -> dict[str, Any]:
        """Return the options as the record keeps them; workers change nothing."""
        return {name: value for name, value in asdict(self).items() if name != "workers"}


def number_options(given: Mapping[str, Any]) -> NumberOptions:
    """Return the options of a call, refusing names that do not exist (E-OPT-03)."""
    known = tuple(each.name for each in fields(NumberOptions))
    for name in given:
        if name not in known:
            raise OptionError.of(
                "E-OPT-03",
                f"There is no option '{name}'.{did_you_mean(name, known)}",
                do=f"options are: {', '.join(known)}",
            )
    return NumberOptions(**given)


def _one_of(option: str, given: object, known: tuple[str, ...]) -> str:
    value = str(given).strip().lower().replace("-", "_")
    if value not in known:
        raise OptionError.of(
            "E-OPT-01",
            f"{option}={given!r} is not available.{did_you_mean(value, known)}",
            do=f"{option} can be: {', '.join(known)}",
        )
    return value


def _whole(option: str, value: object, least: int, or_else: str = "") -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise OptionError.of(
            "E-OPT-01",
            f"{option}={value!r}; it must be {or_else}a whole number of {least} or more.",
        )
