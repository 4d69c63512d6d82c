"""Look for factors, before a model says which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gainsem.io.handed_in import answers_of

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.efa import Efa
    from gainsem.survey.responses import Responses


def efa(data: Data, n_factors: int, **options: Any) -> Efa:
    """Look for factors behind items: extract, rotate, and say how sure the loadings are.

    Parameters
    ----------
    data : Survey, Responses, DataFrame, Moments, str or Path
        The answers, as for :func:`fit`.
    n_factors : int
        How many factors to extract.
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
    from gainsem.factor.choices import efa_options
    from gainsem.factor.explore import explore

    chosen = efa_options(n_factors, options)
    correlations = correlations_of(
        answers_of(data),
        chosen.items,
        estimator=chosen.estimator,
        missing=chosen.missing,
        options=chosen.response_options(),
    )
    return explore(correlations, chosen)


def split(data: Data, *, share: float = 0.5, seed: int = 1) -> tuple[Responses, Responses]:
    """Return the respondents in two random parts: one to explore, the other to confirm.

    See :func:`gainsem.survey.split.split_responses`.
    """
    from gainsem.survey.split import split_responses

    return split_responses(answers_of(data), share=share, seed=seed)
