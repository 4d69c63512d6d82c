"""The result of a fit to imputed data sets: one answer from all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.results.computed import computed
from gainsem.results.fit import Fit, Provenance
from gainsem.results.imputed_parts import Imputation, PooledEstimate, PooledTest
from gainsem.results.json_file import JsonFile
from gainsem.results.pooled_rows import Pooling, inference
from gainsem.results.read_only import ReadOnlyDict, read_only_arrays
from gainsem.results.standardized import Scale
from gainsem.results.summary import Summary

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Imputation", "ImputedFit", "PooledEstimate", "PooledTest"]
STANDARDIZED = ("lhs", "op", "rhs", "est_std", "se", "z", "pvalue", "ci_lower", "ci_upper")


@dataclass(frozen=True, repr=False, eq=False)
class ImputedFit(JsonFile):
    """One model fitted to every imputed data set, pooled by Rubin's rules.

    Parameters
    ----------
    pooled : Fit
        Pooled estimates, covariances and moments as one fit, for tables and figures.  What
        it computes from them when asked (modification indices, factor scores) takes the
        pooled moments as those of one sample.
    estimates : tuple of PooledEstimate
        One a parameter, in the order of the model.
    pooling : Pooling
        The variance within and between the imputed data sets.
    tests : tuple of PooledTest
        Of the model, then of the baseline; the first one is the one to report.
    imputations : tuple of Imputation
        What became of each data set.
    fits : tuple of Fit
        The fits to the data sets that were used.
    stacked : mapping
        Measures of the model fitted to all data sets stacked (``chisq``, ``logl``, ... of
        the average likelihood), where D4 was computed; else empty.
    """

    pooled: Fit
    estimates: tuple[PooledEstimate, ...]
    pooling: Pooling
    tests: tuple[PooledTest, ...]
    imputations: tuple[Imputation, ...]
    fits: tuple[Fit, ...]
    stacked: Mapping[str, float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "pooling", read_only_arrays(self.pooling))
        object.__setattr__(self, "stacked", ReadOnlyDict(self.stacked))

    @property
    def n_imputations(self) -> int:
        """Imputed data sets that were used."""
        return len(self.fits)

    @property
    def n_obs(self) -> int:
        """Respondents used, of each data set."""
        return self.pooled.n_obs

    @property
    def estimator(self) -> str:
        """The estimator of every fit."""
        return self.pooled.estimator

    @property
    def usable(self) -> bool:
        """Whether the pooled result can be used."""
        return self.pooled.usable

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything remarked about the data sets, their fits and the pooling."""
        return self.pooled.diagnostics

    @property
    def provenance(self) -> Provenance:
        """What is needed to get the same numbers again."""
        return self.pooled.provenance

    @property
    def fit_measures(self) -> Mapping[str, float]:
        """Measures of fit made of the pooled chi-square, keys as of a single fit."""
        return self.pooled.fit_measures

    @property
    def r_squared(self) -> Mapping[str, float]:
        """Explained share of the variances, at the pooled estimates."""
        return self.pooled.r_squared

    @property
    def parameters(self) -> DataFrame:
        """One row a parameter: the columns of ``fit.parameters``, then ``df fmi riv``."""
        import pandas as pd

        columns = [item.name for item in fields(PooledEstimate)]
        return pd.DataFrame([asdict(row) for row in self.estimates], columns=columns)

    @property
    def vcov(self) -> DataFrame:
        """Total covariances of the pooled estimates, named by parameter."""
        return self.pooled.vcov

    @property
    def within(self) -> NDArray[np.float64]:
        """Mean covariances of the estimates within the data sets, shape (q, q)."""
        return self.pooling.within

    @property
    def between(self) -> NDArray[np.float64]:
        """Covariances of the estimates between the data sets, shape (q, q)."""
        return self.pooling.between

    def standardized(self, type: Scale = "all") -> DataFrame:  # noqa: A002
        """Return the pooled estimates standardised, with errors by the delta method.

        Parameters
        ----------
        type : {"all", "lv"}
            Standardise by all variables, or by the latent variables only.
        """
        import pandas as pd

        from gainsem.model.standardized import standardized_rows

        names = self.pooled.standardized(type)[["lhs", "op", "rhs"]].to_numpy().tolist()
        numbers, params = computed(self.pooled), self.pooled.solution.params
        found = standardized_rows(
            self.pooled.table,
            numbers.compiled,
            numbers.implied,
            observed=type == "all",
            chain=numbers.compiled.chain(params),
        )
        pooled = self.pooling.combined(found.values, found.jacobian)
        rows = zip(names, found.values.tolist(), inference(pooled), strict=True)
        cells = [[*name, value, *more] for name, value, more in rows]
        return pd.DataFrame(cells, columns=[*STANDARDIZED, "df", "fmi", "riv"])

    def residuals(self, type: Any = "raw") -> DataFrame:  # noqa: A002
        """Return what the pooled estimates leave of the pooled covariances.

        Parameters
        ----------
        type : {"raw", "cor"}
            Covariances, or correlations.
        """
        from gainsem.errors import OptionError

        if type not in ("raw", "cor"):
            raise OptionError.of(
                "E-IMP-05",
                f"residuals(type={type!r}) are not pooled.",
                do="type can be: raw, cor",
            )
        return self.pooled.residuals(type)

    def summary(self, *, ci: bool = False) -> Summary:
        """Return the page a terminal shows.

        Parameters
        ----------
        ci : bool
            Show 95 % confidence intervals.
        """
        from gainsem.results.imputed_summary import imputed_summary

        return Summary(imputed_summary(self, ci=ci))

    def to_dict(self) -> dict[str, Any]:
        """Return the content of ``imputed_fit.json``."""
        from gainsem.results.imputed_record import imputed_to_dict

        return imputed_to_dict(self)

    def __repr__(self) -> str:
        words = repr(self.pooled).removeprefix("<Fit by ").removesuffix(">")
        return f"<ImputedFit of {self.n_imputations} data sets by {words}>"

    def _repr_html_(self) -> str:
        from gainsem.results.imputed_tables import imputed_to_html

        return imputed_to_html(self)
