"""What options can be, and the other spellings that are understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from gainsem.errors import OptionError, did_you_mean
from gainsem.options.replication import CENTRES, MADE, TYPES

Preset = Literal["sem", "growth", "bare"]

ESTIMATORS = (
    *("ML", "MLM", "MLMV", "MLMVS", "MLR", "MLF", "GLS", "ULS", "ULSM", "ULSMV", "ULSMVS"),
    *("WLS", "DWLS", "WLSM", "WLSMV", "WLSMVS"),
)
ROTATIONS = (
    *("geomin", "oblimin", "quartimin", "promax", "varimax", "quartimax", "equamax", "parsimax"),
    *("crawford-ferguson", "infomax", "entropy", "simplimax", "target"),
    *("bi-geomin", "bi-quartimin", "bi-target", "none"),
)
DEFAULT_STARTS, DEFAULT_SEED = 100, 1
CHOICES: dict[str, tuple[str, ...]] = {
    "estimator": ESTIMATORS,
    "missing": ("listwise", "fiml", "pairwise", "two_stage", "robust_two_stage"),
    "preset": ("sem", "growth", "bare"),
    "likelihood": ("normal", "wishart"),
    "information": ("expected", "observed", "first.order"),
    "observed_information": ("hessian", "h1"),
    "se": (
        *("standard", "robust", "robust.sem", "robust.huber.white", "robust.hessian"),
        *("first.order", "bootstrap", "none"),
    ),
    "test": (
        *("standard", "satorra.bentler", "mean.var.adjusted", "scaled.shifted", "yuan.bentler"),
        *("yuan.bentler.mplus", "browne.residual.adf", "browne.residual.nt", "bollen.stine"),
    ),
    "boot_ci_type": ("percentile", "basic", "bc", "bca"),
    "parameterization": ("delta", "theta"),
    "lonely_psu": ("fail", "certainty", "adjust", "average"),
    "collapse": ("auto",),
    "bounds": ("none", "pos.var", "pos.ov.var", "pos.lv.var"),
    "replicate_type": TYPES,
    "replicates": MADE,
    "replicate_centre": CENTRES,
}
MISSING_ALIASES = {"ml": "fiml", "two.stage": "two_stage", "robust.two.stage": "robust_two_stage"}


def _missing(given: str) -> str:
    return MISSING_ALIASES.get(given.lower(), given.lower())


LAVAAN_INTERVALS = {"perc": "percentile", "bca.simple": "bc"}


def _interval_name(text: str) -> str:
    """Return our name of an interval, also for lavaan's."""
    return LAVAAN_INTERVALS.get(text.lower(), text.lower())


FOLDED: dict[str, Callable[[str], str]] = {
    "estimator": str.upper,
    "missing": _missing,
    "boot_ci_type": _interval_name,
}
DRAWS = 1000


def not_allowed(name: str, given: object, allowed: tuple[str, ...]) -> OptionError:
    """Return the refusal of a value an option cannot have."""
    return OptionError.of(
        "E-OPT-01",
        f"{name}={given!r} is not available.{did_you_mean(str(given), allowed)}",
        do=f"{name} can be: {', '.join(allowed)}",
    )
