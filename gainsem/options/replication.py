"""Options of replicate weights: what they may be, and what goes with what."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gainsem.errors import OptionError

TYPES = ("brr", "fay", "jk1", "jkn", "bootstrap")
MADE = ("jackknife", "brr", "bootstrap")
CENTRES = ("estimate", "mean")
TESTS = ("satorra.bentler", "mean.var.adjusted", "scaled.shifted", "standard")
REPLICATE_DRAWS = 500
BARE: dict[str, Any] = {
    "replicate_type": None,
    "replicate_scale": None,
    "fay": None,
    "replicate_draws": None,
    "replicate_centre": "estimate",
}


def named_columns(given: Any) -> tuple[str, ...]:
    """Return names and patterns of columns: several, or one text with commas."""
    if given is None:
        return ()
    parts = given.split(",") if isinstance(given, str) else given
    if not isinstance(parts, Iterable):
        raise OptionError.of(
            "E-OPT-01",
            f"replicate_weights={given!r} names no columns.",
            do='replicate_weights can be: a pattern ("repwt_*"), a name, or several names',
        )
    return tuple(dict.fromkeys(str(part).strip() for part in parts if str(part).strip()))


def scale_numbers(given: Any) -> tuple[float, ...]:
    """Return the coefficients of replicates: one for all, or one each.

    Raises
    ------
    OptionError
        E-WGT-91 for what is no positive number.
    """
    if given is None:
        return ()
    if isinstance(given, str):
        parts: Iterable[Any] = [part for part in given.split(",") if part.strip()]
    else:
        parts = given if isinstance(given, Iterable) else [given]
    try:
        numbers = tuple(float(part) for part in parts)
    except (TypeError, ValueError):
        numbers = (math.nan,)
    if all(0.0 < each < math.inf for each in numbers):
        return numbers
    raise OptionError.of(
        "E-WGT-91",
        f"replicate_scale={given!r} is not made of positive numbers.",
        do="give one number for all replicates, such as  replicate_scale=0.5,  or one for each",
    )


def without_replicates(options: Any) -> Any:
    """Return the options of the fit to the whole sample."""
    return replace(options, replicate_weights=None, replicates=None, test=None, **BARE)


def check_replication(options: Any) -> None:
    """Refuse options of replicates that contradict each other.

    Raises
    ------
    OptionError
        E-WGT-90 replicate weights without their type, E-WGT-91 a Fay factor or a number of
        draws that cannot be, E-WGT-92 replicate weights without the weights of the whole
        sample, E-OPT-02 two ways to the same thing.
    """
    given, made = options.replicate_weights, options.replicates
    if not given and not made:
        asked = [name for name, bare in BARE.items() if getattr(options, name) not in (bare, ())]
        if asked:
            raise OptionError.of(
                "E-OPT-02",
                f"{asked[0]}= says something of replicates, and there are none.",
                do="name their columns with  replicate_weights=,  or make them with"
                "  replicates=jackknife",
            )
        return
    if given and made:
        raise OptionError.of(
            "E-OPT-02",
            "replicate_weights= are replicates that are there, replicates= makes new ones.",
            do="choose one of them: those of the survey, where it has any",
        )
    for name in ("se", "bootstrap", "monte_carlo"):
        value = getattr(options, name)
        if value:
            raise OptionError.of(
                "E-OPT-02",
                f"{name}={value} asks for other standard errors than replicates give.",
                do=f"leave  {name}=  out, or the replicates",
            )
    if options.test is not None and options.test not in TESTS:
        raise OptionError.of(
            "E-OPT-02",
            f"replicates do not go with test={options.test}.",
            why="the test is corrected by how the moments vary among the replicates",
            do=f"leave it out; test can be: {', '.join(TESTS)}",
        )
    _check_given(options) if given else _check_made(options)
    _check_fay(options)


def _check_given(options: Any) -> None:
    if options.replicate_type is None:
        raise OptionError.of(
            "E-WGT-90",
            "replicate weights are given, and not how they were made.",
            why="the variance is a sum over the replicates, and each type has another divisor",
            do=f"look it up in the documentation of the survey, and say  replicate_type=  with one"
            f" of {', '.join(TYPES)}",
        )
    if options.weights is None:
        raise OptionError.of(
            "E-WGT-92",
            "replicate weights are given, and not the weights of the whole sample.",
            why="estimates come from these, standard errors from how the replicates differ",
            do="name their column with  weights=",
        )
    if options.replicate_draws is not None:
        raise OptionError.of(
            "E-OPT-02",
            "replicate_draws= is for replicates=bootstrap; the columns say how many there are.",
            do="leave it out",
        )


def _check_made(options: Any) -> None:
    if options.replicate_type is not None or options.replicate_scale:
        name = "replicate_type" if options.replicate_type else "replicate_scale"
        raise OptionError.of(
            "E-OPT-02",
            f"{name}= is for replicate_weights=; replicates={options.replicates} knows its own.",
            do="leave it out",
        )
    draws = options.replicate_draws
    if draws is not None and options.replicates != "bootstrap":
        raise OptionError.of(
            "E-OPT-02",
            f"replicate_draws= is for replicates=bootstrap, not for {options.replicates}.",
            why="the design says how many replicates these have",
            do="leave it out",
        )
    if draws is not None and draws < 2:
        raise OptionError.of("E-WGT-91", f"replicate_draws is {draws}; it must be 2 or more.")


def _check_fay(options: Any) -> None:
    balanced = options.replicate_type in ("brr", "fay") or options.replicates == "brr"
    if options.fay is None:
        if options.replicate_type == "fay":
            raise OptionError.of(
                "E-WGT-91",
                "replicate_type=fay needs the factor of Fay's method.",
                do="say it with  fay=0.5  (look it up in the documentation of the survey)",
            )
        return
    if not balanced:
        raise OptionError.of(
            "E-OPT-02",
            "fay= belongs to balanced repeated replication, and these are other replicates.",
            do="leave it out, or say  replicate_type=fay",
        )
    if not 0.0 <= options.fay < 1.0:
        raise OptionError.of(
            "E-WGT-91",
            f"fay is {options.fay}; it must be 0 or more, and below 1.",
            why="it is what is left of the weights of the half that is not chosen",
        )
