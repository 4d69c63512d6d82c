"""Lines of the terminal summary about missing answers."""

from __future__ import annotations

from gainsem.results.fitted import Fitted
from gainsem.results.summary_lines import Entry
from gainsem.results.text_width import clip, one_line

WIDEST = 34
TREATMENTS = {
    "fiml": "full-information likelihood",
    "two_stage": "two-stage",
    "robust_two_stage": "robust two-stage",
    "pairwise": "pairwise",
}


def missing_entries(fit: Fitted) -> list[Entry]:
    """Return what was done about missing answers, where all answers were used."""
    missing = fit.missing
    if missing is None:
        return []
    entries = [("Missing answers", TREATMENTS[missing.treatment])]
    if missing.n_auxiliary:
        names = ", ".join(missing.names[-missing.n_auxiliary :])
        entries.append(("Auxiliary variables", clip(one_line(names), WIDEST)))
    if not missing.n_missing:
        return entries
    incomplete = missing.n_used - missing.n_complete
    return [
        *entries,
        ("Respondents with a missing answer", str(incomplete)),
        ("Patterns of answers", str(len(missing.patterns))),
    ]
