"""A second opinion as a part of ``fit.json`` and ``efa.json``."""

from __future__ import annotations

from pydantic import Field

from gainsem.results.record_parts import Real, Record
from gainsem.results.second_opinion import ComparedQuantity, SecondOpinion


class ComparedQuantityRecord(Record):
    """One number of both programs."""

    name: str
    est: Real
    other: Real
    tolerance: Real
    se: Real
    other_se: Real
    flagged: bool


class SecondOpinionRecord(Record):
    """What another program says of the same model and data."""

    program: str
    version: str = ""
    rows: list[ComparedQuantityRecord]
    rule: str = ""
    reasons: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)

    def build(self) -> SecondOpinion:
        """Return the comparison."""
        return SecondOpinion(
            program=self.program,
            version=self.version,
            rows=tuple(ComparedQuantity(**row.model_dump()) for row in self.rows),
            rule=self.rule,
            reasons=tuple(self.reasons),
            notes=tuple(self.notes),
        )
