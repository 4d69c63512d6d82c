"""How the respondents were sampled: weights, clusters, strata and population sizes, checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.sampled_units import Codes, Lonely, SampleDesign, SampledUnits
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError, UnknownVariableError
from gainsem.survey.columns import require_columns, unknown_variable
from gainsem.survey.phrases import lines_text, names_text, number_text
from gainsem.survey.responses import Responses
from gainsem.survey.weights import sampling_weights

Array = NDArray[np.float64]


@dataclass(frozen=True)
class DesignColumns:
    """The columns that say how respondents were sampled; None where there is none.

    Parameters
    ----------
    weights, cluster, strata, fpc : str or None
    lonely_psu : {"fail", "certainty", "adjust", "average"}
    """

    weights: str | None = None
    cluster: str | None = None
    strata: str | None = None
    fpc: str | None = None
    lonely_psu: Lonely = "fail"

    @property
    def given(self) -> bool:
        """Whether there is any."""
        return any((self.weights, self.cluster, self.strata, self.fpc))


@dataclass(frozen=True)
class SamplingDesign:
    """The sampling design of the respondents used, read from their columns.

    Parameters
    ----------
    columns : DesignColumns
        As they count: without a cluster column where every respondent is one.
    n : int
        Respondents used.
    weights : ndarray, shape (n,), or None
        Adding up to n.
    units : SampledUnits or None
        Clusters and strata; each respondent is a cluster where no column says otherwise.
        None where respondents were drawn independently from an infinite population.
    diagnostics : tuple of Diagnostic
    total : float or None
        What the weights of some of the respondents of a sample add up to; None: n.
    """

    columns: DesignColumns
    n: int
    weights: Array | None
    units: SampledUnits | None
    diagnostics: tuple[Diagnostic, ...] = ()
    total: float | None = None

    @property
    def size(self) -> float:
        """What the respondents count for together: the sum of their weights."""
        return float(self.n) if self.total is None else self.total

    @property
    def numbers(self) -> SampleDesign:
        """What is computed with."""
        return SampleDesign(self.size, self.weights, self.units)

    @property
    def effective_n(self) -> float:
        """Effective sample size: (sum w)^2 / sum w^2 (Kish 1965, Survey sampling)."""
        return float(self.n if self.weights is None else self.size**2 / (self.weights**2).sum())


@dataclass(frozen=True)
class _Level:
    """One column as numbers of levels; -1 where it is missing."""

    name: str
    codes: Codes
    levels: tuple[str, ...]


def design_of(
    responses: Responses, sampled: DesignColumns | SamplingDesign, used: NDArray[np.bool_]
) -> SamplingDesign:
    """Return the design of the respondents used, read from its columns if it is not known yet."""
    if isinstance(sampled, SamplingDesign):
        return sampled
    return sampling_design(responses, sampled, used)


def sampling_design(
    responses: Responses, columns: DesignColumns, used: NDArray[np.bool_]
) -> SamplingDesign:
    """Return the design of the respondents used.

    A cluster that has the same name in two strata is two clusters.  Units are counted among
    the respondents used.

    Parameters
    ----------
    responses : Responses
    columns : DesignColumns
    used : ndarray of bool, shape (n_read,)

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for columns that do not exist.
    ResponseError
        E-WGT-61 ... 63 for weights; E-WGT-70 for respondents without a cluster or stratum;
        E-WGT-64 for one cluster only; E-WGT-68 for strata with one cluster; E-WGT-69 for
        population sizes that cannot be.
    """
    names = [name for name in (columns.cluster, columns.strata, columns.fpc) if name]
    known = {*responses.names, *responses.text}
    unknown = [unknown_variable(name, responses) for name in names if name not in known]
    if unknown:
        raise UnknownVariableError(*unknown)
    said: list[Diagnostic] = []
    weights = None
    if columns.weights:
        found = sampling_weights(responses, columns.weights, used)
        weights, said = found.values, list(found.diagnostics)
    n = int(used.sum())
    if not names:
        return SamplingDesign(columns, n, weights, None, tuple(said))
    cluster = _level(responses, columns.cluster, used)
    stratum = _level(responses, columns.strata, used)
    _refuse_missing([each for each in (cluster, stratum) if each is not None], responses, used)
    if cluster is not None and len(cluster.levels) == 1:
        raise _one_cluster(cluster, n)
    if cluster is not None and len(cluster.levels) == n:
        said.append(_each_alone(cluster))
        columns = DesignColumns(
            columns.weights, None, columns.strata, columns.fpc, columns.lonely_psu
        )
        cluster = None
    if cluster is None and stratum is None and columns.fpc is None:
        return SamplingDesign(columns, n, weights, None, tuple(said))
    units, home = _units(n, cluster, stratum)
    remaining = np.ones(int(home.max()) + 1)
    if columns.fpc:
        remaining = _remaining(responses, columns.fpc, used, (units, home), stratum)
    found_units = SampledUnits(units, home, remaining, columns.lonely_psu)
    if columns.lonely_psu == "fail" and found_units.alone.any():
        raise _lonely(found_units, stratum, cluster)
    said.append(_stated(columns, found_units, cluster))
    return SamplingDesign(columns, n, weights, found_units, tuple(said))


def _level(responses: Responses, name: str | None, used: NDArray[np.bool_]) -> _Level | None:
    if not name:
        return None
    if name in responses.text:
        texts = np.array([text.strip() for text in responses.text[name]])[used]
        levels, codes = np.unique(texts, return_inverse=True)
        codes = codes.reshape(-1).astype(np.intp)
        if len(levels) and levels[0] == "":
            levels, codes = levels[1:], codes - 1
        return _Level(name, codes, tuple(map(str, levels)))
    column = responses.column(name)[used]
    some = np.isfinite(column)
    numbers, own = np.unique(column[some], return_inverse=True)
    codes = np.full(len(column), -1, dtype=np.intp)
    codes[some] = own.reshape(-1)
    return _Level(name, codes, tuple(number_text(float(value)) for value in numbers))


def _lines(responses: Responses, used: NDArray[np.bool_]) -> NDArray[np.int64]:
    lines = responses.lines if len(responses.lines) else np.arange(2, len(used) + 2)
    own: NDArray[np.int64] = lines[used]
    return own


def _refuse_missing(levels: list[_Level], responses: Responses, used: NDArray[np.bool_]) -> None:
    lines = _lines(responses, used)
    problems = [
        Diagnostic(
            "E-WGT-70",
            "error",
            f"{int((each.codes < 0).sum())} of {len(lines)} respondents have no value in"
            f" '{each.name}'.",
            where=lines_text(lines[each.codes < 0]),
            why="without it nobody knows whom they were sampled with",
            do="fill it in, or leave these respondents out (--where)",
        )
        for each in levels
        if (each.codes < 0).any()
    ]
    if problems:
        raise ResponseError(*problems)


def _units(n: int, cluster: _Level | None, stratum: _Level | None) -> tuple[Codes, Codes]:
    """Return the unit of each respondent and the stratum of each unit."""
    of_stratum = np.zeros(n, dtype=np.intp) if stratum is None else stratum.codes
    own = np.arange(n) if cluster is None else cluster.codes
    pairs, unit = np.unique(np.stack([of_stratum, own], axis=1), axis=0, return_inverse=True)
    home = np.unique(pairs[:, 0], return_inverse=True)[1]
    if cluster is None:
        # In the order of the respondents, so that nothing need be gathered.
        return np.arange(n, dtype=np.intp), of_stratum.astype(np.intp)
    return unit.reshape(-1).astype(np.intp), home.reshape(-1).astype(np.intp)


def _remaining(
    responses: Responses,
    name: str,
    used: NDArray[np.bool_],
    units: tuple[Codes, Codes],
    stratum: _Level | None,
) -> Array:
    """Return 1 - f of every stratum: from shares (all at most 1), or from population sizes."""
    sizes = require_columns(responses, [name]).values[used, 0]
    lines = _lines(responses, used)
    wrong = ~(np.isfinite(sizes) & (sizes > 0.0))
    if wrong.any():
        raise ResponseError.of(
            "E-WGT-69",
            f"{int(wrong.sum())} of {len(sizes)} values of '{name}' are missing, 0 or negative.",
            where=lines_text(lines[wrong]),
            do="give the number of units there are in the stratum, or the share that was sampled",
        )
    unit, home = units
    counts = np.bincount(home)
    first = np.zeros(len(counts))
    of_stratum = home[unit]
    first[of_stratum[::-1]] = sizes[::-1]
    if (first[of_stratum] != sizes).any():
        differs = lines[first[of_stratum] != sizes]
        raise ResponseError.of(
            "E-WGT-69",
            f"'{name}' has different values within a stratum.",
            where=lines_text(differs),
            why="it is the size of a stratum, the same for everybody in it",
            do="give the number of units there are in the stratum, or name its column with strata=",
        )
    if (sizes <= 1.0).all():
        return np.asarray(1.0 - first)
    if (first < counts).any():
        at = int(np.flatnonzero(first < counts)[0])
        where = "" if stratum is None else f"stratum {stratum.levels[at]} of '{stratum.name}'"
        raise ResponseError.of(
            "E-WGT-69",
            f"'{name}' says that there are {number_text(float(first[at]))} units, and"
            f" {int(counts[at])} were sampled.",
            where=where,
            why="it counts clusters (respondents where there are none), not people in them",
            do="give the number of units there are in the stratum, or the share that was sampled",
        )
    return np.asarray(1.0 - counts / first)


def _one_cluster(cluster: _Level, n: int) -> ResponseError:
    return ResponseError.of(
        "E-WGT-64",
        f"All {n} respondents are in one cluster: '{cluster.name}' is {cluster.levels[0]}.",
        why="errors come from how clusters differ from each other, and one does not differ",
        do="leave cluster= out, or use the data of all clusters",
    )


def _each_alone(cluster: _Level) -> Diagnostic:
    return warning(
        "W-WGT-65",
        f"Every respondent is a cluster of '{cluster.name}' alone; clusters are left out.",
        why="without clusters that are shared respondents count as drawn independently",
        do="check that the column has clusters, and not numbers of respondents",
    )


def _lonely(units: SampledUnits, stratum: _Level | None, cluster: _Level | None) -> ResponseError:
    levels = ("all",) if stratum is None else stratum.levels
    alone = [levels[at] for at in np.flatnonzero(units.alone).tolist()]
    what = "cluster" if cluster is not None else "respondent"
    name = "" if stratum is None else f" of '{stratum.name}'"
    return ResponseError.of(
        "E-WGT-68",
        f"{len(alone)} of {units.n_strata} strata{name} have one {what} only: {names_text(alone)}.",
        why="how much units differ within a stratum cannot be seen from one",
        do="join such strata with similar ones; or say  lonely_psu=certainty  (it was sampled for"
        " certain), adjust (its distance from the mean of all) or average (as other strata)",
    )


def _stated(columns: DesignColumns, units: SampledUnits, cluster: _Level | None) -> Diagnostic:
    parts = [
        f"{units.n_units} clusters of '{columns.cluster}'"
        if columns.cluster
        else f"{units.n_units} respondents"
    ]
    if columns.strata:
        parts.append(f"in {units.n_strata} strata of '{columns.strata}'")
    text = f"Sampling design: {' '.join(parts)}, {units.freedom} degrees of freedom"
    if columns.fpc:
        text += f", finite population correction by '{columns.fpc}'"
    if units.alone.any():
        text += f"; {int(units.alone.sum())} strata with one unit: {columns.lonely_psu}"
    if cluster is not None and units.n_units > len(cluster.levels):
        text += "; a cluster that has the same name in two strata is two clusters"
    return note("I-WGT-71", f"{text}.")
