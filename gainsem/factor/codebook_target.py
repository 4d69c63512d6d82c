"""A target of a rotation from the codebook: which item was written for which construct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gainsem.errors import OptionError
from gainsem.factor.choices import EfaOptions
from gainsem.survey.responses import Item

CODEBOOK = "codebook"


def codebook_target(
    items: Sequence[Item], names: Sequence[str], n_factors: int, *, factors: Sequence[str] = ()
) -> dict[str, list[str]]:
    """Return construct -> its items; loadings of all others are to be 0.

    Parameters
    ----------
    items : sequence of Item
    names : sequence of str
        The items that are rotated.
    n_factors : int
    factors : sequence of str, optional
        Names of the factors.  Where these are the constructs' they give the order, else
        the order is that in which the constructs' items come.

    Raises
    ------
    OptionError
        E-EFA-31 when the codebook names no constructs, or not as many as there are
        factors (one less with a general factor).
    """
    keyed = {item.name: item.construct for item in items}
    target: dict[str, list[str]] = {}
    for name in names:
        if keyed.get(name):
            target.setdefault(keyed[name], []).append(name)
    if not target:
        raise _refusal("the codebook gives none of the items a construct.")
    if len(target) not in (n_factors, n_factors - 1):
        raise _refusal(
            f"the codebook has {len(target)} constructs for these items"
            f" ({', '.join(target)}), and there are {n_factors} factors."
        )
    if set(target) <= set(factors):
        target = {name: target[name] for name in factors if name in target}
    return target


def with_codebook_target(
    options: EfaOptions, items: Sequence[Item], names: Sequence[str]
) -> EfaOptions:
    """Return the options with ``target="codebook"`` written out."""
    target = options.rotation_args.get("target")
    if not isinstance(target, str) or target.strip().lower() != CODEBOOK:
        return options
    found = codebook_target(items, names, options.n_factors)
    return replace(options, rotation_args={**options.rotation_args, "target": found})


def _refusal(what: str) -> OptionError:
    return OptionError.of(
        "E-EFA-31",
        f"There is no target in the codebook: {what}",
        do="give every construct a factor, or write the target out:"
        ' {"F1": ["q1", "q2"], "F2": ["q3", "q4"]}',
    )
