"""Time gainsem: ``python gainsem_bench.py MODEL.lav ANSWERS.csv``.

Timed: ``gainsem.fit(text, frame)``, which reads the model, computes sample statistics, estimates,
standard errors, tests and all measures of fit.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from itertools import count
from pathlib import Path

import pandas as pd
from timing import cpu_times, print_record

import gainsem


def main(model_path: str, answers_path: str) -> None:
    """Fit again and again, then print the record."""
    model = Path(model_path).read_text(encoding="utf-8")
    answers = pd.read_csv(answers_path)
    run = count()
    # A comment of its own for every run: gainsem keeps texts it has parsed.
    times = cpu_times(lambda: gainsem.fit(f"{model}\n# run {next(run)}", answers))
    fit = gainsem.fit(model, answers)
    print_record(times, float(fit.fit_measures["chisq"]), version("gainsem"))


if __name__ == "__main__":
    main(*sys.argv[1:3])
