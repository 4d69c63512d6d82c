"""What a sampling design asks of the other options, and what to say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError
from gainsem.options import Options
from gainsem.survey.moments import Moments
from gainsem.survey.sampling_design import DesignColumns, SamplingDesign

DESIGNED = "MLR"
UNITS = ("cluster", "strata", "fpc")
ADJUSTED = ("WLSMV", "WLSM", "WLSMVS", "ULSMV", "ULSM", "ULSMVS")


def design_columns(options: Options) -> DesignColumns | None:
    """Return the columns of the design, None where nothing is said of one."""
    if not options.designed:
        return None
    return DesignColumns(
        options.weights,
        options.cluster,
        options.strata,
        options.fpc,
        options.lonely_psu,  # type: ignore[arg-type]
    )


def refuse_moments(data: Sequence[object], options: Options) -> None:
    """Refuse the design of a covariance matrix.

    Parameters
    ----------
    data : sequence of Responses or Moments
        Of each group.
    options : Options

    Raises
    ------
    OptionError
        E-OPT-02.
    """
    if not options.designed or not any(isinstance(each, Moments) for each in data):
        return
    asked = [name for name in ("weights", *UNITS) if getattr(options, name)]
    raise OptionError.of(
        "E-OPT-02",
        f"a covariance matrix has no respondents that {' and '.join(asked)} could be about.",
        do="give the answers; or leave it out, if the covariances are weighted already and their"
        " errors as of a simple random sample will do",
    )


def with_means(options: Options) -> Options:
    """Return the options with means in the model where there are clusters or strata.

    As in lavaan and Mplus: the test then knows how means differ between clusters.
    """
    if options.units and options.meanstructure is None:
        return replace(options, meanstructure=True)
    return options


def designed_estimator(name: str, options: Options) -> str:
    """Return the estimator of continuous variables from a designed sample.

    Maximum likelihood has design-based errors and a design-corrected test then, which is
    what MLR stands for; ML is taken as MLR.

    Raises
    ------
    OptionError
        E-OPT-02 for estimators, errors and tests that know nothing of a design.
    """
    asked = [option for option in ("weights", *UNITS) if getattr(options, option)]
    what, does = " and ".join(asked), _does(asked)
    if name not in ("ML", DESIGNED):
        raise OptionError.of(
            "E-OPT-02",
            f"{what} {does} not go with estimator={name} for continuous variables.",
            why="its errors and its test are made for independent respondents who count alike",
            do="use estimator=MLR; or say which items are ordinal with  ordered=  (WLSMV)",
        )
    allowed = {
        "se": (options.se, ("robust", "robust.huber.white", "none")),
        "test": (options.test, ("yuan.bentler.mplus",)),
        "information": (options.information, ("observed", "expected")),
        "likelihood": (options.likelihood, ("normal",)),
    }
    for option, (given, possible) in allowed.items():
        if given is not None and given not in possible:
            raise OptionError.of(
                "E-OPT-02",
                f"{what} {does} not go with {option}={given}.",
                why="errors and tests have to know how respondents were sampled",
                do=f"leave it out; {option} can be: {', '.join(possible)}",
            )
    return DESIGNED


def refuse_undesigned(name: str, test: str, options: Options) -> None:
    """Refuse what knows nothing of clusters and strata, for ordinal items.

    Parameters
    ----------
    name : str
        The estimator.
    test : str
        Its correction.
    options : Options

    Raises
    ------
    OptionError
        E-OPT-02.
    """
    if not options.units:
        return
    asked = [option for option in UNITS if getattr(options, option)]
    plain = f"estimator={name}" if test == "standard" else f"se={options.se}"
    if test == "standard" or options.se == "standard":
        raise OptionError.of(
            "E-OPT-02",
            f"{' and '.join(asked)} {_does(asked)} not go with {plain}.",
            why="its errors and its test are made for respondents who were drawn independently",
            do=f"use robust errors and one of the estimators {', '.join(ADJUSTED)}",
        )


def design_remarks(
    design: SamplingDesign | None, options: Options, *, n_parameters: int, ordinal: bool = False
) -> Sequence[Diagnostic]:
    """Return what there is to say of a design once the model is known."""
    if design is None:
        return ()
    said = []
    if not ordinal and options.estimator == "ML":
        said.append(
            note(
                "I-WGT-72",
                "estimator=ML has design-based errors and a design-corrected test here: it is MLR.",
                why="errors of maximum likelihood alone are for independent respondents who count"
                " alike",
            )
        )
    units = design.units
    if units is not None and design.columns.cluster and units.freedom < n_parameters:
        said.append(
            warning(
                "W-WGT-66",
                f"The design has {units.freedom} degrees of freedom ({units.n_units} clusters less"
                f" {units.n_strata} strata), and the model {n_parameters} parameters.",
                why="variances of so many estimates cannot be told from so few clusters; tests of"
                " several parameters at once and the test of the model are not to be trusted",
                do="use a smaller model, or read single standard errors with care",
            )
        )
    return said


def _does(asked: Sequence[str]) -> str:
    return "do" if len(asked) > 1 else "does"
