"""The plain data frames of a fit: estimates, their covariances, implied moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from gainsem.results.computed import computed, no_standard_errors
from gainsem.results.fitted import Fitted, FittedModel, ParameterEstimate
from gainsem.survey.moments import Moments

if TYPE_CHECKING:
    from pandas import DataFrame


def parameters_frame(fit: FittedModel) -> DataFrame:
    """Return the estimates, one row a parameter."""
    import pandas as pd

    columns = [item.name for item in fields(ParameterEstimate)]
    return pd.DataFrame([asdict(row) for row in fit.parameter_rows], columns=columns)


def stacked_frame(of_groups: Sequence[DataFrame]) -> DataFrame:
    """Return the frames of all groups below each other, with the number of the group."""
    import pandas as pd

    frames = []
    for number, frame in enumerate(of_groups, start=1):
        if "group" in frame.columns:
            frame["group"] = number
        else:
            frame.insert(min(3, len(frame.columns)), "group", number)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def vcov_frame(fit: FittedModel) -> DataFrame:
    """Return the covariances of the estimates.

    Raises
    ------
    EstimationError
        ``E-EST-97`` when there are none, with the reason.
    """
    import pandas as pd

    if fit.solution.vcov is None:
        raise no_standard_errors(fit)
    names = free_names(fit)
    return pd.DataFrame(fit.solution.vcov, index=names, columns=names)


def free_names(fit: FittedModel) -> list[str]:
    """Return the name of each free parameter: its label, else as it is written in a model."""
    names: dict[int, str] = {}
    for row in fit.table.rows:
        if row.is_free:
            names.setdefault(row.free, row.label or row.name_in_groups)
    return [names[k] for k in range(fit.table.n_free)]


def implied_moments(fit: Fitted) -> Moments:
    """Return the moments the model implies."""
    found = computed(fit)
    mean = found.mu if fit.table.meanstructure else None
    return Moments(
        fit.moments.names,
        found.sigma,
        mean,
        fit.n_obs,
        thresholds=tuple(
            found.thresholds(position, len(own))
            for position, own in enumerate(fit.moments.thresholds)
        ),
    )
