"""Equivalence tests of the fit of a model, as a data frame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gainsem.core.fit_equivalence import t_size
from gainsem.core.fit_measures import ChiSquare
from gainsem.errors import EstimationError
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fitted import Fitted
from gainsem.results.one_of_several import is_one_of_several

if TYPE_CHECKING:
    from pandas import DataFrame

VERDICTS = ("excellent", "close", "fair", "mediocre", "poor")
COLUMNS = ("measure", "value", "t_size", *VERDICTS[:-1], "verdict")


def equivalence_frame(fit: Fitted) -> DataFrame:
    """Return T-size RMSEA and CFI with their adjusted cut-offs and verdicts.

    Parameters
    ----------
    fit : Fitted

    Raises
    ------
    EstimationError
        E-CMP-13 for a fit the cut-offs are not made for.
    """
    import pandas as pd

    reason, do = _not_made_for(fit)
    if reason:
        raise EstimationError.of("E-CMP-13", f"There is no equivalence test: {reason}.", do=do)
    measures = fit.fit_measures
    scaled = _is_scaled(fit)
    end = "_scaled" if scaled else ""
    model = ChiSquare(measures[f"chisq{end}"], int(measures["df"]))
    baseline = ChiSquare(measures[f"baseline_chisq{end}"], int(measures["baseline_df"]))
    found = t_size(model, baseline, fit.n_obs - 1.0)
    rows = (
        ("rmsea", measures[f"rmsea{end}"], found.rmsea, *found.rmsea_cutoffs),
        ("cfi", measures[f"cfi{end}"], found.cfi, *found.cfi_cutoffs),
    )
    judged = [(*row, _verdict(row[2], row[3:], below=row[0] == "rmsea")) for row in rows]
    return pd.DataFrame(judged, columns=list(COLUMNS))


def _is_scaled(fit: Fitted) -> bool:
    return math.isfinite(fit.fit_measures.get("chisq_scaled", math.nan))


def _not_made_for(fit: Fitted) -> tuple[str, str]:
    method, measures = continuous_method_of(fit), fit.fit_measures
    if not fit.converged:
        return f"the fit has no solution ({fit.solution.status})", "correct the model first"
    if is_one_of_several(fit):
        return "it is one group of several, and the test is that of all", "fit the group by itself"
    if method is None or method.discrepancy != "ML":
        return (
            f"its cut-offs are known for maximum likelihood, not for {fit.estimator}",
            "fit the model with estimator=ML, or MLR where answers are not normal",
        )
    if not measures["df"] > 0:
        return "a model without degrees of freedom fits any data", "look at its estimates"
    if _is_scaled(fit) and measures.get("df_scaled", measures["df"]) != measures["df"]:
        return "the degrees of freedom of its test are adjusted", "use estimator=MLM or MLR"
    return "", ""


def _verdict(value: float, cutoffs: tuple[float, ...], *, below: bool) -> str:
    """Return the best name whose cut-off the value keeps."""
    for name, cutoff in zip(VERDICTS, cutoffs, strict=False):
        if value <= cutoff if below else value >= cutoff:
            return name
    return VERDICTS[-1]
