"""The measurement part of a fitted model as a model of its own, to be fitted again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gainsem.errors import OptionError
from gainsem.estimation.estimate import estimate
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.fit import Fit
from gainsem.results.reliability.constructs import constructs_of
from gainsem.survey.moments import Moments
from gainsem.syntax import parse

PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def measurement_text(table: ParameterTable) -> str:
    """Return the constructs with items as a factor analysis in which all of them correlate.

    Residual covariances of items that the model text asked for are kept; regressions,
    higher orders and constraints are not.
    """
    constructs = [one for one in constructs_of(table) if one.items]
    items = {item for one in constructs for item in one.items}
    lines = [f"{quoted(one.name)} =~ {' + '.join(map(quoted, one.items))}" for one in constructs]
    lines += [
        f"{quoted(row.lhs)} ~~ {quoted(row.rhs)}"
        for row in table.rows
        if row.op == "~~" and row.user and row.lhs != row.rhs and {row.lhs, row.rhs} <= items
    ]
    return "\n".join(lines)


def quoted(name: str) -> str:
    """Return a name as a model text can hold it.

    Examples
    --------
    >>> quoted("x1"), quoted("住房 1")
    ('x1', '"住房 1"')
    """
    if PLAIN_NAME.fullmatch(name):
        return name
    return f"'{name}'" if '"' in name else f'"{name}"'


def fit_again(fit: Fit, text: str, data: Any, **changes: Any) -> Fit:
    """Fit another model to the data of a fit, with its options but for some.

    Parameters
    ----------
    fit : Fit
    text : str
        The model.
    data : Responses or None
        The answers; a fit of continuous items can do without.
    **changes
        Options to set.

    Raises
    ------
    OptionError
        E-REL-02 for ordinal items without answers.
    """
    options = replace(fit.options, **changes)
    if data is None or isinstance(data, Moments):
        if fit.table.levels:
            raise OptionError.of(
                "E-REL-02",
                "Another model of ordinal items cannot be fitted without the answers.",
                why="a fit keeps correlations, but not how precisely each is known together with"
                " the others",
                do="hand in the answers the model was fitted to",
            )
        data, options = fit.moments, replace(options, ordered=())
    return estimate(parse(text, "the measurement model"), data, options)


def plain_measurement(options: Options) -> Mapping[str, Any]:
    """Return the options of a factor analysis whose covariances of constructs are correlations."""
    switches = (
        "auto_fix_first",
        "auto_fix_single",
        "auto_var",
        "auto_cov_lv_x",
        "auto_cov_y",
        "int_ov_free",
        "int_lv_free",
    )
    return {
        **dict.fromkeys(switches),
        "preset": "sem",
        "std_lv": True,
        "effect_coding": False,
        "orthogonal": False,
        "se": None if options.se == "none" else options.se,
    }
