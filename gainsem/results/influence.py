"""Which respondents an analysis hangs on: what would change without each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.case_deletion import generalised_distance
from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import EstimationError
from gainsem.results.computed import no_standard_errors
from gainsem.results.deletion import Deletion, by_one_step, by_refitting
from gainsem.results.fitted import Fitted
from gainsem.results.fitted_answers import FittedAnswers, fitted_answers
from gainsem.results.frames import free_names
from gainsem.results.influence_table import influence_table
from gainsem.results.json_file import JsonText
from gainsem.results.one_of_several import is_one_of_several
from gainsem.results.record import plain

if TYPE_CHECKING:
    from pandas import DataFrame

    from gainsem.results.summary import Summary
    from gainsem.results.table import Table

# An estimate that moves by more standard errors than this hangs on one respondent.
LARGE, SHOWN = 1.0, 5


@dataclass(frozen=True, repr=False, eq=False)
class Influence(JsonText):
    """What would change without each respondent, from ``fit.influence(data)``.

    Parameters
    ----------
    names : tuple of str
        The free parameters.
    rows : ndarray of int, shape (n,)
        Where the respondents used stand in the data, from 0.
    every_line : ndarray of int, shape (n_read,)
        Line of every row of the data in its file; of a data frame its number, from 1.
    cook : ndarray, shape (n,)
        Generalised Cook's distance of all estimates.
    displacement : ndarray, shape (n,)
        Likelihood displacement, ``2 (L(all) - L(without))``.
    delta_chisq : ndarray, shape (n,)
        Chi-square of the fit less that without the respondent.
    dfbetas : ndarray, shape (n, q)
        Estimates less those without the respondent, in standard errors.
    exact : bool
        Whether the model was fitted again without each respondent.
    diagnostics : tuple of Diagnostic
    """

    names: tuple[str, ...]
    rows: NDArray[np.intp]
    every_line: NDArray[np.int64]
    cook: Array
    displacement: Array
    delta_chisq: Array
    dfbetas: Array
    exact: bool
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def lines(self) -> NDArray[np.int64]:
        """Lines of the respondents used, shape (n,)."""
        return self.every_line[self.rows]

    @property
    def order(self) -> NDArray[np.intp]:
        """The respondents, the most influential first."""
        # Those without a minimum come last: they are named in the diagnostics.
        known = np.where(np.isnan(self.cook), np.inf, -self.cook)
        return np.argsort(known, kind="stable")

    def table(self, most: int = 10) -> Table:
        """Return the respondents with the largest distances, the largest first."""
        return influence_table(self, most)

    def to_frame(self, table: str = "respondents") -> DataFrame:
        """Return a data frame with a row for every row of the data, NaN for those not used.

        Parameters
        ----------
        table : {"respondents", "dfbetas"}
            ``cook displacement delta_chisq``, or a column for every free parameter.
        """
        import pandas as pd

        if table not in ("respondents", "dfbetas"):
            raise KeyError(f"there is no table '{table}': respondents, dfbetas")
        if table == "dfbetas":
            columns, names = self.dfbetas, list(self.names)
        else:
            columns = np.column_stack([self.cook, self.displacement, self.delta_chisq])
            names = ["cook", "displacement", "delta_chisq"]
        values = np.full((len(self.every_line), len(names)), np.nan)
        values[self.rows] = columns
        return pd.DataFrame(values, columns=names)

    def summary(self, most: int = 10) -> Summary:
        """Return the table of the most influential respondents, and what was remarked."""
        from gainsem.results.summary import Summary

        parts = [self.table(most).to_text(), *map(str, self.diagnostics)]
        return Summary("\n\n".join(parts) + "\n")

    def to_dict(self) -> dict[str, Any]:
        """Return everything in the types JSON knows."""
        respondents = [
            {
                "line": int(self.lines[k]),
                "cook": plain(float(self.cook[k])),
                "displacement": plain(float(self.displacement[k])),
                "delta_chisq": plain(float(self.delta_chisq[k])),
                "dfbetas": plain(self.dfbetas[k]),
            }
            for k in range(len(self.rows))
        ]
        return {
            "schema": "gainsem.influence/1",
            "exact": self.exact,
            "parameters": list(self.names),
            "respondents": respondents,
            "diagnostics": [one.to_dict() for one in self.diagnostics],
        }

    def __repr__(self) -> str:
        how = "refitted without each" if self.exact else "in one step"
        return f"<Influence of {len(self.rows)} respondents, {how}>"

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


def influence_of(fit: Fitted, data: Any, *, exact: bool = False) -> Influence:
    """Return what would change without each respondent.

    Parameters
    ----------
    fit : Fitted
    data : Responses, Survey, DataFrame, str or Path
    exact : bool
        Fit the model again without each respondent, instead of one step from the scores.

    Raises
    ------
    EstimationError, OptionError, ResponseError
        E-INF-01, E-OPT-02, E-INF-02: no likelihood, no answers, or other answers; E-EST-97
        for a fit without standard errors.
    """
    asked = "Influence of respondents"
    if fit.table.blocks:
        raise EstimationError.of(
            "E-INF-01",
            f"{asked} is not known of this fit: its exploratory factors would be rotated anew"
            " without each respondent.",
            do="fit a model without efa() terms",
        )
    if is_one_of_several(fit):
        raise EstimationError.of(
            "E-INF-01",
            f"{asked} is not known of one group of several: what the groups share moves in all of"
            " them without a respondent.",
            do="fit.casewise(data) of all groups, or fit the group by itself",
        )
    own = fitted_answers(fit, data, asked=asked)
    vcov = fit.solution.vcov
    if vcov is None:
        raise no_standard_errors(fit)
    found = by_refitting(own) if exact else by_one_step(own)
    errors = np.sqrt(np.diag(vcov))
    with np.errstate(invalid="ignore", divide="ignore"):
        dfbetas = np.where(errors > 0.0, -found.change / errors, np.nan)
    names = tuple(free_names(fit))
    return Influence(
        names,
        own.rows,
        own.lines,
        generalised_distance(found.change, vcov),
        found.displacement,
        found.delta_chisq,
        dfbetas,
        exact,
        tuple(_remarks(own, found, dfbetas, names)),
    )


def _remarks(
    own: FittedAnswers, found: Deletion, dfbetas: Array, names: tuple[str, ...]
) -> list[Diagnostic]:
    lines = own.lines[own.rows]
    said = []
    lost = lines[~found.converged]
    if len(lost):
        shown = ", ".join(map(str, lost[:SHOWN].tolist()))
        more = " ..." if len(lost) > SHOWN else ""
        said.append(
            warning(
                "W-INF-03",
                f"no minimum was found without {len(lost)} of {own.n} respondents: line"
                f" {shown}{more}.",
                do="look at their answers first: the solution hangs on them",
            )
        )
    size = np.abs(np.nan_to_num(dfbetas))
    for k in np.argsort(-size.max(axis=1, initial=0.0), kind="stable")[:SHOWN].tolist():
        at = int(size[k].argmax()) if size.shape[1] else 0
        if size.shape[1] and size[k, at] > LARGE:
            text = f"without the respondent in line {lines[k]}, '{names[at]}' would change by"
            said.append(note("I-INF-04", f"{text} {size[k, at]:.1f} standard errors."))
    return said
