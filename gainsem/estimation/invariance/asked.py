"""What a study of invariance is asked for, besides its levels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from gainsem.errors import OptionError
from gainsem.estimation.invariance.levels import STRUCTURAL
from gainsem.options import Options
from gainsem.results.invariance.cutoffs import CONVENTIONS

Alignment = Literal["", "fixed", "free"]
ALIGNMENTS = get_args(Alignment)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a study is to do.

    Parameters
    ----------
    search : bool
        Look for partial invariance where a level does not hold.
    structural : tuple of str
        Parts of the structural model to make equal after the measurement.
    alignment : {"", "fixed", "free"}
        Align the configural model, too.
    anchors : tuple of str
        Items that the search never lets differ, or the rule ``"all-others"`` that chooses them.
    convention : str, optional
        Whose cut-offs the verdicts follow.
    progress : callable, optional
        Called with the name of every level before it is fitted.
    """

    search: bool = False
    structural: tuple[str, ...] = ()
    alignment: Alignment = ""
    anchors: tuple[str, ...] = ()
    convention: str | None = None
    progress: Callable[[str], None] | None = None

    def check(self, options: Options) -> None:
        """Refuse names that do not exist, and options the levels decide.

        Raises
        ------
        OptionError
            E-INV-01; E-INV-14 for anchors without a search.
        """
        if options.group_equal or options.group_partial:
            raise OptionError.of(
                "E-INV-01",
                "group_equal and group_partial are decided by the levels of invariance.",
                do="leave them out; or fit the model you want with gainsem.fit",
            )
        if options.replicated:
            raise OptionError.of(
                "E-INV-01",
                "levels of invariance are not fitted with replicate weights in this version.",
                do="say how respondents were sampled with  weights=, cluster=, strata=",
            )
        _refuse_once_only(options)
        if self.anchors and not self.search:
            raise OptionError.of(
                "E-INV-14",
                "anchors= names items that no search lets differ, and there is no search.",
                do="say  search=True  or leave anchors= out",
            )
        for name in self.structural:
            if name not in STRUCTURAL:
                raise _not_available("structural", name, STRUCTURAL)
        if self.alignment not in ALIGNMENTS:
            raise _not_available("alignment", self.alignment, ("fixed", "free"))
        if self.convention is not None and self.convention not in CONVENTIONS:
            raise _not_available("convention", self.convention, tuple(CONVENTIONS))


def _not_available(option: str, given: str, allowed: tuple[str, ...]) -> OptionError:
    return OptionError.of(
        "E-INV-01",
        f"{option}={given!r} is not available.",
        do=f"{option} can be: {', '.join(allowed)}",
    )


def _refuse_once_only(options: Options) -> None:
    """Refuse what belongs to a single fit; every level and every step of a search is one."""
    asked = {
        "a bootstrap": options.resamples,
        "monte_carlo=": options.monte_carlo,
        "exclude=": options.exclude,
    }
    for what, given in asked.items():
        if given:
            raise OptionError.of(
                "E-INV-01",
                f"levels of invariance are fitted without {what}.",
                do="leave it out; gainsem.fit of one level, with  group_equal=,  takes it",
            )
