"""What role each variable plays: latent, indicator, dependent, covariate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gainsem.syntax.statements import Statement


@dataclass(frozen=True)
class Variables:
    """The variables of a model by role, each in order of appearance.

    Parameters
    ----------
    latent : tuple of str
        Left sides of ``=~``.
    observed : tuple of str
        All others, indicators first.
    indicators : tuple of str
        Right sides of ``=~``, latent or observed.
    dependent : tuple of str
        Left sides of ``~``.
    predictors : tuple of str
        Right sides of ``~``.
    """

    latent: tuple[str, ...]
    observed: tuple[str, ...]
    indicators: tuple[str, ...]
    dependent: tuple[str, ...]
    predictors: tuple[str, ...]

    @property
    def exogenous_latent(self) -> tuple[str, ...]:
        """Latent variables that nothing points at."""
        inner = {*self.dependent, *self.indicators}
        return tuple(name for name in self.latent if name not in inner)

    @property
    def exogenous_observed(self) -> tuple[str, ...]:
        """Observed predictors that nothing points at: the covariates."""
        inner = {*self.dependent, *self.indicators}
        return tuple(
            name for name in self.observed if name in self.predictors and name not in inner
        )

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Dependent variables that predict nothing and measure nothing."""
        inner = {*self.predictors, *self.indicators}
        return tuple(
            name
            for name in (*self.latent, *self.observed)
            if name in self.dependent and name not in inner
        )


def variables_of(statements: Iterable[Statement]) -> Variables:
    """Sort the variables of a model text into their roles."""
    rows = tuple(statements)
    measured = [row for row in rows if row.op == "=~"]
    regressed = [row for row in rows if row.op == "~"]
    latent = _unique(row.lhs for row in measured)
    indicators = _unique(row.rhs for row in measured)
    others = [row.rhs for row in measured]
    others += [name for row in regressed for name in (row.lhs,)]
    others += [row.rhs for row in regressed]
    others += [name for row in rows if row.op == "~~" for name in (row.lhs, row.rhs)]
    others += [row.lhs for row in rows if row.op in ("~1", "|")]
    known = set(latent)
    return Variables(
        latent=latent,
        observed=_unique(name for name in others if name not in known),
        indicators=indicators,
        dependent=_unique(row.lhs for row in regressed),
        predictors=_unique(row.rhs for row in regressed),
    )


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def measured_items(statements: Iterable[Statement]) -> dict[str, tuple[str, ...]]:
    """Return the observed items of every latent variable, in the order of the model."""
    rows = [row for row in statements if row.op == "=~"]
    latent = {row.lhs for row in rows}
    measured: dict[str, list[str]] = {}
    for row in rows:
        if row.rhs not in latent:
            measured.setdefault(row.lhs, []).append(row.rhs)
    return {name: tuple(dict.fromkeys(items)) for name, items in measured.items()}
