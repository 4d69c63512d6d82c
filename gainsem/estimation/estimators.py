"""The estimators there are: adding one is adding a row here and a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gainsem.errors import OptionError
from gainsem.estimation.design_choice import designed_estimator, refuse_undesigned
from gainsem.estimation.missing_choice import default_estimator, treatments_for
from gainsem.options import Options
from gainsem.results.continuous import CONTINUOUS, ERRORS, TESTS


@dataclass(frozen=True, slots=True)
class Estimator:
    """One way to estimate; what it does to continuous variables stands in ``CONTINUOUS``.

    Parameters
    ----------
    name : str
        Its one spelling.
    title : str
        As the summary and the report write it.
    weight : {"likelihood", "identity", "diagonal", "full"}
        What is minimised for ordinal items: least squares with this weight; "likelihood"
        and "normal" (GLS) are for continuous variables only.
    se : tuple of str
        Standard errors it can have for ordinal items, the default first.
    test : {"standard", "mean", "mean.variance", "scaled.shifted"}
        Correction of its statistic for ordinal items.
    missing : tuple of str
        Treatments of missing answers to ordinal items, the default first.
    """

    name: str
    title: str
    weight: str
    se: tuple[str, ...] = ()
    test: str = "standard"
    missing: tuple[str, ...] = ("listwise", "pairwise")

    @property
    def ordinal(self) -> bool:
        """Whether it can work with ordinal items."""
        return self.weight not in ("likelihood", "normal")


PLAIN, ROBUST = ("standard", "robust", "robust.hessian"), ("robust", "robust.hessian", "standard")
ADJUSTED = {
    "M": ("mean-adjusted", "mean"),
    "MV": ("mean- and variance-adjusted", "scaled.shifted"),
    "MVS": ("mean- and variance-adjusted degrees of freedom", "mean.variance"),
}


def _adjusted(name: str, title: str, weight: str) -> tuple[Estimator, ...]:
    """Return the three estimators that correct test and errors of another one."""
    se = () if weight == "likelihood" else ROBUST
    return tuple(
        Estimator(f"{name}{suffix}", f"{title}, {words}", weight, se, test)
        for suffix, (words, test) in ADJUSTED.items()
    )


ESTIMATORS = {
    row.name: row
    for row in (
        Estimator("ML", "Maximum likelihood", "likelihood"),
        *_adjusted("ML", "Maximum likelihood", "likelihood"),
        Estimator("MLR", "Maximum likelihood, robust errors and test", "likelihood"),
        Estimator("MLF", "Maximum likelihood, first-order errors", "likelihood"),
        Estimator("GLS", "Generalised least squares", "normal"),
        Estimator("ULS", "Unweighted least squares", "identity", PLAIN),
        *_adjusted("ULS", "Unweighted least squares", "identity"),
        Estimator("WLS", "Weighted least squares", "full", ("standard",)),
        Estimator("DWLS", "Diagonally weighted least squares", "diagonal", PLAIN),
        *_adjusted("WLS", "Diagonally weighted least squares", "diagonal"),
    )
}
FOR_ORDINAL = "WLSMV"


def choose_estimator(
    options: Options, ordinal: Sequence[str], *, incomplete: bool = False
) -> Estimator:
    """Return the estimator asked for, or the default one.

    Parameters
    ----------
    options : Options
    ordinal : sequence of str
        The items treated as ordinal.
    incomplete : bool
        Whether answers to continuous items are missing.

    Raises
    ------
    OptionError
        E-OPT-02 for options that do not go together.
    """
    default = FOR_ORDINAL if ordinal else default_estimator(options, incomplete=incomplete)
    estimator = ESTIMATORS[options.estimator or default]
    if ordinal:
        _check_ordinal(estimator, options)
        refuse_undesigned(estimator.name, estimator.test, options)
    else:
        if options.designed:
            estimator = ESTIMATORS[designed_estimator(estimator.name, options)]
        _check_continuous(estimator, options)
    return estimator


def _check_ordinal(estimator: Estimator, options: Options) -> None:
    if not estimator.ordinal:
        names = [row.name for row in ESTIMATORS.values() if row.ordinal]
        raise OptionError.of(
            "E-OPT-02",
            f"estimator={estimator.name} takes items as continuous, and ordered= asks for"
            " ordinal ones.",
            do=f"for ordinal items estimator can be: {', '.join(names)}",
        )
    _check(estimator, "missing", options.missing, estimator.missing)
    _check(estimator, "se", options.se, (*estimator.se, "none"))
    _refuse(
        {"auxiliary": bool(options.auxiliary)},
        "works with continuous items only, and items of the model are treated as ordinal.",
        do="leave it out, or say  ordered=none  to take all items as continuous",
    )
    _refuse(
        _only_likelihood(options),
        f"belongs to maximum likelihood; estimator={estimator.name} has neither a likelihood"
        " nor its information matrix, and always thresholds.",
        do="leave it out, or choose the standard errors with  se=",
    )
    _refuse(
        {"test": options.test is not None},
        "is for continuous variables; with ordinal items the estimator says how the statistic"
        " is corrected.",
        do="choose  estimator=WLSM (mean), WLSMV (scaled and shifted) or WLSMVS (fitted df)",
    )


def _check_continuous(estimator: Estimator, options: Options) -> None:
    discrepancy = CONTINUOUS[estimator.name].discrepancy
    errors = ERRORS[discrepancy]
    robust = ("robust",) if "robust.sem" in errors else ()
    _check(estimator, "missing", options.missing, treatments_for(estimator.name))
    _check(estimator, "se", options.se, (*errors, *robust, "none"))
    for test in options.tests:
        _check(estimator, "test", test, TESTS[discrepancy])
    if discrepancy != "ML":
        _refuse(
            _only_likelihood(options, least_squares=discrepancy == "GLS"),
            f"belongs to maximum likelihood, and estimator={estimator.name} is least squares.",
            do="leave it out, or use a maximum likelihood estimator such as MLR",
        )
        _refuse(
            {"fixed_x": options.fixed_x is True},
            f"belongs to maximum likelihood; estimator={estimator.name} fits the moments of"
            " covariates like all others.",
            do="leave it out, or use a maximum likelihood estimator such as MLR",
        )
    _refuse(
        _only_ordinal(options),
        "works with ordinal items only in this version, and no item of the model is treated"
        " as ordinal.",
        do="leave it out, or say which items are ordinal with  ordered=",
    )


def _check(estimator: Estimator, name: str, given: str | None, allowed: Sequence[str]) -> None:
    if given is not None and given not in allowed:
        raise OptionError.of(
            "E-OPT-02",
            f"estimator={estimator.name} does not work with {name}={given!r}.",
            do=f"{name} can be: {', '.join(allowed)}",
        )


def _only_likelihood(options: Options, *, least_squares: bool | None = None) -> dict[str, bool]:
    """Return the options only maximum likelihood knows, and whether they were given.

    With ``least_squares`` those of continuous variables: it says whether there is an
    observed information (GLS) or none.
    """
    informations = (None, "expected", "observed") if least_squares else (None,)
    given = {
        "likelihood=wishart": options.likelihood != "normal",
        "information": options.information not in informations,
        "observed_information": options.observed_information is not None,
    }
    if least_squares is None:
        given["meanstructure=False"] = options.meanstructure is False
    return given


def _only_ordinal(options: Options) -> dict[str, bool]:
    """Return the options only models of ordinal items know, and whether they were given."""
    return {
        "parameterization=theta": options.parameterization != "delta",
        "conditional_x": options.conditional_x is not None,
        "collapse": options.collapse is not None,
    }


def _refuse(options: Mapping[str, bool], why: str, *, do: str) -> None:
    given = [name for name, is_given in options.items() if is_given]
    if given:
        raise OptionError.of("E-OPT-02", f"{' and '.join(given)} {why}", do=do)
