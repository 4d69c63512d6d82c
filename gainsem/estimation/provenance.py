"""What is needed to get the same numbers again."""

from __future__ import annotations

import sys

import numpy as np

from gainsem._version import __version__
from gainsem.estimation.sample import Sample
from gainsem.results.fit import Provenance
from gainsem.syntax.statements import ModelText


def provenance(model: ModelText, sample: Sample) -> Provenance:
    """Return versions, sources and the hash of the data."""
    versions = {
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "numpy": np.__version__,
    }
    if sample.casewise:
        import scipy

        versions["scipy"] = scipy.__version__
    return Provenance(
        gainsem=__version__,
        model=model.text,
        model_source=model.source,
        data_source=sample.source,
        data_sha256=sample.sha256,
        versions=versions,
    )
