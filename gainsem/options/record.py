"""The choices a fit is made with: one frozen record, checked when it is built."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from gainsem.errors import OptionError, did_you_mean
from gainsem.options.choices import (
    CHOICES,
    DEFAULT_SEED,
    DEFAULT_STARTS,
    DRAWS,
    FOLDED,
    Preset,
    not_allowed,
)
from gainsem.options.lists import (
    families,
    joined_tests,
    listed_names,
    ordered_names,
    written_flags,
)
from gainsem.options.replication import check_replication, named_columns, scale_numbers
from gainsem.options.rotations import DEFAULT_ROTATION, chosen_rotations


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a user may choose about a fit; ``None`` lets gainsem choose and say so.

    The single switches (``auto_var`` ... ``int_lv_free``) override what the
    preset does; they are named and mean what lavaan's arguments mean.

    Parameters
    ----------
    estimator : {"ML", "MLM", "MLMV", "MLMVS", "MLR", "MLF", "GLS", "ULS", "WLS", ...}, optional
        For continuous variables: maximum likelihood, alone (ML), with errors and a test
        for data that are not normal (MLR; MLM, MLMV, MLMVS) or first-order errors (MLF);
        generalised least squares (GLS).  For ordinal items, or for continuous variables:
        least squares, unweighted (ULS, ULSM, ULSMV, ULSMVS), diagonally weighted (DWLS,
        WLSM, WLSMV, WLSMVS) or fully weighted (WLS).
        Default: WLSMV where an item is ordinal, MLR where answers are missing or weights,
        clusters or strata are given, else ML.
    ordered : str or sequence of str, optional
        Items to treat as ordinal: names joined by commas, "all", or "none" (default:
        as the codebook says).
    missing : {"listwise", "fiml", "pairwise", "two_stage", "robust_two_stage"}, optional
        What becomes of respondents with a missing answer.  listwise: they are left out;
        fiml (also: ml): all their answers are used, by full-information maximum likelihood;
        two_stage, robust_two_stage: the model is fitted to means and covariances estimated
        from all answers; pairwise: every statistic from those who answered both items (for
        ordinal items, too).  Default: fiml where the items are continuous and the
        estimator is ML, MLR or MLF, else listwise.
    auxiliary : str or sequence of str, optional
        Variables outside the model that say something about what is missing (fiml,
        two_stage, robust_two_stage): names, joined by commas.
    group : str, optional
        Column with groups: the model is estimated in all of them together.
    group_equal : str or sequence of str, optional
        What is the same in all groups, joined by commas: loadings, intercepts, thresholds,
        means, residuals, residual.covariances, lv.variances, lv.covariances, regressions.
    group_partial : str or sequence of str, optional
        Parameters that may differ all the same, joined by commas: "x3~1", "f=~x2".
    group_levels : str or sequence of str, optional
        The groups to compare and their order, joined by commas (default: all).
    weights : str, optional
        Column with sampling weights.
    cluster : str, optional
        Column with the clusters that were sampled (primary sampling units).
    strata : str, optional
        Column with the strata they were sampled from.
    fpc : str, optional
        Column for the finite population correction: clusters (respondents, without clusters)
        there are in the stratum, or the share that was sampled.
    lonely_psu : {"fail", "certainty", "adjust", "average"}
        What to do about strata with one cluster: refuse them; take it as certain to be
        sampled; take its distance from the mean of all clusters; or the average of the
        other strata.
    replicate_weights : str or sequence of str, optional
        Columns with the replicate weights of the survey: names joined by commas, or a
        pattern such as "repwt_*".
    replicate_type : {"brr", "fay", "jk1", "jkn", "bootstrap"}, optional
        How these were made: balanced repeated replication (with Fay's factor: fay), a
        jackknife without or with strata, or a bootstrap.
    fay : float, optional
        Factor of Fay's method, 0 or more and below 1.
    replicate_scale : float or sequence of float, optional
        Coefficients of the replicates, one for all or one each, where the survey gives other
        ones than its type has.
    replicates : {"jackknife", "brr", "bootstrap"}, optional
        Make replicates from clusters and strata: leave out each cluster, take one of two
        clusters in each stratum, or draw clusters.
    replicate_draws : int, optional
        How many, with replicates=bootstrap (default: 500).
    replicate_centre : {"estimate", "mean"}
        Take the differences of the replicates from the estimate of the whole sample, or
        from their mean.
    exclude : str or sequence of str, optional
        Leave out respondents with one of these flags of gainsem screen, and show the fit
        with and without them: names joined by commas, each with "=" and a threshold
        where it is not the usual one.
    parameterization : {"delta", "theta"}
        Scale latent responses to variance 1, or their residuals.
    conditional_x : bool, optional
        Take the moments of ordinal models given the covariates (default: yes).
    zero_add : float
        Added to the only empty cell of a 2 x 2 table, its margins unchanged.
    collapse : {"auto"}, optional
        Merge the rarest categories of ordinal items with their neighbours, and say so.
    force : bool
        Treat items with more than 12 categories as ordinal all the same.
    preset : {"sem", "growth", "bare"}
        Defaults added to the model text.
    std_lv : bool
        Fix the variance of every latent variable at 1 instead of its first loading.
    orthogonal : bool
        Fix the covariances of exogenous latent variables at 0.
    effect_coding : bool
        Scale each latent variable by loadings that average 1.
    meanstructure : bool, optional
        Model the means; by default only where the model or preset asks for it.
    fixed_x : bool, optional
        Treat exogenous observed covariates as fixed (default: yes; no with least squares of
        continuous variables).
    likelihood : {"normal", "wishart"}
        Divisor of the sample covariances: n, or n - 1.
    information : {"expected", "observed", "first.order"}, optional
        Information matrix the standard errors come from (default: that of the estimator).
    observed_information : {"hessian", "h1"}, optional
        Observed information from second derivatives (default), or from those of the
        saturated model.
    se : {"standard", "robust", "robust.sem", "robust.huber.white", "first.order", ...}, optional
        Standard errors (default: those of the estimator).  robust: the robust ones of the
        estimator; robust.sem (Satorra and Bentler), robust.huber.white and first.order: for
        continuous variables; robust.hessian: for ordinal items, right where the latent
        responses are not normal; bootstrap fits the model again to resamples.
    test : {"standard", "satorra.bentler", "yuan.bentler.mplus", "scaled.shifted", ...}, optional
        Test of a model of continuous variables (default: that of the estimator); several
        joined by commas, of which the first is the one reported, the others are listed:
        standard (uncorrected), satorra.bentler, mean.var.adjusted, scaled.shifted,
        yuan.bentler, yuan.bentler.mplus, or of the residuals: browne.residual.adf,
        browne.residual.nt; bollen.stine adds the statistic among resamples of a population
        in which the model holds.
    bounds : {"none", "pos.var", "pos.ov.var", "pos.lv.var"}, optional
        Variances that must not be negative: all, those of observed or of latent variables.
    bootstrap : int, optional
        Resamples; a number alone means --se bootstrap (default: 1000 where resamples
        are asked for).
    boot_ci_type : {"percentile", "basic", "bc", "bca"}
        Bootstrap intervals: percentile, basic, bias-corrected, or bias-corrected and
        accelerated.
    monte_carlo : int
        Draws for Monte Carlo intervals of effects and defined parameters (0: none).
    max_iterations : int
        Steps after which the search for a minimum gives up.
    auto_fix_first : bool, optional
        Fix the first loading of every latent variable at 1.
    auto_fix_single : bool, optional
        Fix the residual variance of the only indicator of a latent variable at 0.
    auto_var : bool, optional
        Add the (residual) variances of all variables.
    auto_cov_lv_x : bool, optional
        Add the covariances among exogenous latent variables.
    auto_cov_y : bool, optional
        Add the residual covariances among dependent variables that predict nothing.
    int_ov_free : bool, optional
        Estimate the intercepts of observed variables where means are modelled (else 0).
    int_lv_free : bool, optional
        Estimate the intercepts of latent variables where means are modelled (else 0).
    rotation : str or mapping
        How the factors of exploratory blocks, efa() in the model, are rotated: geomin,
        oblimin, target, ... for all, or for each by its name, trait=geomin,method=target
        (blocks that are not named: geomin).
    rotation_args : mapping, optional
        Of the rotation: epsilon, gamma, kappa, zeros, target, orthogonal, normalize.
    random_starts : int
        Starts of the rotation.
    seed : int
        Of the random starts, and of all draws: the same seed, the same results.
    """

    estimator: str | None = None
    ordered: Any = None
    missing: str | None = None
    auxiliary: Any = None
    group: str | None = None
    group_equal: Any = None
    group_partial: Any = None
    group_levels: Any = None
    weights: str | None = None
    cluster: str | None = None
    strata: str | None = None
    fpc: str | None = None
    lonely_psu: str = "fail"
    replicate_weights: Any = None
    replicate_type: str | None = None
    fay: float | None = None
    replicate_scale: Any = None
    replicates: str | None = None
    replicate_draws: int | None = None
    replicate_centre: str = "estimate"
    exclude: Any = None
    parameterization: str = "delta"
    conditional_x: bool | None = None
    zero_add: float = 0.5
    collapse: str | None = None
    force: bool = False
    preset: Preset = "sem"
    std_lv: bool = False
    orthogonal: bool = False
    effect_coding: bool = False
    meanstructure: bool | None = None
    fixed_x: bool | None = None
    likelihood: str = "normal"
    information: str | None = None
    observed_information: str | None = None
    se: str | None = None
    test: Any = None
    bounds: str | None = None
    bootstrap: int | None = None
    boot_ci_type: str = "percentile"
    monte_carlo: int = 0
    max_iterations: int = 200
    auto_fix_first: bool | None = None
    auto_fix_single: bool | None = None
    auto_var: bool | None = None
    auto_cov_lv_x: bool | None = None
    auto_cov_y: bool | None = None
    int_ov_free: bool | None = None
    int_lv_free: bool | None = None
    rotation: Any = DEFAULT_ROTATION
    rotation_args: Any = None
    random_starts: int = DEFAULT_STARTS
    seed: int = DEFAULT_SEED

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            given = getattr(self, name)
            if given is None or name == "test":
                continue
            value = FOLDED.get(name, str.lower)(str(given))
            if value not in allowed:
                raise not_allowed(name, given, allowed)
            object.__setattr__(self, name, value)
        object.__setattr__(self, "test", joined_tests(self.test, CHOICES["test"]))
        object.__setattr__(self, "ordered", ordered_names(self.ordered))
        object.__setattr__(self, "exclude", written_flags(self.exclude))
        object.__setattr__(self, "auxiliary", listed_names(self.auxiliary))
        object.__setattr__(self, "group_equal", families(self.group_equal))
        for name in ("group_partial", "group_levels"):
            object.__setattr__(self, name, listed_names(getattr(self, name), name))
        self._check_groups()
        object.__setattr__(self, "rotation", chosen_rotations(self.rotation))
        object.__setattr__(self, "rotation_args", dict(self.rotation_args or {}) or None)
        if self.random_starts < 1:
            raise OptionError.of("E-OPT-01", f"random_starts={self.random_starts} is below 1.")
        if not 0.0 <= self.zero_add <= 1.0:
            raise OptionError.of(
                "E-OPT-01", f"zero_add is {self.zero_add}; it must lie between 0 and 1."
            )
        if self.max_iterations < 1:
            said = f"max_iterations is {self.max_iterations}; it must be 1 or more."
            raise OptionError.of("E-OPT-01", said)
        object.__setattr__(self, "replicate_weights", named_columns(self.replicate_weights))
        object.__setattr__(self, "replicate_scale", scale_numbers(self.replicate_scale))
        self._check_draws()
        if self.lonely_psu != "fail" and self.strata is None:
            raise OptionError.of(
                "E-OPT-02",
                f"lonely_psu={self.lonely_psu} is about strata with one cluster, and there are no"
                " strata.",
                do="say which column has them:  strata=column",
            )
        check_replication(self)
        if self.std_lv and self.effect_coding:
            raise OptionError.of(
                "E-OPT-02",
                "std_lv and effect_coding are two ways to scale latent variables.",
                do="choose one of them",
            )

    @property
    def bollen_stine(self) -> bool:
        """Whether the statistic is asked for among resamples in which the model holds."""
        return "bollen.stine" in (self.test or "").split(",")

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests of the fit itself, the one reported first; empty: that of the estimator."""
        named = (self.test or "").split(",")
        return tuple(name for name in named if name and name != "bollen.stine")

    @property
    def resamples(self) -> int:
        """Resamples to draw; 0 where nothing asks for any."""
        wanted = self.se == "bootstrap" or self.bollen_stine
        return (self.bootstrap or DRAWS) if wanted else 0

    def _check_groups(self) -> None:
        given = [
            name for name in ("group_equal", "group_partial", "group_levels") if getattr(self, name)
        ]
        if given and self.group is None:
            raise OptionError.of(
                "E-OPT-02",
                f"{' and '.join(given)} {'is' if len(given) == 1 else 'are'} about groups, and"
                " there are none.",
                do="name the column with the groups:  group=",
            )

    @property
    def units(self) -> tuple[str, ...]:
        """Columns that say how respondents were drawn: clusters, strata, their sizes."""
        return tuple(name for name in (self.cluster, self.strata, self.fpc) if name)

    @property
    def designed(self) -> bool:
        """Whether anything is said of how the respondents were sampled."""
        return bool(self.weights or self.units)

    @property
    def replicated(self) -> bool:
        """Whether replicates of the design give the standard errors."""
        return bool(self.replicate_weights or self.replicates)

    def _check_draws(self) -> None:
        draws = self.bootstrap
        if draws and draws > 0 and self.se is None and not self.bollen_stine:
            object.__setattr__(self, "se", "bootstrap")
        wanted = self.se == "bootstrap" or self.bollen_stine
        if draws is not None and draws < (1 if wanted else 0):
            raise OptionError.of(
                "E-BOOT-02",
                f"bootstrap is {draws}; a bootstrap needs 1 draw or more.",
                do="say how many, for example  bootstrap=1000",
            )
        if draws and not wanted and self.se != "bootstrap":
            raise OptionError.of(
                "E-OPT-02",
                f"bootstrap={draws} asks for resamples, se={self.se} for other standard errors.",
                do="leave se out, or give  se=bootstrap",
            )
        if self.monte_carlo < 0:
            raise OptionError.of(
                "E-BOOT-02", f"monte_carlo is {self.monte_carlo}; it must be 0 or more."
            )
        if self.seed < 0:
            raise OptionError.of("E-BOOT-02", f"seed is {self.seed}; it must be 0 or more.")

    def to_dict(self) -> dict[str, Any]:
        """Return the options as they stand in ``fit.json``."""
        return asdict(self)


def option_names() -> tuple[str, ...]:
    """Return the names of all options, in the order of their declaration."""
    return tuple(field.name for field in fields(Options))


def options_from(given: dict[str, Any]) -> Options:
    """Return the options of a call, refusing names that do not exist.

    Raises
    ------
    OptionError
        For an unknown name or a value that is not allowed.
    """
    for name in given:
        if name not in option_names():
            raise OptionError.of(
                "E-OPT-03",
                f"There is no option '{name}'.{did_you_mean(name, option_names())}",
                do=f"options are: {', '.join(option_names())}",
            )
    return Options(**given)
