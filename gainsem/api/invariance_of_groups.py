"""Whether the same thing is measured in all groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of, columns_named, read_model

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.invariance.record import Invariance
    from gainsem.syntax.statements import ModelText


def invariance(
    model: str | Path | ModelText,
    data: Data,
    group: str | None = None,
    *,
    search: bool = False,
    structural: Sequence[str] = (),
    alignment: Literal["", "fixed", "free"] = "",
    convention: str | None = None,
    progress: Callable[[str], None] | None = None,
    **options: Any,
) -> Invariance:
    """Test whether a model measures the same in all groups, level by level.

    Continuous items: configural, metric, scalar, strict.  Ordinal items: configural,
    thresholds, metric, scalar, strict, each identified as in Wu & Estabrook (2016,
    doi:10.1007/s11336-016-9506-0; worked through in Svetina, Rutkowski & Rutkowski 2020,
    doi:10.1080/10705511.2019.1602776).

    Parameters
    ----------
    model : str or Path
    data : Survey, Responses, DataFrame, str or Path
    group : str
        Column with the groups.
    search : bool
        Where a level does not hold, look for items to let differ: forward, one at a time,
        Bonferroni-corrected, and called exploratory.
    structural : sequence of str
        Made equal after the measurement, in this order: ``"lv.variances"``,
        ``"lv.covariances"``, ``"regressions"``, ``"means"``.
    alignment : {"", "fixed", "free"}
        Align the configural model as well (Asparouhov & Muthen 2014).
    convention : str, optional
        Whose cut-offs the verdicts follow (default: the nearest to the study).
    progress : callable, optional
        Called with the name of each level.
    **options
        Any option of :func:`fit`: ``estimator``, ``ordered``, ``missing``, ``group_levels``.

    Returns
    -------
    Invariance
        ``.steps``, ``.tables()``, ``.to_frame("levels")``, ``.paragraph("zh")``,
        ``.summary()``, ``.to_dict()``.

    Raises
    ------
    GainsemError
        When an input, the model or an option is wrong; the message says where.
    """
    from gainsem.estimation.invariance.study import invariance_study
    from gainsem.options import options_from

    chosen = options_from({**options, "group": group})
    text = read_model(model)
    if isinstance(data, str | Path):
        data = read_survey(data, beside=text.source, keep=columns_named(text, chosen))
    return invariance_study(
        text,
        answers_of(data),
        chosen,
        search=search,
        structural=tuple(structural),
        alignment=alignment,
        convention=convention,
        progress=progress,
    )
