"""Lines of the terminal summary about the sampling design."""

from __future__ import annotations

from gainsem.results.cells import number_text
from gainsem.results.design_effects import deff_range
from gainsem.results.fitted import FittedModel
from gainsem.results.summary_lines import Entry
from gainsem.results.text_width import clip, one_line

WIDEST = 24
LONELY = {
    "certainty": "taken as certain",
    "adjust": "from the mean of all",
    "average": "as the other strata",
}


def design_entries(fit: FittedModel) -> list[Entry]:
    """Return how the respondents were sampled, and what that does to the errors."""
    design = fit.design
    if design is None:
        # Written by a version that knew weights of ordinal items only.
        weights = fit.options.weights
        return [("Sampling weights", _name(weights))] if weights else []
    entries = []
    if design.weights:
        entries += [
            ("Sampling weights (brought to a sum of n)", _name(design.weights)),
            ("Effective sample size (Kish)", number_text(design.effective_n, 1)),
        ]
    if design.has_units:
        what = _name(design.cluster) if design.cluster else "respondents"
        entries.append(("Clusters (primary sampling units)", f"{design.n_units}, {what}"))
        if design.strata:
            entries.append(("Strata", f"{design.n_strata}, {_name(design.strata)}"))
        if design.n_lonely:
            how = f"{design.n_lonely}, {LONELY.get(design.lonely_psu, design.lonely_psu)}"
            entries.append(("Strata with one cluster", how))
        if design.fpc:
            entries.append(("Finite population correction", _name(design.fpc)))
        entries.append(("Degrees of freedom of the design", str(design.freedom)))
    found = deff_range(fit)
    if found is not None:
        low, middle, high = (number_text(value, 2) for value in found)
        entries.append(("Design effects: median (range)", f"{middle} ({low} to {high})"))
    return entries


def designed(fit: FittedModel) -> str:
    """Return what standard errors come from under a design; empty without one."""
    if fit.refitted or fit.design is None or not fit.design.has_units or fit.solution.vcov is None:
        return ""
    return "design-based, by linearisation"


def _name(column: str) -> str:
    return clip(one_line(column), WIDEST)
