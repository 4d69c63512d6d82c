"""Fit a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of, columns_named, read_model

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.fit import Fit
    from gainsem.syntax.statements import ModelText


def fit(model: str | Path | ModelText, data: Data, **options: Any) -> Fit:
    """Fit a structural equation model and return everything known about the fit.

    Parameters
    ----------
    model : str or Path
        A model in lavaan's language, or the path of a ``.lav`` file with one.
    data : Survey, Responses, DataFrame, Moments, str or Path
        The answers: a survey from :func:`read_survey`, a data frame, the path of a
        table or of a survey's folder, or moments of a published covariance matrix.
    **options
        Any option of :class:`gainsem.Options`: ``estimator``, ``std_lv``, ``preset``, ...

    Returns
    -------
    Fit
        Estimates, tests, fit measures and every remark made on the way.

    Raises
    ------
    GainsemError
        When an input, the model or an option is wrong; the message says where.

    Examples
    --------
    >>> import gainsem
    >>> cov = [[1.5, 0.6, 0.5], [0.6, 1.2, 0.4], [0.5, 0.4, 1.1]]
    >>> moments = gainsem.Moments.from_covariance(cov, 200, names=["a", "b", "c"])
    >>> fit = gainsem.fit("trust =~ a + b + c", moments)
    >>> fit.converged
    True
    """
    from gainsem.estimation.estimate import estimate
    from gainsem.options import options_from

    chosen = options_from(options)
    text = read_model(model)
    if isinstance(data, str | Path):
        needed = columns_named(text, chosen)
        data = read_survey(data, beside=text.source, keep=needed, keep_others=bool(chosen.exclude))
    book = getattr(data, "codebook", None)
    if chosen.exclude:
        from gainsem.estimation.exclusion import estimate_without_flagged

        result = estimate_without_flagged(text, answers_of(data), chosen, codebook=book)
    else:
        result = estimate(text, answers_of(data), chosen)
    if book is None:
        return result
    source = replace(
        result.provenance, codebook_source=str(book.path or ""), codebook_sha256=book.sha256
    )
    return replace(result, provenance=source)
