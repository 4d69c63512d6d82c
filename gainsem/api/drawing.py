"""Draw a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gainsem.plots.picture import Picture
    from gainsem.results.efa import Efa
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.imputed import ImputedFit
    from gainsem.results.influence import Influence
    from gainsem.results.invariance.record import Invariance
    from gainsem.results.scores import Scores
    from gainsem.results.screening import Screening


def draw(
    result: Fit | GroupedFit | ImputedFit | Efa | Influence | Invariance | Scores | Screening,
    name: str = "",
    *,
    lang: str = "en",
) -> Picture:
    """Return a figure of a result; a notebook shows it, ``.save(path)`` writes it.

    Parameters
    ----------
    result : Fit, GroupedFit, ImputedFit, Efa, Influence, Invariance, Scores or Screening
        From :func:`fit`, :func:`fit_imputed`, :func:`efa`, ``fit.influence(data)``,
        :func:`invariance`, :func:`score` or :func:`screen`.
    name : str
        Of a fit ``"path_diagram"``, of several groups ``"path_diagram_1"`` and so on; of a
        factor analysis ``"loadings"`` and ``"scree"``; of scores ``"index"``,
        ``"importance_performance"`` and ``"ranking_district"`` (of every variable of ``by=``);
        of a screening ``"screening"``; of an influence ``"influence"``; of a study of
        invariance ``"invariance"`` and ``"means"`` (of all factors).  The first of
        these unless said.
    lang : {"en", "zh"}
        Language of the labels, where the codebook has them.

    Returns
    -------
    Picture
        With ``.figure``, a matplotlib figure, and ``.save("figure.svg")`` (``.pdf``, ``.png``).
    """
    from gainsem.plots.picture import draw as drawn

    return drawn(result, name, lang=lang)
