"""Whether the factors of exploratory blocks stay what they are from draw to draw."""

from __future__ import annotations

import numpy as np

from gainsem.diagnostics import Diagnostic, warning
from gainsem.estimation.bootstrap.exploratory import loading_rows
from gainsem.model.blocks import Block
from gainsem.results.bootstrap import Bootstrap
from gainsem.results.fit import Fit

# Two factors below this congruence are not alike (Lorenzo-Seva & ten Berge 2006,
# doi:10.1027/1614-2241.2.2.57).
ALIKE = 0.85
OFTEN = 0.05


def changing_factors(fit: Fit, drawn: Bootstrap) -> list[Diagnostic]:
    """Return a warning (W-BOOT-12) for blocks whose factors are others in many draws.

    A draw counts where the congruence (Tucker 1951) of a factor with that of all
    respondents is below .85.
    """
    found = [(block, _others(fit, block, drawn)) for block in fit.table.blocks]
    return [
        warning(
            "W-BOOT-12",
            f"In {count} of {drawn.used} bootstrap draws a factor of block '{block.name}' is"
            f" another one than in the fit (congruence below {ALIKE}).",
            why="intervals of its loadings then mix two factors, and are too wide",
            do="use fewer factors, a target rotation, or a confirmatory model",
        )
        for block, count in found
        if count > OFTEN * drawn.used
    ]


def _others(fit: Fit, block: Block, drawn: Bootstrap) -> int:
    """Return in how many draws a factor is not the one of all respondents."""
    rows = loading_rows(fit.table, block)
    free = np.array([fit.table.rows[at].free for at in rows.ravel()], dtype=np.intp)
    size = np.sqrt(np.diag(fit.moments.cov))
    scale = size[[fit.table.observed.index(item) for item in block.items]][:, None]
    known = fit.solution.params[free].reshape(rows.shape) / scale
    own = drawn.vectors[:, free].reshape(-1, *rows.shape) / scale
    product = np.abs((own * known).sum(axis=1))
    lengths = np.sqrt((own**2).sum(axis=1) * (known**2).sum(axis=0))
    alike = product / np.where(lengths > 0.0, lengths, 1.0)
    return int((alike.min(axis=1) < ALIKE).sum())
