"""gainsem: structural equation modelling of survey data.

The verbs of a notebook are here; each name is loaded when it is first used, so
``import gainsem`` costs next to nothing::

    import gainsem

    survey = gainsem.read_survey("surveys/bfi")
    fit = gainsem.fit("models/bfi.lav", survey)
    gainsem.report(fit, "bfi.pdf")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gainsem._version import __version__
from gainsem.results.reading import read_with

if TYPE_CHECKING:
    from gainsem.api import adequacy as adequacy
    from gainsem.api import cite as cite
    from gainsem.api import compare as compare
    from gainsem.api import discriminant as discriminant
    from gainsem.api import draw as draw
    from gainsem.api import efa as efa
    from gainsem.api import equity as equity
    from gainsem.api import fit as fit
    from gainsem.api import fit_imputed as fit_imputed
    from gainsem.api import invariance as invariance
    from gainsem.api import load as load
    from gainsem.api import longitudinal_model as longitudinal_model
    from gainsem.api import method_bias as method_bias
    from gainsem.api import missing as missing
    from gainsem.api import n_factors as n_factors
    from gainsem.api import polychoric as polychoric
    from gainsem.api import read_codebook as read_codebook
    from gainsem.api import read_survey as read_survey
    from gainsem.api import report as report
    from gainsem.api import score as score
    from gainsem.api import screen as screen
    from gainsem.api import second_opinion as second_opinion
    from gainsem.api import split as split
    from gainsem.diagnostics import Diagnostic as Diagnostic
    from gainsem.errors import CodebookError as CodebookError
    from gainsem.errors import EstimationError as EstimationError
    from gainsem.errors import FileError as FileError
    from gainsem.errors import GainsemError as GainsemError
    from gainsem.errors import IdentificationError as IdentificationError
    from gainsem.errors import InputError as InputError
    from gainsem.errors import ModelSyntaxError as ModelSyntaxError
    from gainsem.errors import NonConvergenceError as NonConvergenceError
    from gainsem.errors import NotPositiveDefiniteError as NotPositiveDefiniteError
    from gainsem.errors import OptionError as OptionError
    from gainsem.errors import OutputError as OutputError
    from gainsem.errors import ResponseError as ResponseError
    from gainsem.errors import SpecificationError as SpecificationError
    from gainsem.errors import UnknownVariableError as UnknownVariableError
    from gainsem.options import Options as Options
    from gainsem.results.adequacy import Adequacy as Adequacy
    from gainsem.results.comparison import Comparison as Comparison
    from gainsem.results.discriminant import Discriminant as Discriminant
    from gainsem.results.efa import Efa as Efa
    from gainsem.results.equity.record import Equity as Equity
    from gainsem.results.fit import Fit as Fit
    from gainsem.results.groups.grouped_fit import GroupedFit as GroupedFit
    from gainsem.results.imputed import ImputedFit as ImputedFit
    from gainsem.results.influence import Influence as Influence
    from gainsem.results.invariance.record import Invariance as Invariance
    from gainsem.results.method_bias import MethodBias as MethodBias
    from gainsem.results.missing import Missing as Missing
    from gainsem.results.n_factors import NFactors as NFactors
    from gainsem.results.polychoric import Polychoric as Polychoric
    from gainsem.results.reliability.by_group.sheet import GroupedReliability as GroupedReliability
    from gainsem.results.reliability.sheet import Reliability as Reliability
    from gainsem.results.scores import Scores as Scores
    from gainsem.results.screening import Screening as Screening
    from gainsem.results.table import Table as Table
    from gainsem.survey.moments import Moments as Moments

_HOMES = {
    "gainsem.api": (
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
    ),
    "gainsem.diagnostics": ("Diagnostic",),
    "gainsem.errors": (
        "CodebookError",
        "EstimationError",
        "FileError",
        "GainsemError",
        "IdentificationError",
        "InputError",
        "ModelSyntaxError",
        "NonConvergenceError",
        "NotPositiveDefiniteError",
        "OptionError",
        "OutputError",
        "ResponseError",
        "SpecificationError",
        "UnknownVariableError",
    ),
    "gainsem.options": ("Options",),
    "gainsem.results.adequacy": ("Adequacy",),
    "gainsem.results.comparison": ("Comparison",),
    "gainsem.results.discriminant": ("Discriminant",),
    "gainsem.results.efa": ("Efa",),
    "gainsem.results.equity.record": ("Equity",),
    "gainsem.results.fit": ("Fit",),
    "gainsem.results.groups.grouped_fit": ("GroupedFit",),
    "gainsem.results.imputed": ("ImputedFit",),
    "gainsem.results.influence": ("Influence",),
    "gainsem.results.invariance.record": ("Invariance",),
    "gainsem.results.method_bias": ("MethodBias",),
    "gainsem.results.missing": ("Missing",),
    "gainsem.results.n_factors": ("NFactors",),
    "gainsem.results.polychoric": ("Polychoric",),
    "gainsem.results.reliability.by_group.sheet": ("GroupedReliability",),
    "gainsem.results.reliability.sheet": ("Reliability",),
    "gainsem.results.scores": ("Scores",),
    "gainsem.results.screening": ("Screening",),
    "gainsem.results.table": ("Table",),
    "gainsem.survey.moments": ("Moments",),
}
# The room `gainsem.report` and the verb `gainsem.report()` share a name.  Python binds a
# subpackage to its parent once, at its first import: done now and undone, so that
# no later import puts the room in the place of the verb.
import_module("gainsem.report")
del globals()["report"]

# A fit reads the answers it is asked to score in the same way as gainsem.fit() does.
read_with(lambda data: import_module("gainsem.io.handed_in").answers_of(data))

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Adequacy",
    "CodebookError",
    "Comparison",
    "Diagnostic",
    "Discriminant",
    "Efa",
    "Equity",
    "EstimationError",
    "FileError",
    "Fit",
    "GainsemError",
    "GroupedFit",
    "GroupedReliability",
    "IdentificationError",
    "ImputedFit",
    "Influence",
    "InputError",
    "Invariance",
    "MethodBias",
    "Missing",
    "ModelSyntaxError",
    "Moments",
    "NFactors",
    "NonConvergenceError",
    "NotPositiveDefiniteError",
    "OptionError",
    "Options",
    "OutputError",
    "Polychoric",
    "Reliability",
    "ResponseError",
    "Scores",
    "Screening",
    "SpecificationError",
    "Table",
    "UnknownVariableError",
    "__version__",
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


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'gainsem' has no attribute '{name}'")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
