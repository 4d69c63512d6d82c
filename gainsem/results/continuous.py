"""What an estimator of continuous data is made of: the one table that everybody reads.

A row says what is minimised, where standard errors come from and how the test is
corrected.  :func:`method_for` puts the options of a fit on top of it; estimation does
what the result says, and summary and report describe it.  Names are those of lavaan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from gainsem.options import Options
from gainsem.results.fitted import FittedModel
from gainsem.results.least_squares import method_of

Discrepancy = Literal["ML", "GLS", "ULS", "DWLS", "WLS"]
Errors = Literal["standard", "first.order", "robust.sem", "robust.huber.white", "none"]
Correction = Literal[
    "standard",
    "satorra.bentler",
    "mean.var.adjusted",
    "scaled.shifted",
    "yuan.bentler",
    "yuan.bentler.mplus",
    "browne.residual.adf",
    "browne.residual.nt",
]
Information = Literal["expected", "observed", "first.order"]

LIKELIHOOD_ERRORS: tuple[Errors, ...] = (
    *("standard", "robust.sem", "robust.huber.white", "first.order"),
)
LIKELIHOOD_TESTS: tuple[Correction, ...] = (
    *("standard", "satorra.bentler", "mean.var.adjusted", "scaled.shifted"),
    *("yuan.bentler", "yuan.bentler.mplus", "browne.residual.adf", "browne.residual.nt"),
)
RESIDUAL_TESTS: tuple[Correction, ...] = ("browne.residual.adf", "browne.residual.nt")
ERRORS: dict[Discrepancy, tuple[Errors, ...]] = {
    "ML": LIKELIHOOD_ERRORS,
    "GLS": ("standard",),
    "ULS": ("standard", "robust.sem"),
    "DWLS": ("standard", "robust.sem"),
    "WLS": ("standard",),
}
TESTS: dict[Discrepancy, tuple[Correction, ...]] = {
    "ML": LIKELIHOOD_TESTS,
    "GLS": ("standard", *RESIDUAL_TESTS),
    "ULS": (*LIKELIHOOD_TESTS[:4], *RESIDUAL_TESTS),
    "DWLS": (*LIKELIHOOD_TESTS[:4], *RESIDUAL_TESTS),
    "WLS": ("standard", *RESIDUAL_TESTS),
}


TITLES: dict[Discrepancy, str] = {
    "ML": "maximum likelihood",
    "GLS": "generalised least squares",
    "ULS": "unweighted least squares",
    "DWLS": "diagonally weighted least squares",
    "WLS": "weighted least squares (distribution-free)",
}


@dataclass(frozen=True, slots=True)
class ContinuousMethod:
    """How a model of continuous variables is estimated and tested.

    Parameters
    ----------
    discrepancy : {"ML", "GLS", "ULS", "DWLS", "WLS"}
        What is minimised.
    errors : str
        Where standard errors come from.
    test : str
        How the statistic is corrected, or which other statistic is computed beside it.
    information : {"expected", "observed", "first.order"}
        Bread of the standard errors and of the Yuan-Bentler tests.
    observed_information : {"hessian", "h1"}
        Second derivatives, or those of the saturated model seen through the model's slopes.
    """

    discrepancy: Discrepancy
    errors: Errors = "standard"
    test: Correction = "standard"
    information: Information = "expected"
    observed_information: Literal["hessian", "h1"] = "hessian"

    @property
    def title(self) -> str:
        """What is minimised, in words."""
        return TITLES[self.discrepancy]

    @property
    def scales(self) -> bool:
        """Whether the test corrects the statistic for non-normality."""
        return self.test != "standard" and self.test not in RESIDUAL_TESTS

    @property
    def needs_answers(self) -> bool:
        """Whether more than means and covariances are needed: the answers themselves."""
        asked = self.errors in ("first.order", "robust.sem", "robust.huber.white")
        weighs = self.discrepancy in ("DWLS", "WLS")
        return asked or weighs or self.scales or self.test == "browne.residual.adf"

    @property
    def uses_answers(self) -> bool:
        """Whether answers add something where they are known: errors of residuals."""
        return self.needs_answers or self.discrepancy == "ULS"


CONTINUOUS = MappingProxyType(
    {
        "ML": ContinuousMethod("ML"),
        "MLM": ContinuousMethod("ML", "robust.sem", "satorra.bentler"),
        "MLMV": ContinuousMethod("ML", "robust.sem", "scaled.shifted"),
        "MLMVS": ContinuousMethod("ML", "robust.sem", "mean.var.adjusted"),
        "MLR": ContinuousMethod("ML", "robust.huber.white", "yuan.bentler.mplus", "observed"),
        "MLF": ContinuousMethod("ML", "first.order", information="first.order"),
        "GLS": ContinuousMethod("GLS"),
        "ULS": ContinuousMethod("ULS"),
        "ULSM": ContinuousMethod("ULS", "robust.sem", "satorra.bentler"),
        "ULSMV": ContinuousMethod("ULS", "robust.sem", "scaled.shifted"),
        "ULSMVS": ContinuousMethod("ULS", "robust.sem", "mean.var.adjusted"),
        "WLS": ContinuousMethod("WLS"),
        "DWLS": ContinuousMethod("DWLS"),
        "WLSM": ContinuousMethod("DWLS", "robust.sem", "satorra.bentler"),
        "WLSMV": ContinuousMethod("DWLS", "robust.sem", "scaled.shifted"),
        "WLSMVS": ContinuousMethod("DWLS", "robust.sem", "mean.var.adjusted"),
    }
)


def method_for(estimator: str, options: Options, *, treatment: str = "") -> ContinuousMethod:
    """Return what an estimator does under the options of a fit.

    ``se="robust"`` are the robust errors of the estimator, or those of Satorra and
    Bentler; robust errors of Huber and White take the observed information unless
    another one is asked for.

    Parameters
    ----------
    estimator : str
        A key of ``CONTINUOUS``.
    options : Options
    treatment : str
        What is done about missing answers: with "fiml" the information is the observed one
        unless another is asked for; moments estimated from incomplete answers ("two_stage",
        "robust_two_stage", "pairwise") have errors and a test that know they were.
    """
    row = CONTINUOUS[estimator]
    if treatment == "fiml" and row.information == "expected":
        row = replace(row, information="observed")
    elif treatment in ("two_stage", "robust_two_stage", "pairwise"):
        row = replace(row, errors="robust.sem", test="satorra.bentler")
    errors = _errors(row, options)
    information = options.information
    if information is None and options.se in (None, "none", "robust"):
        information = row.information
    if information is None and treatment == "fiml":
        information = "observed"
    if information is None:
        information = "observed" if errors == "robust.huber.white" else "expected"
    if errors == "first.order" or (information == "first.order" and errors == "standard"):
        errors = information = "first.order"
    chosen: dict[str, Any] = {
        "errors": errors,
        "test": options.tests[0] if options.tests else row.test,
        "information": information,
        "observed_information": options.observed_information or "hessian",
    }
    return replace(row, **chosen)


def continuous_method_of(fit: FittedModel) -> ContinuousMethod | None:
    """Return how a fit of continuous variables was made, None for one of ordinal items."""
    if fit.table.levels:
        return None
    return method_for(fit.estimator, fit.options, treatment=fit.treatment)


WEIGHTS = MappingProxyType({"ULS": "identity", "DWLS": "diagonal", "WLS": "full"})


def weight_of(fit: FittedModel) -> str:
    """Return the weight of least squares, of ordinal items or not; empty for other methods."""
    ordinal = method_of(fit)
    if ordinal is not None:
        return ordinal.weight
    method = continuous_method_of(fit)
    return "" if method is None else WEIGHTS.get(method.discrepancy, "")


def _errors(row: ContinuousMethod, options: Options) -> Errors:
    if options.se is None:
        return row.errors
    if options.se == "robust":
        robust = row.errors in ("robust.sem", "robust.huber.white")
        return row.errors if robust else "robust.sem"
    chosen: Errors = options.se  # type: ignore[assignment]
    return chosen
