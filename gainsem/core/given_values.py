"""A structure with the moments of given covariates from another sample."""

from __future__ import annotations

from dataclasses import replace

from gainsem.core.batch.implied import FixedCells
from gainsem.core.linalg import Array
from gainsem.core.structure import Matrices, Structure

# What is looked up in a structure, and does not depend on its fixed values.
LOOKED_UP = ("elements", "paths", "one_to_one", "has_paths_between", "derivatives", "bends")


def with_given(structure: Structure, cells: FixedCells | None, values: Array) -> Structure:
    """Return the structure with other fixed values in some cells of Psi or alpha.

    The index arrays of the structure are kept: they cost more than the search they serve.

    Parameters
    ----------
    structure : Structure
    cells : FixedCells or None
    values : ndarray, shape (k,)
    """
    if cells is None or not len(values):
        return structure
    layout = structure.layout
    template = layout.template.copy()
    template[cells.at] = template[cells.mirrored] = values
    parts = [template[first:last].reshape(shape) for first, last, shape in layout.shapes]
    own = replace(structure, fixed=Matrices(*parts))
    known = {name: getattr(structure, name) for name in LOOKED_UP}
    vars(own).update(known, layout=replace(layout, template=template))
    return own
