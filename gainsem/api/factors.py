"""Look for factors, before a model says which there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from gainsem.io.handed_in import answers_of

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.factor.number_choices import NumberOptions
    from gainsem.factor.shared_work import Progress
    from gainsem.results.adequacy import Adequacy
    from gainsem.results.correlations import Correlations
    from gainsem.results.efa import Efa
    from gainsem.results.n_factors import NFactors
    from gainsem.survey.responses import Responses


def efa(
    data: Data,
    n_factors: int | Literal["auto"],
    *,
    progress: Progress | None = None,
    **options: Any,
) -> Efa:
    """Look for factors behind items: extract, rotate, and say how sure the loadings are.

    Parameters
    ----------
    data : Survey, Responses, DataFrame, Moments, str or Path
        The answers, as for :func:`fit`.
    n_factors : int or "auto"
        How many factors to extract; "auto": as many as most rules name (see
        :func:`n_factors`), which the result keeps as ``.number``.
    progress : callable, optional
        As for :func:`n_factors`, with "auto" and with ``se="bootstrap"``.
    **options
        Any option of :class:`gainsem.factor.choices.EfaOptions`: ``estimator``,
        ``rotation``, ``rotation_args``, ``ordered``, ``missing``, ``items``,
        ``random_starts``, ``seed``, ``se``, ...

    Returns
    -------
    Efa
        ``.loadings``, ``.loadings_se``, ``.factor_correlations``, ``.fit_measures``, ...

    Examples
    --------
    >>> import gainsem
    >>> r = [[1, .6, .5, .1], [.6, 1, .4, .1], [.5, .4, 1, .1], [.1, .1, .1, 1]]
    >>> moments = gainsem.Moments.from_covariance(r, 200, names=["a", "b", "c", "d"])
    >>> gainsem.efa(moments, 1).loadings.round(2)["F1"].tolist()
    [0.86, 0.7, 0.58, 0.13]
    """
    from gainsem.estimation.correlations import correlations_of
    from gainsem.factor.automatic import automatic_options, chosen_number
    from gainsem.factor.choices import efa_options, is_auto
    from gainsem.factor.explore import explore
    from gainsem.factor.number import number_of_factors

    automatic = is_auto(n_factors)
    chosen = efa_options(1 if automatic else n_factors, options)
    search = automatic_options(chosen) if automatic else None
    correlations = correlations_of(
        answers_of(data),
        chosen.items,
        estimator=chosen.estimator,
        missing=chosen.missing,
        options=chosen.response_options(),
    )
    if search is None:
        return explore(correlations, chosen, progress=progress)
    number = number_of_factors(correlations, search, progress=progress)
    return explore(correlations, replace(chosen, n_factors=chosen_number(number)), number, progress)


def n_factors(data: Data, *, progress: Progress | None = None, **options: Any) -> NFactors:
    """Say how many factors some items have: every rule of standing, side by side.

    Parameters
    ----------
    data : Survey, Responses, DataFrame, Moments, str or Path
        The answers, as for :func:`fit`.
    progress : callable, optional
        Called as ``progress(what, done, total)`` while chance is drawn.
    **options
        Any option of :class:`gainsem.factor.number_choices.NumberOptions`: ``items``,
        ``ordered``, ``missing``, ``draws``, ``null``, ``quantile``, ``seed``, ``workers``, ...

    Returns
    -------
    NFactors
        ``.n_factors``, ``.rules``, ``.eigenvalues``, ``.solutions``, ``.summary()``, ...

    Examples
    --------
    >>> import gainsem
    >>> r = [[1, .6, .5, .1], [.6, 1, .4, .1], [.5, .4, 1, .1], [.1, .1, .1, 1]]
    >>> moments = gainsem.Moments.from_covariance(r, 200, names=["a", "b", "c", "d"])
    >>> gainsem.n_factors(moments).n_factors
    1
    """
    from gainsem.factor.number import number_of_factors
    from gainsem.factor.number_choices import number_options

    chosen = number_options(options)
    return number_of_factors(_correlations(data, chosen), chosen, progress=progress)


def adequacy(data: Data, **options: Any) -> Adequacy:
    """Say whether items are worth a factor analysis, and what each of them is like.

    Parameters
    ----------
    data : Survey, Responses, DataFrame, Moments, str or Path
        The answers, as for :func:`fit`.
    **options
        ``items``, ``ordered``, ``missing``, ... as for :func:`n_factors`.

    Returns
    -------
    Adequacy
        ``.kmo``, ``.bartlett_pvalue``, ``.normality``, ``.items``, ``.summary()``, ...

    Examples
    --------
    >>> import gainsem
    >>> r = [[1, .6, .5], [.6, 1, .4], [.5, .4, 1]]
    >>> moments = gainsem.Moments.from_covariance(r, 200, names=["a", "b", "c"])
    >>> round(gainsem.adequacy(moments).kmo, 3)
    0.658
    """
    from gainsem.factor.adequacy import adequacy_of
    from gainsem.factor.number_choices import number_options

    chosen = number_options(options)
    return adequacy_of(_correlations(data, chosen), chosen)


def _correlations(data: Data, chosen: NumberOptions) -> Correlations:
    from gainsem.estimation.correlations import correlations_of

    return correlations_of(
        answers_of(data),
        chosen.items,
        estimator=None,
        missing=chosen.missing,
        options=chosen.response_options(),
    )


def split(data: Data, *, share: float = 0.5, seed: int = 1) -> tuple[Responses, Responses]:
    """Return the respondents in two random parts: one to explore, the other to confirm.

    See :func:`gainsem.survey.split.split_responses`.
    """
    from gainsem.survey.split import split_responses

    return split_responses(answers_of(data), share=share, seed=seed)
