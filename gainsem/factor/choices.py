"""The choices of an exploratory factor analysis: one frozen record, checked when it is built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from gainsem.errors import OptionError, did_you_mean
from gainsem.options import DEFAULT_SEED, DEFAULT_STARTS, ROTATIONS, Options

ESTIMATORS = ("ML", "MLR", "ULS", "WLSMV", "PAF", "alpha", "image")
ESTIMATOR_ALIASES = {"minres": "ULS", "ulsmv": "ULS", "dwls": "WLSMV", "pa": "PAF"}
ROTATION_ALIASES = {
    "cf": "crawford-ferguson",
    "pst": "target",
    "geominq": "geomin",
    "bifactor": "bi-quartimin",
    "bigeomin": "bi-geomin",
    "biquartimin": "bi-quartimin",
    "unrotated": "none",
}
MISSING = ("listwise", "pairwise", "fiml")
NORMALISATIONS = ("none", "kaiser", "cureton-mulaik")
AUTO, BOOTSTRAP = "auto", "bootstrap"
DEFAULT_DRAWS = 1000


class OfAnswers:
    """Choices about the answers to items: what polychoric correlations take of them."""

    __slots__ = ()

    ordered: Any
    missing: str | None
    weights: str | None
    zero_add: Any
    collapse: Any
    force: bool

    def response_options(self) -> Options:
        """Return the options that polychoric correlations take."""
        return Options(
            ordered=self.ordered,
            missing=None if self.missing == "fiml" else self.missing,
            weights=self.weights,
            zero_add=self.zero_add,
            collapse=self.collapse,
            force=self.force,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EfaOptions(OfAnswers):
    """What a user may choose about an exploratory factor analysis.

    Parameters
    ----------
    n_factors : int
        Number of factors.
    estimator : {"ML", "MLR", "ULS", "WLSMV", "PAF", "alpha", "image"}, optional
        How factors are extracted (default: WLSMV where items are ordinal, else ML);
        "minres" is ULS.
    rotation : str
        How factors are rotated: geomin, oblimin, quartimin, promax, varimax, quartimax,
        equamax, parsimax, crawford-ferguson, infomax, entropy, simplimax, target,
        bi-geomin, bi-quartimin, bi-target or none.
    rotation_args : mapping
        Of the rotation: ``epsilon``, ``gamma``, ``kappa``, ``power``, ``zeros``,
        ``target``, ``orthogonal``, ``normalize``.
    ordered : True, "all", str or sequence of str, optional
        Items to treat as ordinal (default: as the codebook says).
    missing : {"listwise", "pairwise", "fiml"}, optional
        Treatment of missing answers (default: listwise).
    weights : str, optional
        Column with sampling weights.
    items : sequence of str, optional
        The items; names may hold ``*``.  Default: those the codebook gives a construct,
        else those it calls ordinal, else all columns of numbers.
    random_starts : int
        Starts of the rotation.
    seed : int
        Of the random starts, and of the bootstrap.
    se : bool or "bootstrap"
        Whether standard errors are computed; "bootstrap": from samples of respondents, which
        every extraction and rotation has.
    bootstrap : int
        How many samples.
    bartlett : bool
        Whether the chi-square of maximum likelihood gets Bartlett's correction.
    zero_add, collapse, force
        As for :func:`gainsem.polychoric`.
    max_iterations : int
        Steps after which the search for a rotation gives up.
    """

    n_factors: int
    estimator: str | None = None
    rotation: str = "geomin"
    rotation_args: Mapping[str, Any] = field(default_factory=dict)
    ordered: Any = None
    missing: str | None = None
    weights: str | None = None
    items: Any = None
    random_starts: int = DEFAULT_STARTS
    seed: int = DEFAULT_SEED
    se: bool | str = True
    bootstrap: int = DEFAULT_DRAWS
    bartlett: bool = False
    zero_add: float = 0.5
    collapse: str | None = None
    force: bool = False
    max_iterations: int = 5000

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "n_factors", checked_number(self.n_factors))
        if self.estimator is not None:
            put(self, "estimator", chosen_estimator(self.estimator))
        put(self, "rotation", chosen_rotation(self.rotation))
        put(self, "rotation_args", dict(self.rotation_args or {}))
        if self.missing is not None:
            missing = {"ml": "fiml"}.get(str(self.missing).lower(), str(self.missing).lower())
            _one_of("missing", self.missing, missing, MISSING)
            put(self, "missing", missing)
        put(self, "items", item_names(self.items))
        put(self, "se", _errors(self.se))
        for name in ("random_starts", "max_iterations", "bootstrap"):
            _at_least_one(name, getattr(self, name))
        if isinstance(self.seed, bool) or not isinstance(self.seed, int) or self.seed < 0:
            raise OptionError.of("E-OPT-01", f"seed={self.seed!r}; it must be 0, 1, 2, ...")
        put(self, "ordered", self.response_options().ordered)

    def to_dict(self) -> dict[str, Any]:
        """Return the options as they stand in ``efa.json``."""
        return asdict(self)


def efa_option_names() -> tuple[str, ...]:
    """Return the names of all options but the number of factors."""
    return tuple(each.name for each in fields(EfaOptions))[1:]


def efa_options(n_factors: object, given: Mapping[str, Any]) -> EfaOptions:
    """Return the options of a call, refusing names that do not exist (E-OPT-03)."""
    known = efa_option_names()
    for name in given:
        if name not in known:
            raise OptionError.of(
                "E-OPT-03",
                f"There is no option '{name}'.{did_you_mean(name, known)}",
                do=f"options are: {', '.join(known)}",
            )
    return EfaOptions(n_factors=checked_number(n_factors), **given)


def checked_number(n_factors: object) -> int:
    """Return the number of factors.

    Raises
    ------
    OptionError
        E-EFA-01 when it is no whole number above 0.
    """
    if isinstance(n_factors, str):
        n_factors = int(n_factors) if n_factors.strip().isdigit() else n_factors
    index = getattr(n_factors, "__index__", None)
    number = -1 if isinstance(n_factors, bool) or index is None else int(index())
    if number < 1:
        raise OptionError.of(
            "E-EFA-01",
            f"n_factors={n_factors!r} is no number of factors.",
            do="give a whole number, 1, 2, 3, ..., or  auto",
        )
    return number


def is_auto(n_factors: object) -> bool:
    """Return whether the number of factors is to be found out."""
    return isinstance(n_factors, str) and n_factors.strip().lower() == AUTO


def chosen_estimator(name: object) -> str:
    """Return an estimator in its one spelling; raise E-OPT-01 for one there is not."""
    return _named("estimator", name, ESTIMATORS, ESTIMATOR_ALIASES)


def chosen_rotation(name: object) -> str:
    """Return a rotation in its one spelling; raise E-OPT-01 for one there is not."""
    return _named("rotation", name, ROTATIONS, ROTATION_ALIASES)


def _named(option: str, given: object, known: tuple[str, ...], aliases: dict[str, str]) -> str:
    plain = str(given).strip().lower().replace("_", "-").replace(" ", "-")
    spelled = {name.lower(): name for name in known}
    name = spelled.get(aliases.get(plain, plain).lower())
    if name is None:
        near = did_you_mean(plain, [*spelled, *aliases])
        raise OptionError.of(
            "E-OPT-01",
            f"{option}={given!r} is not available.{near}",
            do=f"{option} can be: {', '.join(known)}",
        )
    return name


def _one_of(option: str, given: object, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise OptionError.of(
            "E-OPT-01",
            f"{option}={given!r} is not available.{did_you_mean(value, known)}",
            do=f"{option} can be: {', '.join(known)}",
        )


def _errors(se: object) -> bool | str:
    if isinstance(se, bool):
        return se
    if str(se).strip().lower() == BOOTSTRAP:
        return BOOTSTRAP
    raise OptionError.of(
        "E-OPT-01", f"se={se!r} is not available.", do="se can be: True, False, 'bootstrap'"
    )


def _at_least_one(option: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise OptionError.of("E-OPT-01", f"{option}={value!r}; it must be 1 or more.")


def item_names(items: object) -> tuple[str, ...] | None:
    """Return the names of items as a user may give them: a sequence, or joined by commas."""
    if items is None:
        return None
    if isinstance(items, str):
        return tuple(name.strip() for name in items.split(",") if name.strip())
    if isinstance(items, Iterable):
        return tuple(str(name) for name in items)
    raise OptionError.of("E-OPT-01", f"items={items!r} names no items.")
