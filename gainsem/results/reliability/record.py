"""What the measurement sheet holds: records of constructs and items that compute nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gainsem.core.agreement import Agreement
from gainsem.core.linalg import Array
from gainsem.core.split_half import SplitHalves

NAN = math.nan


@dataclass(frozen=True, kw_only=True)
class ItemFigures:
    """One item of one construct; NaN where a figure does not apply.

    ``loading`` is standardised, ``r_squared`` its square; ``item_total`` is the
    correlation with the sum of the other items, ``alpha_deleted`` alpha without the item.
    """

    construct: str
    item: str
    loading: float
    loading_se: float = NAN
    item_total: float = NAN
    alpha_deleted: float = NAN

    @property
    def r_squared(self) -> float:
        """Share of the item's variance its construct explains."""
        return self.loading**2


@dataclass(frozen=True, kw_only=True)
class ConstructFigures:
    """Reliability of one construct; NaN where a coefficient does not apply.

    Parameters
    ----------
    name : str
    n_items : int
    alpha, alpha_se, alpha_lower, alpha_upper : float
        Of the answers as they were given.
    alpha_std : float
        Of their correlations.
    alpha_ordinal : float
        Of polychoric correlations (ordinal items only).
    lambda2, lambda6, average_r : float
        Guttman's bounds; the mean correlation of the answers.
    omega, omega_se, omega_lower, omega_upper : float
        Of the sum of the answers, by the model; of ordinal items the categorical omega.
    omega_observed : float
        The same, divided by the variance the sample shows.
    omega_latent : float
        Of the sum of latent responses (equal to ``omega`` for continuous items).
    omega_total : float
        With what other factors of the same items explain.
    cr, ave, ave_raw, h : float
        Composite reliability, average variance extracted (standardised; weighted by
        variances), maximal reliability.
    shares : tuple of str
        Other latent variables that point at its items: ``omega`` is then hierarchical.
    halves : SplitHalves or None
    largest_correlation, largest_htmt : float
        With another construct, in size.
    categorical : bool
        Whether omega is the categorical one.
    """

    name: str
    n_items: int
    alpha: float = NAN
    alpha_se: float = NAN
    alpha_lower: float = NAN
    alpha_upper: float = NAN
    alpha_std: float = NAN
    alpha_ordinal: float = NAN
    lambda2: float = NAN
    lambda6: float = NAN
    average_r: float = NAN
    omega: float = NAN
    omega_se: float = NAN
    omega_lower: float = NAN
    omega_upper: float = NAN
    omega_observed: float = NAN
    omega_latent: float = NAN
    omega_total: float = NAN
    cr: float = NAN
    ave: float = NAN
    ave_raw: float = NAN
    h: float = NAN
    shares: tuple[str, ...] = ()
    halves: SplitHalves | None = None
    largest_correlation: float = NAN
    largest_htmt: float = NAN
    categorical: bool = False


@dataclass(frozen=True, kw_only=True)
class HigherOrderFigures:
    """Reliability of a construct that other constructs measure.

    ``omega_l1``: its share of the sum of all items; ``omega_l2``: of the sum of the
    constructs below it; ``omega_partial``: of the items' sum without what only these
    share; ``omega_total``: what all constructs explain of the items' sum.
    """

    name: str
    parts: tuple[str, ...]
    n_items: int
    omega_l1: float
    omega_l2: float
    omega_partial: float
    omega_total: float


@dataclass(frozen=True, kw_only=True)
class SchmidLeimanRow:
    """An item's standardised loading on the higher-order factor and on what its own adds."""

    item: str
    higher: str
    construct: str
    general: float
    specific: float


@dataclass(frozen=True, kw_only=True)
class HtmtFigures:
    """HTMT or HTMT2 of every pair, with bootstrap limits where there are draws.

    Each is a matrix over ``names``; NaN where the ratio is not defined.
    """

    names: tuple[str, ...]
    values: Array
    lower: Array
    upper: Array


@dataclass(frozen=True, kw_only=True)
class AgreementFigures:
    """Agreement on one construct (the mean of its items) within groups."""

    construct: str
    found: Agreement
    rwg_median: float
    rwg_lowest: float


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the sheet was made."""

    level: float
    interval: str
    bootstrap: int
    seed: int | None
    correlations: str
    n_obs: int
    cluster: str | None = None
    missing: str = "listwise"
    n_read: int = 0
