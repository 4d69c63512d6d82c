"""Measures of fit of full-information maximum likelihood, named as in lavaan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.categorical_ml import LikelihoodDistance
from gainsem.core.complete_distance import complete_distance
from gainsem.core.em_moments import em_moments
from gainsem.core.fit_measures import (
    ChiSquare,
    goodness_of_fit,
    incremental,
    information_criteria,
    parsimony,
    residual_size,
    rmsea,
)
from gainsem.core.implied import Implied
from gainsem.core.incomplete_normal import incomplete_point
from gainsem.core.missing_patterns import missing_patterns
from gainsem.core.moments import SampleMoments
from gainsem.core.reduction import no_reduction
from gainsem.core.residual_traces import MomentErrors
from gainsem.core.robust_measures import INCREMENTAL, RMSEA, robust_incremental
from gainsem.core.structure import Indices
from gainsem.estimation.corrections import Traces, corrections
from gainsem.estimation.fiml_baseline import Baseline
from gainsem.estimation.fiml_parts import FimlParts, Unrestricted
from gainsem.estimation.incomplete_sample import IncompleteSample
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.model.parameter_table import ParameterTable

ROBUST = (*INCREMENTAL, *RMSEA)


@dataclass(frozen=True)
class Likelihoods:
    """Log-likelihoods of the model and of the unrestricted model, given fixed covariates."""

    model: float
    unrestricted: float

    @classmethod
    def of(cls, table: ParameterTable, given: IncompleteSample, fmin: float) -> Likelihoods:
        """Return them from the distance F / 2 between the two."""
        found = given.found
        value = float("nan") if found.point is None else -found.n * found.point.value
        x = np.array([table.observed.index(name) for name in table.exogenous], dtype=np.intp)
        if len(x):
            patterns = found.patterns.of(x)
            of_x = incomplete_point(patterns, found.mean[x], found.cov[np.ix_(x, x)])
            value += 0.0 if of_x is None else found.n * of_x.value
        return cls(value - found.n * fmin, value)


def fiml_measures(
    table: ParameterTable,
    sample: SampleMoments,
    implied: Implied,
    *,
    model: ChiSquare,
    baseline: ChiSquare,
    found: Likelihoods,
    n_params: int,
) -> dict[str, float]:
    """Return every measure of the interface; residuals are those of the EM moments.

    Parameters
    ----------
    table : ParameterTable
    sample : SampleMoments
        EM moments of the model's variables.
    implied : Implied
    model, baseline : ChiSquare
    found : Likelihoods
    n_params : int
        Correlates' parameters among them, as their likelihood is.
    """
    means = {"mean": sample.mean, "mu": implied.mu}
    p, n = len(sample.cov), sample.n
    given = [table.observed.index(name) for name in table.exogenous]
    n_moments = p * (p + 3) // 2
    return {
        "npar": float(n_params),
        "fmin": model.statistic / (2.0 * n),
        "chisq": model.statistic,
        "df": float(model.df),
        "pvalue": model.pvalue,
        "baseline_chisq": baseline.statistic,
        "baseline_df": float(baseline.df),
        "baseline_pvalue": baseline.pvalue,
        **incremental(model, baseline),
        "logl": found.model,
        "unrestricted_logl": found.unrestricted,
        **information_criteria(found.model, n_params, int(n)),
        "ntotal": n,
        **rmsea(model, n),
        **residual_size(sample.cov, implied.sigma, **means),
        **goodness_of_fit(sample.cov, implied.sigma, model.df, n_moments, given=given, **means),
        **parsimony(model, n, n_params),
    }


def corrected_measures(
    parts: FimlParts,
    unrestricted: Unrestricted,
    model: ChiSquare,
    baseline: Baseline,
    *,
    given: Indices,
) -> dict[str, float]:
    """Return scaled measures where the method corrects, and those that do not depend on holes.

    The scaling factor is ``(tr(A1^-1 B1) - tr(A0^-1 B0)) / df`` (Yuan & Bentler 2000,
    doi:10.1111/0081-1750.00078; Asparouhov & Muthen 2005, as in Mplus).  ``given`` are the
    positions of covariates.
    """
    free = no_reduction(baseline.group.structure.n_params)
    lowest = FimlParts(
        parts.method,
        baseline.group,
        free,
        baseline.params,
        parts.values,
        design=parts.design,
    )
    robust = without_holes(parts, lowest, unrestricted, model, baseline.test)
    if not parts.method.scales:
        return robust
    both = corrections(
        parts.method.test,
        model,
        baseline.test,
        of_model=Traces(unrestricted.trace - parts.trace),
        of_baseline=Traces(unrestricted.trace - lowest.trace),
    )
    n = float(parts.group.patterns.n)
    scaled = scaled_measures(both, model, baseline.test, n=n, robust=False)
    return scaled | _scaling_factors(parts, unrestricted, given) | robust


def _scaling_factors(
    parts: FimlParts, unrestricted: Unrestricted, given: Indices
) -> dict[str, float]:
    """Return the scaling factors of both models: ``tr(A^-1 B)`` a parameter.

    Covariates taken as given have part in neither.
    """
    own, count = 0.0, 0
    if len(given):
        values = unrestricted.values[:, given]
        of_covariates = Unrestricted(em_moments(missing_patterns(values)), values)
        own, count = of_covariates.trace, len(of_covariates.known)
    n_params = parts.reduction.basis.shape[1] - count
    return {
        "scaling_factor_h1": (unrestricted.trace - own) / (len(unrestricted.known) - count),
        "scaling_factor_h0": (parts.trace - own) / n_params if n_params else float("nan"),
    }


def without_holes(
    parts: FimlParts,
    lowest: FimlParts,
    unrestricted: Unrestricted,
    model: ChiSquare,
    baseline: ChiSquare,
) -> dict[str, float]:
    """Return CFI, TLI and RMSEA as they would be without missing answers."""
    distances = [_distance(each, unrestricted) for each in (parts, lowest)]
    if unrestricted.n_unknown or None in distances:
        return dict.fromkeys(ROBUST, float("nan"))
    n = float(parts.group.patterns.n)
    measures = robust_incremental(*distances, n=n, df=model.df, baseline_df=baseline.df)
    distance = distances[0]
    if model.df == 0 or distance is None:
        found = rmsea(ChiSquare(0.0, 0), n)
    else:
        scaling = distance.expected / model.df
        found = rmsea(ChiSquare(n * distance.value / scaling, model.df), n / scaling)
    return measures | {f"{name}_robust": value for name, value in found.items()}


def _distance(parts: FimlParts, unrestricted: Unrestricted) -> LikelihoodDistance | None:
    gamma = unrestricted.gamma(robust=parts.method.scales)
    if gamma is None or unrestricted.n_unknown:
        return None
    implied = parts.point.implied
    return complete_distance(
        unrestricted.found.mean,
        unrestricted.found.cov,
        (implied.mu, implied.sigma),
        MomentErrors(gamma, unrestricted.information),
        unrestricted.jacobian(parts.group.structure, parts.point, parts.reduction),
    )
