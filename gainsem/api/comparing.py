"""Several models of the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gainsem.results.comparison import Comparison
    from gainsem.results.fit import Fit
    from gainsem.results.imputed import ImputedFit


def compare(
    *fits: Fit | ImputedFit, names: Sequence[str] = (), method: str | None = None
) -> Comparison:
    """Compare models of the same answers: fit, evidence, nesting, tests of the differences.

    Parameters
    ----------
    *fits : Fit or ImputedFit
        Two or more, from :func:`fit` or :func:`load`, in any order; or all from
        :func:`fit_imputed`, of the same imputed data sets.
    names : sequence of str
        What to call them (default: the names of their model files).
    method : {"standard", "satorra.bentler.2001", "satorra.2000", "D2", "D3", "D4"}, optional
        Test of a difference (default: the one that suits the estimator).  D2, D3 and D4 pool
        those of imputed data sets.

    Returns
    -------
    Comparison
        ``.to_frame("models")``, ``.to_frame("differences")``, ``.summary()``, ``.to_dict()``.

    Raises
    ------
    GainsemError
        When the fits cannot be compared; the message says why.

    Examples
    --------
    >>> import gainsem
    >>> r = [[1, .5, .4, .3], [.5, 1, .4, .3], [.4, .4, 1, .3], [.3, .3, .3, 1]]
    >>> data = gainsem.Moments.from_covariance(r, 200, names=["a", "b", "c", "d"])
    >>> free = gainsem.fit("f =~ a + b + c + d", data, std_lv=True)
    >>> equal = gainsem.fit("f =~ l*a + l*b + l*c + l*d", data, std_lv=True)
    >>> found = gainsem.compare(free, equal, names=["congeneric", "equal loadings"])
    >>> (found.differences[0].nested, found.differences[0].df)
    ('yes', 3)
    """
    from gainsem.results.imputed import ImputedFit

    imputed = [fit for fit in fits if isinstance(fit, ImputedFit)]
    single = [fit for fit in fits if not isinstance(fit, ImputedFit)]
    if imputed and single:
        from gainsem.errors import SpecificationError

        raise SpecificationError.of(
            "E-IMP-13",
            "a fit to one data set and a fit to imputed data sets cannot be compared.",
            do="fit both models to the same imputed data sets",
        )
    if imputed:
        from gainsem.estimation.compare_imputed import compare_imputed

        return compare_imputed(imputed, names=tuple(names), method=method)
    from gainsem.estimation.compare import compare_fits

    return compare_fits(single, names=tuple(names), method=method)
