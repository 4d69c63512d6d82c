"""What an equity view is asked for, and what of it is refused before anything is estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gainsem.core.latent_gaps import Slopes
from gainsem.errors import OptionError
from gainsem.estimation.equity.gaps import Unit
from gainsem.estimation.equity.measured import Partial
from gainsem.options import Options

CHOICES: dict[str, tuple[str, ...]] = {
    "slopes": ("equal", "pooled", "reference"),
    "unit": ("pooled", "reference"),
}

DESIGN = ("weights", "cluster", "strata", "fpc")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an equity view was asked for, beyond the options of a fit."""

    adjust: tuple[str, ...] = ()
    waves: str | None = None
    reference: str | None = None
    partial: Partial = "search"
    slopes: Slopes = "equal"
    unit: Unit = "pooled"


def check_asked(options: Options, asked: Asked) -> None:
    """Refuse what an equity view cannot do: E-EQU-01.

    Parameters
    ----------
    options : Options
    asked : Asked
    """
    if options.group is None:
        raise OptionError.of(
            "E-EQU-01",
            "an equity view is about groups, and group= names none.",
            do="name the column with the groups:  group=",
        )
    given = [name for name, is_given in _refused(options).items() if is_given]
    if given:
        raise OptionError.of(
            "E-EQU-01",
            f"{' and '.join(given)} cannot be combined with an equity view in this version.",
            why="what is equal is decided by the view, and its intervals by the delta method need"
            " the covariances of one fit",
            do="leave it out; or fit the model you want with gainsem.fit",
        )
    for name, allowed in CHOICES.items():
        value = getattr(asked, name)
        if value not in allowed:
            raise OptionError.of(
                "E-EQU-01",
                f"{name}={value!r} is not available.",
                do=f"{name} can be: {', '.join(allowed)}",
            )


def check_designed(options: Options, *, ordinal: bool, adjust: Sequence[str]) -> None:
    """Refuse covariates of ordinal items under a sampling design: E-EQU-01.

    The model of ordinal items takes covariates as given, and how their means vary together
    with its estimates from unit to unit is not known.

    Parameters
    ----------
    options : Options
    ordinal : bool
        Whether any item is ordinal.
    adjust : sequence of str
    """
    if not (options.designed and ordinal and adjust):
        return
    given = [name for name in DESIGN if getattr(options, name) is not None]
    raise OptionError.of(
        "E-EQU-01",
        f"adjust= cannot be combined with {' and '.join(given)} for ordinal items in this version.",
        why="how the means of covariates vary together with the estimates of such a model from one"
        " sampled unit to the next is not known, and intervals would be wrong",
        do="leave adjust= out; or take the items as numbers:  ordered=False  (--ordered none)",
    )


def _refused(options: Options) -> dict[str, Any]:
    return {
        "group_equal": options.group_equal,
        "group_partial": options.group_partial,
        "exclude": options.exclude,
        "replicates": options.replicated,
        "se=bootstrap": options.se == "bootstrap",
        "test=bollen.stine": options.bollen_stine,
        "se=none": options.se == "none",
        "monte_carlo": options.monte_carlo,
    }
