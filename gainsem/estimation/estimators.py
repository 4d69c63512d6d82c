"""The estimators there are: adding one is adding a row here and a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gainsem.errors import OptionError
from gainsem.options import Options


@dataclass(frozen=True, slots=True)
class Estimator:
    """One way to estimate.

    Parameters
    ----------
    name : str
        Its one spelling.
    title : str
        As the summary and the report write it.
    weight : {"likelihood", "identity", "diagonal", "full"}
        What is minimised: the likelihood, or least squares with this weight.
    se : tuple of str
        Standard errors it can have, the default first.
    test : {"standard", "mean", "mean.variance", "scaled.shifted"}
        Correction of its statistic.
    missing : tuple of str
        Treatments of missing answers it can work with, the default first.
    information : {"expected", "observed"}
        Information matrix its standard errors come from unless the user chooses.
    """

    name: str
    title: str
    weight: str
    se: tuple[str, ...]
    test: str = "standard"
    missing: tuple[str, ...] = ("listwise", "pairwise")
    information: str = "expected"

    @property
    def ordinal(self) -> bool:
        """Whether it is for ordinal items."""
        return self.weight != "likelihood"


PLAIN, ROBUST = ("standard", "robust", "robust.hessian"), ("robust", "robust.hessian", "standard")
ESTIMATORS = {
    row.name: row
    for row in (
        Estimator("ML", "Maximum likelihood", "likelihood", ("standard",), missing=("listwise",)),
        Estimator("ULS", "Unweighted least squares", "identity", PLAIN),
        Estimator("ULSM", "Unweighted least squares, mean-adjusted", "identity", ROBUST, "mean"),
        Estimator(
            "ULSMV",
            "Unweighted least squares, mean- and variance-adjusted",
            "identity",
            ROBUST,
            "scaled.shifted",
        ),
        Estimator(
            "ULSMVS",
            "Unweighted least squares, mean- and variance-adjusted degrees of freedom",
            "identity",
            ROBUST,
            "mean.variance",
        ),
        Estimator("WLS", "Weighted least squares", "full", ("standard",)),
        Estimator("DWLS", "Diagonally weighted least squares", "diagonal", PLAIN),
        Estimator(
            "WLSM", "Diagonally weighted least squares, mean-adjusted", "diagonal", ROBUST, "mean"
        ),
        Estimator(
            "WLSMV",
            "Diagonally weighted least squares, mean- and variance-adjusted",
            "diagonal",
            ROBUST,
            "scaled.shifted",
        ),
        Estimator(
            "WLSMVS",
            "Diagonally weighted least squares, mean- and variance-adjusted degrees of freedom",
            "diagonal",
            ROBUST,
            "mean.variance",
        ),
    )
}
FOR_ORDINAL, FOR_CONTINUOUS = "WLSMV", "ML"


def choose_estimator(options: Options, ordinal: Sequence[str]) -> Estimator:
    """Return the estimator asked for, or the default one.

    Parameters
    ----------
    options : Options
    ordinal : sequence of str
        The items treated as ordinal.

    Raises
    ------
    OptionError
        E-OPT-02 for options that do not go together.
    """
    default = FOR_ORDINAL if ordinal else FOR_CONTINUOUS
    estimator = ESTIMATORS[options.estimator or default]
    if estimator.ordinal and not ordinal:
        raise OptionError.of(
            "E-OPT-02",
            f"estimator={estimator.name} is for ordinal items, and no item of the model is"
            " treated as ordinal.",
            do="say  ordered=all  (or name the items), give the items  measure: ordinal  in the"
            " codebook, or use estimator=ML",
        )
    if ordinal and not estimator.ordinal:
        names = [row.name for row in ESTIMATORS.values() if row.ordinal]
        raise OptionError.of(
            "E-OPT-02",
            f"estimator={estimator.name} takes items as continuous, and ordered= asks for"
            " ordinal ones.",
            do=f"for ordinal items estimator can be: {', '.join(names)}",
        )
    _check(estimator, "missing", options.missing, estimator.missing)
    _check(estimator, "se", options.se, (*estimator.se, "none"))
    if estimator.ordinal:
        _refuse(
            _only_likelihood(options),
            f"belongs to maximum likelihood; estimator={estimator.name} has neither a likelihood"
            " nor its information matrix, and always thresholds.",
            do="leave it out, or choose the standard errors with  se=",
        )
    else:
        _refuse(
            _only_ordinal(options),
            "works with ordinal items only in this version, and no item of the model is treated"
            " as ordinal.",
            do="leave it out, or say which items are ordinal with  ordered=",
        )
    return estimator


def _check(estimator: Estimator, name: str, given: str | None, allowed: Sequence[str]) -> None:
    if given is not None and given not in allowed:
        raise OptionError.of(
            "E-OPT-02",
            f"estimator={estimator.name} does not work with {name}={given!r}.",
            do=f"{name} can be: {', '.join(allowed)}",
        )


def _only_likelihood(options: Options) -> dict[str, bool]:
    """Return the options only maximum likelihood knows, and whether they were given."""
    return {
        "likelihood=wishart": options.likelihood != "normal",
        "information": options.information is not None,
        "meanstructure=False": options.meanstructure is False,
    }


def _only_ordinal(options: Options) -> dict[str, bool]:
    """Return the options only models of ordinal items know, and whether they were given."""
    return {
        "weights": options.weights is not None,
        "parameterization=theta": options.parameterization != "delta",
        "conditional_x": options.conditional_x is not None,
        "collapse": options.collapse is not None,
    }


def _refuse(options: Mapping[str, bool], why: str, *, do: str) -> None:
    given = [name for name, is_given in options.items() if is_given]
    if given:
        raise OptionError.of("E-OPT-02", f"{' and '.join(given)} {why}", do=do)
