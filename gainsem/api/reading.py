"""Read what is on disk: a survey, a codebook, a fit that was saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gainsem.results.efa import Efa
    from gainsem.results.equity.record import Equity
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.imputed import ImputedFit
    from gainsem.results.invariance.record import Invariance
    from gainsem.survey.codebook import Codebook
    from gainsem.survey.survey import Survey


def read_survey(
    path: str | Path,
    *,
    codebook: str | Path | None = None,
    **reading: Any,
) -> Survey:
    """Read a survey: its answers, with its codebook applied to them.

    Parameters
    ----------
    path : str or Path
        A table (CSV, TSV, XLSX, SPSS, Stata, Parquet) or a folder with a codebook and its
        responses.
    codebook : str or Path, optional
        The codebook, where it does not lie beside the answers.
    **reading
        How to read the table, as far as it cannot be found out: ``where``,
        ``encoding``, ``delimiter``, ``sheet``, ``allow_short_rows``, ``keep_unfinished``;
        second tables to ``join``, columns to ``keep``; see
        :func:`gainsem.io.read_survey.read_survey`.

    Returns
    -------
    Survey
        With ``.responses``, and every recoding counted.
    """
    from gainsem.io.read_survey import read_survey as read

    return read(path, codebook=codebook, **reading)


def read_codebook(path: str | Path) -> Codebook:
    """Read a codebook without any answers, to look at what was asked.

    Parameters
    ----------
    path : str or Path
        A codebook, or the folder it lies in.

    Returns
    -------
    Codebook
        ``.to_frame()`` lists the items; the codebook of a survey that has been read is its
        ``.codebook``.
    """
    from gainsem.io.check_codebook import codebook_path
    from gainsem.survey.codebook_file import read_codebook as read

    return read(codebook_path(path))


def load(path: str | Path) -> Fit | GroupedFit | Efa | ImputedFit | Invariance | Equity:
    """Return what ``.save(path)`` or ``gainsem fit``, ``efa``, ``invariance``, ``equity`` wrote.

    Parameters
    ----------
    path : str or Path
        A ``fit.json``, ``imputed_fit.json``, ``efa.json``, ``invariance.json`` or ``equity.json``.

    Returns
    -------
    Fit, GroupedFit, ImputedFit, Efa, Invariance or Equity
        Equal to what was saved; nothing is estimated again.
    """
    from gainsem.io.fit_json import read_result

    return read_result(path)
