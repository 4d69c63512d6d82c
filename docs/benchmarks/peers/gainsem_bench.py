"""Time gainsem: ``python gainsem_bench.py MODEL.lav ANSWERS.csv KIND``.

Timed: ``gainsem.fit(text, frame)``, which reads the model, computes sample statistics, estimates,
standard errors, tests and all measures of fit; or the polychoric correlations of the frame;
or 100 starts of a geomin rotation of the unrotated loadings in the file; or parallel analysis of
ordinal items, 1000 draws, and all other rules but comparison data; or the alignment of the
configural estimates in the file.  KIND is ML, MLR, SCALAR (two groups), WLSMV, FIML, FIML.MLR
(with robust errors), polychoric, rotation, parallel or alignment.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import version
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
from timing import cpu_times, print_record

import gainsem

COVARIATES = {"age", "gender"}
DRAWS = 1000


def fitted(model: str, answers: pd.DataFrame, kind: str) -> float:
    """Fit a model, and return its chi-square."""
    if kind == "ML":
        return float(gainsem.fit(model, answers).fit_measures["chisq"])
    if kind == "SCALAR":
        equal = ("loadings", "intercepts")
        fit = gainsem.fit(model, answers, group="group", group_equal=equal, estimator="ML")
        return float(fit.fit_measures["chisq"])
    if kind == "MLR":
        return float(gainsem.fit(model, answers, estimator=kind).fit_measures["chisq_scaled"])
    if kind.startswith("FIML"):
        estimator = "ML" if kind == "FIML" else "MLR"
        fit = gainsem.fit(model, answers, missing="fiml", estimator=estimator)
        return float(fit.fit_measures["chisq" if kind == "FIML" else "chisq_scaled"])
    items = [name for name in answers if name not in COVARIATES]
    fit = gainsem.fit(model, answers, ordered=items, estimator=kind)
    return float(fit.fit_measures["chisq_scaled"])


def correlated(answers: pd.DataFrame) -> float:
    """Return the sum of the polychoric correlations; their standard errors come with them."""
    found = gainsem.polychoric(answers)
    found.se  # noqa: B018  (computed when it is asked for)
    rho = found.correlations.to_numpy()
    return float(rho[np.tril_indices(len(rho), -1)].sum())


def first_root(answers: pd.DataFrame) -> float:
    """Analyse in parallel, and return the first eigenvalue with communalities in the diagonal."""
    found = gainsem.n_factors(answers, ordered="all", missing="pairwise", draws=DRAWS, samples=0)
    return float(found.eigenvalues.factors[0])


def rotation_of(answers: pd.DataFrame) -> Callable[[], float]:
    """Return what rotates loadings from 100 starts and returns the lowest criterion."""
    from gainsem.core.factor_rotation import rotate
    from gainsem.core.rotation_criteria import geomin

    unrotated = answers.to_numpy()
    return lambda: rotate(unrotated, geomin(0.001), oblique=True, starts=100, seed=1).value


def aligned(table: pd.DataFrame) -> float:
    """Align districts, with standard errors and sets of groups; return the average index."""
    from gainsem.core.alignment.align import align
    from gainsem.core.alignment.errors import alignment_errors
    from gainsem.core.alignment.invariance import alignment_invariance

    own = [name for name in table.columns if name.startswith("loading")]
    groups, items = len(table), len(own)
    loadings = np.zeros((groups, items, 10))
    loadings[:, np.arange(items), np.arange(items) // 4] = table[own].to_numpy()
    places = table.drop(columns=own).to_numpy().reshape(groups, items, -1)
    ordinal = places.shape[2] > 1
    found = align(
        loadings,
        places if ordinal else places[:, :, 0],
        np.full(groups, 500.0),
        thresholds=ordinal,
    )
    errors = alignment_errors(found, np.tile(0.0016 * np.eye(found.table.width), (groups, 1, 1)))
    return alignment_invariance(found, errors).average_index


def main(model_path: str, answers_path: str, kind: str) -> None:
    """Do it again and again, then print the record."""
    model = Path(model_path).read_text(encoding="utf-8")
    answers = pd.read_csv(answers_path)
    run = count()
    rotated = rotation_of(answers) if kind == "rotation" else lambda: 0.0

    def analyse() -> float:
        if kind == "rotation":
            return rotated()
        if kind == "alignment":
            return aligned(answers)
        if kind == "parallel":
            return first_root(answers)
        if kind == "polychoric":
            return correlated(answers)
        # A comment of its own for every run: gainsem keeps texts it has parsed.
        return fitted(f"{model}\n# run {next(run)}", answers, kind)

    times = cpu_times(analyse)
    print_record(times, analyse(), version("gainsem"))


if __name__ == "__main__":
    main(*sys.argv[1:4])
