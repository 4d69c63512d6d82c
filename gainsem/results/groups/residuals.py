"""What a model leaves of the sample moments of several groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gainsem.errors import OptionError
from gainsem.results.continuous import continuous_method_of
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.joint import expected_inverse, places_of
from gainsem.results.moment_fit import uses_moments
from gainsem.results.residuals import ResidualKind, residual_frame, residuals_of

if TYPE_CHECKING:
    from pandas import DataFrame


def grouped_residual_frames(fit: GroupedFit, kind: ResidualKind) -> dict[str, DataFrame]:
    """Return the residuals of every group as a square frame.

    Parameters
    ----------
    fit : GroupedFit
    kind : {"raw", "cor", "standardized"}

    Raises
    ------
    OptionError
        E-OPT-02 for standardized residuals of a fit with robust errors, of ordinal items, or of
        incomplete answers.
    """
    if kind != "standardized" or uses_moments(next(iter(fit.by_group.values()))):
        return {label: residual_frame(view, kind) for label, view in fit.by_group.items()}
    import pandas as pd

    method = continuous_method_of(fit)
    if method is None or method.errors != "standard" or fit.treatment:
        raise OptionError.of(
            "E-OPT-02",
            "standardized residuals of several groups are there for continuous variables and"
            " complete answers only, of maximum likelihood with its own standard errors.",
            do='ask for  type="cor"',
        )
    inverse, frames = expected_inverse(fit), {}
    for (label, view), places in zip(fit.by_group.items(), places_of(fit), strict=True):
        own = inverse[places.at][:, places.at]
        names = list(view.moments.names)
        cov = residuals_of(view, kind, inverse=own).cov
        frames[label] = pd.DataFrame(cov, index=names, columns=names)
    return frames
