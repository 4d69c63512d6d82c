"""What a fit can be asked about its parameters: tests, indices, effects, intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gainsem.results.fitted import Fitted
from gainsem.results.modification import modification_frame
from gainsem.results.test import Test

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.effects import Effects
    from gainsem.results.influence import Influence


@dataclass(frozen=True, repr=False, eq=False)
class FitInference(Fitted):
    """Inference from what was found: part of :class:`gainsem.results.fit.Fit`."""

    def modification_indices(
        self,
        minimum: float = 0.0,
        *,
        sort: bool = True,
        op: str | None = None,
        power: bool = False,
        size: float | Mapping[str, float] | None = None,
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
        power : bool
            Add the power of each test and what index, power and expected change say
            together (Saris, Satorra & van der Veld 2009).
        size : float or mapping of operators to float, optional
            Standardised change that matters (default: .4 for loadings, else .1).
        """
        if power or size is not None:
            from gainsem.results.misfit_power import judged_frame
            from gainsem.results.modification import modification_list

            return judged_frame(modification_list(self, minimum=minimum, sort=sort, op=op), size)
        return modification_frame(self, minimum=minimum, sort=sort, op=op)

    def design_effects(self) -> DataFrame:
        """Return how the sampling design changes the errors: deff and deft per parameter.

        Returns
        -------
        DataFrame
            ``lhs op rhs group label est se se_simple deff deft``: standard errors under
            the design and in a simple random sample of as many respondents, and the ratio
            of their squares (Kish 1965, Survey sampling).

        Raises
        ------
        EstimationError
            ``E-WGT-73`` for a fit without a sampling design or without standard errors.
        """
        from gainsem.results.design_effects import design_effects_frame

        return design_effects_frame(self)

    def equivalence(self) -> DataFrame:
        """Return equivalence tests of fit: the misfit that cannot be ruled out, and its worth.

        T-size RMSEA and CFI with cut-offs adjusted to degrees of freedom and sample size
        (Yuan, Chan, Marcoulides & Bentler 2016, doi:10.1080/10705511.2015.1065414), of the
        scaled statistic where there is one.

        Returns
        -------
        DataFrame
            ``measure value t_size excellent close fair mediocre verdict``.

        Raises
        ------
        EstimationError
            E-CMP-13 for estimators other than maximum likelihood, and for df = 0.
        """
        from gainsem.results.equivalence import equivalence_frame

        return equivalence_frame(self)

    def wald(self, restrictions: str) -> Test:
        """Return the Wald test of restrictions the model was not held to.

        Parameters
        ----------
        restrictions : str
            ``==`` lines over labels, defined parameters or quoted names of parameters:
            ``"a == b; c == 0"``, ``"'f=~x2' == 1"``.
        """
        from gainsem.results.wald import wald_test

        return wald_test(self, restrictions)

    def score_tests(self) -> DataFrame:
        """Return what letting go of equal labels and equality constraints would gain.

        All together, then each: ``released statistic df pvalue epc``.
        """
        from gainsem.results.release_tests import release_frame, release_tests

        return release_frame(release_tests(self))

    def effects(
        self,
        source: str | None = None,
        target: str | None = None,
        *,
        loadings: bool = False,
        interval: str | None = None,
        draws: int = 20_000,
        seed: int = 1,
        level: float = 0.95,
        max_paths: int = 500,
    ) -> Effects:
        """Return direct, specific indirect, total indirect and total effects.

        All directed paths between any two variables, without typing them; standardised by
        latent and by all variables as well (Bollen 1987, doi:10.2307/271028).

        Parameters
        ----------
        source, target : str, optional
            Only effects of this variable, and on this one.
        loadings : bool
            Follow loadings down to the observed items, and list paths without a regression.
        interval : {"delta", "bootstrap", "replicates", "monte.carlo"}, optional
            Default: the bootstrap or the replicates of the fit where it has any, else the delta
            method
            (Sobel 1982, doi:10.2307/270723).
        draws, seed : int
            Of the Monte Carlo intervals.
        level : float
        max_paths : int
            Specific indirect effects listed; total effects count all paths.

        Returns
        -------
        Effects
            ``.to_frame()``, ``.table()``, ``.diagnostics``; printed as a table.

        Raises
        ------
        GainsemError
            E-EFF-01 for a variable there is not; E-BOOT-01 for bootstrap intervals of a fit
            without a bootstrap; E-EFF-05 when no minimum was found.
        """
        from gainsem.results.effects import effects_of

        drawn: dict[str, Any] = {"interval": interval, "draws": draws, "seed": seed, "level": level}
        return effects_of(self, source, target, loadings=loadings, max_paths=max_paths, **drawn)

    def intervals(
        self,
        *,
        interval: str | None = None,
        draws: int = 20_000,
        seed: int = 1,
        level: float = 0.95,
    ) -> DataFrame:
        """Return intervals of everything a fit reports, from one set of draws.

        Parameters
        ----------
        interval : {"bootstrap", "replicates", "monte.carlo"}, optional
            Default: the bootstrap or the replicates of the fit where it has any, else Monte
            Carlo.
        draws, seed : int
            Of the Monte Carlo intervals.
        level : float

        Returns
        -------
        DataFrame
            ``quantity lhs op rhs est se ci_lower ci_upper``; a quantity is an ``estimate``,
            ``std_lv``, ``std_all``, ``r_squared``, ``effect``, ``effect_std_lv`` or ``_all``.
        """
        from gainsem.results.intervals import interval_frame

        return interval_frame(self, interval=interval, draws=draws, seed=seed, level=level)

    def casewise(self, data: Any) -> DataFrame:
        """Return how well the model fits each respondent.

        Parameters
        ----------
        data : Survey, Responses, DataFrame, str or Path
            The answers the model was fitted to; a fit does not keep them.

        Returns
        -------
        DataFrame
            One row a row of the data: ``loglik`` (their sum is ``fit_measures["logl"]``), the
            squared Mahalanobis ``distance`` from the implied means with ``df`` and ``pvalue``,
            and the ``residual_distance`` (``residual_df``, ``residual_pvalue``) of what no
            values of the latent variables explain (Bollen & Arminger 1991,
            doi:10.2307/270937).  NaN for respondents the fit did not use.

        Raises
        ------
        GainsemError
            E-INF-01 for a fit without a likelihood of respondents, E-INF-02 for other answers.
        """
        from gainsem.results.casewise import casewise_frame

        return casewise_frame(self, data)

    def influence(self, data: Any, *, exact: bool = False) -> Influence:
        """Return what would change without each respondent.

        Generalised Cook's distance (Pek & MacCallum 2011, doi:10.1080/00273171.2011.561068),
        likelihood displacement (Cook 1986), change of chi-square, and the change of every
        estimate in standard errors (DFBETAS), for ML and MLR, complete or incomplete answers.

        Parameters
        ----------
        data : Survey, Responses, DataFrame, str or Path
            The answers the model was fitted to.
        exact : bool
            Fit the model again without each respondent, instead of one step from the scores.

        Returns
        -------
        Influence
            ``.table()``, ``.to_frame()``, ``.summary()``, ``.to_dict()``, ``.diagnostics``;
            ``gainsem.draw(influence)`` is its figure.

        Raises
        ------
        GainsemError
            E-INF-01 for a fit without a likelihood of respondents, E-INF-02 for other
            answers, E-EST-97 for a fit without standard errors.
        """
        from gainsem.results.influence import influence_of

        return influence_of(self, data, exact=exact)
