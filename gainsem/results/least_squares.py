"""What a least squares estimator of ordinal items is made of, for those who describe a fit."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from gainsem.results.fitted import FittedModel

Weight = Literal["identity", "diagonal", "full"]
Correction = Literal["", "mean", "scaled.shifted", "mean.variance"]
Errors = Literal["none", "standard", "robust", "robust.hessian", "bootstrap", "replicates"]


@dataclass(frozen=True, slots=True)
class LeastSquaresMethod:
    """Weight of the residuals of the moments, correction of the test, default errors."""

    weight: Weight
    correction: Correction = ""
    errors: Errors = "standard"

    @property
    def title(self) -> str:
        """What is minimised, in words."""
        return TITLES[self.weight]


TITLES = {
    "identity": "unweighted least squares",
    "diagonal": "diagonally weighted least squares",
    "full": "weighted least squares",
}
METHODS = MappingProxyType(
    {
        "ULS": LeastSquaresMethod("identity"),
        "ULSM": LeastSquaresMethod("identity", "mean", "robust"),
        "ULSMV": LeastSquaresMethod("identity", "scaled.shifted", "robust"),
        "ULSMVS": LeastSquaresMethod("identity", "mean.variance", "robust"),
        "WLS": LeastSquaresMethod("full"),
        "DWLS": LeastSquaresMethod("diagonal"),
        "WLSM": LeastSquaresMethod("diagonal", "mean", "robust"),
        "WLSMV": LeastSquaresMethod("diagonal", "scaled.shifted", "robust"),
        "WLSMVS": LeastSquaresMethod("diagonal", "mean.variance", "robust"),
    }
)


def method_of(fit: FittedModel) -> LeastSquaresMethod | None:
    """Return how a fit of ordinal items was made, None for one of continuous variables."""
    return METHODS.get(fit.estimator) if fit.table.levels else None


def errors_of(fit: FittedModel) -> Errors:
    """Return which standard errors a fit has."""
    if fit.solution.vcov is None:
        return "none"
    if fit.refitted:
        return "replicates" if fit.replication is not None else "bootstrap"
    method = method_of(fit)
    kind = fit.options.se or (method.errors if method else "standard")
    known: dict[str, Errors] = {"robust": "robust", "robust.hessian": "robust.hessian"}
    return known.get(kind, "standard")
