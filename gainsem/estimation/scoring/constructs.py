"""Which constructs have an index: those with items, and the wider ones they are part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gainsem.errors import OptionError, did_you_mean
from gainsem.results.fitted import Fitted
from gainsem.results.index_rows import IndexedConstruct
from gainsem.survey.phrases import names_text


def indexed_constructs(
    fit: Fitted,
    *,
    part_of: Mapping[str, str],
    labels: Mapping[str, Mapping[str, str]],
    part_weights: Mapping[str, float],
) -> tuple[IndexedConstruct, ...]:
    """Return the constructs, parts before the wider ones.

    A latent variable with items is a construct.  A wider one is made of those the codebook
    calls its parts (``part_of``), else of the latent variables the model's ``=~`` gives it.

    Raises
    ------
    OptionError
        E-IDX-05 for weights of what is no part, or of parts that all weigh nothing.
    """
    items = items_of(fit)
    found: dict[str, IndexedConstruct] = {
        name: IndexedConstruct(name, dict(labels.get(name, {})), tuple(own))
        for name, own in items.items()
    }
    pending = _parts(fit, part_of)
    placed = True
    while placed:
        placed = False
        for name in [name for name in pending if name not in found]:
            own = [part for part in pending[name] if part in found]
            waiting = [p for p in pending[name] if p not in found and _reaches(p, pending, found)]
            if own and not waiting:
                found[name] = _wider(name, own, found, labels, part_weights)
                placed = True
    known = {part for each in found.values() for part in each.parts}
    strange = [name for name in part_weights if name not in known]
    if strange:
        raise OptionError.of(
            "E-IDX-05",
            f"A weight is given to {names_text(strange)}, which is part of no wider construct."
            f"{did_you_mean(strange[0], known)}",
            do=f"parts of wider constructs are: {names_text(sorted(known)) or 'none'}",
        )
    return tuple(sorted(found.values(), key=lambda each: each.depth))


def items_of(fit: Fitted) -> dict[str, list[str]]:
    """Return the observed indicators of every latent variable that has some."""
    observed, latent = set(fit.table.observed), fit.table.latent
    found: dict[str, list[str]] = {name: [] for name in latent}
    for row in fit.table.rows:
        if row.op == "=~" and row.rhs in observed and row.lhs in found:
            found[row.lhs].append(row.rhs)
    return {name: list(dict.fromkeys(own)) for name, own in found.items() if own}


def overall_construct(
    constructs: Sequence[IndexedConstruct], asked: str | None, target: str
) -> tuple[str, bool]:
    """Return the construct that stands for everything, and whether it was a choice.

    The only one that is part of nothing; of several the one ``target`` belongs to.

    Raises
    ------
    OptionError
        E-IDX-04 for a construct that does not exist.
    """
    names = [each.name for each in constructs]
    if asked is not None:
        return known_construct(asked, names, "overall"), False
    home = {part: each.name for each in constructs for part in each.parts}
    roots = [name for name in names if name not in home]
    if len(roots) == 1:
        return roots[0], False
    root = target
    while root in home:
        root = home[root]
    return (root, True) if root in roots else ("", True)


def known_construct(name: str, names: Sequence[str], option: str) -> str:
    """Return the name of a construct, refusing one that does not exist (E-IDX-04)."""
    if name not in names:
        raise OptionError.of(
            "E-IDX-04",
            f"{option}: there is no construct '{name}'.{did_you_mean(name, names)}",
            do=f"constructs with an index are: {names_text(names)}",
        )
    return name


def _parts(fit: Fitted, part_of: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the parts of every wider construct: the codebook's, else the model's."""
    found: dict[str, list[str]] = {}
    for part, wider in part_of.items():
        found.setdefault(wider, []).append(part)
    latent = set(fit.table.latent)
    in_model: dict[str, list[str]] = {}
    for row in fit.table.rows:
        if row.op == "=~" and row.rhs in latent:
            in_model.setdefault(row.lhs, []).append(row.rhs)
    return {**in_model, **found}


def _reaches(name: str, parts: Mapping[str, list[str]], found: Mapping[str, object]) -> bool:
    """Return whether a construct is, in the end, made of something with items."""
    seen, pending = {name}, [name]
    while pending:
        for part in parts.get(pending.pop(), []):
            if part in found:
                return True
            if part not in seen:
                seen.add(part)
                pending.append(part)
    return False


def _wider(
    name: str,
    own: list[str],
    found: Mapping[str, IndexedConstruct],
    labels: Mapping[str, Mapping[str, str]],
    part_weights: Mapping[str, float],
) -> IndexedConstruct:
    weights = [float(part_weights.get(part, 1.0)) for part in own]
    if not sum(weights) > 0.0:
        raise OptionError.of(
            "E-IDX-05",
            f"All parts of '{name}' have the weight 0.",
            do=f"give one of {names_text(own)} a weight above 0",
        )
    return IndexedConstruct(
        name,
        dict(labels.get(name, {})),
        parts=tuple(own),
        part_weights=tuple(weight / sum(weights) for weight in weights),
        depth=1 + max(found[part].depth for part in own),
    )
