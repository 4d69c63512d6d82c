"""What the Methods paragraph says of replicates of a sampling design."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.document import Text
from gainsem.report.numbers import count
from gainsem.report.replication_sources import DESIGN_TEST, KINDS, VARIANCE, has_replicates_test
from gainsem.results.fit import Fit


def replication_sentences(fit: Fit, words: Catalogue) -> list[Text]:
    """Return how many replicates there were, how they were made, and what came from them."""
    found = fit.replication
    if found is None:
        return []
    made = ("made" if fit.options.units else "made_alone") if found.made else "given"
    said = [
        words.spans(
            f"replication.{made}",
            replicates=count(found.replicates),
            kind=words.text(f"replication.{found.kind}", fay=f"{found.fay:g}"),
            sources=cite(VARIANCE, KINDS[found.kind]),
        )
    ]
    if found.seed is not None:
        said.append(words.spans("replication.seed", seed=found.seed))
    if found.withheld:
        return [*said, words.spans("replication.withheld", lost=found.lost)]
    said.append(words.spans(f"replication.intervals_{found.centre}", freedom=found.freedom))
    if found.lost or found.improper:
        said.append(words.spans("replication.lost", lost=found.lost, improper=found.improper))
    if has_replicates_test(fit):
        said.append(words.spans("replication.test", source=cite(DESIGN_TEST)))
    return said
