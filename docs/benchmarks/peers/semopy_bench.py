"""Time semopy: ``python semopy_bench.py MODEL.lav ANSWERS.csv``.

Timed: ``Model(text)``, ``fit(frame)``, ``inspect()`` (estimates and standard errors) and
``calc_stats`` (chi-square and measures of fit).
"""

from __future__ import annotations

import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import semopy
from timing import cpu_times, print_record


def analyse(model: str, answers: pd.DataFrame) -> pd.DataFrame:
    """Return semopy's measures of fit after everything else has been computed."""
    fitted = semopy.Model(model)
    fitted.fit(answers)
    fitted.inspect()
    return semopy.calc_stats(fitted)


def main(model_path: str, answers_path: str) -> None:
    """Fit again and again, then print the record."""
    warnings.simplefilter("ignore")
    model = Path(model_path).read_text(encoding="utf-8")
    answers = pd.read_csv(answers_path)
    times = cpu_times(lambda: analyse(model, answers))
    chisq = float(analyse(model, answers)["chi2"].iloc[0])
    print_record(times, chisq, version("semopy"))


if __name__ == "__main__":
    main(*sys.argv[1:3])
