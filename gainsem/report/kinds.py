"""Which results have a report: a new kind is a row of ``REPORTS``, its builder, its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gainsem.errors import OptionError
from gainsem.report.bibliography import Reference
from gainsem.report.build import build_report
from gainsem.report.build_efa import build_efa_report
from gainsem.report.build_equity import build_equity_report, equity_citations
from gainsem.report.build_groups import build_grouped_report
from gainsem.report.build_imputed import build_imputed_report
from gainsem.report.build_index import build_index_report, index_citations
from gainsem.report.build_invariance import build_invariance_report, invariance_citations
from gainsem.report.citations import citations_for
from gainsem.report.document import Document
from gainsem.report.efa_sources import efa_citations
from gainsem.report.group_sources import group_citations
from gainsem.report.imputed_sources import imputed_citations
from gainsem.results.efa import Efa
from gainsem.results.equity.record import Equity
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.imputed import ImputedFit
from gainsem.results.invariance.record import Invariance
from gainsem.results.scores import Scores

Reported = Fit | GroupedFit | ImputedFit | Efa | Scores | Invariance | Equity


@dataclass(frozen=True, slots=True)
class ReportKind:
    """How one kind of result becomes a report.

    Parameters
    ----------
    build : callable
        Takes the result, ``lang`` and ``figures`` (SVG by name, as
        :func:`gainsem.plots.figures.figures_of` names them); returns the document.
    cited : callable
        Takes the result; returns the papers behind it, in alphabetical order.
    """

    build: Callable[..., Document]
    cited: Callable[[Any], Sequence[Reference]]


REPORTS: Mapping[type, ReportKind] = MappingProxyType(
    {
        Fit: ReportKind(build_report, citations_for),
        GroupedFit: ReportKind(build_grouped_report, group_citations),
        ImputedFit: ReportKind(build_imputed_report, imputed_citations),
        Efa: ReportKind(build_efa_report, efa_citations),
        Scores: ReportKind(build_index_report, index_citations),
        Invariance: ReportKind(build_invariance_report, invariance_citations),
        Equity: ReportKind(build_equity_report, equity_citations),
    }
)


def report_kind(result: Reported) -> ReportKind:
    """Return how a result becomes a report.

    Raises
    ------
    OptionError
        ``E-OPT-01`` for anything that has no report.
    """
    for kind in type(result).__mro__:
        if kind in REPORTS:
            return REPORTS[kind]
    raise OptionError.of(
        "E-OPT-01",
        f"there is no report of a {type(result).__name__}.",
        do=f"give one of: {', '.join(kind.__name__ for kind in REPORTS)}",
    )
