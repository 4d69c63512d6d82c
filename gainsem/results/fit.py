"""The result of a fit: immutable, and all anybody sees is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.file_writing import write_text
from gainsem.results.frames import implied_moments, parameters_frame, vcov_frame
from gainsem.results.html import fit_to_html
from gainsem.results.modification import modification_frame
from gainsem.results.read_only import ReadOnlyDict, read_only_arrays
from gainsem.results.record import fit_to_dict, fit_to_json
from gainsem.results.residuals import ResidualKind, residual_frame, residual_means
from gainsem.results.standardized import Scale, standardized_frame
from gainsem.results.summary import Summary, summary_text
from gainsem.results.test import Test, tests_of
from gainsem.results.verdict import one_line_verdict
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item

if TYPE_CHECKING:
    from pandas import DataFrame, Series


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
    the user reads.
    """

    params: NDArray[np.float64]
    vcov: NDArray[np.float64] | None
    fmin: float
    converged: bool
    iterations: int
    gradient_max: float
    status: str


@dataclass(frozen=True)
class SampleFacts:
    """What a reader wants to know of the data behind a fit.

    ``items`` are the model's observed variables in the order of the moments,
    with their wordings; ``descriptives`` holds one dict an item: ``name n
    missing mean sd min max skewness kurtosis`` of the respondents used.
    """

    n_read: int
    n_used: int
    items: tuple[Item, ...] = ()
    constructs: dict[str, dict[str, str]] = field(default_factory=dict)
    descriptives: tuple[dict[str, Any], ...] = ()
    recodes: tuple[dict[str, Any], ...] = ()
    title: dict[str, str] = field(default_factory=dict)
    citation: str = ""


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
class Fit:
    """A fitted model.

    Two fits are the same only when they are one object; compare fits with
    ``gainsem.compare``.  Arrays and mappings inside it are read-only.

    Parameters
    ----------
    table : ParameterTable
        The model.
    moments : Moments
        The sample statistics it was fitted to.
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
    sample : SampleFacts
        What a reader wants to know of the data.
    provenance : Provenance
        What is needed to get the same numbers again.
    """

    table: ParameterTable
    moments: Moments
    options: Options
    estimator: str
    solution: Solution
    parameter_rows: tuple[ParameterEstimate, ...]
    fit_measures: Mapping[str, float]
    r_squared: Mapping[str, float]
    diagnostics: tuple[Diagnostic, ...]
    sample: SampleFacts
    provenance: Provenance

    def __post_init__(self) -> None:
        object.__setattr__(self, "moments", read_only_arrays(self.moments))
        object.__setattr__(self, "solution", read_only_arrays(self.solution))
        object.__setattr__(self, "fit_measures", ReadOnlyDict(self.fit_measures))
        object.__setattr__(self, "r_squared", ReadOnlyDict(self.r_squared))

    @property
    def converged(self) -> bool:
        """Whether a proper minimum was found."""
        return self.solution.converged

    @property
    def n_obs(self) -> int:
        """Respondents used."""
        return self.moments.n_obs

    @property
    def usable(self) -> bool:
        """Converged, and no diagnostic with an ``E-`` code (a Heywood case, for example)."""
        return self.converged and not any(d.code.startswith("E-") for d in self.diagnostics)

    @property
    def tests(self) -> tuple[Test, ...]:
        """The test of the model and the test of the baseline model."""
        return tests_of(self)

    @property
    def parameters(self) -> DataFrame:
        """One row a parameter: ``lhs op rhs group label free est se z ... std_all``."""
        return parameters_frame(self)

    @property
    def vcov(self) -> DataFrame:
        """Covariances of the estimates of the free parameters, named by parameter."""
        return vcov_frame(self)

    def standardized(self, type: Scale = "all") -> DataFrame:  # noqa: A002
        """Return standardized estimates with delta-method standard errors.

        Parameters
        ----------
        type : {"all", "lv"}
            Standardize by all variables, or by the latent variables only.
        """
        return standardized_frame(self, type)

    def residuals(self, type: ResidualKind = "raw") -> DataFrame:  # noqa: A002
        """Return what the model leaves of the sample covariances.

        Parameters
        ----------
        type : {"raw", "cor", "standardized"}
            Covariances, correlations, or covariances divided by their standard error.
        """
        return residual_frame(self, type)

    @property
    def residual_means(self) -> Series:
        """What the model leaves of the sample means."""
        return residual_means(self)

    def modification_indices(
        self, minimum: float = 0.0, *, sort: bool = True, op: str | None = None
    ) -> DataFrame:
        """Return the expected gain of freeing each parameter the model leaves out.

        Parameters
        ----------
        minimum : float
            Smallest index to return.
        sort : bool
            Largest first; otherwise in the order of the variables.
        op : str, optional
            Only parameters with this operator, ``"=~"`` for example.
        """
        return modification_frame(self, minimum=minimum, sort=sort, op=op)

    def implied(self) -> Moments:
        """Return the moments the model implies at its estimates."""
        return implied_moments(self)

    def summary(
        self,
        *,
        standardized: bool = True,
        ci: bool = False,
        modification: bool = False,
        residuals: bool = False,
    ) -> Summary:
        """Return the page a terminal shows: verdict, measures of fit, estimates, diagnostics.

        Parameters
        ----------
        standardized, ci : bool
            Show standardized estimates; show 95 % confidence intervals.
        modification, residuals : bool
            Add the largest modification indices; the largest residual correlations.
        """
        return Summary(
            summary_text(
                self,
                standardized=standardized,
                ci=ci,
                modification=modification,
                residuals=residuals,
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``fit.json``."""
        return fit_to_dict(self)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any], *, source: str = "fit.json") -> Fit:
        """Return the fit that :meth:`to_dict` described.

        Parameters
        ----------
        content : mapping
            What stands in ``fit.json``.
        source : str
            Its path, for messages.

        Raises
        ------
        FileError
            ``E-FILE-13`` when the content is not such a description.
        """
        from gainsem.results.record_format import fit_from_dict

        return fit_from_dict(content, source=source)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write ``fit.json``; an older file stays whole until the new one is complete."""
        return write_text(path, fit_to_json(self))

    def __repr__(self) -> str:
        return one_line_verdict(self)

    def _repr_html_(self) -> str:
        return fit_to_html(self)
