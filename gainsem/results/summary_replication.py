"""Replicates of a sampling design in the terminal summary."""

from __future__ import annotations

from gainsem.results.fitted import FittedModel
from gainsem.results.summary_lines import Entry


def replication_entries(fit: FittedModel) -> list[Entry]:
    """Return how many replicates there were, of which kind, and the degrees of freedom."""
    found = fit.replication
    if found is None:
        return []
    said = [f"{found.lost} lost"] if found.lost else []
    said += [f"{found.improper} improper"] if found.improper else []
    counted = f"{found.replicates} ({', '.join(said)})" if said else str(found.replicates)
    entries = [("Replicates", counted), ("Replication method", found.title)]
    if found.fay:
        entries.append(("Fay's factor", f"{found.fay:g}"))
    if found.centre == "mean":
        entries.append(("Differences taken from", "mean of the replicates"))
    if found.seed is not None:
        entries.append(("Seed", str(found.seed)))
    return [*entries, ("Degrees of freedom of the replicates (t)", str(found.freedom))]
