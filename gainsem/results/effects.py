"""Direct, indirect and total effects of a fit, with standard errors and intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.chi_square import normal_quantile, two_sided
from gainsem.core.effects import effects_at
from gainsem.core.standardize import estimates_at
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import EstimationError, OptionError, UnknownVariableError, did_you_mean
from gainsem.model.effects import EffectPlan, plan_effects
from gainsem.results.bootstrap import LEVEL
from gainsem.results.computed import Computed, computed
from gainsem.results.fitted import Fitted
from gainsem.results.replicated import (
    Replicated,
    Resamples,
    Spread,
    bootstrap_resamples,
    monte_carlo_resamples,
    scaled_nodes,
)
from gainsem.results.verdict import estimates_withheld

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.table import Table

Array = NDArray[np.float64]
MAX_PATHS = 500
MONTE_CARLO_DRAWS = 20_000
DELTA, BOOTSTRAP, MONTE_CARLO = "delta", "bootstrap", "monte.carlo"
REPLICATES = "replicates"
ARROW = " -> "
NEVER = float("nan")


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect of one variable on another.

    ``kind`` is ``direct``, ``indirect`` (along one path), ``total indirect`` or ``total``;
    ``path`` names the variables it runs through, ``x -> m -> y``.  A fixed effect has a
    standard error of 0 and no test.
    """

    source: str
    target: str
    kind: str
    path: str
    est: float
    se: float
    z: float
    pvalue: float
    ci_lower: float
    ci_upper: float
    std_lv: float
    std_lv_se: float
    std_lv_ci_lower: float
    std_lv_ci_upper: float
    std_all: float
    std_all_se: float
    std_all_ci_lower: float
    std_all_ci_upper: float


FIELDS = tuple(field.name for field in fields(Effect))


@dataclass(frozen=True)
class Effects:
    """The effects of a fit, to be looked through, printed, or taken as a data frame.

    Parameters
    ----------
    rows : tuple of Effect
    method : {"delta", "bootstrap", "monte.carlo"}
        Where standard errors and limits come from.
    level : float
        Of the intervals.
    diagnostics : tuple of Diagnostic
        What is not listed, and why.
    """

    rows: tuple[Effect, ...]
    method: str
    level: float
    diagnostics: tuple[Diagnostic, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Effect]:
        return iter(self.rows)

    @property
    def mediated(self) -> tuple[Effect, ...]:
        """The effects of the pairs that an indirect path joins."""
        joined = {(row.source, row.target) for row in self.rows if row.kind == "total indirect"}
        return tuple(row for row in self.rows if (row.source, row.target) in joined)

    def to_frame(self) -> DataFrame:
        """Return one row an effect, unrounded."""
        import pandas as pd

        cells = [[getattr(row, name) for name in FIELDS] for row in self.rows]
        return pd.DataFrame(cells, columns=list(FIELDS))

    def table(self) -> Table:
        """Return the table that the summary and notebooks show."""
        from gainsem.results.effects_table import effects_table

        return effects_table(self, self.rows)

    def __repr__(self) -> str:
        from gainsem.results.effects_table import effects_text

        return effects_text(self, self.rows)

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def effects_of(
    fit: Fitted,
    source: str | None = None,
    target: str | None = None,
    *,
    loadings: bool = False,
    interval: str | None = None,
    draws: int = MONTE_CARLO_DRAWS,
    seed: int = 1,
    level: float = LEVEL,
    max_paths: int = MAX_PATHS,
) -> Effects:
    """Return the effects among the variables of a fit; see ``Fit.effects``."""
    _refuse(fit, level, draws, max_paths)
    plan, numbers = planned_effects(fit, source, target, loadings=loadings, max_paths=max_paths)
    method, resamples = chosen_draws(fit, interval, draws=draws, seed=seed, level=level)
    parts = [
        (values, *_spread(fit, plan, values, jacobian, scale, resamples, method, level))
        for scale in ("", "lv", "all")
        for values, jacobian in [effects_with_slopes(fit, plan, numbers, scale)]
    ]
    tail = two_sided if resamples is None else resamples.pvalue
    rows = tuple(_row(plan, at, parts, tail) for at in range(len(plan.effects)))
    return Effects(rows, method, level, (*_said(plan, max_paths), *_loops(plan, numbers)))


def planned_effects(
    fit: Fitted,
    source: str | None,
    target: str | None,
    *,
    loadings: bool = False,
    max_paths: int = MAX_PATHS,
) -> tuple[EffectPlan, Computed]:
    """Return which effects a fit has, and its numbers; E-EFF-01 for a variable there is not."""
    numbers = computed(fit)
    plan = plan_effects(
        fit.table,
        numbers.compiled,
        source=source,
        target=target,
        loadings=loadings,
        max_paths=max_paths,
    )
    _refuse_unknown(plan, source, target)
    return plan, numbers


def effects_with_slopes(
    fit: Fitted, plan: EffectPlan, numbers: Computed, scale: str
) -> tuple[Array, Array]:
    """Return effects (k,) and their derivatives by the free parameters (k, q)."""
    compiled = numbers.compiled
    scaled = (
        scaled_nodes(fit, compiled, scale) if scale else np.zeros(plan.arrows.n_nodes, dtype=bool)
    )
    found = effects_at(compiled.structure, numbers.implied, plan.arrows, plan.asked, scaled=scaled)
    chain = compiled.chain(fit.solution.params)
    jacobian = found.jacobian if chain is None else found.jacobian @ chain
    return plan.combined(found.values), plan.combined(jacobian.T).T


def _spread(
    fit: Fitted,
    plan: EffectPlan,
    values: Array,
    jacobian: Array,
    scale: str,
    resamples: Resamples[Replicated] | None,
    method: str,
    level: float,
) -> tuple[Spread, Array]:
    """Return errors and limits, and the delta-method errors a test of a fixed effect needs."""
    vcov = fit.solution.vcov
    delta = np.full(len(values), np.nan)
    if vcov is not None:
        variance = np.einsum("ij,jk,ik->i", jacobian, vcov, jacobian, optimize=True)
        delta = np.sqrt(np.clip(variance, 0.0, None))
    if resamples is not None:
        return resamples.spread(lambda drawn: drawn.effects(plan, scale), values), delta
    if method in (BOOTSTRAP, REPLICATES):  # withheld
        never = np.full(len(values), np.nan)
        return Spread(never, never, never), delta
    reach = normal_quantile(0.5 + level / 2.0) * delta
    return Spread(delta, values - reach, values + reach), delta


def chosen_draws(
    fit: Fitted, interval: str | None, *, draws: int, seed: int, level: float
) -> tuple[str, Resamples[Replicated] | None]:
    """Return where intervals come from, and the draws; None for delta, or where withheld."""
    default = DELTA
    if fit.bootstrap is not None:
        default = BOOTSTRAP
    elif fit.replication is not None:
        default = REPLICATES
    elif fit.options.monte_carlo:
        default, draws, seed = MONTE_CARLO, fit.options.monte_carlo, fit.options.seed
    kind = default if interval is None else str(interval).lower()
    if kind == DELTA:
        return kind, None
    if kind == MONTE_CARLO:
        return kind, monte_carlo_resamples(fit, draws=draws, seed=seed, level=level)
    if kind not in (BOOTSTRAP, REPLICATES):
        raise no_interval(interval, (DELTA, BOOTSTRAP, MONTE_CARLO, REPLICATES))
    if kind == REPLICATES and fit.replication is None:
        raise OptionError.of(
            "E-WGT-89",
            "this fit has no replicates of a design to take intervals from.",
            do='fit it with  replicate_weights=  or  replicates="jackknife"',
        )
    if kind == BOOTSTRAP and fit.bootstrap is None:
        raise no_draws()
    found = bootstrap_resamples(fit)
    return kind, None if found is None else _at_level(found, level)


def no_interval(interval: str | None, allowed: tuple[str, ...]) -> OptionError:
    """Return the refusal of a kind of interval there is not (E-OPT-01)."""
    return OptionError.of(
        "E-OPT-01",
        f"interval={interval!r} is not available.{did_you_mean(str(interval), allowed)}",
        do=f"interval can be: {', '.join(allowed)}",
    )


def no_draws() -> OptionError:
    """Return the refusal of bootstrap intervals without a bootstrap (E-BOOT-01)."""
    return OptionError.of(
        "E-BOOT-01",
        "this fit has no bootstrap draws to take intervals from.",
        do='fit it with  se="bootstrap"  or take  interval="monte.carlo"',
    )


def _at_level(found: Resamples[Replicated], level: float) -> Resamples[Replicated]:
    return replace(found, level=level)


def _row(
    plan: EffectPlan,
    at: int,
    parts: list[tuple[Array, Spread, Array]],
    tail: Callable[[float], float],
) -> Effect:
    effect = plan.effects[at]
    cells: list[float] = []
    for place, (values, spread, delta) in enumerate(parts):
        value, se = float(values[at]), float(spread.se[at])
        lower, upper = float(spread.lower[at]), float(spread.upper[at])
        certain = delta[at] <= 1e-9 * max(abs(value), 1.0)
        if certain:
            se, lower, upper = 0.0, value, value
        tests = [] if place else _test(value, se, tail)
        cells += [value, se, *tests, lower, upper]
    middle = effect.via if effect.kind == "indirect" else ()
    named = (effect.source, *middle, effect.target)
    path = ARROW.join(named) if effect.kind in ("direct", "indirect") else ""
    return Effect(effect.source, effect.target, effect.kind, path, *cells)


def _test(value: float, se: float, tail: Callable[[float], float]) -> list[float]:
    if not 0.0 < se < math.inf:
        return [NEVER, NEVER]
    return [value / se, tail(value / se)]


def _said(plan: EffectPlan, max_paths: int) -> list[Diagnostic]:
    if not plan.left_out:
        return []
    return [
        warning(
            "W-EFF-02",
            f"{plan.left_out} specific indirect effects are not listed: more than {max_paths}"
            " paths lead from one variable to another. Total effects count all paths.",
            do='ask for one pair,  effects("x", "y"),  or raise  max_paths=',
        )
    ]


def _loops(plan: EffectPlan, numbers: Computed) -> list[Diagnostic]:
    """Say what effects mean where variables lead back to themselves."""
    if not plan.circular:
        return []
    arrows = plan.arrows
    circle = np.zeros((arrows.n_nodes, arrows.n_nodes))
    circle[arrows.target, arrows.source] = estimates_at(numbers.implied, arrows.places)
    size = float(np.abs(np.linalg.eigvals(circle)).max(initial=0.0))
    names = ", ".join(plan.loop)
    if size < 1.0:
        return [
            note(
                "I-EFF-03",
                f"{names} lead back to themselves, so paths through them go on for ever: only"
                " direct and total effects are given. The sum over all paths converges (largest"
                f" eigenvalue of the coefficients {size:.3f}, below 1).",
            )
        ]
    return [
        warning(
            "W-EFF-04",
            f"{names} lead back to themselves, and the sum over all paths does not converge"
            f" (largest eigenvalue of the coefficients {size:.3f}, not below 1).",
            why="the total effects are those of an equilibrium that the system does not reach",
            do="look at the signs and sizes of the paths in the loop",
        )
    ]


def _refuse(fit: Fitted, level: float, draws: int, max_paths: int) -> None:
    wrong = [
        (not 0.0 < level < 1.0, f"level is {level}; it must lie between 0 and 1."),
        (draws < 1, f"draws is {draws}; it must be 1 or more."),
        (max_paths < 0, f"max_paths is {max_paths}; it must be 0 or more."),
    ]
    for is_wrong, text in wrong:
        if is_wrong:
            raise OptionError.of("E-OPT-01", text)
    if estimates_withheld(fit):
        raise EstimationError.of(
            "E-EFF-05",
            "no minimum was found, so there are no effects to speak of.",
            why=fit.solution.status,
            do="look at fit.diagnostics",
        )


def _refuse_unknown(plan: EffectPlan, source: str | None, target: str | None) -> None:
    known = list(dict.fromkeys(plan.nodes))
    unknown = [name for name in (source, target) if name is not None and name not in known]
    if unknown:
        raise UnknownVariableError(
            *(
                Diagnostic(
                    "E-EFF-01",
                    "error",
                    f"the model has no variable '{name}'.{did_you_mean(name, known)}",
                    do=f"its variables are: {', '.join(known)}",
                )
                for name in unknown
            )
        )


def has_arrows(fit: Fitted) -> bool:
    """Return whether a model has regressions, so that there are effects."""
    return any(row.op == "~" for row in fit.table.rows)


def as_dict(effect: Effect) -> dict[str, Any]:
    """Return an effect as plain values."""
    return {name: getattr(effect, name) for name in FIELDS}
