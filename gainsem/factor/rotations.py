"""The rotations there are: adding one is adding a row here, a criterion and a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gainsem.core.direct_rotation import promax
from gainsem.core.factor_order import in_order, turned
from gainsem.core.factor_rotation import Rotation, rotate, row_scale
from gainsem.core.linalg import Array
from gainsem.core.rotation_constraints import (
    Constraints,
    criterion_constraints,
    unrotated_constraints,
)
from gainsem.core.rotation_criteria import (
    Criterion,
    behind_general,
    crawford_ferguson,
    entropy,
    geomin,
    infomax,
    oblimin,
    simplimax,
    towards_target,
)
from gainsem.errors import OptionError, did_you_mean
from gainsem.factor.choices import NORMALISATIONS, EfaOptions
from gainsem.factor.targets import target_of

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a criterion is built from: its arguments, p items and m factors."""

    arguments: Arguments
    p: int
    m: int

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]


Build = Callable[[Setting], Criterion]


@dataclass(frozen=True, slots=True)
class RotationKind:
    """One way to rotate.

    Parameters
    ----------
    title : str
        As the summary writes it.
    criterion : callable or None
        Its setting -> the criterion to minimise.
    arguments : mapping
        What it can be told, with the default.
    orthogonal : bool
        Whether factors stay uncorrelated unless the user says otherwise.
    only : bool
        Whether the user cannot say otherwise.
    normalize : str
        What rows are scaled to unless the user says otherwise.
    general : int
        Factors at the beginning that keep their place: the general factor.
    fewest : int
        Smallest number of factors it can rotate.
    """

    title: str
    criterion: Build | None
    arguments: Arguments
    orthogonal: bool = False
    only: bool = False
    normalize: str = "none"
    general: int = 0
    fewest: int = 2


KINDS: dict[str, RotationKind] = {
    "geomin": RotationKind("Geomin", lambda at: geomin(at["epsilon"]), {"epsilon": 0.001}),
    "oblimin": RotationKind("Direct oblimin", lambda at: oblimin(at["gamma"]), {"gamma": 0.0}),
    "quartimin": RotationKind("Quartimin", lambda _: oblimin(0.0), {}),
    "promax": RotationKind("Promax", None, {"power": 4.0}, only=True, normalize="kaiser"),
    "varimax": RotationKind(
        "Varimax", lambda at: crawford_ferguson(1.0 / at.p), {}, orthogonal=True, normalize="kaiser"
    ),
    "quartimax": RotationKind("Quartimax", lambda _: crawford_ferguson(0.0), {}, orthogonal=True),
    "equamax": RotationKind(
        "Equamax", lambda at: crawford_ferguson(at.m / (2.0 * at.p)), {}, orthogonal=True
    ),
    "parsimax": RotationKind(
        "Parsimax",
        lambda at: crawford_ferguson((at.m - 1.0) / (at.p + at.m - 2.0)),
        {},
        orthogonal=True,
    ),
    "crawford-ferguson": RotationKind(
        "Crawford-Ferguson", lambda at: crawford_ferguson(at["kappa"]), {"kappa": 0.0}
    ),
    "infomax": RotationKind("Infomax", lambda _: infomax(), {}),
    "entropy": RotationKind("Minimum entropy", lambda _: entropy(), {}, orthogonal=True, only=True),
    "simplimax": RotationKind(
        "Simplimax", lambda at: simplimax(int(at["zeros"] or at.p * (at.m - 1))), {"zeros": None}
    ),
    "target": RotationKind("Target", lambda at: towards_target(at["target"]), {"target": None}),
    "bi-geomin": RotationKind(
        "Bi-geomin",
        lambda at: behind_general(geomin(at["epsilon"])),
        {"epsilon": 0.001},
        orthogonal=True,
        general=1,
        fewest=3,
    ),
    "bi-quartimin": RotationKind(
        "Bi-quartimin",
        lambda _: behind_general(oblimin(0.0)),
        {},
        orthogonal=True,
        general=1,
        fewest=3,
    ),
    "bi-target": RotationKind(
        "Bifactor target",
        lambda at: behind_general(towards_target(at["target"][:, 1:])),
        {"target": None},
        orthogonal=True,
        general=1,
        fewest=2,
    ),
    "none": RotationKind("None (unrotated)", None, {}, orthogonal=True, only=True, fewest=1),
}
COMMON = ("orthogonal", "normalize")


@dataclass(frozen=True)
class Plan:
    """A rotation ready to be made.

    Parameters
    ----------
    name : str
    kind : RotationKind
    arguments : mapping
        Those used, defaults included.
    criterion : callable or None
        None where nothing is minimised.
    oblique : bool
    normalize : str
    """

    name: str
    kind: RotationKind
    arguments: Arguments
    criterion: Criterion | None
    oblique: bool
    normalize: str

    @property
    def targeted(self) -> bool:
        """Whether a target gives order and signs of the factors."""
        return "target" in self.arguments

    def constraints(self, *, likelihood: bool) -> Constraints | None:
        """Return the equations that hold for the loadings; None where they are not known."""
        if self.name == "none":
            return unrotated_constraints(likelihood=likelihood)
        if self.criterion is None or self.normalize == "cureton-mulaik":
            return None
        return criterion_constraints(
            self.criterion, oblique=self.oblique, kaiser=self.normalize == "kaiser"
        )


def plan_rotation(options: EfaOptions, names: Sequence[str]) -> Plan:
    """Return the rotation asked for; one factor is not rotated.

    Raises
    ------
    OptionError
        E-OPT-01 for an argument or value there is not, E-EFA-04 for a target that does not
        fit, E-EFA-05 for too few factors.
    """
    name = "none" if options.n_factors == 1 else options.rotation
    kind = KINDS[name]
    given = {} if options.n_factors == 1 else dict(options.rotation_args)
    _refuse_unknown(options.rotation, kind, given)
    if options.n_factors < kind.fewest:
        raise OptionError.of(
            "E-EFA-05",
            f"rotation={name} needs {kind.fewest} factors or more, and n_factors is"
            f" {options.n_factors}.",
            do="the general factor counts: with two groups of items give n_factors=3",
        )
    arguments = {key: given.get(key, default) for key, default in kind.arguments.items()}
    if "target" in arguments:
        arguments["target"] = target_of(arguments["target"], names, options.n_factors)
    _check_values(arguments, len(names), options.n_factors)
    orthogonal = bool(given.get("orthogonal", kind.orthogonal))
    normalize = str(given.get("normalize", kind.normalize) or "none").lower()
    normalize = {"true": "kaiser", "false": "none", "cm": "cureton-mulaik"}.get(
        normalize, normalize
    )
    if normalize not in NORMALISATIONS:
        raise _not_allowed("normalize", normalize, NORMALISATIONS)
    build, setting = kind.criterion, Setting(arguments, len(names), options.n_factors)
    criterion = None if build is None else build(setting)
    return Plan(name, kind, arguments, criterion, not orthogonal, normalize)


def make_rotation(unrotated: Array, plan: Plan, options: EfaOptions) -> Rotation:
    """Return the rotated factors in their stated order.

    Parameters
    ----------
    unrotated : ndarray, shape (p, m)
    plan : Plan
    options : EfaOptions
    """
    m = unrotated.shape[1]
    if plan.name == "none":
        return Rotation(unrotated, np.eye(m), np.eye(m), float("nan"), True)
    normalize = None if plan.normalize == "none" else plan.normalize
    scale = row_scale(unrotated, normalize)
    if plan.criterion is None:
        varimax = rotate(
            unrotated,
            crawford_ferguson(1.0 / len(unrotated)),
            oblique=False,
            starts=options.random_starts,
            seed=options.seed,
            scale=scale,
            max_iterations=options.max_iterations,
        )
        return in_order(promax(unrotated, varimax, power=plan.arguments["power"]))
    found = rotate(
        unrotated,
        plan.criterion,
        oblique=plan.oblique,
        starts=options.random_starts,
        seed=options.seed,
        scale=scale,
        max_iterations=options.max_iterations,
    )
    if plan.targeted:
        return _signed(found, plan.arguments["target"])
    return in_order(found, held=plan.kind.general)


def _signed(rotation: Rotation, target: Array) -> Rotation:
    """Return positive sums of loadings for factors whose target, all zeros, gives no sign."""
    silent = ~np.nan_to_num(target).any(axis=0)
    signs = np.where(silent & (rotation.loadings.sum(axis=0) < 0.0), -1.0, 1.0)
    return turned(rotation, np.arange(len(signs)), signs)


def _refuse_unknown(rotation: str, kind: RotationKind, given: Arguments) -> None:
    known = (*kind.arguments, *(("normalize",) if kind.only else COMMON))
    for name in given:
        if name not in known:
            raise OptionError.of(
                "E-OPT-03",
                f"rotation={rotation} has no argument '{name}'.{did_you_mean(name, known)}",
                do=f"rotation_args can hold: {', '.join(known)}",
            )


def _check_values(arguments: Arguments, p: int, m: int) -> None:
    """Refuse numbers a criterion has no minimum for."""
    bounds = {
        "epsilon": (1e-12, 1.0, "between 0 and 1, 0 excluded"),
        "gamma": (-100.0, 0.8, "0.8 or less: above it factors collapse"),
        "kappa": (0.0, 1.0, "between 0 and 1"),
        "power": (1.0, 10.0, "between 1 and 10"),
        "zeros": (1.0, float(p * m), f"between 1 and {p * m}, the number of loadings"),
    }
    for name, (low, high, allowed) in bounds.items():
        value = arguments.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float | np.number):
            raise OptionError.of("E-OPT-01", f"{name}={value!r} is no number.")
        if not low <= float(value) <= high:
            raise OptionError.of("E-OPT-01", f"{name} is {value}; it must be {allowed}.")


def _not_allowed(name: str, given: str, allowed: tuple[str, ...]) -> OptionError:
    return OptionError.of(
        "E-OPT-01",
        f"{name}={given!r} is not available.{did_you_mean(given, allowed)}",
        do=f"{name} can be: {', '.join(allowed)}",
    )
