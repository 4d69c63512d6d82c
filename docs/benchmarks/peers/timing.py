"""How every Python program is timed: CPU seconds inside the process, median of many runs."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable

SECONDS = 3.0
FEWEST, MOST = 3, 300


def cpu_times(run: Callable[[], object]) -> list[float]:
    """Return CPU seconds of repeated runs, after one that is not counted."""
    run()
    times: list[float] = []
    while len(times) < FEWEST or (sum(times) < SECONDS and len(times) < MOST):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return times


def peak_megabytes() -> float:
    """Return the largest resident memory this process has had."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def print_record(times: list[float], value: float, version: str) -> None:
    """Print what ``bench.py`` reads."""
    record = {
        "seconds": statistics.median(times),
        "runs": len(times),
        "value": value,
        "megabytes": peak_megabytes(),
        "version": version,
    }
    print(json.dumps(record))
