"""A small equity view made by hand."""

from __future__ import annotations

from gainsem.diagnostics import warning
from gainsem.results.equity.record import Equity
from gainsem.results.equity.rows import (
    BiasRow,
    ChangeRow,
    CheckRow,
    CovariateRow,
    GapRow,
    PartRow,
)
from gainsem.results.fitted import Provenance

LABELS = {
    "hukou": {"en": "Registration", "zh": "户籍"},
    "urban": {"en": "Urban residents", "zh": "城镇居民"},
    "rural": {"en": "Rural residents", "zh": "农村居民"},
    "SOC": {"en": "Social gain", "zh": "社会获得感"},
    "ENV": {"en": "Ecological gain", "zh": "生态获得感"},
    "age": {"en": "Age", "zh": "年龄"},
    "s3": {"en": "Equal <jobs>", "zh": "职业平等"},
}


def gap(factor: str, est: float, **more: object) -> GapRow:
    """Return a gap with a standard error of .05."""
    z = est / 0.05
    values = {"z": z, "pvalue": 0.0004 if abs(z) > 2 else 0.6, "holm": 0.001 if abs(z) > 2 else 0.7}
    return GapRow(
        factor=factor,
        group="rural",
        est=est,
        se=0.05,
        ci_lower=est - 0.098,
        ci_upper=est + 0.098,
        **{"kind": "raw", **values, **more},
    )


def residents(**changes: object) -> Equity:
    """Return a view of two groups and two waves."""
    part = {"factor": "SOC", "group": "rural", "se": 0.02, "ci_lower": -0.1, "ci_upper": -0.02}
    made = {
        "variable": "hukou",
        "groups": ("urban", "rural"),
        "sizes": (900, 600),
        "estimator": "WLSMV",
        "ordinal": True,
        "adjust": ("age",),
        "wave_variable": "year",
        "waves": ("2024", "2026"),
        "freed": ("s3",),
        "gaps": (
            gap("SOC", -0.3),
            gap("ENV", 0.02),
            gap("SOC", -0.24, kind="adjusted"),
            gap("ENV", 0.01, kind="adjusted"),
            gap("SOC", -0.4, kind="ignored"),
            gap("SOC", -0.42, wave="2024"),
            gap("SOC", -0.2, wave="2026"),
        ),
        "parts": (
            PartRow(kind="explained", source="age", est=-0.06, pvalue=0.01, share=0.2, **part),
            PartRow(kind="intercept", est=-0.24, pvalue=0.001, share=0.8, **part),
            PartRow(kind="total", est=-0.3, pvalue=0.001, share=1.0, **part),
        ),
        "paths": (
            PartRow(kind="explained", source="ENV", est=-0.07, pvalue=0.01, share=0.2, **part),
        ),
        "bias": (
            BiasRow(
                factor="SOC",
                group="rural",
                n_items=3,
                observed=-0.35,
                latent=-0.25,
                latent_se=0.04,
                bias=-0.11,
                bias_se=0.02,
                rest=0.01,
                items=("s3",),
            ),
        ),
        "changes": (
            ChangeRow(
                factor="SOC",
                group="rural",
                kind="raw",
                since="2024",
                until="2026",
                est=0.22,
                se=0.07,
                ci_lower=0.08,
                ci_upper=0.36,
                pvalue=0.002,
            ),
        ),
        "covariates": (CovariateRow(covariate="age", level="", group="rural", mean=46.0),),
        "checks": (CheckRow(name="scalar", statistic=20.0, df=8, pvalue=0.01, verdict="holds"),),
        "labels": LABELS,
        "diagnostics": (warning("W-EQU-09", "A remark about <items>."),),
        "provenance": Provenance(gainsem="0.1.0", model="SOC =~ s1 + s2 + s3"),
    }
    return Equity(**{**made, **changes})
