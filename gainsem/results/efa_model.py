"""A confirmatory model to test on other respondents what an exploration has found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gainsem.errors import OptionError

if TYPE_CHECKING:
    from gainsem.results.efa import Efa

THRESHOLD = 0.3


def model_text(efa: Efa, *, threshold: float = THRESHOLD, cross_loadings: bool = False) -> str:
    """Return a factor model as the text of a ``.lav`` file.

    Every item measures the factor it loads on most, provided the loading reaches the
    threshold; factors without items are left out.

    Parameters
    ----------
    efa : Efa
    threshold : float
        Smallest loading, in size, that is taken over.
    cross_loadings : bool
        Take over the other loadings that reach it, too.

    Raises
    ------
    OptionError
        E-OPT-01 for a threshold outside 0 to 1, E-EFA-06 when no loading reaches it.
    """
    if not 0.0 <= threshold <= 1.0:
        raise OptionError.of("E-OPT-01", f"threshold is {threshold}; it must lie between 0 and 1.")
    solution = efa.solution
    size, main = np.abs(solution.loadings), solution.main_factor()
    lines, dropped = [], [name for i, name in enumerate(efa.names) if size[i].max() < threshold]
    for j, factor in enumerate(solution.factors):
        reached = size[:, j] >= threshold
        general = factor == "G" or cross_loadings
        own = reached if general else reached & (main == j)
        order = np.flatnonzero(own)
        order = order[np.lexsort((-size[order, j], main[order] != j))]
        if len(order):
            lines.append(f"{factor} =~ " + " + ".join(efa.names[i] for i in order.tolist()))
    if not lines:
        raise OptionError.of(
            "E-EFA-06",
            f"No loading is as large as {threshold:g}, so that there is no model to write.",
            do="give a smaller threshold",
        )
    head = [
        f"# Exploration: {efa.estimator}, {solution.rotation_title}, n = {efa.n_obs}.",
        f"# Items with their main loading of {threshold:g} or more in size.",
        "# Fit this to other respondents (gainsem.split): the same answers would confirm",
        "# whatever they have suggested.",
    ]
    if dropped:
        head.append(f"# Without a loading of that size: {', '.join(dropped)}.")
    if not solution.oblique and len(solution.factors) > 1:
        lines += _uncorrelated([line.split(" ")[0] for line in lines])
    return "\n".join([*head, *lines]) + "\n"


def _uncorrelated(factors: list[str]) -> list[str]:
    return [f"{one} ~~ 0*{two}" for k, one in enumerate(factors) for two in factors[k + 1 :]]
