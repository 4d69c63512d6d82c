"""The notebook's verbs: each hands its arguments to the room that does the work."""

from gainsem.api.comparing import compare
from gainsem.api.correlations import polychoric
from gainsem.api.drawing import draw
from gainsem.api.equity_of_groups import equity
from gainsem.api.factors import adequacy, efa, n_factors, split
from gainsem.api.fitting import fit
from gainsem.api.imputing import fit_imputed
from gainsem.api.invariance_of_groups import invariance, longitudinal_model
from gainsem.api.missing_answers import missing
from gainsem.api.reading import load, read_codebook, read_survey
from gainsem.api.reporting import cite, report
from gainsem.api.scoring import score
from gainsem.api.screening import screen
from gainsem.api.second_opinion import second_opinion
from gainsem.api.validity import discriminant, method_bias

__all__ = [
    "adequacy",
    "cite",
    "compare",
    "discriminant",
    "draw",
    "efa",
    "equity",
    "fit",
    "fit_imputed",
    "invariance",
    "load",
    "longitudinal_model",
    "method_bias",
    "missing",
    "n_factors",
    "polychoric",
    "read_codebook",
    "read_survey",
    "report",
    "score",
    "screen",
    "second_opinion",
    "split",
]
