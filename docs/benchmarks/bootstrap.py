"""One thousand bootstraps of W2 against lavaan, one core, one after the other.

    python docs/benchmarks/bootstrap.py [--draws 1000] [--lavaan 40]

gainsem's time is that of everything beyond the fit: draws, fits, standard errors and
percentile intervals of all parameters (process CPU seconds).  lavaan's is that of
``bootstrapLavaan`` with fewer draws, scaled up; it does not compute intervals.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

HERE = Path(__file__).parent


def ours(draws: int, model: str, *, ordered: bool) -> float:
    """Return CPU seconds of a bootstrap beyond those of the fit alone."""
    from workloads import big_five

    import gainsem

    data = big_five()
    gainsem.fit(model, data, ordered=ordered)  # imports and caches
    begin = time.process_time()
    gainsem.fit(model, data, ordered=ordered)
    alone = time.process_time() - begin
    begin = time.process_time()
    gainsem.fit(model, data, ordered=ordered, se="bootstrap", bootstrap=draws)
    return time.process_time() - begin - alone


def lavaan(draws: int, model: str) -> float:
    """Return CPU seconds of lavaan's bootstrap with that many draws."""
    from workloads import big_five

    with tempfile.TemporaryDirectory() as folder:
        places = Path(folder, "model.lav"), Path(folder, "answers.csv")
        places[0].write_text(model, encoding="utf-8")
        big_five().to_csv(places[1], index=False)
        command = ["Rscript", str(HERE / "peers" / "lavaan_bootstrap.R"), *map(str, places)]
        run = subprocess.run([*command, str(draws)], capture_output=True, text=True, check=True)
    return float(json.loads(run.stdout)["seconds"])


def main() -> None:
    """Print both times and their ratio."""
    from workloads import BIG_FIVE_MODEL

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--lavaan", type=int, default=40)
    parser.add_argument("--ordinal", action="store_true", help="time W3 (WLSMV), gainsem only")
    chosen = parser.parse_args()
    seconds = ours(chosen.draws, BIG_FIVE_MODEL, ordered=chosen.ordinal)
    print(f"gainsem: {chosen.draws} draws, {seconds:.2f} CPU s")
    if chosen.ordinal:
        return
    theirs = lavaan(chosen.lavaan, BIG_FIVE_MODEL) * chosen.draws / chosen.lavaan
    print(f"lavaan:  {chosen.lavaan} draws scaled to {chosen.draws}, {theirs:.1f} CPU s")
    print(f"ratio:   {theirs / seconds:.1f}")


if __name__ == "__main__":
    main()
