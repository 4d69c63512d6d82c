"""The layout ``gainsem.imputed_fit/1`` as a checked declaration, and the fit behind a record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from gainsem.results.fit import Fit
from gainsem.results.imputed_parts import Imputation, PooledEstimate, PooledTest
from gainsem.results.pooled_rows import Pooling
from gainsem.results.record import fit_to_dict, plain
from gainsem.results.record_format import FitRecord
from gainsem.results.record_parts import ParameterRecord, Real, Record, Rows
from gainsem.results.record_reading import SavedRecord, read_record, schema_of, shaped

if TYPE_CHECKING:
    from gainsem.results.imputed import ImputedFit

SCHEMA = "gainsem.imputed_fit/1"
SCHEMA_FILE = Path(__file__).with_name("imputed_fit.schema.json")


class PooledEstimateRecord(ParameterRecord):
    """One row of ``imputed.parameters``."""

    df: Real
    fmi: Real
    riv: Real


class PooledTestRecord(Record):
    """One pooled test (``df2`` null: infinite)."""

    method: Literal["D2", "D3", "D4", "D4.robust", "average.scaled"]
    of: Literal["model", "baseline"]
    statistics: Literal["plain", "scaled"]
    f: Real
    df: Real
    df2: Real
    pvalue: Real
    chisq: Real
    pvalue_chisq: Real
    riv: Real

    def build(self) -> PooledTest:
        """Return the test."""
        parts = self.model_dump()
        if parts["df2"] != parts["df2"]:
            parts["df2"] = float("inf")
        return PooledTest(**parts)


class ImputationRecord(Record):
    """What became of one imputed data set."""

    name: str
    used: bool
    n_obs: int
    chisq: Real
    why: str = ""


class PoolingRecord(Record):
    """The variance within and between the data sets."""

    within: Rows
    between: Rows
    draws: int
    freedom: Real
    rule: Literal["barnard.rubin", "rubin"]

    def build(self) -> Pooling:
        """Return the pooling."""
        size = len(self.within)
        within, between = (
            np.array(part, dtype=np.float64).reshape(size, size)
            for part in (self.within, self.between)
        )
        return Pooling(within, between, self.draws, self.freedom, self.rule)


class ImputedFitRecord(SavedRecord):
    """The content of ``imputed_fit.json``."""

    described: ClassVar[str] = (
        "The result of a fit to imputed data sets, as written to imputed_fit.json."
    )
    what: ClassVar[str] = "a fit to imputed data sets"
    written_by: ClassVar[str] = "give a file written by gainsem fit --imputation or imputed.save"

    schema_: Literal["gainsem.imputed_fit/1"] = Field(alias="schema")
    usable: bool
    estimator: str
    n_obs: int
    n_imputations: int
    parameters: list[PooledEstimateRecord]
    fit_measures: dict[str, Real]
    tests: list[PooledTestRecord]
    imputations: list[ImputationRecord]
    stacked: dict[str, Real]
    pooling: PoolingRecord
    pooled: FitRecord
    fits: list[FitRecord]

    def claims(self) -> dict[str, bool]:
        """Return whether the parts belong together, claim by claim."""
        q = self.pooled.table.n_free
        return {
            "pooling.within has the wrong shape": shaped(self.pooling.within, q),
            "pooling.between has the wrong shape": shaped(self.pooling.between, q),
            "fits are not as many as imputations that were used": len(self.fits)
            == sum(each.used for each in self.imputations)
            == self.pooling.draws,
            "fits have other parameters": all(fit.table.n_free == q for fit in self.fits),
            "parameters are not those of pooled": len(self.parameters)
            == len(self.pooled.parameters),
        }

    def build(self) -> ImputedFit:
        """Return the fit."""
        from gainsem.results.imputed import ImputedFit

        return ImputedFit(
            pooled=self.pooled.build(Fit),
            estimates=tuple(PooledEstimate(**row.model_dump()) for row in self.parameters),
            pooling=self.pooling.build(),
            tests=tuple(test.build() for test in self.tests),
            imputations=tuple(Imputation(**each.model_dump()) for each in self.imputations),
            fits=tuple(fit.build(Fit) for fit in self.fits),
            stacked=self.stacked,
        )


def imputed_to_dict(found: ImputedFit) -> dict[str, Any]:
    """Return the content of ``imputed_fit.json``."""
    return {
        "schema": SCHEMA,
        "usable": found.usable,
        "estimator": found.estimator,
        "n_obs": found.n_obs,
        "n_imputations": found.n_imputations,
        "parameters": [plain(row) for row in found.estimates],
        "fit_measures": plain(found.fit_measures),
        "tests": [plain(test) for test in found.tests],
        "imputations": [plain(each) for each in found.imputations],
        "stacked": plain(found.stacked),
        "pooling": plain(found.pooling),
        "pooled": fit_to_dict(found.pooled),
        "fits": [fit_to_dict(fit) for fit in found.fits],
    }


def imputed_from_dict(content: Any, *, source: str = "imputed_fit.json") -> ImputedFit:
    """Return the fit a record describes.

    Parameters
    ----------
    content : object
        What ``json.loads`` made of the file.
    source : str
        Its path, for messages.

    Raises
    ------
    FileError
        ``E-FILE-13`` when the content is not a ``gainsem.imputed_fit/1`` record; all places
        that are wrong are named together.
    """
    return read_record(ImputedFitRecord, content, ImputedFitRecord.build, source=source)


def imputed_json_schema() -> dict[str, Any]:
    """Return the layout as JSON Schema: the content of ``imputed_fit.schema.json``."""
    return schema_of(ImputedFitRecord, SCHEMA)
