"""A bootstrap in ``fit.json``: counts in words of JSON, draws packed bit by bit."""

from __future__ import annotations

import base64
import binascii
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from gainsem.results.bootstrap import BollenStine, Bootstrap
from gainsem.results.record_parts import Real, Record


class PackedRecord(Record):
    """A matrix as base64 of its little-endian 64-bit floats, row by row."""

    shape: tuple[int, int]
    base64: str

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.build()
        return self

    def build(self) -> NDArray[np.float64]:
        """Return the matrix."""
        rows, columns = self.shape
        try:
            data = base64.b64decode(self.base64, validate=True)
        except binascii.Error as error:
            raise ValueError(f"base64 cannot be read: {error}") from None
        if min(self.shape) < 0 or len(data) != 8 * rows * columns:
            raise ValueError("base64 does not hold the numbers that shape promises")
        return np.frombuffer(data, dtype="<f8").reshape(rows, columns).astype(np.float64)


class BootstrapRecord(Record):
    """The fits to resamples of the respondents."""

    draws: int
    seed: int
    interval: str
    not_converged: int
    not_computed: int
    improper: int
    vectors: PackedRecord
    left_out: PackedRecord | None = None

    def has_width(self, width: int) -> bool:
        """Whether every draw has so many numbers."""
        packed = [part for part in (self.vectors, self.left_out) if part]
        return all(part.shape[1] == width for part in packed)

    def build(self) -> Bootstrap:
        """Return the bootstrap."""
        parts = self.model_dump(exclude={"vectors", "left_out"})
        return Bootstrap(
            **parts,
            vectors=self.vectors.build(),
            left_out=None if self.left_out is None else self.left_out.build(),
        )


class BollenStineRecord(Record):
    """The test statistic where the model holds."""

    draws: int
    seed: int
    used: int
    mean: Real
    critical: Real
    pvalue: Real

    def build(self) -> BollenStine:
        """Return the test."""
        return BollenStine(**self.model_dump())
