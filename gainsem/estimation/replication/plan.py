"""What is to be fitted again, and with which weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.replicate_variance import (
    equal_coefficients,
    jackknife_coefficients,
    replicate_freedom,
)
from gainsem.core.replicate_weights import (
    Factors,
    balanced_factors,
    bootstrap_factors,
    jackknife_factors,
)
from gainsem.core.sampled_units import SampledUnits
from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import OptionError, ResponseError
from gainsem.options import Options
from gainsem.options.replication import REPLICATE_DRAWS
from gainsem.survey.phrases import names_text
from gainsem.survey.replicate_columns import replicate_columns
from gainsem.survey.responses import Responses
from gainsem.survey.sampling_design import SamplingDesign

Array = NDArray[np.float64]

MANY = 1000
"""More replicates than this take long, and tell nothing more."""


@dataclass(frozen=True)
class ReplicateSet:
    """Sets of weights and how their spread becomes a variance.

    Parameters
    ----------
    kind : {"brr", "fay", "jk1", "jkn", "bootstrap"}
    made : bool
    weights : ndarray, shape (R, n)
        Of the respondents used, each row adding up to n.
    coefficients : ndarray, shape (R,)
    freedom : int
    diagnostics : tuple of Diagnostic
    """

    kind: str
    made: bool
    weights: Array
    coefficients: Array
    freedom: int
    diagnostics: tuple[Diagnostic, ...] = ()


def replicate_set(
    data: Responses, design: SamplingDesign, used: NDArray[np.bool_], options: Options
) -> ReplicateSet:
    """Return the replicate weights of the respondents used.

    Parameters
    ----------
    data : Responses
    design : SamplingDesign
        Of the respondents used.
    used : ndarray of bool, shape (n_read,)
    options : Options

    Raises
    ------
    ResponseError
        For columns that cannot be weights; E-WGT-81 for strata that are not pairs of
        clusters; E-WGT-68 for strata of one cluster; E-WGT-87 for a stratified jackknife
        whose coefficients cannot be seen.
    OptionError
        E-WGT-91 for a number of coefficients that is not that of the replicates.
    """
    if options.replicates:
        return _made(design, options)
    found = replicate_columns(data, options.replicate_weights, used, weights=options.weights or "")
    full = np.ones(design.n) if design.weights is None else design.weights
    own = found.weights
    coefficients = _coefficients(own, full, options)
    said = found.diagnostics
    return ReplicateSet(
        _kind(options), False, _scaled(own), coefficients, replicate_freedom(own), said
    )


def _kind(options: Options) -> str:
    kind = options.replicate_type or ""
    return "fay" if kind == "brr" and options.fay else kind


def _coefficients(own: Array, full: Array, options: Options) -> Array:
    count, given = len(own), options.replicate_scale
    if given:
        if len(given) not in (1, count):
            raise OptionError.of(
                "E-WGT-91",
                f"replicate_scale has {len(given)} numbers, and there are {count} replicates.",
                do="give one number for all replicates, or one for each in their order",
            )
        return np.broadcast_to(np.array(given, dtype=np.float64), (count,)).copy()
    if options.replicate_type != "jkn":
        return equal_coefficients(_kind(options), count, fay=options.fay or 0.0)
    found = jackknife_coefficients(full * _unit(full, own), own)
    if found is None:
        raise ResponseError.of(
            "E-WGT-87",
            "the coefficients of this stratified jackknife cannot be seen from its weights.",
            why="its weights are not those of the sample, with one cluster set to 0 and the others"
            " of its stratum raised; they may have been adjusted once more",
            do="say them with  replicate_scale=  (one number, or one for each replicate); many"
            " surveys with two clusters a stratum use  replicate_scale=1  or  0.5",
        )
    return found


def _unit(full: Array, own: Array) -> float:
    """Return what brings normed weights back to those of the file: most factors are 1."""
    known = full > 0.0
    return float(np.median(own[:, known] / full[known]))


def _scaled(own: Array) -> Array:
    scaled: Array = own * (own.shape[1] / own.sum(axis=1))[:, None]
    return scaled


def _made(design: SamplingDesign, options: Options) -> ReplicateSet:
    units = design.units or _everybody(design.n)
    _refuse_lonely(units)
    full = np.ones(design.n) if design.weights is None else design.weights
    kind, made = _factors(units, options)
    own = made.factors * full
    alive = own.sum(axis=1) > 0.0
    said = []
    if len(own) > MANY:
        said.append(
            warning(
                "W-WGT-88",
                f"The model is fitted {len(own)} times, once without each"
                f" {'cluster' if design.units is not None else 'respondent'}.",
                why="so many replicates take long, and tell hardly more than some hundred",
                do="use  replicates=bootstrap",
            )
        )
    return ReplicateSet(
        kind,
        True,
        _scaled(own[alive]),
        made.coefficients[alive],
        min(units.freedom, len(own) - 1),
        tuple(said),
    )


def _everybody(n: int) -> SampledUnits:
    """Return the units of a sample in which everybody was drawn alone."""
    everyone = np.arange(n, dtype=np.intp)
    return SampledUnits(everyone, np.zeros(n, dtype=np.intp), np.ones(1))


def _refuse_lonely(units: SampledUnits) -> None:
    if not units.alone.any() or units.lonely == "certainty":
        return
    raise ResponseError.of(
        "E-WGT-68",
        f"{int(units.alone.sum())} of {units.n_strata} strata have one cluster only, and replicates"
        f" do not know lonely_psu={units.lonely}.",
        why="a replicate leaves clusters out of their stratum, and none would be left",
        do="join such strata with similar ones; or say  lonely_psu=certainty",
    )


def _factors(units: SampledUnits, options: Options) -> tuple[str, Factors]:
    if options.replicates == "jackknife":
        return ("jkn" if units.n_strata > 1 else "jk1"), jackknife_factors(units)
    if options.replicates == "bootstrap":
        draws = options.replicate_draws or REPLICATE_DRAWS
        return "bootstrap", bootstrap_factors(units, draws=draws, seed=options.seed)
    _refuse_other_than_pairs(units, options)
    fay = options.fay or 0.0
    return ("fay" if fay else "brr"), balanced_factors(units, fay=fay)


def _refuse_other_than_pairs(units: SampledUnits, options: Options) -> None:
    wrong = np.flatnonzero(units.counts != 2)
    if not len(wrong):
        return
    counted = names_text(sorted({str(units.counts[at]) for at in wrong.tolist()}))
    what = f"{len(wrong)} of {units.n_strata} strata have {counted} clusters"
    raise ResponseError.of(
        "E-WGT-81",
        f"balanced repeated replication takes two clusters in every stratum; {what}."
        if options.strata
        else "balanced repeated replication takes strata of two clusters each, and there are none.",
        why="every replicate is made of one half of each stratum",
        do="use  replicates=jackknife  or  replicates=bootstrap,  which take any number",
    )
