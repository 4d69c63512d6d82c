"""Studies of invariance filled by hand."""

from __future__ import annotations

from dataclasses import replace

from gainsem.diagnostics import Diagnostic
from gainsem.results.fitted import Provenance
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.rows import (
    AlignedParameter,
    AlignmentFacts,
    DifferenceTest,
    FactorMeanRow,
    GroupParameter,
    ItemBiasRow,
    ScoreBiasRow,
)
from gainsem.results.invariance.steps import Level, invariance_steps

SCALED = "scaled difference (Satorra & Bentler 2001)"
# Holzinger and Swineford's nine tests in two schools: fit of the usual levels by lavaan 0.6-14,
# as printed in its tutorial (chi-square, df, CFI, RMSEA), and differences by hand.
HOLZINGER = (
    Level(
        name="configural",
        constraint="configural",
        constraints="nothing but the pattern of loadings",
        measures={"chisq": 115.851, "pvalue": 0.0, "cfi": 0.923, "rmsea": 0.097, "srmr": 0.068},
        df=48,
        n_params=60,
    ),
    Level(
        name="metric",
        constraint="loadings",
        constraints="loadings",
        measures={"chisq": 124.044, "pvalue": 0.0, "cfi": 0.921, "rmsea": 0.093, "srmr": 0.072},
        df=54,
        n_params=54,
        test=DifferenceTest(8.192, 6, 0.2244, "likelihood ratio"),
    ),
    Level(
        name="scalar",
        constraint="intercepts",
        constraints="loadings, intercepts",
        measures={"chisq": 164.103, "pvalue": 0.0, "cfi": 0.882, "rmsea": 0.107, "srmr": 0.082},
        df=60,
        n_params=48,
        test=DifferenceTest(40.059, 6, 4.435e-07, "likelihood ratio"),
    ),
    Level(
        name="partial scalar",
        constraint="intercepts",
        constraints="loadings, intercepts but those of x3 and x7",
        measures={"chisq": 129.422, "pvalue": 0.0, "cfi": 0.919, "rmsea": 0.090, "srmr": 0.073},
        df=58,
        n_params=50,
        test=DifferenceTest(5.378, 4, 0.2507, "likelihood ratio"),
        freed=("x3~1", "x7~1"),
    ),
)
LABELS = {
    "school": {"en": "school", "zh": "学校"},
    "Pasteur": {"zh": "巴斯德学校"},
    "Grant-White": {"zh": "格兰特—怀特学校"},
    "visual": {"en": "visual ability", "zh": "视觉能力"},
    "x3": {"zh": "菱形题"},
}


def schools(levels: tuple[Level, ...] = HOLZINGER, **changes: object) -> Invariance:
    """Return the study of two schools."""
    study = Invariance(
        variable="school",
        groups=("Pasteur", "Grant-White"),
        sizes=(156, 145),
        reference="Pasteur",
        estimator="ML",
        ordinal=False,
        convention="chen_2007",
        steps=invariance_steps(levels, "chen_2007"),
        parameters=tuple(
            GroupParameter(
                item=item,
                kind="loading",
                part="visual",
                group=group,
                est=0.8 + 0.1 * k + 0.2 * (group == "Pasteur" and item == "x3"),
                se=0.1,
                ci_lower=0.6 + 0.1 * k,
                ci_upper=1.0 + 0.1 * k,
                deviates=group == "Pasteur" and item == "x3",
            )
            for k, item in enumerate(("x1", "x2", "x3"))
            for group in ("Pasteur", "Grant-White")
        ),
        item_bias=(
            ItemBiasRow(
                item="x1",
                group="Grant-White",
                difference=0.03,
                dmacs=0.05,
                signed=0.03,
                unsigned=0.04,
            ),
            ItemBiasRow(
                item="x3",
                group="Grant-White",
                difference=0.46,
                dmacs=0.42,
                signed=0.44,
                unsigned=0.44,
            ),
        ),
        score_bias=(ScoreBiasRow(factor="visual", group="Grant-White", mean=0.49, variance=0.1),),
        means=(
            FactorMeanRow(factor="visual", group="Pasteur", mean=0.0, variance=0.8),
            FactorMeanRow(
                factor="visual",
                group="Grant-White",
                mean=0.051,
                se=0.129,
                variance=0.708,
                pvalue=0.69,
                effect=-0.0586,
                ci_lower=-0.35,
                ci_upper=0.23,
                glass=-0.057,
            ),
        ),
        labels=LABELS,
        diagnostics=(Diagnostic("I-GRP-01", "info", "A remark about <groups>."),),
        provenance=Provenance("0.1.0", "visual =~ x1 + x2 + x3"),
    )
    return replace(study, **changes)


def districts() -> Invariance:
    """Return an alignment of twelve districts, without levels."""
    groups = tuple(f"district {k}" for k in range(1, 13))
    return Invariance(
        variable="district",
        groups=groups,
        sizes=tuple(range(200, 320, 10)),
        reference="district 1",
        estimator="MLR",
        ordinal=False,
        convention="rutkowski_svetina_2014",
        steps=(),
        aligned=(
            AlignedParameter(
                item="q1",
                kind="loading",
                part="trust",
                n_groups=12,
                n_invariant=12,
                mean=0.8,
                r_squared=0.97,
            ),
            AlignedParameter(
                item="q1",
                kind="intercept",
                part="",
                n_groups=12,
                n_invariant=10,
                mean=3.1,
                r_squared=0.61,
                deviating=("district 3", "district 7"),
            ),
        ),
        alignment=AlignmentFacts(
            method="fixed",
            reference="district 1",
            epsilon=0.01,
            converged=True,
            starts=30,
            agreeing=28,
            share=2 / 24,
            limit=0.25,
            average_index=0.79,
            trustworthy=True,
            recovered=0.985,
        ),
    )
