"""The result of a search for a number of factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from gainsem.diagnostics import Diagnostic
from gainsem.errors import did_you_mean
from gainsem.results.correlations import Kind
from gainsem.results.fitted import Provenance, SampleFacts
from gainsem.results.json_file import JsonFile
from gainsem.results.n_factors_parts import Eigenvalues, Rule, Solution
from gainsem.results.n_factors_summary import number_html, number_line, number_text_page
from gainsem.results.n_factors_tables import eigenvalues_table, rules_table, solutions_table
from gainsem.results.named_table import named_table
from gainsem.results.read_only import read_only_arrays
from gainsem.results.record import plain
from gainsem.results.summary import Summary
from gainsem.results.table import Table

if TYPE_CHECKING:
    from pandas import DataFrame

SCHEMA = "gainsem.n_factors/1"
TABLES = {"rules": rules_table, "eigenvalues": eigenvalues_table, "solutions": solutions_table}


@dataclass(frozen=True, repr=False, eq=False)
class NFactors(JsonFile):
    """How many factors some items have, from :func:`gainsem.n_factors`.

    Parameters
    ----------
    names : tuple of str
        The items.
    n_factors : int
        The number most of the voting rules name; of tied numbers the nearest to parallel
        analysis of components, then the smaller one.
    votes, voters : int
        Rules that name it, and rules that vote.
    rules : tuple of Rule
        Every rule with its verdict.
    eigenvalues : Eigenvalues
        Beside those of chance.
    solutions : tuple of Solution
        What 0, 1, 2, ... factors achieve.
    options : dict
        The choices it was made with.
    kind : {"pearson", "pairwise", "fiml", "polychoric"}
        Of the correlations.
    n_obs : int
    diagnostics : tuple of Diagnostic
    sample : SampleFacts
    provenance : Provenance
    """

    names: tuple[str, ...]
    n_factors: int
    votes: int
    voters: int
    rules: tuple[Rule, ...]
    eigenvalues: Eigenvalues
    solutions: tuple[Solution, ...]
    options: dict[str, Any]
    kind: Kind
    n_obs: int
    diagnostics: tuple[Diagnostic, ...]
    sample: SampleFacts
    provenance: Provenance

    def __post_init__(self) -> None:
        object.__setattr__(self, "eigenvalues", read_only_arrays(self.eigenvalues))

    def __getitem__(self, rule: str) -> int | None:
        """Return the verdict of a rule by its key, such as ``"map2"``."""
        for each in self.rules:
            if each.key == rule:
                return each.n_factors
        known = [each.key for each in self.rules]
        raise KeyError(f"no rule '{rule}'.{did_you_mean(rule, known)} Rules: {', '.join(known)}")

    def table(self, name: str = "rules") -> Table:
        """Return one of the tables.

        Parameters
        ----------
        name : {"rules", "eigenvalues", "solutions"}

        Raises
        ------
        OptionError
            E-OPT-01 for another name.
        """
        make: Any = named_table(TABLES, name)
        table: Table = make(self)
        return table

    def to_frame(self, name: str = "rules") -> DataFrame:
        """Return one of the tables as a data frame; rules have their keys as index."""
        table = self.table(name)
        frame: DataFrame = table.to_frame()
        return frame.set_axis(list(table.row_keys)) if table.row_keys else frame

    def summary(self, *, without: Sequence[Diagnostic] = ()) -> Summary:
        """Return the page a terminal shows.

        Parameters
        ----------
        without : sequence of Diagnostic
            Remarks that were shown before.
        """
        return Summary(number_text_page(self, without))

    def verdicts(self) -> dict[str, Any]:
        """Return what was found, as an analysis keeps it that has asked for it."""
        own = self.eigenvalues
        return {
            "n_factors": int(self.n_factors),
            "votes": int(self.votes),
            "voters": int(self.voters),
            "rules": [plain(asdict(rule)) for rule in self.rules],
            "options": plain(self.options),
            "eigenvalues": plain({e.name: getattr(own, e.name) for e in fields(Eigenvalues)}),
            "solutions": [plain(asdict(each)) for each in self.solutions],
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the content of the record; it holds nothing about a single respondent."""
        return {
            "schema": SCHEMA,
            **self.verdicts(),
            "correlations": self.kind,
            "n_obs": int(self.n_obs),
            "names": list(self.names),
            "diagnostics": [each.to_dict() for each in self.diagnostics],
            "sample": plain(self.sample),
            "provenance": plain(self.provenance),
        }

    def __repr__(self) -> str:
        return number_line(self)

    def _repr_html_(self) -> str:
        return number_html(self)
