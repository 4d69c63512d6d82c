"""Random models of ordinal and continuous variables, as least squares sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.least_squares import LeastSquares
from gainsem.core.response_moments import response_point
from gainsem.model.build import build_table, checked_variables
from gainsem.model.matrix_map import CompiledModel, compile_table, with_sample_values
from gainsem.model.response import n_without_levels, response_model
from gainsem.options import Options
from gainsem.syntax import parse

KINDS = ("ordinal", "mixed", "covariates", "direct", "mediated")
STRUCTURAL = ("direct", "mediated")
ITEMS = ("a1", "a2", "a3", "b1", "b2", "b3")


@dataclass(frozen=True)
class Case:
    """A discrepancy with a random target and weight, and a point near which it is smooth."""

    group: LeastSquares
    compiled: CompiledModel
    params: np.ndarray


def random_case(
    seed: int,
    kind: str,
    parameterization: str,
    *,
    levels: bool = True,
    full: bool = False,
    scales: bool = False,
) -> Case:
    """Return a random model of a kind.

    All items are ordinal, or some are continuous and covariates come in, acting on an item
    directly as well, or with ordinal variables between; in the last two kinds derived
    residual variances stand in Psi.  With ``scales`` some scales are free, two of them the same
    parameter.
    """
    rng = np.random.default_rng(seed)
    lines = ["f =~ a1 + a2 + a3", "g =~ b1 + b2 + b3", "a1 ~~ b1"]
    names = [*ITEMS]
    if rng.random() < 0.5:
        lines.append("g =~ a3")
    if kind not in ("ordinal", "mixed"):
        lines.append("f ~ s + t")
        names += ["s", "t"]
    if kind in STRUCTURAL:
        lines.append("b2 ~ s")
    if kind == "mediated":
        lines += ["m ~ f + s", "y ~ m + g", "b3 ~ m"]
        names += ["m", "y"]
    if scales:
        lines += ["a1 ~*~ NA*a1", "a3 ~*~ s*a3", "b3 ~*~ s*b3"]
        lines += ["m ~*~ NA*m"] if kind == "mediated" else []
    text = parse("\n".join(lines))
    variables = checked_variables(text, names)
    counts = dict.fromkeys((*ITEMS, "m", "y"), 0)
    counts = {name: int(rng.integers(1, 4)) for name in counts}
    if kind != "ordinal":
        counts = {name: n for name, n in counts.items() if name not in ("a2", "b1")}
    options = Options(parameterization=parameterization)
    built = build_table(text, options, variables, levels=counts)
    p = len(built.table.observed)
    table = with_sample_values(built.table, np.eye(p) + 0.3, rng.normal(size=p))
    compiled = compile_table(table)
    model = response_model(table, compiled, levels=levels)
    structural = compiled.derived is not None and compiled.derived.structural
    size = table.n_free if levels else n_without_levels(table)
    params = rng.normal(scale=0.25, size=table.n_free)
    for row in table.rows:
        if row.is_free and row.op in ("~~", "~*~") and row.lhs == row.rhs:
            params[row.free] = 0.8 + rng.random()
    params = params[:size]
    n_moments = len(model.owners[0])
    weight = rng.uniform(0.5, 2.0, size=n_moments)
    if full:
        root = rng.normal(size=(n_moments, n_moments)) / np.sqrt(n_moments)
        weight = np.eye(n_moments) + root @ root.T
    derived = compiled.derived if structural else None
    whole = params if derived is None else derived.complete(params)
    target = response_point(model, whole).vector + rng.normal(scale=0.3, size=n_moments)
    return Case(LeastSquares(model, target, weight, derived), compiled, params)


def differences(function, point, step):
    """Return central differences of a function of a vector, one row an element."""
    return np.array(
        [
            (function(point + step * unit) - function(point - step * unit)) / (2.0 * step)
            for unit in np.eye(len(point))
        ]
    )
