"""Tables of the estimates: one a kind of parameter, with stable column keys."""

from __future__ import annotations

from collections.abc import Iterable

from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.results.fitted import FittedModel, ParameterEstimate
from gainsem.results.table import Column, Table
from gainsem.results.verdict import estimates_withheld

LABEL = Column("label", "Label")
RESIDUAL = Column("residual", "Residual")
ESTIMATE = Column("est", "Estimate", "number")
STANDARD_ERROR = Column("se", "Std.Err", "number")
Z_VALUE = Column("z", "z-value", "number")
PVALUE = Column("pvalue", "P(>|z|)", "pvalue")
CI_LOWER = Column("ci_lower", "ci.lower", "number")
CI_UPPER = Column("ci_upper", "ci.upper", "number")
STD_LV = Column("std_lv", "Std.lv", "number")
STD_ALL = Column("std_all", "Std.all", "number")
R_SQUARED = Column("r_squared", "R-square", "number")

T_VALUE = Column("z", "t-value", "number")
T_PVALUE = Column("pvalue", "P(>|t|)", "pvalue")

INFERENCE = (ESTIMATE, STANDARD_ERROR, Z_VALUE, PVALUE)
T_INFERENCE = (ESTIMATE, STANDARD_ERROR, T_VALUE, T_PVALUE)
INTERVAL = (CI_LOWER, CI_UPPER)
STANDARDIZED = (STD_LV, STD_ALL)


def loadings_table(fit: FittedModel) -> Table:
    """Return the loadings, with the share of each item's variance its factors explain."""
    rows = [
        (row.lhs, row.rhs, row.label, *_numbers(row), fit.r_squared.get(row.rhs))
        for row in rows_of(fit, "=~", "<~")
    ]
    names = (Column("factor", "Latent variable"), Column("item", "Indicator"))
    return Table((*names, LABEL, *_columns(fit), R_SQUARED), tuple(rows), "Factor loadings")


def regressions_table(fit: FittedModel) -> Table:
    """Return the path coefficients."""
    rows = tuple((row.lhs, row.rhs, row.label, *_numbers(row)) for row in rows_of(fit, "~"))
    names = (Column("outcome", "Outcome"), Column("predictor", "Predictor"))
    return Table((*names, LABEL, *_columns(fit)), rows, "Path coefficients")


def covariances_table(fit: FittedModel) -> Table:
    """Return the covariances, and whether each is one of residuals."""
    explained = explained_variables(fit)
    rows = tuple(
        (row.lhs, row.rhs, row.label, {row.lhs, row.rhs} <= explained, *_numbers(row))
        for row in rows_of(fit, "~~")
        if row.lhs != row.rhs
    )
    names = (Column("first", "Variable"), Column("second", "With"))
    return Table((*names, LABEL, RESIDUAL, *_columns(fit)), rows, "Covariances")


def variances_table(fit: FittedModel) -> Table:
    """Return the variances, and whether each is residual."""
    rows = [row for row in rows_of(fit, "~~") if row.lhs == row.rhs]
    return _one_name(fit, "Variances", rows)


def intercepts_table(fit: FittedModel) -> Table:
    """Return the intercepts and means."""
    return _one_name(fit, "Intercepts", rows_of(fit, "~1"))


def thresholds_table(fit: FittedModel) -> Table:
    """Return the thresholds of the ordinal items, numbered from 1."""
    rows = tuple(
        (row.lhs, int(row.rhs.removeprefix("t")), row.label, *_numbers(row))
        for row in rows_of(fit, "|")
    )
    names = (Column("item", "Item"), Column("threshold", "Threshold", "integer"))
    return Table((*names, LABEL, *_columns(fit)), rows, "Thresholds")


def scales_table(fit: FittedModel) -> Table:
    """Return the scales of the latent responses, where they are not all fixed at 1."""
    return _one_name(fit, "Scales of the latent responses", rows_of(fit, "~*~")).without("residual")


def defined_table(fit: FittedModel) -> Table:
    """Return the parameters defined by ``:=``."""
    rows = tuple((row.lhs, row.rhs, *_numbers(row)) for row in rows_of(fit, ":="))
    names = (Column("name", "Name"), Column("definition", "Definition"))
    return Table((*names, *_columns(fit)), rows, "Defined parameters")


def r_squared_table(fit: FittedModel) -> Table:
    """Return the explained share of the variance of every dependent variable."""
    columns = (Column("variable", "Variable"), R_SQUARED)
    rows = () if estimates_withheld(fit) else tuple(fit.r_squared.items())
    return Table(columns, rows, "Explained variance")


def rows_of(fit: FittedModel, *ops: str) -> tuple[ParameterEstimate, ...]:
    """Return the estimates with one of the given operators; none where they are withheld.

    What only sets the scale of ordinal items (see :func:`set_for_scale`) is left out.
    """
    if estimates_withheld(fit):
        return ()
    left_out = set_for_scale(fit)
    return tuple(
        row
        for row in fit.parameter_rows
        if row.op in ops and (row.lhs, row.op, row.rhs, row.group) not in left_out
    )


def set_for_scale(fit: FittedModel) -> frozenset[tuple[str, str, str, int]]:
    """Return the parameters a fit of ordinal items fixes so that others are determined.

    These are the intercepts fixed at 0 and the scales fixed at 1 that nobody wrote in the
    model, and the moments of covariates that the others are given.
    """
    table = fit.table
    return frozenset(
        (row.lhs, row.op, row.rhs, row.group)
        for row in table.rows
        if table.levels and not row.is_free and _sets_scale(table, row)
    )


def _sets_scale(table: ParameterTable, row: Parameter) -> bool:
    if row.exogenous:
        return table.conditional
    if row.user or row.derived:
        return False
    return row.op == "~*~" or (row.op == "~1" and not row.value)


def explained_variables(fit: FittedModel) -> frozenset[str]:
    """Return the names the model explains: their variances and intercepts are residual."""
    items = {row.rhs for row in rows_of(fit, "=~")}
    return frozenset(items | {row.lhs for row in rows_of(fit, "~", "<~")})


def _one_name(fit: FittedModel, caption: str, rows: Iterable[ParameterEstimate]) -> Table:
    explained = explained_variables(fit)
    cells = tuple((row.lhs, row.label, row.lhs in explained, *_numbers(row)) for row in rows)
    return Table((Column("variable", "Variable"), LABEL, RESIDUAL, *_columns(fit)), cells, caption)


def tested_by_t(fit: FittedModel) -> bool:
    """Return whether p of the estimates comes from t, with the replicates' freedom."""
    return getattr(fit, "replication", None) is not None


def inference_columns(fit: FittedModel) -> tuple[Column, ...]:
    """Return the columns of the estimates and their tests, headed by their distribution."""
    return T_INFERENCE if tested_by_t(fit) else INFERENCE


def _columns(fit: FittedModel) -> tuple[Column, ...]:
    return (*inference_columns(fit), *INTERVAL, *STANDARDIZED)


def _numbers(row: ParameterEstimate) -> tuple[float | None, ...]:
    """Return a row's numbers; a parameter that was not estimated has no error to speak of."""
    inference = (row.se, row.z, row.pvalue) if row.se > 0 else (None, None, None)
    interval = (row.ci_lower, row.ci_upper) if row.se > 0 else (None, None)
    return (row.est, *inference, *interval, row.std_lv, row.std_all)
