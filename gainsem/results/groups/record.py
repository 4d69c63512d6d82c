"""A fit of several groups as ``fit.json``, and the fit behind such a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field

from gainsem.options import options_from
from gainsem.results.bootstrap_record import BollenStineRecord, BootstrapRecord
from gainsem.results.fitted import Provenance
from gainsem.results.groups.group_part import GroupPart
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.record import (
    SCHEMA,
    bootstrap_to_dict,
    plain,
    replicates_to_dict,
    table_to_dict,
)
from gainsem.results.record_format import FitRecord
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
    Vector,
    array_of,
)
from gainsem.results.record_reading import CheckedRecord, SavedRecord, read_record, shaped
from gainsem.results.record_table import TableRecord
from gainsem.results.replication_record import ReplicationRecord


def grouped_to_dict(fit: GroupedFit) -> dict[str, Any]:
    """Return the content of ``fit.json``; what is a group's own stands in ``groups``."""
    return {
        "schema": SCHEMA,
        "converged": bool(fit.converged),
        "usable": bool(fit.usable),
        "estimator": fit.estimator,
        "options": plain(fit.options.to_dict()),
        "n_obs": int(fit.n_obs),
        "group": fit.group,
        "group_labels": list(fit.labels),
        "parameters": [plain(row) for row in fit.parameter_rows],
        "fit_measures": plain(fit.fit_measures),
        "r_squared": plain(fit.r_squared),
        "diagnostics": [finding.to_dict() for finding in fit.diagnostics],
        "solution": plain(fit.solution),
        "table": table_to_dict(fit.table),
        "groups": [_part_to_dict(part) for part in fit.parts],
        **({} if fit.design is None else {"design": plain(fit.design)}),
        **({} if fit.bootstrap is None else {"bootstrap": bootstrap_to_dict(fit.bootstrap)}),
        **({} if fit.replication is None else {"replication": replicates_to_dict(fit.replication)}),
        **({} if fit.bollen_stine is None else {"bollen_stine": plain(fit.bollen_stine)}),
        **({} if fit.exclusion is None else {"exclusion": plain(fit.exclusion)}),
        "provenance": plain(fit.provenance),
    }


def _part_to_dict(part: GroupPart) -> dict[str, Any]:
    return {
        "code": part.code,
        "label": part.label,
        "names": plain(part.names),
        "n_obs": int(part.moments.n_obs),
        "at": list(part.at),
        "table": table_to_dict(part.table),
        "moments": {
            **plain(part.moments),
            "diagnostics": [finding.to_dict() for finding in part.moments.diagnostics],
        },
        "sample": plain(part.sample),
        "fit_measures": plain(part.fit_measures),
        "r_squared": plain(part.r_squared),
        **({} if part.missing is None else {"missing": plain(part.missing)}),
        **({} if part.residual_se is None else {"residual_se": plain(part.residual_se)}),
        **({} if part.design is None else {"design": plain(part.design)}),
        **({"rotations": plain(part.rotations)} if part.rotations else {}),
    }


class GroupRecord(CheckedRecord):
    """One group."""

    code: str
    label: str
    names: dict[str, str]
    n_obs: int
    at: list[int]
    table: TableRecord
    moments: MomentsRecord
    sample: SampleRecord
    fit_measures: dict[str, Real]
    r_squared: dict[str, Real]
    missing: MissingRecord | None = None
    residual_se: Vector | None = None
    design: DesignRecord | None = None
    rotations: list[RotationRecord] = Field(default_factory=list)

    def claims(self) -> dict[str, bool]:
        """Return whether the parts belong together, claim by claim."""
        q, p = self.table.n_free, len(self.table.observed)
        return {
            "at has not one number a free parameter": len(self.at) == q,
            "table.rows point outside the free parameters": all(
                -1 <= row.free < q for row in self.table.rows
            ),
            "table.observed and moments.names differ": self.table.observed == self.moments.names,
            "moments.cov has the wrong shape": shaped(self.moments.cov, p),
        }

    def build(self) -> GroupPart:
        """Return the group."""
        return GroupPart(
            code=self.code,
            label=self.label,
            names=self.names,
            table=self.table.build(),
            at=tuple(self.at),
            moments=self.moments.build(),
            sample=self.sample.build(),
            fit_measures=self.fit_measures,
            r_squared=self.r_squared,
            missing=None if self.missing is None else self.missing.build(),
            residual_se=None if self.residual_se is None else array_of(self.residual_se),
            design=None if self.design is None else self.design.build(),
            rotations=tuple(one.build() for one in self.rotations),
        )


class GroupedFitRecord(SavedRecord):
    """The content of ``fit.json`` of several groups."""

    described: ClassVar[str] = "The result of gainsem fit --group, as written to fit.json."
    what: ClassVar[str] = FitRecord.what
    written_by: ClassVar[str] = FitRecord.written_by

    schema_: Literal["gainsem.fit/1"] = Field(alias="schema")
    converged: bool
    usable: bool = True
    estimator: str
    options: dict[str, Any]
    n_obs: int
    group: str
    group_labels: list[str]
    parameters: list[ParameterRecord]
    fit_measures: dict[str, Real]
    r_squared: dict[str, Real]
    diagnostics: list[DiagnosticRecord]
    solution: SolutionRecord
    table: TableRecord
    groups: list[GroupRecord]
    design: DesignRecord | None = None
    bootstrap: BootstrapRecord | None = None
    replication: ReplicationRecord | None = None
    bollen_stine: BollenStineRecord | None = None
    exclusion: ExclusionRecord | None = None
    provenance: Provenance

    def claims(self) -> dict[str, bool]:
        """Return whether the parts belong together, claim by claim."""
        q, rows = self.table.n_free, [row.group for row in self.parameters if row.op != ":="]
        return {
            "design.simple_se has not one number a parameter": _errors_of(self.design)
            in (0, len(self.parameters)),
            "groups.design.simple_se has not one number a parameter": all(
                _errors_of(group.design) in (0, rows.count(number))
                for number, group in enumerate(self.groups, start=1)
            ),
            "solution.params has not one number a free parameter": len(self.solution.params) == q,
            "solution.vcov has the wrong shape": shaped(self.solution.vcov, q),
            "groups point outside the free parameters": all(
                0 <= index < q for group in self.groups for index in group.at
            ),
            "replication.vectors has the wrong width": self.replication is None
            or self.replication.vectors.shape[1]
            == q + sum(row.exogenous for row in self.table.rows),
            "bootstrap.vectors has the wrong width": self.bootstrap is None
            or self.bootstrap.has_width(q + sum(row.exogenous for row in self.table.rows)),
            "there are fewer than two groups": len(self.groups) > 1,
            "n_obs differs from that of the groups": self.n_obs
            == sum(group.moments.n_obs for group in self.groups),
        }

    def build(self) -> GroupedFit:
        """Return the fit."""
        return GroupedFit(
            table=self.table.build(),
            options=options_from(self.options),
            estimator=self.estimator,
            solution=self.solution.build(),
            parameter_rows=tuple(row.build() for row in self.parameters),
            fit_measures=self.fit_measures,
            r_squared=self.r_squared,
            diagnostics=tuple(one.build() for one in self.diagnostics),
            provenance=self.provenance,
            group=self.group,
            parts=tuple(group.build() for group in self.groups),
            design=None if self.design is None else self.design.build(),
            bootstrap=None if self.bootstrap is None else self.bootstrap.build(),
            replication=None if self.replication is None else self.replication.build(),
            bollen_stine=None if self.bollen_stine is None else self.bollen_stine.build(),
            exclusion=None if self.exclusion is None else self.exclusion.build(),
        )


def _errors_of(design: DesignRecord | None) -> int:
    return 0 if design is None else len(design.simple_se)


def grouped_from_dict(content: Mapping[str, Any], *, source: str = "fit.json") -> GroupedFit:
    """Return the fit of several groups a record describes.

    Parameters
    ----------
    content : mapping
        What ``json.loads`` made of the file.
    source : str
        Its path, for messages.

    Raises
    ------
    FileError
        ``E-FILE-13`` when the content is not such a record; all places are named together.
    """
    return read_record(GroupedFitRecord, content, GroupedFitRecord.build, source=source)
