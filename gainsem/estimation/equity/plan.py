"""What an equity view is asked for, and what of it is refused before anything is estimated."""

from __future__ import annotations

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
            why="what is equal is decided by the view, and its intervals treat respondents as a"
            " simple random sample of each group",
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


def _refused(options: Options) -> dict[str, Any]:
    return {
        "group_equal": options.group_equal,
        "group_partial": options.group_partial,
        "exclude": options.exclude,
        "weights": options.weights is not None,
        "replicates": options.replicated,
        "se=bootstrap": options.se == "bootstrap",
        "se=none": options.se == "none",
        "monte_carlo": options.monte_carlo,
        **{name: getattr(options, name) is not None for name in ("cluster", "strata", "fpc")},
    }
