"""Several models of the same answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.comparison import Comparison
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.imputed import ImputedFit


def compare(
    *fits: Fit | GroupedFit | ImputedFit,
    names: Sequence[str] = (),
    method: str | None = None,
    data: Data | None = None,
) -> Comparison:
    """Compare models of the same answers: fit, evidence, nesting, tests of the differences.

    Parameters
    ----------
    *fits : Fit, GroupedFit or ImputedFit
        Two or more, from :func:`fit` or :func:`load`, in any order; or all from
        :func:`fit_imputed`, of the same imputed data sets.
    names : sequence of str
        What to call them (default: the names of their model files).
    method : {"standard", "satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000", ...}
        Test of a difference (default: the one that suits the estimator).  "D2", "D3" and "D4"
        pool those of imputed data sets.
    data : Survey, Responses, DataFrame, str or Path, optional
        The answers the models were fitted to, which fits do not keep: for Vuong's tests of
        models that are not nested, and for Satorra & Bentler (2010).

    Returns
    -------
    Comparison
        ``.to_frame("models")``, ``.to_frame("differences")``, ``.to_frame("vuong")``,
        ``.summary()``, ``.to_dict()``.

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
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.imputed import ImputedFit

    imputed = [fit for fit in fits if isinstance(fit, ImputedFit)]
    grouped = [fit for fit in fits if isinstance(fit, GroupedFit)]
    single = [fit for fit in fits if not isinstance(fit, ImputedFit | GroupedFit)]
    if bool(imputed) + bool(grouped) + bool(single) > 1:
        from gainsem.errors import SpecificationError

        raise SpecificationError.of(
            "E-IMP-13",
            "fits to one data set, to several groups and to imputed data sets cannot be compared"
            " with each other.",
            do="fit all models to the same answers in the same way",
        )
    if imputed:
        from gainsem.estimation.compare_imputed import compare_imputed

        return compare_imputed(imputed, names=tuple(names), method=method)
    from gainsem.estimation.compare import compare_fits

    if grouped:
        from gainsem.estimation.groups.compare import compare_groups

        return compare_groups(grouped, names=tuple(names), method=method)
    answers = None
    if data is not None:
        answers = answers_of(read_survey(data) if isinstance(data, str | Path) else data)
    return compare_fits(single, names=tuple(names), method=method, data=answers)
