"""How far apart groups lie, and what their gaps are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of, columns_named, read_model

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.equity.record import Equity
    from gainsem.syntax.statements import ModelText


def equity(
    model: str | Path | ModelText,
    data: Data,
    group: str | None = None,
    *,
    adjust: str | Sequence[str] = (),
    waves: str | None = None,
    reference: str | None = None,
    partial: Sequence[str] | Literal["search"] = "search",
    slopes: Literal["equal", "pooled", "reference"] = "equal",
    unit: Literal["pooled", "reference"] = "pooled",
    progress: Callable[[str], None] | None = None,
    **options: Any,
) -> Equity:
    """Return the gaps between groups in all factors of a model, and what they are made of.

    Differences of latent means from a model with equal loadings and intercepts (ordinal
    items: thresholds, too), in latent standard deviations (Hancock 2001,
    doi:10.1007/BF02294440) with delta-method intervals; adjusted for covariates by regressing the
    factors on them in every group (MIMIC; Joreskog & Goldberger 1975,
    doi:10.1080/01621459.1975.10482485); decomposed by covariate (Kitagawa 1955,
    doi:10.1080/01621459.1955.10501299; Oaxaca 1973, doi:10.2307/2525981; Blinder 1973,
    doi:10.2307/144855) and by the paths of the model; wave by wave; and the part of the gap in
    the answers that is measurement bias.

    Parameters
    ----------
    model : str or Path
    data : Survey, Responses, DataFrame, str or Path
    group : str
        Column with the groups; gaps are those to the reference group.
    adjust : str or sequence of str
        Covariates.  Categories (by the codebook, or text) become one column each.
    waves : str, optional
        Column with the waves of the survey.
    reference : str, optional
        The group the others are compared with (default: the first).
    partial : sequence of str or "search"
        Items that may differ between groups in their intercepts; "search" looks for them
        where equality does not clearly hold, ``()`` holds all equal.
    slopes : {"equal", "pooled", "reference"}
        Slopes of the covariates, and paths: equal in all groups; of each group, and the
        explained part with their mean, or with those of the reference group.
    unit : {"pooled", "reference"}
        Whose latent standard deviation.
    progress : callable, optional
        Called with the name of each step.
    **options
        Options of :func:`fit`: ``estimator``, ``ordered``, ``missing``, ``group_levels``,
        ``weights``, ``cluster``, ``strata``, ``fpc``.

    Returns
    -------
    Equity
        ``.gaps``, ``.tables()``, ``.to_frame("gaps")``, ``.paragraph("zh")``, ``.summary()``,
        ``.to_dict()``, ``.save()``.

    Raises
    ------
    GainsemError
        When an input, the model or an option is wrong; the message says where.
    """
    from gainsem.estimation.equity.plan import Asked
    from gainsem.estimation.equity.study import equity_study
    from gainsem.options import options_from

    chosen = options_from({**options, "group": group})
    text = read_model(model)
    wanted = (adjust,) if isinstance(adjust, str) else tuple(adjust)
    if isinstance(data, str | Path):
        keep = columns_named(text, chosen) | set(wanted) | ({waves} if waves else set())
        data = read_survey(data, beside=text.source, keep=keep)
    found = equity_study(
        text,
        answers_of(data),
        chosen,
        Asked(
            adjust=wanted,
            waves=waves,
            reference=reference,
            partial=partial if isinstance(partial, str) else tuple(partial),
            slopes=slopes,
            unit=unit,
        ),
        progress=progress,
    )
    book = getattr(data, "codebook", None)
    if book is None or found.provenance is None:
        return found
    named = replace(
        found.provenance, codebook_source=str(book.path or ""), codebook_sha256=book.sha256
    )
    return replace(found, provenance=named)
