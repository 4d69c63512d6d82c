"""How the respondents of a fit were sampled: a record that holds and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DesignFacts:
    """The sampling design of the respondents used.

    Parameters
    ----------
    weights, cluster, strata, fpc : str
        Columns; empty where there is none.
    lonely_psu : str
        What was done about strata with one cluster.
    n : int
        Respondents; the weights were brought to this sum.
    effective_n : float
        ``n^2 / sum w^2`` (Kish 1965, Survey sampling).
    n_units, n_strata, freedom, n_lonely : int
        Primary sampling units (clusters; respondents without any), strata, units less
        strata, and strata with one unit; 0 where respondents were drawn independently.
    simple_se : tuple of float
        One a row of ``fit.parameters``: the standard error in a simple random sample of as
        many respondents; empty where it is not known.
    total : float or None
        Of one group among several whose weights are those of one sample: what the weights
        of its respondents add up to.  None: n.
    """

    weights: str
    cluster: str
    strata: str
    fpc: str
    lonely_psu: str
    n: int
    effective_n: float
    n_units: int = 0
    n_strata: int = 0
    freedom: int = 0
    n_lonely: int = 0
    simple_se: tuple[float, ...] = ()
    total: float | None = None

    @property
    def size(self) -> float:
        """What the respondents count for together: the sum of their weights."""
        return float(self.n) if self.total is None else self.total

    @property
    def has_units(self) -> bool:
        """Whether there are clusters, strata or a finite population."""
        return self.n_units > 0
