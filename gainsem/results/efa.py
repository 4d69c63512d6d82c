"""The result of an exploratory factor analysis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.direct_rotation import schmid_leiman
from gainsem.diagnostics import Diagnostic
from gainsem.errors import OptionError
from gainsem.results.correlations import Kind
from gainsem.results.efa_model import THRESHOLD, model_text
from gainsem.results.efa_solution import EfaSolution
from gainsem.results.efa_summary import efa_html, efa_line, efa_text
from gainsem.results.efa_tables import CUT, loadings_table, minima_table, variance_table
from gainsem.results.fitted import Provenance, SampleFacts
from gainsem.results.json_file import JsonFile
from gainsem.results.n_factors import NFactors
from gainsem.results.read_only import ReadOnlyDict, read_only_arrays
from gainsem.results.record import plain
from gainsem.results.second_opinion import SecondOpinion
from gainsem.results.summary import Summary
from gainsem.results.table import Table

if TYPE_CHECKING:
    from pandas import DataFrame, Series

SCHEMA = "gainsem.efa/1"


@dataclass(frozen=True, repr=False, eq=False)
class Efa(JsonFile):
    """Factors of some items, from :func:`gainsem.efa`.

    Factors are ordered by the variance they explain (a general factor first; after target
    rotation as the target has them), and turned so that their loadings add up to a positive
    sum.

    Parameters
    ----------
    names : tuple of str
        The items.
    solution : EfaSolution
        Loadings, factor correlations and how they were found, as arrays.
    options : dict
        The choices it was made with.
    estimator : str
        The one that was used.
    kind : {"pearson", "pairwise", "fiml", "polychoric"}
        Of the correlations.
    fit_measures : mapping
        Keys as in :attr:`gainsem.Fit.fit_measures`, as far as they apply, and
        ``bic_chisq`` (chi-square less df log n), ``rmsr_corrected``, ``off_diagonal_fit``.
    diagnostics : tuple of Diagnostic
        Everything remarked on the way.
    sample : SampleFacts
    provenance : Provenance
    n_obs : int
        Respondents the errors and tests go by.
    mean, deviation : ndarray, shape (p,)
    thresholds : tuple of ndarray
        What answers are standardised by.
    number : NFactors or None
        The search for a number of factors, where ``n_factors="auto"`` was asked for.
    second_opinion : SecondOpinion or None
        What another program says, from :func:`gainsem.second_opinion`.
    """

    names: tuple[str, ...]
    solution: EfaSolution
    options: dict[str, Any]
    estimator: str
    kind: Kind
    fit_measures: Mapping[str, float]
    diagnostics: tuple[Diagnostic, ...]
    sample: SampleFacts
    provenance: Provenance
    n_obs: int
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    thresholds: tuple[NDArray[np.float64], ...] = ()
    number: NFactors | None = None
    second_opinion: SecondOpinion | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "solution", read_only_arrays(self.solution))
        object.__setattr__(self, "fit_measures", ReadOnlyDict(self.fit_measures))

    @property
    def converged(self) -> bool:
        """Whether extraction and rotation have converged."""
        return self.solution.extraction_converged and self.solution.rotation_converged

    @property
    def usable(self) -> bool:
        """Converged, and no diagnostic with an ``E-`` code."""
        return self.converged and not any(d.code.startswith("E-") for d in self.diagnostics)

    @property
    def loadings(self) -> DataFrame:
        """The (pattern) loadings, items x factors."""
        return self._by_factor(self.solution.loadings)

    @property
    def loadings_se(self) -> DataFrame | None:
        """Their standard errors; None where there are none (a note says why)."""
        errors = self.solution.loadings_se
        return None if errors is None else self._by_factor(errors)

    @property
    def structure(self) -> DataFrame:
        """Correlations of items and factors; the loadings where factors are uncorrelated."""
        return self._by_factor(self.solution.structure)

    @property
    def factor_correlations(self) -> DataFrame:
        """The correlations of the factors."""
        return self._square(self.solution.phi)

    @property
    def factor_correlations_se(self) -> DataFrame | None:
        """Their standard errors; None where there are none."""
        errors = self.solution.phi_se
        return None if errors is None else self._square(errors)

    @property
    def communalities(self) -> Series:
        """Share of each item's variance that the factors explain."""
        return self._by_item(self.solution.communalities, "communality")

    @property
    def uniquenesses(self) -> Series:
        """Share of each item's variance that is left."""
        return self._by_item(1.0 - self.solution.communalities, "uniqueness")

    @property
    def complexity(self) -> Series:
        """About how many factors each item loads on (Hofmann 1978)."""
        return self._by_item(self.solution.complexity, "complexity")

    @property
    def variance(self) -> DataFrame:
        """Variance explained: ``ss_loadings proportion cumulative proportion_explained``."""
        table = variance_table(self)
        frame: DataFrame = table.only(*self.solution.factors).to_frame()
        return frame.set_axis(list(table.row_keys))

    @property
    def residuals(self) -> DataFrame:
        """What the factors leave of the correlations (uniquenesses aside)."""
        return self._items_square(self.solution.residuals)

    @property
    def correlations(self) -> DataFrame:
        """The correlations that were analysed."""
        return self._items_square(self.solution.correlations)

    @property
    def minima(self) -> DataFrame:
        """Minima of the rotation: criterion, starts that reached it, congruence with the best."""
        frame: DataFrame = minima_table(self).to_frame()
        return frame

    def scores(self, data: Any, *, method: str = "regression") -> DataFrame:
        """Return the factor scores of respondents.

        Parameters
        ----------
        data : Survey, Responses, DataFrame, str or Path
            The answers; an analysis does not keep them.
        method : {"regression", "Bartlett", "ten Berge"}
            Best predictions; unbiased; with the correlations of the factors.  For ordinal
            items regression is the mode of the posterior, Bartlett that of the likelihood.

        Returns
        -------
        DataFrame
            One row a respondent, NaN for those who answered nothing.
        """
        from gainsem.results.efa_scores import efa_scores

        return efa_scores(self, data, method=method)

    def determinacy(self, *, method: str = "regression") -> Series:
        """Return the correlation of each factor with its scores (of continuous answers)."""
        import pandas as pd

        from gainsem.results.efa_scores import score_weights

        found = score_weights(self, method).determinacy
        return pd.Series(found, index=list(self.solution.factors), name="determinacy")

    def table(
        self, *, sort: bool = True, cut: float = CUT, errors: bool = False, lang: str = "en"
    ) -> Table:
        """Return the loadings as a table with the wordings of the items.

        Parameters
        ----------
        sort : bool
            Items factor by factor, the largest loading first.
        cut : float
            Loadings smaller than that in size are left blank.
        errors : bool
            Show standard errors.
        lang : str
            Language of the wordings.
        """
        return loadings_table(self, sort=sort, cut=cut, errors=errors, lang=lang)

    def schmid_leiman(self) -> DataFrame:
        """Return loadings on a general factor ``G`` and uncorrelated group factors.

        Schmid & Leiman (1957), doi:10.1007/BF02289209: what one factor explains of the
        factor correlations goes to the general factor.

        Raises
        ------
        OptionError
            E-OPT-02 where factors are not correlated.
        """
        import pandas as pd

        if not self.solution.oblique:
            raise OptionError.of(
                "E-OPT-02",
                "A Schmid-Leiman solution needs two or more correlated factors.",
                do="use an oblique rotation such as geomin or oblimin",
            )
        found = schmid_leiman(self.solution.loadings, self.solution.phi)
        columns = ["G", *self.solution.factors]
        return pd.DataFrame(found.loadings, index=list(self.names), columns=columns)

    def reliability(self) -> DataFrame:
        """Return omega hierarchical after Schmid and Leiman.

        Of the sum of all items, and of the sums of those with their largest group loading
        on each factor; items with negative general loadings are reversed.

        Returns
        -------
        DataFrame
            Rows ``G`` (all items), then the factors; columns ``items``, ``omega`` (all
            factors' share of the variance of the sum), ``omega_hierarchical`` (the general
            factor's), ``omega_group`` (the own group factor's; in ``G`` all), ``ecv``.

        Raises
        ------
        OptionError
            E-OPT-02 where factors are not correlated.
        """
        from gainsem.results.efa_reliability import efa_reliability

        return efa_reliability(self)

    def to_model(self, *, threshold: float = THRESHOLD, cross_loadings: bool = False) -> str:
        """Return a confirmatory model as text: every item on its main factor.

        Fit it to other respondents than those explored; see :func:`gainsem.split`.

        Parameters
        ----------
        threshold : float
            Smallest loading, in size, that is taken over.
        cross_loadings : bool
            Take over the other loadings that reach it, too.
        """
        return model_text(self, threshold=threshold, cross_loadings=cross_loadings)

    def summary(
        self, *, sort: bool = True, cut: float = CUT, errors: bool = False, lang: str = "en"
    ) -> Summary:
        """Return the page a terminal shows; the options are those of :meth:`table`."""
        return Summary(efa_text(self, sort=sort, cut=cut, errors=errors, lang=lang))

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``efa.json``."""
        solution = {each.name: getattr(self.solution, each.name) for each in fields(EfaSolution)}
        derived = ("communalities", "structure", "complexity", "explained", "eigenvalues")
        return {
            "schema": SCHEMA,
            "converged": bool(self.converged),
            "usable": bool(self.usable),
            "estimator": self.estimator,
            "correlations": self.kind,
            "options": plain(self.options),
            "n_obs": int(self.n_obs),
            "names": list(self.names),
            "solution": plain(solution | {key: getattr(self.solution, key) for key in derived}),
            "fit_measures": plain(self.fit_measures),
            "standardisation": plain(
                {"mean": self.mean, "deviation": self.deviation, "thresholds": self.thresholds}
            ),
            "diagnostics": [each.to_dict() for each in self.diagnostics],
            "sample": plain(self.sample),
            "provenance": plain(self.provenance),
            **({} if self.number is None else {"number_of_factors": self.number.verdicts()}),
            **(
                {}
                if self.second_opinion is None
                else {"second_opinion": plain(self.second_opinion)}
            ),
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any], *, source: str = "efa.json") -> Efa:
        """Return the analysis that :meth:`to_dict` described (``E-FILE-13``: none is)."""
        from gainsem.results.efa_record import efa_from_dict

        return efa_from_dict(content, source=source)

    def __repr__(self) -> str:
        return efa_line(self)

    def _repr_html_(self) -> str:
        return efa_html(self)

    def _by_factor(self, values: NDArray[np.float64]) -> DataFrame:
        import pandas as pd

        columns = list(self.solution.factors)
        return pd.DataFrame(values.copy(), index=list(self.names), columns=columns)

    def _square(self, values: NDArray[np.float64]) -> DataFrame:
        import pandas as pd

        names = list(self.solution.factors)
        return pd.DataFrame(values.copy(), index=names, columns=names)

    def _items_square(self, values: NDArray[np.float64]) -> DataFrame:
        import pandas as pd

        return pd.DataFrame(values.copy(), index=list(self.names), columns=list(self.names))

    def _by_item(self, values: NDArray[np.float64], name: str) -> Series:
        import pandas as pd

        return pd.Series(values.copy(), index=list(self.names), name=name)
