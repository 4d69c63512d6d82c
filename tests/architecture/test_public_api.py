"""The public names and their signatures: a change here is a change for every user."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import gainsem

VERBS = {
    "fit": (
        "(model, data, *, group=None, workers=1, checkpoint=None, resume=False, progress=None,"
        " **options)"
    ),
    "fit_imputed": (
        "(model, data, *, imputation=None, pooling=None, pooling_df='barnard.rubin',"
        " progress=None, **options)"
    ),
    "read_codebook": "(path)",
    "read_survey": "(path, *, codebook=None, **reading)",
    "report": "(fit, path, *, lang='en')",
    "load": "(path)",
    "missing": "(data, items=None)",
    "polychoric": (
        "(data, items=None, *, ordered='all', missing='listwise', weights=None, zero_add=0.5,"
        " collapse=None, force=False, se='standard')"
    ),
    "cite": "(fit, *, bibtex=False)",
    "draw": "(result, name='', *, lang='en')",
    "screen": (
        "(data, items=None, *, model=None, thresholds=None, seconds=None, attention=None,"
        " respondent=None)"
    ),
    "compare": "(*fits, names=(), method=None, data=None)",
    "equity": (
        "(model, data, group=None, *, adjust=(), waves=None, reference=None, partial='search',"
        " slopes='equal', unit='pooled', progress=None, **options)"
    ),
    "invariance": (
        "(model, data, group=None, *, waves=None, pattern='{item}_{wave}',"
        " residual_covariances=True, search=False, anchors=(), structural=(), alignment='',"
        " convention=None, progress=None, **options)"
    ),
    "longitudinal_model": (
        "(model, waves, *, pattern='{item}_{wave}', level='configural', ordered=None, partial=(),"
        " residual_covariances=True)"
    ),
    "discriminant": "(fit, data=None, *, at=(0.9, 1.0), level=0.95)",
    "method_bias": "(fit, data=None, *, marker=())",
    "efa": "(data, n_factors, *, progress=None, **options)",
    "n_factors": "(data, *, progress=None, **options)",
    "adequacy": "(data, **options)",
    "second_opinion": "(result)",
    "split": "(data, *, share=0.5, seed=1)",
    "score": (
        "(fit, data, *, by=(), weights=None, cluster=None, wave=None, compare=None, gap=(),"
        " target=None, overall=None, part_weights=None, draws=20, seed=1, min_cell=10)"
    ),
}
RECORDS = {
    "Comparison",
    "Adequacy",
    "Diagnostic",
    "Discriminant",
    "Efa",
    "Equity",
    "Fit",
    "GroupedFit",
    "GroupedReliability",
    "ImputedFit",
    "Influence",
    "Invariance",
    "MethodBias",
    "Missing",
    "Moments",
    "NFactors",
    "Options",
    "Polychoric",
    "Reliability",
    "Scores",
    "Screening",
    "Table",
}
ERRORS = {
    "CodebookError": "InputError",
    "EstimationError": "GainsemError",
    "FileError": "InputError",
    "GainsemError": "Exception",
    "IdentificationError": "SpecificationError",
    "InputError": "GainsemError",
    "ModelSyntaxError": "InputError",
    "NonConvergenceError": "EstimationError",
    "NotPositiveDefiniteError": "EstimationError",
    "OptionError": "InputError",
    "OutputError": "InputError",
    "ResponseError": "InputError",
    "SpecificationError": "GainsemError",
    "UnknownVariableError": "SpecificationError",
}
FIT_MEMBERS = {
    "replication",
    "refitted",
    "bollen_stine",
    "bootstrap",
    "category_probabilities",
    "converged",
    "design",
    "design_effects",
    "diagnostics",
    "effects",
    "estimator",
    "exclusion",
    "missing",
    "second_opinion",
    "factor_scores",
    "fit_measures",
    "from_dict",
    "implied",
    "intervals",
    "modification_indices",
    "moments",
    "n_obs",
    "options",
    "parameter_rows",
    "parameters",
    "provenance",
    "r_squared",
    "reliability",
    "residual_means",
    "residuals",
    "rotations",
    "sample",
    "save",
    "score_tests",
    "casewise",
    "equivalence",
    "influence",
    "solution",
    "standardized",
    "summary",
    "table",
    "tests",
    "to_dict",
    "treatment",
    "usable",
    "vcov",
    "wald",
}


def plain_signature(function: object) -> str:
    """Return a signature without its annotations."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=signature.empty))


def test_the_public_names_are_these() -> None:
    assert set(gainsem.__all__) == {*VERBS, *RECORDS, *ERRORS, "__version__"}


@pytest.mark.parametrize("name", VERBS)
def test_the_verbs_have_these_signatures(name: str) -> None:
    assert plain_signature(getattr(gainsem, name)) == VERBS[name]


@pytest.mark.parametrize("name", ERRORS)
def test_the_exception_tree(name: str) -> None:
    assert getattr(gainsem, name).__base__.__name__ == ERRORS[name]


def test_the_members_of_a_fit() -> None:
    fields = set(gainsem.Fit.__dataclass_fields__)
    methods = {name for name in dir(gainsem.Fit) if not name.startswith("_")}
    assert fields | methods == FIT_MEMBERS


def test_every_public_name_is_listed_for_completion_and_can_be_had() -> None:
    assert set(gainsem.__all__) <= set(dir(gainsem))
    for name in gainsem.__all__:
        assert getattr(gainsem, name) is not None


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_like_this"):
        gainsem.nothing_like_this  # noqa: B018


def test_the_verb_report_survives_the_import_of_the_room_of_that_name() -> None:
    code = (
        "import gainsem, gainsem.report.document\n"
        "from gainsem.report.document import Span\n"
        "print(gainsem.report.__module__, Span.__module__)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["gainsem.api.reporting", "gainsem.report.document"]
