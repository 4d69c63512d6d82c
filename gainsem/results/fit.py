"""The result of a fit: immutable, and all anybody sees is drawn from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.results.file_writing import write_text
from gainsem.results.fit_inference import FitInference
from gainsem.results.fitted import (
    ParameterEstimate,
    Provenance,
    SampleFacts,
    Solution,
)
from gainsem.results.frames import implied_moments, parameters_frame, vcov_frame
from gainsem.results.html import fit_to_html
from gainsem.results.record import fit_to_dict, fit_to_json
from gainsem.results.residuals import ResidualKind, residual_frame, residual_means
from gainsem.results.standardized import Scale, standardized_frame
from gainsem.results.summary import Summary, summary_text
from gainsem.results.test import Test, tests_of
from gainsem.results.verdict import one_line_verdict
from gainsem.survey.moments import Moments

if TYPE_CHECKING:
    from pandas import DataFrame, Series

    from gainsem.results.category_probabilities import Pair
    from gainsem.results.reliability.sheet import Reliability

__all__ = ["Fit", "ParameterEstimate", "Provenance", "SampleFacts", "Solution"]


@dataclass(frozen=True, repr=False, eq=False)
class Fit(FitInference):
    """A fitted model: what was found, and all that can be asked of it.

    Two fits are the same only when they are one object; compare what is in them, such
    as ``fit.parameters`` and ``fit.fit_measures``.
    """

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

    def implied(self) -> Moments:
        """Return the moments the model implies at its estimates."""
        return implied_moments(self)

    def factor_scores(self, data: Any, *, method: str | None = None) -> DataFrame:
        """Return the scores of respondents on every latent variable.

        ``"EBM"`` is the mode of the posterior given all of a respondent's answers, the
        covariates and outcomes of the model among them; ``"ML"`` is where the answers to
        what the latent variables point at are likeliest, whatever their own distribution.
        Where all items are continuous these are regression (Thurstone) and Bartlett
        scores.  Missing answers are left out.

        Parameters
        ----------
        data : Survey, Responses, DataFrame, str or Path
            The answers; a fit does not keep them.
        method : {"EBM", "ML", "regression", "Bartlett"}, optional
            Case does not matter, nor which of the two names is used (default: EBM, that
            is regression).

        Returns
        -------
        DataFrame
            One row a respondent, in the order of the data; a column for each latent
            variable, then their standard errors (``trust``, ``trust_se``).  NaN for those
            who answered nothing, miss a covariate, or have no finite ML score.
            ``.attrs["diagnostics"]`` holds what was remarked.

        Warns
        -----
        UserWarning
            ``W-EST-91`` where ordinal items have residual covariances, which the scores
            leave out of account; ``W-EST-90`` for latent variables without indicators of
            their own, which have no ML scores.
        """
        from gainsem.results.factor_scores import score_frame

        return score_frame(self, data, method=method)

    def category_probabilities(
        self, *, pairs: Sequence[Pair] | Pair | None = None, data: Any = None
    ) -> DataFrame:
        """Return how often each category was chosen, and how often the model says so.

        Parameters
        ----------
        pairs : (str, str) or sequence of them, optional
            Pairs of items: the cells of their two-way tables instead of single items.
        data : Survey, Responses, DataFrame, str or Path, optional
            Answers to count.  Without them the proportions are those of the respondents
            of the fit, and those of pairs are not known.

        Returns
        -------
        DataFrame
            Columns ``item category observed implied``, or ``item1 category1 item2
            category2 observed implied``.  Given covariates, the implied ones take these
            as normal, too.
        """
        from gainsem.results.category_probabilities import category_table

        frame: DataFrame = category_table(self, pairs=pairs, data=data).to_frame()
        return frame

    def reliability(
        self,
        data: Any = None,
        *,
        interval: str | None = None,
        bootstrap: int = 1000,
        seed: int | None = 1,
        level: float = 0.95,
        cluster: str | None = None,
    ) -> Reliability:
        """Return the measurement sheet: alpha, omega, CR, AVE, HTMT, Fornell and Larcker.

        Parameters
        ----------
        data : Survey, Responses, DataFrame, str or Path, optional
            The answers the model was fitted to.  All coefficients are known without them;
            with them HTMT has intervals, and that of alpha holds for any distribution.
        interval : {"robust", "feldt", "normal", "bootstrap"}, optional
            Of alpha.  Default: "robust" with answers of an unweighted fit, else "feldt".
        bootstrap : int
            Draws for the intervals of HTMT (with data only; 0: none).
        seed : int, optional
            Of the draws; None for another one each time.
        level : float
            Of all intervals.
        cluster : str, optional
            Column with groups, for ICC(1), ICC(2) and rwg.  Default: the column whose role
            is ``cluster`` in the codebook of the survey, if any.

        Returns
        -------
        Reliability
            ``.to_frame()``, ``.tables()``, ``.summary()``, ``.verdicts``, ``.to_dict()``.

        Raises
        ------
        SpecificationError
            E-REL-01 for a model without latent variables.
        EstimationError
            E-REL-03 when no minimum was found.
        OptionError
            E-REL-02 for an interval that takes answers, without them.
        """
        from gainsem.results.reliability.compute import reliability_of

        return reliability_of(
            self,
            data,
            interval=interval,
            bootstrap=bootstrap,
            seed=seed,
            level=level,
            cluster=cluster,
        )

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

        return fit_from_dict(content, kind=cls, source=source)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write ``fit.json``; an older file stays whole until the new one is complete."""
        return write_text(path, fit_to_json(self))

    def __repr__(self) -> str:
        return one_line_verdict(self)

    def _repr_html_(self) -> str:
        return fit_to_html(self)
