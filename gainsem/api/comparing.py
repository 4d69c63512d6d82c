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


def compare(
    *fits: Fit,
    names: Sequence[str] = (),
    method: str | None = None,
    data: Data | None = None,
) -> Comparison:
    """Compare models of the same answers: fit, evidence, nesting, tests of the differences.

    Parameters
    ----------
    *fits : Fit
        Two or more, from :func:`fit` or :func:`load`, in any order.
    names : sequence of str
        What to call them (default: the names of their model files).
    method : {"standard", "satorra.bentler.2001", "satorra.bentler.2010", "satorra.2000"}, optional
        Test of a difference (default: the one that suits the estimator).
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
    from gainsem.estimation.compare import compare_fits

    answers = None
    if data is not None:
        answers = answers_of(read_survey(data) if isinstance(data, str | Path) else data)
    return compare_fits(fits, names=tuple(names), method=method, data=answers)
