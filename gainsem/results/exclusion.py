"""What leaving flagged respondents out has done to a fit: the fit with and without them."""

from __future__ import annotations

from dataclasses import dataclass, field

ALPHA = 0.05
NO_HYPOTHESIS = ("|", "~*~")
"""Thresholds and scales: whether they differ from zero is nobody's question."""


@dataclass(frozen=True, slots=True)
class FlagLimit:
    """Where a flag began: ``words relation value``; ``key`` names the threshold."""

    key: str
    words: str
    relation: str
    value: float

    @property
    def text(self) -> str:
        """Relation and value: ``">= 20"``."""
        shown = f"{self.value:.0f}" if self.value == round(self.value) else f"{self.value:.3g}"
        return f"{self.relation} {shown}"


@dataclass(frozen=True, slots=True)
class ExcludedFlag:
    """A flag respondents were left out for: how many have it, and where its limits lay."""

    name: str
    count: int
    limits: tuple[FlagLimit, ...]

    @property
    def threshold(self) -> str:
        """The limits in words, joined by "or"."""
        return " or ".join(f"{limit.words} {limit.text}" for limit in self.limits)


@dataclass(frozen=True, slots=True)
class ExcludedOfGroup:
    """How many respondents of a group were screened and left out."""

    label: str
    n_screened: int
    n_excluded: int


@dataclass(frozen=True, slots=True)
class ComparedEstimate:
    """One parameter: everybody (``_all``) against those who are left.

    ``difference`` is the estimate without the excluded less that of everybody,
    ``difference_se`` the same in standard errors of everybody's.  ``change`` names what a
    reader must know: ``"sign"``, ``"significance"`` (at .05), both, or nothing.  A parameter
    only one of the fits has is NaN in the other.
    """

    lhs: str
    op: str
    rhs: str
    group: int
    est_all: float
    se_all: float
    pvalue_all: float
    std_all_all: float
    est: float
    se: float
    pvalue: float
    std_all: float
    difference: float
    difference_se: float
    change: str = ""

    @property
    def name(self) -> str:
        """The parameter as it is written in a model; of later groups with ``.g2`` and so on."""
        suffix = f".g{self.group}" if self.group > 1 and self.op != ":=" else ""
        return f"{self.lhs} {self.op} {self.rhs}".rstrip() + suffix


@dataclass(frozen=True)
class Exclusion:
    """Who was left out, and the fit with and without them.

    Parameters
    ----------
    flags : tuple of ExcludedFlag
        The flags asked for.
    n_screened, n_excluded : int
        Respondents screened, and those of them with one of the flags.
    n_used_all : int
        Respondents used in the fit on everybody.
    usable_all : bool
        Whether that fit is usable; ``status_all`` says why not.
    status_all : str
    rows : tuple of ComparedEstimate
        The free and defined parameters; empty without a fit on everybody.
    measures_all : dict of str to float
        Measures of fit of everybody.
    groups : tuple of ExcludedOfGroup
        Who was left out in each of several groups.
    """

    flags: tuple[ExcludedFlag, ...]
    n_screened: int
    n_excluded: int
    n_used_all: int = 0
    usable_all: bool = True
    status_all: str = ""
    rows: tuple[ComparedEstimate, ...] = ()
    measures_all: dict[str, float] = field(default_factory=dict)
    groups: tuple[ExcludedOfGroup, ...] = ()

    @property
    def changed(self) -> tuple[ComparedEstimate, ...]:
        """The parameters that change their sign or their significance."""
        return tuple(row for row in self.rows if row.change)

    @property
    def tested(self) -> tuple[ComparedEstimate, ...]:
        """The parameters a conclusion can be about: all but thresholds and scales."""
        return tuple(row for row in self.rows if row.op not in NO_HYPOTHESIS)

    def _repr_html_(self) -> str:
        from gainsem.results.exclusion_html import exclusion_to_html

        return exclusion_to_html(self)


def change_of(
    est_all: float, pvalue_all: float, est: float, pvalue: float, *, alpha: float = ALPHA
) -> str:
    """Return what changes between two estimates of one parameter.

    A sign counts where at least one of the two estimates is significant; the sign of noise
    says nothing.

    Examples
    --------
    >>> change_of(0.20, 0.001, 0.12, 0.09), change_of(0.2, 0.001, -0.2, 0.001)
    ('significance', 'sign')
    >>> change_of(0.01, 0.8, -0.01, 0.9)
    ''
    """
    before, after = pvalue_all < alpha, pvalue < alpha
    known = pvalue_all == pvalue_all and pvalue == pvalue
    found = []
    if (before or after) and est_all * est < 0.0:
        found.append("sign")
    if known and before != after:
        found.append("significance")
    return " and ".join(found)
