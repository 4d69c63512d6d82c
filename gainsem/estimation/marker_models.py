"""The models of the CFA marker technique, as texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gainsem.estimation.measurement_model import quoted
from gainsem.results.fit import Fit


@dataclass(frozen=True)
class MarkerModels:
    """What the models share (Williams, Hartman & Cavazotte 2010).

    Parameters
    ----------
    substance : str
        The constructs with their items.
    marker : str
        Name of the marker's latent variable.
    own : tuple of str
        Its items.
    constructs : tuple of str
    items : tuple of str
        Of the constructs.
    """

    substance: str
    marker: str
    own: tuple[str, ...]
    constructs: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def cfa(self) -> str:
        """The marker as one more construct that correlates with all."""
        return f"{self.substance}\n{self._measured(map(quoted, self.own))}"

    def baseline(self, cfa: Fit) -> str:
        """Keep the marker apart: it correlates with nothing, its items are as in the CFA model."""
        return f"{self.substance}\n{self._held(cfa, ())}"

    def method_c(self, cfa: Fit, label: str) -> str:
        """Add to the baseline: the marker stands behind all other items alike."""
        return f"{self.substance}\n{self._held(cfa, [f'{label}*{quoted(i)}' for i in self.items])}"

    def method_u(self, cfa: Fit) -> str:
        """Add to the baseline: the marker stands behind every item in a degree of its own."""
        return f"{self.substance}\n{self._held(cfa, [quoted(item) for item in self.items])}"

    def method_s(self, cfa: Fit, loadings: Mapping[str, float]) -> str:
        """Fix what Method-U leaves free: the loadings on the marker."""
        fixed = [f"{_number(loadings[item])}*{quoted(item)}" for item in self.items]
        return f"{self.substance}\n{self._held(cfa, fixed)}"

    def method_r(self, method: str, baseline: Fit) -> str:
        """Fix the correlations of the constructs in a method model at those of the baseline."""
        wanted = set(self.constructs)
        lines = [
            f"{quoted(row.lhs)} ~~ {_number(row.est)}*{quoted(row.rhs)}"
            for row in baseline.parameter_rows
            if row.op == "~~" and row.lhs != row.rhs and {row.lhs, row.rhs} <= wanted
        ]
        return "\n".join([method, *lines])

    def _held(self, cfa: Fit, further: Sequence[str]) -> str:
        rows = {(row.lhs, row.op, row.rhs): row for row in cfa.parameter_rows}
        loadings = {item: rows[self.marker, "=~", item].est for item in self.own}
        lines = [
            self._measured(
                [*(f"{_number(value)}*{quoted(i)}" for i, value in loadings.items()), *further]
            )
        ]
        for item in self.own:
            # Ordinal items have no residual variance of their own to hold.
            rest = rows.get((item, "~~", item))
            if rest is not None and item not in cfa.table.ordinal:
                lines.append(f"{quoted(item)} ~~ {_number(rest.est)}*{quoted(item)}")
        lines += [f"{quoted(self.marker)} ~~ 0*{quoted(name)}" for name in self.constructs]
        return "\n".join(lines)

    def _measured(self, terms: Iterable[str]) -> str:
        return f"{quoted(self.marker)} =~ {' + '.join(terms)}"


def _number(value: float) -> str:
    """Return a number in digits the model text can hold."""
    return f"{value:.12f}"
