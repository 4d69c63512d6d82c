"""Sample statistics of the variables a model needs, and what to know about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.errors import ResponseError
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.fit import SampleFacts
from gainsem.survey.check_respondents import repeated_identifiers
from gainsem.survey.checks import check_data
from gainsem.survey.columns import require_columns
from gainsem.survey.descriptives import describe
from gainsem.survey.designed_moments import designed_moments
from gainsem.survey.identifiers import KEYS
from gainsem.survey.moments import Moments, moments_of
from gainsem.survey.responses import Item, Responses
from gainsem.survey.sampling_design import DesignColumns, SamplingDesign


@dataclass(frozen=True)
class Sample:
    """What estimation sees of the data, and what a reader wants to know of them.

    ``moments`` hold means whenever they are known; whether the model uses them is
    the model's business.  ``casewise`` says whether they were computed respondent by
    respondent, which takes scipy.  ``answers`` (n, p) are the complete rows, kept while
    estimating for those estimators that need more than their moments.  ``design`` says how
    the respondents used were sampled, where anything was said about it.
    """

    moments: Moments
    facts: SampleFacts
    diagnostics: tuple[Diagnostic, ...]
    source: str = ""
    sha256: str = ""
    casewise: bool = False
    answers: Array | None = None
    design: SamplingDesign | None = None

    @property
    def size(self) -> float:
        """What the respondents count for: their number, or the sum of their weights."""
        return float(self.moments.n_obs) if self.design is None else self.design.size


def constructs_in(table: ParameterTable) -> dict[str, tuple[str, ...]]:
    """Return the items of every latent variable that observed items measure."""
    measured: dict[str, list[str]] = {}
    for row in table.rows:
        if row.op == "=~" and row.rhs not in table.latent:
            measured.setdefault(row.lhs, []).append(row.rhs)
    return {name: tuple(items) for name, items in measured.items()}


def names_in(data: Responses | Moments) -> tuple[str, ...]:
    """Return the names a model can mean: also columns that were left out are known."""
    if isinstance(data, Moments):
        return data.names
    return (*data.names, *data.text, *data.left_out)


def sample_statistics(
    data: Responses | Moments,
    names: Sequence[str],
    *,
    n_parameters: int,
    constructs: dict[str, tuple[str, ...]],
    keep_answers: bool = False,
    sampled: DesignColumns | SamplingDesign | None = None,
) -> Sample:
    """Return the statistics of the named variables, in their order.

    Parameters
    ----------
    data : Responses or Moments
    names : sequence of str
    n_parameters : int
        Of the model, for the check of sample size.
    constructs : dict
        Latent variable -> its items, for the check of reversed items.
    keep_answers : bool
        Whether the rows themselves are needed.
    sampled : DesignColumns or SamplingDesign, optional
        How the respondents were sampled: the columns that say so, or the design of those
        who answered everything.

    Raises
    ------
    ResponseError
        For answers no model can be fitted to; each problem names its column.
    """
    if isinstance(data, Moments):
        return _of_moments(data, names)
    needed = require_columns(data, names)
    design = None
    if sampled is None:
        moments, kept = moments_of(needed, names)
    else:
        moments, kept, design = designed_moments(data, needed, names, sampled)
    refuse_repeated(data, needed)
    remarks = check_data(
        needed.values,
        names,
        n_parameters=n_parameters,
        items=needed.items,
        constructs=constructs,
        lines=needed.lines,
        source=needed.source,
        cov=moments.cov,
    )
    facts = SampleFacts(
        n_read=kept.n_read,
        n_used=kept.n_used,
        items=needed.items,
        constructs=data.constructs,
        descriptives=describe(needed.values, names, used=kept.used),
        recodes=tuple(asdict(each) for each in data.recodes),
        title=data.title,
        citation=data.citation,
    )
    on_design = () if design is None else design.diagnostics
    diagnostics = (*data.diagnostics, *kept.diagnostics, *remarks, *on_design)
    answers = None
    if keep_answers:
        values = needed.columns(names)
        answers = values if kept.used.all() else values[kept.used]
    own = (data.source, data.sha256)
    return Sample(moments, facts, diagnostics, *own, answers=answers, design=design)


def refuse_repeated(data: Responses, needed: Responses) -> None:
    """Refuse rows that repeat an identifier and all answers (E-DATA-23)."""
    for name, persons in data.persons:
        repeated_identifiers(needed.values, persons.tolist(), name, needed.lines)
    for name in (*data.names, *data.text):
        if name.casefold() in KEYS and name not in needed.names:
            column: Sequence[object] = data.text.get(name) or data.column(name).tolist()
            repeated_identifiers(needed.values, column, name, needed.lines)


def _of_moments(data: Moments, names: Sequence[str]) -> Sample:
    chosen = [data.names.index(name) for name in names]
    moments = Moments(
        names=tuple(names),
        cov=np.ascontiguousarray(data.cov[np.ix_(chosen, chosen)]),
        mean=None if data.mean is None else data.mean[chosen],
        n_obs=data.n_obs,
    )
    facts = SampleFacts(data.n_obs, data.n_obs, items=tuple(Item(name) for name in names))
    return Sample(moments, facts, data.diagnostics, "covariance matrix")


def means_required(sample: Sample, needed: bool) -> None:
    """Raise when a model of means meets a covariance matrix without means.

    Raises
    ------
    ResponseError
        E-COV-06.
    """
    if needed and sample.moments.mean is None:
        raise ResponseError.of(
            "E-COV-06",
            "the model has a mean structure, and the covariance matrix came without means.",
            do="hand in the means as well, or take the intercepts out of the model",
        )
