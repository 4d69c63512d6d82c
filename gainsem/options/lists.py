"""Options that list names: items, variables, flags."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from gainsem.errors import OptionError, did_you_mean
from gainsem.options.choices import not_allowed

EVERY = "all"
FAMILIES = (
    *("loadings", "intercepts", "thresholds", "means", "residuals", "residual.covariances"),
    *("lv.variances", "lv.covariances", "regressions"),
)
SCREENING_FLAGS = (
    *("speed", "longstring", "irv", "inconsistent", "outlier", "person_fit"),
    *("attention", "duplicate", "missing", "straight", "careless"),
)


def ordered_names(ordered: Any) -> tuple[str, ...] | str | None:
    """Return the names of the ordinal items, "all", or None for what the codebook says."""
    if ordered is None:
        return None
    if isinstance(ordered, bool):
        return EVERY if ordered else ()
    if isinstance(ordered, str):
        names = [name.strip() for name in ordered.split(",") if name.strip()]
        folded = ordered.strip().casefold()
        if folded in (EVERY, "none"):
            return EVERY if folded == EVERY else ()
        return tuple(dict.fromkeys(names))
    if isinstance(ordered, Iterable):
        return tuple(dict.fromkeys(str(name) for name in ordered))
    raise OptionError.of(
        "E-OPT-01",
        f"ordered={ordered!r} names no items.",
        do='ordered can be: True ("all"), False ("none"), a name, or several names',
    )


def listed_names(given: Any, option: str = "auxiliary") -> tuple[str, ...]:
    """Return names given as a sequence, or as one text joined by commas."""
    if given is None:
        return ()
    if isinstance(given, str):
        given = given.split(",")
    if not isinstance(given, Iterable):
        raise OptionError.of(
            "E-OPT-01",
            f"{option}={given!r} names no variables.",
            do=f'{option} can be: a name, or several names, such as ("income", "age")',
        )
    names = (_as_read(name).strip() for name in given)
    return tuple(dict.fromkeys(name for name in names if name))


def _as_read(name: Any) -> str:
    """Return a value of a data frame as codes are read from one: True as 1, 2.0 as 2."""
    text = str(name)
    if isinstance(name, str) or text not in ("True", "False"):
        whole = isinstance(name, float) and name.is_integer()
        return str(int(name)) if whole else text
    return str(int(text == "True"))


def families(given: Any) -> tuple[str, ...]:
    """Return what is the same in all groups, in the names of ``group_equal``.

    Raises
    ------
    OptionError
        E-OPT-01 for a name that is none of them.
    """
    names = tuple(name.lower().replace("_", ".") for name in listed_names(given, "group_equal"))
    for name in names:
        if name not in FAMILIES:
            raise not_allowed("group_equal", name, FAMILIES)
    return names


def joined_tests(test: Any, allowed: tuple[str, ...]) -> str | None:
    """Return the tests of a model, joined by commas; the first one is the one in the results.

    Examples
    --------
    >>> joined_tests(["Satorra.Bentler", "scaled.shifted"], ("satorra.bentler", "scaled.shifted"))
    'satorra.bentler,scaled.shifted'

    Raises
    ------
    OptionError
        E-OPT-01 for a test there is not.
    """
    if test is None:
        return None
    parts = test if isinstance(test, (list, tuple)) else str(test).split(",")
    named = [str(part).strip() for part in parts]
    for name in named:
        if name.lower() not in allowed:
            raise not_allowed("test", name, allowed)
    return ",".join(dict.fromkeys(name.lower() for name in named)) or None


def written_flags(exclude: Any) -> tuple[str, ...]:
    """Return the flags to leave out, each ``name`` or ``name=threshold``."""
    if exclude is None:
        return ()
    parts = exclude.split(",") if isinstance(exclude, str) else [str(part) for part in exclude]
    written = ["=".join(side.strip() for side in part.split("=")) for part in parts]
    chosen = tuple(dict.fromkeys(part for part in written if part))
    for part in chosen:
        flag_with_threshold(part)
    return chosen


def flag_with_threshold(written: str) -> tuple[str, float | None]:
    """Return the name of a flag, and the threshold written behind it (None: the usual one).

    Examples
    --------
    >>> flag_with_threshold("longstring=12"), flag_with_threshold("speed")
    (('longstring', 12.0), ('speed', None))

    Raises
    ------
    OptionError
        E-SCR-01 for a flag that does not exist, or a threshold that is no number.
    """
    name, sign, number = written.partition("=")
    if name not in SCREENING_FLAGS:
        raise OptionError.of(
            "E-SCR-01",
            f"There is no flag '{name}'.{did_you_mean(name, SCREENING_FLAGS)}",
            do=f"flags are: {', '.join(SCREENING_FLAGS)}",
        )
    try:
        threshold = float(number) if sign else None
    except ValueError:
        threshold = math.nan
    if threshold is not None and not math.isfinite(threshold):
        raise OptionError.of(
            "E-SCR-01",
            f"The threshold of '{name}' is '{number}', which is not a number.",
            do=f"write it as  {name}=12  (or {name} alone for the usual threshold)",
        )
    return name, threshold
