"""The layout ``gainsem.fit/1`` as a checked declaration, and the fit behind a record.

Nothing of a file is trusted: types, shapes and names are checked before a
fit is built from it, and nothing in it is executed.
"""

from __future__ import annotations

import json
from typing import Any, Literal, Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from gainsem.diagnostics import Diagnostic
from gainsem.errors import FileError, OptionError
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
    Record,
    RotationRecord,
    Rows,
    SampleRecord,
    SolutionRecord,
)
from gainsem.results.record_table import TableRecord
from gainsem.results.replication_record import ReplicationRecord
from gainsem.results.second_opinion_record import SecondOpinionRecord

CODE = "E-FILE-13"

Kind = TypeVar("Kind", bound=Fitted)


class FitRecord(Record):
    """The content of ``fit.json``."""

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

    @model_validator(mode="after")
    def _parts_belong_together(self) -> Self:
        p, q = len(self.table.observed), self.table.n_free
        solution, moments = self.solution, self.moments
        places = [row.free for row in self.table.rows]
        claims = {
            "table.observed and moments.names differ": self.table.observed == moments.names,
            "solution.params has not one number a free parameter": len(solution.params) == q,
            "solution.vcov has the wrong shape": _has_shape(solution.vcov, q),
            "moments.cov has the wrong shape": _has_shape(moments.cov, p),
            "moments.mean has the wrong length": moments.mean is None or len(moments.mean) == p,
            "table.rows point outside the free parameters": all(-1 <= k < q for k in places),
            "bootstrap.vectors or replication.vectors has the wrong width": self._wide_enough(),
            "n_obs differs from moments.n_obs": self.n_obs == moments.n_obs,
            "design.simple_se has not one number a parameter": self._one_a_parameter(),
        }
        broken = [claim for claim, holds in claims.items() if not holds]
        if broken:
            raise ValueError("; ".join(broken))
        return self

    def _wide_enough(self) -> bool:
        """Whether draws and replicates have free parameters and moments of given covariates."""
        wide = self.table.n_free + sum(row.exogenous for row in self.table.rows)
        packed = [] if self.replication is None else [self.replication.vectors]
        if self.bootstrap is not None:
            packed += [part for part in (self.bootstrap.vectors, self.bootstrap.left_out) if part]
        return all(part.shape[1] == wide for part in packed)

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
    schema = FitRecord.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "gainsem.fit/1",
        "description": "The result of gainsem fit, as written to fit.json.",
    }


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
    try:
        text = json.dumps(content, allow_nan=False)
        return FitRecord.model_validate_json(text, strict=True).build(kind)
    except ValidationError as error:
        problems = [problem_in(source, found["loc"], found["msg"]) for found in error.errors()]
        raise FileError(*problems) from None
    except OptionError as error:
        raise FileError(problem_in(source, ("options",), error.problems[0].message)) from None
    except (TypeError, ValueError, RecursionError) as error:
        raise FileError(problem_in(source, (), str(error))) from None


def problem_in(source: str, path: tuple[int | str, ...], message: str) -> Diagnostic:
    """Return what is wrong at one place of a record."""
    place = ".".join(map(str, path)) or "the content"
    return Diagnostic(
        CODE,
        "error",
        f"{source} is not a fit saved by gainsem: {place}: {message}",
        where=source,
        do="give a fit.json written by gainsem fit or fit.save",
    )


def _has_shape(rows: Rows | None, size: int) -> bool:
    return rows is None or (len(rows) == size and all(len(row) == size for row in rows))
