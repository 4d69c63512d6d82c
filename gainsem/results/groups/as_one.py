"""A fit of several groups as one, for what is said of all of them at once."""

from __future__ import annotations

from dataclasses import replace

from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit


def as_one(fit: GroupedFit) -> Fit:
    """Return the first group's fit with what belongs to all: measures, counts, remarks.

    Its estimates are those of the first group; only what does not look at them may be drawn
    from it.
    """
    first = next(iter(fit.by_group.values()))
    samples = [part.sample for part in fit.parts]
    return replace(
        first,
        moments=replace(first.moments, n_obs=fit.n_obs),
        options=fit.options,
        fit_measures=fit.fit_measures,
        diagnostics=fit.diagnostics,
        sample=replace(
            first.sample,
            n_read=sum(sample.n_read for sample in samples),
            n_used=sum(sample.n_used for sample in samples),
        ),
        exclusion=fit.exclusion,
        # Its design effects are those of all parameters, which are not here.
        bollen_stine=fit.bollen_stine,
        design=None if fit.design is None else replace(fit.design, simple_se=()),
    )
