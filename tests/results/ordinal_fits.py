"""Fits of ordinal items whose faces the tests look at."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from gainsem.estimation.estimate import estimate
from gainsem.io.read_survey import read_survey
from gainsem.options import Options
from gainsem.results.fit import Fit
from gainsem.syntax import parse

DATA = Path(__file__).parents[1] / "reference" / "data"
FACTORS = "F1 =~ q1 + q2 + q3 + q4\nF2 =~ q5 + q6 + q7 + q8\n"
COVARIATE = "f =~ b1 + b2 + b3 + b4 + b5\nf ~ z\n"
MIXED = "f =~ q1 + q2 + c1 + c2\ny ~ f + x1\n"
STUDIES: dict[str, tuple[str, str, dict[str, object]]] = {
    "delta": (FACTORS, "likert.csv", {"ordered": "all"}),
    "theta": (FACTORS, "likert.csv", {"ordered": "all", "parameterization": "theta"}),
    "covariate": (COVARIATE, "binary.csv", {"ordered": "all"}),
    "mixed": (MIXED, "mixed.csv", {"ordered": "q1,q2", "weights": "w"}),
    "pairwise": (
        FACTORS,
        "likert_missing.csv",
        {"ordered": "all", "missing": "pairwise", "se": "robust.hessian"},
    ),
    "wlsm": (FACTORS, "likert.csv", {"ordered": "all", "estimator": "WLSM"}),
    "wlsmvs": (FACTORS, "likert.csv", {"ordered": "all", "estimator": "WLSMVS"}),
    "wls": (FACTORS, "likert.csv", {"ordered": "all", "estimator": "WLS"}),
    "dwls": (FACTORS, "likert.csv", {"ordered": "all", "estimator": "DWLS"}),
    "uls": (FACTORS, "likert.csv", {"ordered": "all", "estimator": "ULS"}),
    "saturated": ("F1 =~ q1 + q2 + q3", "likert.csv", {"ordered": "all"}),
    "no_errors": (FACTORS, "likert.csv", {"ordered": "all", "se": "none"}),
}


@cache
def ordinal_fit(name: str) -> Fit:
    """Return a fit whose texts do not depend on the versions of anything."""
    model, data, options = STUDIES[name]
    fit = estimate(
        parse(model, "study.lav"), read_survey(DATA / data).responses, Options(**options)
    )
    versions = {"python": "3.11.0", "numpy": "2.0.0"}
    return replace(fit, provenance=replace(fit.provenance, gainsem="0.1.0", versions=versions))
