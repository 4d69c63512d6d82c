"""The layout ``gainsem.fit/1`` as a checked declaration, and the fit behind a record."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, TypeVar

from pydantic import Field

from gainsem.options import options_from
from gainsem.results.bootstrap_record import BollenStineRecord, BootstrapRecord
from gainsem.results.fitted import Fitted, Provenance
from gainsem.results.record_parts import (
    DesignRecord,
    DiagnosticRecord,
    ExclusionRecord,
    MissingRecord,
    MomentsRecord,
    ParameterRecord,
    Real,
    RotationRecord,
    SampleRecord,
    SolutionRecord,
)
from gainsem.results.record_reading import SavedRecord, read_record, schema_of, shaped
from gainsem.results.record_table import TableRecord
from gainsem.results.replication_record import ReplicationRecord
from gainsem.results.second_opinion_record import SecondOpinionRecord

Kind = TypeVar("Kind", bound=Fitted)


class FitRecord(SavedRecord):
    """The content of ``fit.json``."""

    described: ClassVar[str] = "The result of gainsem fit, as written to fit.json."
    what: ClassVar[str] = "a fit"
    written_by: ClassVar[str] = "give a fit.json written by gainsem fit or fit.save"

    schema_: Literal["gainsem.fit/1"] = Field(alias="schema")
    converged: bool
    usable: bool = True
    estimator: str
    options: dict[str, Any]
    n_obs: int
    parameters: list[ParameterRecord]
    fit_measures: dict[str, Real]
    r_squared: dict[str, Real]
    diagnostics: list[DiagnosticRecord]
    solution: SolutionRecord
    moments: MomentsRecord
    table: TableRecord
    sample: SampleRecord
    provenance: Provenance
    exclusion: ExclusionRecord | None = None
    missing: MissingRecord | None = None
    second_opinion: SecondOpinionRecord | None = None
    rotations: list[RotationRecord] = Field(default_factory=list)
    bootstrap: BootstrapRecord | None = None
    bollen_stine: BollenStineRecord | None = None
    design: DesignRecord | None = None
    replication: ReplicationRecord | None = None

    def claims(self) -> dict[str, bool]:
        """Return whether the parts belong together, claim by claim."""
        p, q = len(self.table.observed), self.table.n_free
        solution, moments = self.solution, self.moments
        places = [row.free for row in self.table.rows]
        return {
            "table.observed and moments.names differ": self.table.observed == moments.names,
            "solution.params has not one number a free parameter": len(solution.params) == q,
            "solution.vcov has the wrong shape": shaped(solution.vcov, q),
            "moments.cov has the wrong shape": shaped(moments.cov, p),
            "moments.mean has the wrong length": moments.mean is None or len(moments.mean) == p,
            "table.rows point outside the free parameters": all(-1 <= k < q for k in places),
            "bootstrap.vectors or replication.vectors has the wrong width": self._wide_enough(),
            "n_obs differs from moments.n_obs": self.n_obs == moments.n_obs,
            "design.simple_se has not one number a parameter": self._one_a_parameter(),
        }

    def _wide_enough(self) -> bool:
        """Whether draws and replicates have free parameters and moments of given covariates."""
        wide = self.table.n_free + sum(row.exogenous for row in self.table.rows)
        replicates = self.replication is None or self.replication.vectors.shape[1] == wide
        return replicates and (self.bootstrap is None or self.bootstrap.has_width(wide))

    def _one_a_parameter(self) -> bool:
        errors = [] if self.design is None else self.design.simple_se
        return not errors or len(errors) == len(self.parameters)

    def build(self, kind: type[Kind]) -> Kind:
        """Return the fit as an object of a kind of :class:`Fitted`."""
        return kind(
            table=self.table.build(),
            moments=self.moments.build(),
            options=options_from(self.options),
            estimator=self.estimator,
            solution=self.solution.build(),
            parameter_rows=tuple(row.build() for row in self.parameters),
            fit_measures=self.fit_measures,
            r_squared=self.r_squared,
            diagnostics=tuple(one.build() for one in self.diagnostics),
            sample=self.sample.build(),
            provenance=self.provenance,
            exclusion=None if self.exclusion is None else self.exclusion.build(),
            missing=None if self.missing is None else self.missing.build(),
            second_opinion=None if self.second_opinion is None else self.second_opinion.build(),
            rotations=tuple(one.build() for one in self.rotations),
            bootstrap=None if self.bootstrap is None else self.bootstrap.build(),
            bollen_stine=None if self.bollen_stine is None else self.bollen_stine.build(),
            design=None if self.design is None else self.design.build(),
            replication=None if self.replication is None else self.replication.build(),
        )


def json_schema() -> dict[str, Any]:
    """Return the layout as JSON Schema: the content of ``fit.schema.json``."""
    return schema_of(FitRecord, "gainsem.fit/1")


def fit_from_dict(content: Any, *, kind: type[Kind], source: str = "fit.json") -> Kind:
    """Return the fit a record describes.

    Parameters
    ----------
    content : object
        What ``json.loads`` made of the file.
    kind : type
        The class to build: ``Fit``, which knows this function and not the other way round.
    source : str
        Its path, for messages.

    Raises
    ------
    FileError
        ``E-FILE-13`` when the content is not a ``gainsem.fit/1`` record; all
        places that are wrong are named together.
    """
    return read_record(FitRecord, content, lambda record: record.build(kind), source=source)
