"""The measurement sheet: what a reviewer wants to know of the scales of a fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.results.fitted import SampleFacts
from gainsem.results.named_table import named_table
from gainsem.results.record import plain
from gainsem.results.reliability.cutoffs import Verdict, verdicts
from gainsem.results.reliability.record import (
    AgreementFigures,
    ConstructFigures,
    HigherOrderFigures,
    HtmtFigures,
    ItemFigures,
    SchmidLeimanRow,
    Settings,
)
from gainsem.results.reliability.tables import (
    agreement_table,
    constructs_table,
    cross_loadings_table,
    fornell_larcker_values,
    higher_table,
    htmt_table,
    items_table,
    schmid_leiman_table,
    square_table,
    summary_table,
)
from gainsem.results.table import STYLE, Table

if TYPE_CHECKING:
    from pandas import DataFrame

SCHEMA = "gainsem.reliability/1"
ROOT_NOTE = "Diagonal: square root of AVE. Below it: correlations of the constructs."


@dataclass(frozen=True, repr=False, eq=False)
class Reliability:
    """Reliability and validity of the constructs of a fit, from ``fit.reliability()``.

    Parameters
    ----------
    constructs : tuple of ConstructFigures
    items : tuple of ItemFigures
    latent_correlations : ndarray, shape (m, m)
        Of the constructs with items, in their order.
    cross_loadings : ndarray, shape (items, m)
        Implied correlations of items with constructs.
    htmt, htmt2 : HtmtFigures
    higher : tuple of HigherOrderFigures
        Constructs that other constructs measure.
    schmid_leiman : tuple of SchmidLeimanRow
    agreement : tuple of AgreementFigures
    settings : Settings
    sample : SampleFacts
    usable : bool
        Whether the fit is.
    diagnostics : tuple of Diagnostic
        What was remarked.
    """

    constructs: tuple[ConstructFigures, ...]
    items: tuple[ItemFigures, ...]
    latent_correlations: Array
    cross_loadings: Array
    htmt: HtmtFigures
    htmt2: HtmtFigures
    higher: tuple[HigherOrderFigures, ...]
    schmid_leiman: tuple[SchmidLeimanRow, ...]
    agreement: tuple[AgreementFigures, ...]
    settings: Settings
    sample: SampleFacts
    usable: bool
    diagnostics: tuple[Diagnostic, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the constructs with items."""
        return tuple(one.name for one in self.constructs)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every coefficient that has a convention, held against it."""
        return verdicts(self.constructs)

    def tables(self, *, lang: str = "en") -> dict[str, Table]:
        """Return all tables by name; those with nothing in them are left out.

        Parameters
        ----------
        lang : str
            Language of the wordings, where the codebook has it.
        """
        root = fornell_larcker_values(self.constructs, self.latent_correlations)
        found = {
            "constructs": constructs_table(self.constructs),
            "items": items_table(self.items, self.sample, lang=lang),
            "fornell_larcker": square_table(self.names, root, "Fornell-Larcker", ROOT_NOTE),
            "htmt": htmt_table(self.htmt, self.htmt2),
            "cross_loadings": cross_loadings_table(self.items, self.names, self.cross_loadings),
            "higher_order": higher_table(self.higher),
            "schmid_leiman": schmid_leiman_table(self.schmid_leiman),
            "agreement": agreement_table(self.agreement, self.settings.cluster or "groups"),
        }
        return {name: table for name, table in found.items() if table.rows}

    def to_frame(self, table: str = "constructs") -> DataFrame:
        """Return one of the tables as a data frame.

        Parameters
        ----------
        table : {"constructs", "items", "fornell_larcker", "htmt", "cross_loadings", ...}
            See :meth:`tables`.

        Raises
        ------
        OptionError
            E-OPT-01 for a table this sheet does not have.
        """
        frame: DataFrame = named_table(self.tables(), table).to_frame()
        return frame

    def summary(self, *, lang: str = "en") -> str:
        """Return the sheet as a page for a terminal.

        Parameters
        ----------
        lang : str
            Language of the wordings, where the codebook has it.
        """
        from gainsem.results.reliability.page import page_text
        from gainsem.results.summary import Summary

        return Summary(page_text(self, lang=lang))

    def to_dict(self) -> dict[str, Any]:
        """Return everything in the types JSON knows; what does not apply is null."""
        return {
            "schema": SCHEMA,
            "usable": self.usable,
            "settings": plain(self.settings),
            "constructs": [_construct(one) for one in self.constructs],
            "items": [{**plain(one), "r_squared": plain(one.r_squared)} for one in self.items],
            "latent_correlations": {
                "names": list(self.names),
                "values": plain(self.latent_correlations),
            },
            "cross_loadings": plain(self.cross_loadings),
            "htmt": plain(self.htmt),
            "htmt2": plain(self.htmt2),
            "higher_order": plain(self.higher),
            "schmid_leiman": plain(self.schmid_leiman),
            "agreement": [
                {**plain(one), "found": plain(one.found._asdict())} for one in self.agreement
            ],
            "verdicts": plain(self.verdicts),
            "diagnostics": [one.to_dict() for one in self.diagnostics],
        }

    def __repr__(self) -> str:
        said = "; ".join(f"{one.name}: omega {one.omega:.2f}" for one in self.constructs[:6])
        more = len(self.constructs) - 6
        return f"<Reliability {said}{f'; and {more} more' if more > 0 else ''}>"

    def _repr_html_(self) -> str:
        tables = [summary_table(self.constructs), *list(self.tables().values())[1:4]]
        body = "\n".join(table.to_html() for table in tables)
        return f'<div class="gainsem"><style>\n{STYLE}</style>\n{body}</div>'


def _construct(one: ConstructFigures) -> dict[str, Any]:
    halves = None if one.halves is None else plain(one.halves._asdict())
    return {**plain(one), "halves": halves}
