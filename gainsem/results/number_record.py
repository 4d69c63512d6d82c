"""The search for a number of factors inside ``efa.json``, as a checked declaration."""

from __future__ import annotations

from typing import Any

import numpy as np

from gainsem.results.correlations import Kind
from gainsem.results.fitted import Provenance, SampleFacts
from gainsem.results.n_factors import NFactors
from gainsem.results.n_factors_parts import Eigenvalues, Rule, Solution
from gainsem.results.record_parts import Real, Record, Vector


class RuleRecord(Record):
    """One rule, and its verdict."""

    key: str
    title: str
    n_factors: int | None
    votes: bool
    remark: str


class EigenvaluesRecord(Record):
    """Eigenvalues beside those of chance."""

    components: Vector
    factors: Vector
    components_mean: Vector
    components_limit: Vector
    factors_mean: Vector
    factors_limit: Vector
    reference: Vector


class SolutionRecord(Record):
    """What so many factors achieve."""

    n_factors: int
    df: int
    chisq: Real
    pvalue: Real
    cfi: Real
    rmsea: Real
    bic: Real
    sabic: Real
    ebic: Real
    rmsr: Real
    caf: Real
    vss1: Real
    vss2: Real
    map2: Real
    map4: Real
    cd_rmsr: Real
    cd_pvalue: Real
    heywood: bool
    converged: bool


class NumberRecord(Record):
    """The search behind an automatic number of factors."""

    n_factors: int
    votes: int
    voters: int
    rules: list[RuleRecord]
    options: dict[str, Any]
    eigenvalues: EigenvaluesRecord
    solutions: list[SolutionRecord]

    def build(
        self,
        *,
        names: tuple[str, ...],
        kind: Kind,
        n_obs: int,
        sample: SampleFacts,
        provenance: Provenance,
    ) -> NFactors:
        """Return the search, of the items and respondents of the analysis it belongs to."""
        own = self.eigenvalues.model_dump()
        return NFactors(
            names=names,
            n_factors=self.n_factors,
            votes=self.votes,
            voters=self.voters,
            rules=tuple(Rule(**one.model_dump()) for one in self.rules),
            eigenvalues=Eigenvalues(**{name: np.array(values) for name, values in own.items()}),
            solutions=tuple(Solution(**one.model_dump()) for one in self.solutions),
            options=self.options,
            kind=kind,
            n_obs=n_obs,
            diagnostics=(),
            sample=sample,
            provenance=provenance,
        )
