"""What the sections ask of a fit again and again."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from gainsem.errors import GainsemError
from gainsem.report.catalogue import Catalogue
from gainsem.results.fit import Fit, ParameterEstimate
from gainsem.results.parameter_tables import set_for_scale
from gainsem.results.text_width import one_line, shorten_words

LONGEST_WORDING = 300
NO_FILE = {"data frame": "data_frame", "covariance matrix": "covariance_matrix"}
"""What data that came from no file are called in a record, and the key of their name."""
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Standardized:
    """A completely standardised estimate; NaN where there is no standard error."""

    est: float
    se: float = math.nan
    lower: float = math.nan
    upper: float = math.nan


def n_parameters(fit: Fit) -> int:
    """Return how many parameters were estimated, in all groups where there are several."""
    if fit.options.group is None:
        return fit.table.n_parameters
    return int(fit.fit_measures.get("npar", fit.table.n_parameters))


def standardized_estimates(fit: Fit) -> dict[Key, Standardized]:
    """Return the standardised estimates by parameter.

    Without standard errors (none asked for, or none to be had) only the
    estimates are returned.
    """
    plain = {key_of(row): Standardized(row.std_all) for row in fit.parameter_rows}
    if not has_standard_errors(fit):
        return plain
    try:
        frame = fit.standardized("all")
    except GainsemError:
        return plain
    rows = zip(
        *(frame[name] for name in ("lhs", "op", "rhs", "est_std", "se", "ci_lower", "ci_upper")),
        strict=True,
    )
    found = {
        (lhs, op, rhs): Standardized(est, se, lower, upper)
        for lhs, op, rhs, est, se, lower, upper in rows
        if se > 0
    }
    return plain | found


def key_of(row: ParameterEstimate) -> Key:
    """Return what names a parameter."""
    return (row.lhs, row.op, row.rhs)


def has_standard_errors(fit: Fit) -> bool:
    """Return whether any parameter has a standard error."""
    return any(row.se > 0 for row in fit.parameter_rows)


def rows_with(fit: Fit, op: str) -> tuple[ParameterEstimate, ...]:
    """Return the parameters with one operator, in the order of the model.

    What a fit of ordinal items fixes for its scale only is left out.
    """
    return tuple(row for row in shown_rows(fit) if row.op == op)


def shown_rows(fit: Fit) -> tuple[ParameterEstimate, ...]:
    """Return the parameters without those that only set the scale of ordinal items."""
    left_out = set_for_scale(fit)
    if not left_out:
        return fit.parameter_rows
    return tuple(
        row for row in fit.parameter_rows if (row.lhs, row.op, row.rhs, row.group) not in left_out
    )


def indicators(fit: Fit) -> frozenset[str]:
    """Return what is measured by something: items, and latent variables of a lower order."""
    return frozenset(row.rhs for row in rows_with(fit, "=~"))


def endogenous(fit: Fit) -> frozenset[str]:
    """Return what the regressions of the model explain."""
    return frozenset(row.lhs for row in rows_with(fit, "~"))


def measured(fit: Fit) -> tuple[str, ...]:
    """Return the latent variables that have indicators, in the order of the model."""
    return unique(row.lhs for row in rows_with(fit, "=~"))


def is_factor_analysis(fit: Fit) -> bool:
    """Return whether the model only measures: latent variables and no regressions."""
    return bool(measured(fit)) and not rows_with(fit, "~") and fit.options.preset != "growth"


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return names without repetition, in their order."""
    return tuple(dict.fromkeys(names))


def shown(name: str) -> str:
    """Return a name as a page can hold it: on one line, endless ones cut."""
    return shorten_words(one_line(name))


def file_name(source: str) -> str:
    """Return the name of a file without its folder, which is nobody else's business.

    Examples
    --------
    >>> file_name("surveys/bfi/responses.csv")
    'responses.csv'
    """
    return source.replace("\\", "/").rstrip("/").rpartition("/")[2]


def data_name(source: str, words: Catalogue) -> str:
    """Return what the data are called: their file, or what they were handed in as."""
    name = shown(file_name(source))
    return words.text(f"provenance.{NO_FILE[name]}") if name in NO_FILE else name


def wording_of(fit: Fit, words: Catalogue, name: str) -> str:
    """Return the question behind an item, or the label of a latent variable."""
    for item in fit.sample.items:
        if item.name == name:
            text = words.pick(item.text) or words.pick(item.label)
            text = one_line(text)
            return text if len(text) <= LONGEST_WORDING else text[: LONGEST_WORDING - 1] + "…"
    return one_line(words.pick(fit.sample.constructs.get(name, {})))


def has_wordings(fit: Fit) -> bool:
    """Return whether any item has a wording to be shown."""
    return any(item.text or item.label for item in fit.sample.items)


def titled(fit: Fit, words: Catalogue, name: str) -> str:
    """Return the name of a construct with its label, where it has another one."""
    label = one_line(words.pick(fit.sample.constructs.get(name, {})))
    if not label or label.casefold() == name.casefold():
        return label or shown(name)
    return f"{shown(name)}：{label}" if words.lang == "zh" else f"{shown(name)}: {label}"
