"""What a model text may say about ordinal variables: thresholds, residual variances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError, did_you_mean
from gainsem.syntax.statements import ModelText, Statement


def check_ordinal_rows(model: ModelText, levels: Mapping[str, int], *, theta: bool) -> None:
    """Raise for thresholds that do not exist, and for variances that are not free.

    Parameters
    ----------
    model : ModelText
    levels : mapping
        Ordinal variable -> number of thresholds.
    theta : bool
        Whether residual variances of latent responses are fixed, not their variances.

    Raises
    ------
    SpecificationError
        E-ORD-53 a threshold of a variable that is not ordinal, E-ORD-54 one that the
        variable does not have, E-ORD-55 a residual variance that follows from the
        other parameters.
    """
    problems = tuple(_problems(model, levels, theta=theta))
    if problems:
        raise SpecificationError(*problems)


def _problems(model: ModelText, levels: Mapping[str, int], *, theta: bool) -> Iterator[Diagnostic]:
    for row in model.statements:
        if row.op in ("|", "~*~") and row.lhs not in levels:
            what = "threshold" if row.op == "|" else "scaling factor"
            yield _problem(
                model,
                row,
                "E-ORD-53",
                f"'{row.lhs}' has a {what} in the model, but it is not treated as ordinal.",
                f"say  ordered={row.lhs}  (or a codebook with  measure: ordinal), or take the"
                f" {what} out",
            )
        elif row.op == "~*~" and theta:
            yield _problem(
                model,
                row,
                "E-ORD-55",
                f"the scaling factor of '{row.lhs}' is no parameter: it follows from the other"
                " parameters (theta parameterization).",
                "take the term out, or use  parameterization=delta",
            )
        elif row.op == "|":
            names = [f"t{level}" for level in range(1, levels[row.lhs] + 1)]
            if row.rhs not in names:
                yield _problem(
                    model,
                    row,
                    "E-ORD-54",
                    f"'{row.lhs}' has no threshold '{row.rhs}'.{did_you_mean(row.rhs, names)}",
                    f"its thresholds are {', '.join(names)}",
                )
        elif row.op == "~~" and row.lhs == row.rhs and row.lhs in levels and not theta:
            yield _problem(
                model,
                row,
                "E-ORD-55",
                f"the residual variance of the ordinal variable '{row.lhs}' is no parameter: it"
                " follows from the other parameters (delta parameterization).",
                "take the term out, or use  parameterization=theta",
            )


def _problem(model: ModelText, row: Statement, code: str, message: str, do: str) -> Diagnostic:
    return Diagnostic(
        code,
        "error",
        f"{model.where(row.at)}: {message}",
        do=do,
        excerpt=model.excerpt(row.at),
    )
