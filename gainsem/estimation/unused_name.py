"""A name nothing in a model has."""

from __future__ import annotations

from gainsem.results.fit import Fit


def unused_name(name: str, fit: Fit) -> str:
    """Return ``name``, lengthened by underscores until nothing in the model is called so."""
    taken = {*fit.table.latent, *fit.table.observed}
    taken |= {row.label for row in fit.table.rows} | {one.name for one in fit.table.definitions}
    while name in taken:
        name += "_"
    return name
