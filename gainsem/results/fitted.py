"""What a fit found: records that hold and compute nothing, for everything drawn from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.block_rotation import BlockRotation
from gainsem.results.bootstrap import BollenStine, Bootstrap
from gainsem.results.design_facts import DesignFacts
from gainsem.results.exclusion import Exclusion
from gainsem.results.missing_answers import MissingAnswers
from gainsem.results.read_only import ReadOnlyDict, read_only_arrays
from gainsem.results.replication import Replication
from gainsem.results.second_opinion import SecondOpinion
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item


@dataclass(frozen=True, slots=True)
class ParameterEstimate:
    """One row of ``fit.parameters`` (NaN: does not apply)."""

    lhs: str
    op: str
    rhs: str
    group: int
    label: str
    free: bool
    est: float
    se: float
    z: float
    pvalue: float
    ci_lower: float
    ci_upper: float
    std_lv: float
    std_all: float


@dataclass(frozen=True)
class Solution:
    """Where the search ended.

    ``params`` is the free-parameter vector (q,), ``vcov`` its covariance (q, q)
    or None, ``gradient_max`` the largest |dF/dparam|, ``status`` the sentence
    the user reads.  Least squares leaves ``residual_se`` (P,) as well, the standard
    errors of the residuals of the moments (NaN where a moment took no part).
    """

    params: NDArray[np.float64]
    vcov: NDArray[np.float64] | None
    fmin: float
    converged: bool
    iterations: int
    gradient_max: float
    status: str
    residual_se: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class SampleFacts:
    """What a reader wants to know of the data behind a fit.

    ``items`` are the model's observed variables in the order of the moments,
    with their wordings; ``descriptives`` holds one dict an item: ``name n
    missing mean sd min max skewness kurtosis`` of the respondents used.
    ``categories`` holds one dict an ordinal item: ``name``, ``codes`` (those each
    category is made of) and ``counts``.  Where there are ordinal items ``answer_cov``
    holds the covariances (p rows of p) of the answers as they were given, with the
    fit's weights and divisor n; NaN for two items nobody answered together.
    """

    n_read: int
    n_used: int
    items: tuple[Item, ...] = ()
    constructs: dict[str, dict[str, str]] = field(default_factory=dict)
    descriptives: tuple[dict[str, Any], ...] = ()
    recodes: tuple[dict[str, Any], ...] = ()
    title: dict[str, str] = field(default_factory=dict)
    citation: str = ""
    categories: tuple[dict[str, Any], ...] = ()
    answer_cov: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Provenance:
    """What is needed to get the same numbers again."""

    gainsem: str
    model: str
    model_source: str = "model"
    data_source: str = ""
    data_sha256: str = ""
    codebook_source: str = ""
    codebook_sha256: str = ""
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, repr=False, eq=False)
class FittedModel:
    """What fits of one group and of several have in common.

    Parameters
    ----------
    table : ParameterTable
        The model; of several groups with all rows, group after group.
    options : Options
        The choices it was fitted with.
    estimator : str
        The estimator that was used.
    solution : Solution
        Where the search ended.
    parameter_rows : tuple of ParameterEstimate
        One a parameter, in the order of the model.
    fit_measures, r_squared : mapping
        Keys as in lavaan with underscores; names of the dependent variables.
    diagnostics : tuple of Diagnostic
        Everything remarked while reading the data and fitting the model.
    provenance : Provenance
        What is needed to get the same numbers again.
    """

    table: ParameterTable
    options: Options
    estimator: str
    solution: Solution
    parameter_rows: tuple[ParameterEstimate, ...]
    fit_measures: Mapping[str, float]
    r_squared: Mapping[str, float]
    diagnostics: tuple[Diagnostic, ...]
    provenance: Provenance

    def __post_init__(self) -> None:
        object.__setattr__(self, "solution", read_only_arrays(self.solution))
        object.__setattr__(self, "fit_measures", ReadOnlyDict(self.fit_measures))
        object.__setattr__(self, "r_squared", ReadOnlyDict(self.r_squared))

    @property
    def n_obs(self) -> int:
        """Respondents used."""
        raise NotImplementedError

    @property
    def treatment(self) -> str:
        """What was done about missing answers; empty where everybody used answered all."""
        raise NotImplementedError

    @property
    def design(self) -> DesignFacts | None:
        """How the respondents were sampled; None where nothing was said about it."""
        raise NotImplementedError

    @property
    def replication(self) -> Replication | None:
        """The fits with the replicate weights of the design; None without any."""
        raise NotImplementedError

    @property
    def refitted(self) -> bool:
        """Whether errors come from fits of the same model: to resamples, or to replicates."""
        return False

    @property
    def exclusion(self) -> Exclusion | None:
        """Who was left out because of flags, and the fit with and without them."""
        return None

    @property
    def converged(self) -> bool:
        """Whether a proper minimum was found."""
        return self.solution.converged

    @property
    def usable(self) -> bool:
        """Converged, and no diagnostic with an ``E-`` code (a Heywood case, for example)."""
        return self.converged and not any(d.code.startswith("E-") for d in self.diagnostics)


@dataclass(frozen=True, repr=False, eq=False)
class Fitted(FittedModel):
    """The content of a fit of one group; arrays and mappings inside it are read-only.

    Parameters
    ----------
    moments : Moments
        The sample statistics it was fitted to.
    sample : SampleFacts
        What a reader wants to know of the data.
    exclusion : Exclusion or None
        Who was left out because of flags, and the fit with and without them.
    missing : MissingAnswers or None
        Who answered what, where respondents with a missing answer were used.
    second_opinion : SecondOpinion or None
        What another program says of the same model, from :func:`gainsem.second_opinion`.
    rotations : tuple of BlockRotation
        How exploratory blocks were rotated.
    bootstrap : Bootstrap or None
        The fits to resamples of the respondents.
    bollen_stine : BollenStine or None
        The test statistic among resamples of a population in which the model holds.
    design : DesignFacts or None
        How the respondents were sampled, where anything was said about it.
    replication : Replication or None
        The fits with the replicate weights of the sampling design.
    """

    moments: Moments
    sample: SampleFacts
    exclusion: Exclusion | None = None
    missing: MissingAnswers | None = None
    second_opinion: SecondOpinion | None = None
    rotations: tuple[BlockRotation, ...] = ()
    bootstrap: Bootstrap | None = None
    bollen_stine: BollenStine | None = None
    design: DesignFacts | None = None
    replication: Replication | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "moments", read_only_arrays(self.moments))
        if self.missing is not None:
            object.__setattr__(self, "missing", read_only_arrays(self.missing))
        if self.bootstrap is not None:
            object.__setattr__(self, "bootstrap", read_only_arrays(self.bootstrap))
        if self.replication is not None:
            object.__setattr__(self, "replication", read_only_arrays(self.replication))

    @property
    def refitted(self) -> bool:
        """Whether errors come from fits of the same model: to resamples, or to replicates."""
        return self.bootstrap is not None or self.replication is not None

    @property
    def n_obs(self) -> int:
        """Respondents used."""
        return self.moments.n_obs

    @property
    def treatment(self) -> str:
        """What was done about missing answers; empty where everybody used answered all."""
        return "" if self.missing is None else self.missing.treatment


def size_of(fit: Fitted) -> float:
    """Return what the respondents count for: their number, or the sum of their weights."""
    return float(fit.n_obs) if fit.design is None else fit.design.size
