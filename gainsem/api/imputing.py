"""Fit a model to imputed data sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import columns_named, read_model

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.imputed import ImputedFit
    from gainsem.survey.codebook import Codebook
    from gainsem.syntax.statements import ModelText

POOLINGS = ("D2", "D3", "D4")
RULES = ("barnard.rubin", "rubin")


def fit_imputed(
    model: str | Path | ModelText,
    data: Sequence[Data] | Data,
    *,
    imputation: str | None = None,
    pooling: str | None = None,
    pooling_df: str = "barnard.rubin",
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> ImputedFit:
    """Fit a model to every imputed data set and pool the results by Rubin's rules.

    Parameters
    ----------
    model : str or Path
        As for :func:`fit`.
    data : sequence of data sets, or one stacked table
        A list of surveys, data frames or paths of tables, one an imputed data set; or one
        of them with all data sets below each other and a column that numbers them.
    imputation : str, optional
        That column.  By default ``.imp`` (mice), ``Imputation_`` (SPSS), ``_mj`` or
        ``_mi_m`` (Stata), ``_Imputation_`` (SAS).  The number 0 marks the answers before
        the imputation; they are left out.
    pooling : {"D2", "D3", "D4"}, optional
        Test of the model to report: from the statistics (D2), from likelihoods at the
        pooled estimates (D3) or of the stacked data (D4).  Default: D4 with an uncorrected
        maximum likelihood estimator, else D2.
    pooling_df : {"barnard.rubin", "rubin"}
        Degrees of freedom of t: those that know the size of the sample (Barnard & Rubin
        1999), or those of Rubin (1987).
    progress : callable, optional
        Called with the data sets done and those in all.
    **options
        Any option of :class:`gainsem.Options` that goes with complete data.

    Returns
    -------
    ImputedFit
        ``.parameters`` (with ``df fmi riv``), ``.standardized()``, ``.tests``,
        ``.fit_measures``, ``.diagnostics``, ``.summary()``, ``.save()``; the fits to the
        single data sets are ``.fits``.

    Raises
    ------
    GainsemError
        When data sets, model or options are wrong, or too few data sets have a usable
        solution; the message says where.

    Examples
    --------
    >>> import gainsem, numpy, pandas
    >>> rng = numpy.random.default_rng(1)
    >>> f = rng.standard_normal((300, 1))
    >>> x = f + rng.standard_normal((300, 4))
    >>> sets = []
    >>> for _ in range(5):
    ...     x[:60, 0] = f[:60, 0] + rng.standard_normal(60)
    ...     sets.append(pandas.DataFrame(x, columns=list("abcd")))
    >>> found = gainsem.fit_imputed("f =~ a + b + c + d", sets)
    >>> found.n_imputations, found.tests[0].method
    (5, 'D4')
    """
    from gainsem.core.rubin import Freedom
    from gainsem.estimation.imputed import estimate_imputed, refuse_options
    from gainsem.io.imputations import imputed_sets
    from gainsem.model.variables import variables_of
    from gainsem.options import options_from
    from gainsem.survey.imputed_sets import KNOWN_COLUMNS, check_sets

    chosen = options_from(options)
    refuse_options(chosen)
    rule: Freedom = _checked("pooling_df", pooling_df, RULES)
    method = None if pooling is None else _checked("pooling", pooling, POOLINGS)
    text = read_model(model)
    variables = variables_of(text.statements).observed
    several: Sequence[Any] | None = data if isinstance(data, list | tuple) else None
    keep = columns_named(text, chosen) | ({imputation} if imputation else {*KNOWN_COLUMNS})
    given = [_read(each, text, keep) for each in ([data] if several is None else several)]
    sets, said = imputed_sets(given[0] if several is None else given, imputation, variables)
    check_sets(sets, variables, weights=chosen.weights)
    found = estimate_imputed(
        text, sets, chosen, rule=rule, method=method, said=said, progress=progress
    )
    return _with_codebook(found, next((getattr(each, "codebook", None) for each in given), None))


def _read(data: Any, text: ModelText, keep: set[str]) -> Any:
    if not isinstance(data, str | Path):
        return data
    return read_survey(data, beside=text.source, keep=keep)


def _with_codebook(found: ImputedFit, book: Codebook | None) -> ImputedFit:
    if book is None:
        return found
    source = replace(
        found.provenance, codebook_source=str(book.path or ""), codebook_sha256=book.sha256
    )
    return replace(found, pooled=replace(found.pooled, provenance=source))


def _checked(name: str, value: Any, allowed: tuple[str, ...]) -> Any:
    from gainsem.errors import OptionError, did_you_mean

    folded = {each.casefold(): each for each in allowed}
    if str(value).casefold() not in folded:
        raise OptionError.of(
            "E-OPT-01",
            f"{name}={value!r} is no choice.{did_you_mean(str(value), allowed)}",
            do=f"{name} can be: {', '.join(allowed)}",
        )
    return folded[str(value).casefold()]
