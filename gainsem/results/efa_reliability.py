"""Omega of the sums of items, from the Schmid-Leiman solution of a factor analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gainsem.core.schmid_leiman_omega import hierarchical_omega

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.efa import Efa

COLUMNS = ("items", "omega", "omega_hierarchical", "omega_group", "ecv")


def efa_reliability(efa: Efa) -> DataFrame:
    """Return one row for all items, then one for the items of each factor."""
    import pandas as pd

    loadings = efa.schmid_leiman().to_numpy()
    main = np.abs(loadings[:, 1:]).argmax(axis=1)
    r, names = efa.solution.correlations, list(efa.solution.factors)
    common = efa.solution.communalities
    found = [hierarchical_omega(r, loadings, communalities=common)]
    found += [
        hierarchical_omega(
            r, loadings, communalities=common, items=np.flatnonzero(main == k), factor=k
        )
        for k in range(len(names))
        if (main == k).any()
    ]
    measured = ["G", *(name for k, name in enumerate(names) if (main == k).any())]
    rows = [(len(one.items), one.total, one.general, one.group, one.ecv) for one in found]
    return pd.DataFrame(rows, index=measured, columns=list(COLUMNS))
