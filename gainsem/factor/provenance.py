"""Where a result comes from: program, versions, data."""

from __future__ import annotations

import sys

import numpy as np

from gainsem._version import __version__
from gainsem.results.correlations import Correlations
from gainsem.results.fitted import Provenance


def provenance_of(given: Correlations) -> Provenance:
    """Return the versions and the data behind a result."""
    versions = {
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "numpy": np.__version__,
    }
    return Provenance(
        gainsem=__version__,
        model="",
        model_source="",
        data_source=given.source,
        data_sha256=given.sha256,
        versions=versions,
    )
