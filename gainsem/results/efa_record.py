"""The layout ``gainsem.efa/1`` as a checked declaration, and the analysis behind a record.

Nothing of a file is trusted: types and shapes are checked before an analysis is built from
it, and nothing in it is executed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from pydantic import Field, ValidationError, model_validator

from gainsem.diagnostics import Diagnostic
from gainsem.errors import FileError
from gainsem.results.correlations import Kind
from gainsem.results.efa import Efa
from gainsem.results.efa_solution import EfaSolution
from gainsem.results.fitted import Provenance
from gainsem.results.n_factors import NFactors
from gainsem.results.number_record import NumberRecord
from gainsem.results.record_parts import DiagnosticRecord, Real, Record, Rows, SampleRecord, Vector
from gainsem.results.second_opinion_record import SecondOpinionRecord

CODE = "E-FILE-13"
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
            parts[name] = _array(parts[name])
        for name in ("loadings_se", "phi_se"):
            parts[name] = None if parts[name] is None else _array(parts[name])
        for name in ("factors", "heywood", "minima"):
            parts[name] = tuple(parts[name])
        return EfaSolution(**parts)


class StandardisationRecord(Record):
    """What answers are standardised by."""

    mean: Vector
    deviation: Vector
    thresholds: list[Vector]


class EfaRecord(Record):
    """The content of ``efa.json``."""

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

    @model_validator(mode="after")
    def _parts_belong_together(self) -> Self:
        p, m, own = len(self.names), len(self.solution.factors), self.solution
        claims = {
            "solution.loadings has the wrong shape": _shaped(own.loadings, p, m),
            "solution.unrotated has the wrong shape": _shaped(own.unrotated, p, m),
            "solution.loadings_se has the wrong shape": _shaped(own.loadings_se, p, m),
            "solution.phi has the wrong shape": _shaped(own.phi, m, m),
            "solution.phi_se has the wrong shape": _shaped(own.phi_se, m, m),
            "solution.correlations has the wrong shape": _shaped(own.correlations, p, p),
            "solution.residuals has the wrong shape": _shaped(own.residuals, p, p),
            "solution.heywood points outside the items": all(0 <= k < p for k in own.heywood),
            "sample.items are not those analysed": len(self.sample.items) in (0, p),
        }
        broken = [claim for claim, holds in claims.items() if not holds]
        if broken:
            raise ValueError("; ".join(broken))
        return self

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
            mean=_array(by.mean),
            deviation=_array(by.deviation),
            thresholds=tuple(_array(each) for each in by.thresholds),
            number=self._number(),
            second_opinion=None if self.second_opinion is None else self.second_opinion.build(),
        )


def efa_json_schema() -> dict[str, Any]:
    """Return the layout as JSON Schema: the content of ``efa.schema.json``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **EfaRecord.model_json_schema(),
        "title": "gainsem.efa/1",
        "description": "The result of gainsem efa, as written to efa.json.",
    }


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
    try:
        text = json.dumps(content, allow_nan=False)
        return EfaRecord.model_validate_json(text, strict=True).build()
    except ValidationError as error:
        problems = [_problem(source, found["loc"], found["msg"]) for found in error.errors()]
        raise FileError(*problems) from None
    except (TypeError, ValueError, RecursionError) as error:
        raise FileError(_problem(source, (), str(error))) from None


def _problem(source: str, path: tuple[int | str, ...], message: str) -> Diagnostic:
    place = ".".join(map(str, path)) or "the content"
    return Diagnostic(
        CODE,
        "error",
        f"{source} is not a factor analysis saved by gainsem: {place}: {message}",
        where=source,
        do="give an efa.json written by gainsem efa or efa.save",
    )


def _shaped(rows: Rows | None, count: int, width: int) -> bool:
    return rows is None or (len(rows) == count and all(len(row) == width for row in rows))


def _array(values: Any) -> Any:
    return np.array(values, dtype=np.float64)
