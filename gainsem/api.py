"""The notebook's verbs: each hands its arguments to the room that does the work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from gainsem.results.fit import Fit
    from gainsem.survey.moments import Moments
    from gainsem.survey.responses import Responses
    from gainsem.survey.survey import Survey
    from gainsem.syntax.statements import ModelText

    Data = Survey | Responses | Moments | pd.DataFrame | str | Path

MODEL_SUFFIX = ".lav"


def fit(model: str | Path | ModelText, data: Data, **options: Any) -> Fit:
    """Fit a structural equation model and return everything known about the fit.

    Parameters
    ----------
    model : str or Path
        A model in lavaan's language, or the path of a ``.lav`` file with one.
    data : Survey, Responses, DataFrame, Moments, str or Path
        The answers: a survey from :func:`read_survey`, a data frame, the path of a
        table or of a survey's folder, or moments of a published covariance matrix.
    **options
        Any option of :class:`gainsem.Options`: ``estimator``, ``std_lv``, ``preset``, ...

    Returns
    -------
    Fit
        Estimates, tests, fit measures and every remark made on the way.

    Raises
    ------
    GainsemError
        When an input, the model or an option is wrong; the message says where.

    Examples
    --------
    >>> import gainsem
    >>> cov = [[1.5, 0.6, 0.5], [0.6, 1.2, 0.4], [0.5, 0.4, 1.1]]
    >>> moments = gainsem.Moments.from_covariance(cov, 200, names=["a", "b", "c"])
    >>> fit = gainsem.fit("trust =~ a + b + c", moments)
    >>> fit.converged
    True
    """
    from gainsem.estimation.estimate import estimate
    from gainsem.options import options_from

    chosen = options_from(options)
    text = read_model(model)
    if isinstance(data, str | Path):
        data = read_survey(data, beside=text.source)
    result = estimate(text, _answers(data), chosen)
    book = getattr(data, "codebook", None)
    if book is None:
        return result
    source = replace(
        result.provenance, codebook_source=str(book.path or ""), codebook_sha256=book.sha256
    )
    return replace(result, provenance=source)


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
        A table (CSV, TSV, XLSX) or a folder with a codebook and its responses.
    codebook : str or Path, optional
        The codebook, where it does not lie beside the answers.
    **reading
        How to read the table, as far as it cannot be found out: ``where``,
        ``encoding``, ``delimiter``, ``sheet``, ``allow_short_rows``; see
        :func:`gainsem.io.read_survey.read_survey`.

    Returns
    -------
    Survey
        With ``.responses``, and every recoding counted.
    """
    from gainsem.io.read_survey import read_survey as read

    return read(path, codebook=codebook, **reading)


def report(fit: Fit, path: str | Path, *, lang: str = "en") -> Path:
    """Write the report of a fit as a PDF.

    Parameters
    ----------
    fit : Fit
        From :func:`fit` or :func:`load`.
    path : str or Path
        Where to write it; the suffix says as what (``.pdf``).
    lang : {"en", "zh"}
        Language of the report, and of item wordings where the codebook has them.

    Returns
    -------
    Path
        The file written.
    """
    from gainsem.report.write import write_report

    return write_report(fit, path, lang=lang)


def load(path: str | Path) -> Fit:
    """Return the fit that ``fit.save(path)`` or ``gainsem fit --json`` has written.

    Parameters
    ----------
    path : str or Path
        A ``fit.json``.

    Returns
    -------
    Fit
        Equal to the fit that was saved; nothing is estimated again.
    """
    from gainsem.io.fit_json import read_fit

    return read_fit(path)


def cite(fit: Fit, *, bibtex: bool = False) -> str:
    """Return the references of the methods a fit has used.

    Parameters
    ----------
    fit : Fit
        From :func:`fit` or :func:`load`.
    bibtex : bool
        As BibTeX entries instead of formatted references.

    Returns
    -------
    str
        One reference a line, or one entry after the other.
    """
    from gainsem.report.bibliography import apa_text
    from gainsem.report.bibliography import bibtex as entry
    from gainsem.report.citations import citations_for

    if bibtex:
        return "\n\n".join(entry(reference) for reference in citations_for(fit))
    return "\n".join(apa_text(reference) for reference in citations_for(fit))


def read_model(model: str | Path | ModelText) -> ModelText:
    """Return the statements of a model text, or of the ``.lav`` file it lies in.

    Parameters
    ----------
    model : str or Path
        A text that ends in ``.lav`` is a path; a :class:`~pathlib.Path` always is,
        ``Path("-")`` standard input.

    Returns
    -------
    ModelText
        What :func:`fit` takes, too.
    """
    from gainsem.syntax import parse

    if isinstance(model, str) and not model.strip().endswith(MODEL_SUFFIX):
        return parse(model)
    if isinstance(model, str | Path):
        from gainsem.io.text import read_text

        source = "standard input" if str(model) == "-" else str(model)
        return parse(read_text(model), source)
    return model


def _answers(data: Any) -> Responses | Moments:
    """Return what estimation takes from whatever holds the answers."""
    from gainsem.survey.moments import Moments
    from gainsem.survey.responses import Responses

    if isinstance(data, Moments | Responses):
        return data
    if hasattr(data, "responses"):
        held: Responses = data.responses
        return held
    from gainsem.io.frames import read_frame
    from gainsem.survey.recode import apply_codebook

    return apply_codebook(read_frame(data))
