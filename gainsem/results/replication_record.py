"""Replicates of a design in ``fit.json``: counts in words of JSON, estimates packed bit by bit."""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import model_validator

from gainsem.results.bootstrap_record import PackedRecord
from gainsem.results.record_parts import Record
from gainsem.results.replication import TITLES, Replication


class ReplicationRecord(Record):
    """The fits with the replicate weights of a design."""

    kind: str
    made: bool
    replicates: int
    freedom: int
    centre: str
    fay: float
    seed: int | None
    not_converged: int
    not_computed: int
    improper: int
    coefficients: list[float]
    vectors: PackedRecord

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if self.kind not in TITLES:
            raise ValueError(f"kind can be: {', '.join(TITLES)}")
        if len(self.coefficients) != self.vectors.shape[0]:
            raise ValueError("coefficients has not one number a replicate")
        return self

    def build(self) -> Replication:
        """Return the replicates."""
        parts = self.model_dump(exclude={"vectors", "coefficients"})
        return Replication(
            **parts,
            coefficients=np.array(self.coefficients, dtype=np.float64),
            vectors=self.vectors.build(),
        )
