"""The layout ``gainsem.efa/1`` as a checked declaration, and the analysis behind a record."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from gainsem.results.correlations import Kind
from gainsem.results.efa import Efa
from gainsem.results.efa_solution import EfaSolution
from gainsem.results.fitted import Provenance
from gainsem.results.n_factors import NFactors
from gainsem.results.number_record import NumberRecord
from gainsem.results.record_parts import (
    DiagnosticRecord,
    Real,
    Record,
    Rows,
    SampleRecord,
    Vector,
    array_of,
)
from gainsem.results.record_reading import SavedRecord, read_record, schema_of, shaped
from gainsem.results.second_opinion_record import SecondOpinionRecord

SCHEMA_FILE = Path(__file__).with_name("efa.schema.json")


class EfaSolutionRecord(Record):
    """Loadings, factor correlations, and how they were found."""

    factors: list[str]
    loadings: Rows
    phi: Rows
    unrotated: Rows
    loadings_se: Rows | None
    phi_se: Rows | None
    correlations: Rows
    residuals: Rows
    extraction_converged: bool
    extraction_iterations: int
    heywood: list[int]
    rotation_title: str
    oblique: bool
    normalize: str
    criterion: Real
    rotation_converged: bool
    starts: int
    failed: int
    minima: list[tuple[Real, int, Real]]

    def build(self) -> EfaSolution:
        """Return the solution."""
        parts = self.model_dump()
        for name in ("loadings", "phi", "unrotated", "correlations", "residuals"):
            parts[name] = array_of(parts[name])
        for name in ("loadings_se", "phi_se"):
            parts[name] = None if parts[name] is None else array_of(parts[name])
        for name in ("factors", "heywood", "minima"):
            parts[name] = tuple(parts[name])
        return EfaSolution(**parts)


class StandardisationRecord(Record):
    """What answers are standardised by."""

    mean: Vector
    deviation: Vector
    thresholds: list[Vector]


class EfaRecord(SavedRecord):
    """The content of ``efa.json``."""

    described: ClassVar[str] = "The result of gainsem efa, as written to efa.json."
    what: ClassVar[str] = "a factor analysis"
    written_by: ClassVar[str] = "give an efa.json written by gainsem efa or efa.save"

    schema_: Literal["gainsem.efa/1"] = Field(alias="schema")
    converged: bool
    usable: bool
    estimator: str
    correlations: Kind
    options: dict[str, Any]
    n_obs: int
    names: list[str]
    solution: EfaSolutionRecord
    fit_measures: dict[str, Real]
    standardisation: StandardisationRecord
    diagnostics: list[DiagnosticRecord]
    sample: SampleRecord
    provenance: Provenance
    number_of_factors: NumberRecord | None = None
    second_opinion: SecondOpinionRecord | None = None

    def claims(self) -> dict[str, bool]:
        """Return whether the parts belong together, claim by claim."""
        p, m, own = len(self.names), len(self.solution.factors), self.solution
        return {
            "solution.loadings has the wrong shape": shaped(own.loadings, p, m),
            "solution.unrotated has the wrong shape": shaped(own.unrotated, p, m),
            "solution.loadings_se has the wrong shape": shaped(own.loadings_se, p, m),
            "solution.phi has the wrong shape": shaped(own.phi, m, m),
            "solution.phi_se has the wrong shape": shaped(own.phi_se, m, m),
            "solution.correlations has the wrong shape": shaped(own.correlations, p, p),
            "solution.residuals has the wrong shape": shaped(own.residuals, p, p),
            "solution.heywood points outside the items": all(0 <= k < p for k in own.heywood),
            "sample.items are not those analysed": len(self.sample.items) in (0, p),
        }

    def _number(self) -> NFactors | None:
        found = self.number_of_factors
        if found is None:
            return None
        return found.build(
            names=tuple(self.names),
            kind=self.correlations,
            n_obs=self.n_obs,
            sample=self.sample.build(),
            provenance=self.provenance,
        )

    def build(self) -> Efa:
        """Return the analysis."""
        by = self.standardisation
        return Efa(
            names=tuple(self.names),
            solution=self.solution.build(),
            options=self.options,
            estimator=self.estimator,
            kind=self.correlations,
            fit_measures=self.fit_measures,
            diagnostics=tuple(one.build() for one in self.diagnostics),
            sample=self.sample.build(),
            provenance=self.provenance,
            n_obs=self.n_obs,
            mean=array_of(by.mean),
            deviation=array_of(by.deviation),
            thresholds=tuple(array_of(each) for each in by.thresholds),
            number=self._number(),
            second_opinion=None if self.second_opinion is None else self.second_opinion.build(),
        )


def efa_json_schema() -> dict[str, Any]:
    """Return the layout as JSON Schema: the content of ``efa.schema.json``."""
    return schema_of(EfaRecord, "gainsem.efa/1")


def efa_from_dict(content: Any, *, source: str = "efa.json") -> Efa:
    """Return the factor analysis a record describes; nothing is estimated again.

    Parameters
    ----------
    content : object
        What ``json.loads`` made of the file.
    source : str
        Its path, for messages.

    Raises
    ------
    FileError
        ``E-FILE-13`` when the content is not a ``gainsem.efa/1`` record; all places that are
        wrong are named together.
    """
    return read_record(EfaRecord, content, EfaRecord.build, source=source)
