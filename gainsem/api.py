"""The notebook's verbs: each hands its arguments to the room that does the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.io.handed_in import answers_of, columns_named, read_model

if TYPE_CHECKING:
    import pandas as pd

    from gainsem.results.fit import Fit
    from gainsem.results.polychoric import Polychoric
    from gainsem.results.scores import Scores
    from gainsem.results.screening import Screening
    from gainsem.survey.codebook import Codebook
    from gainsem.survey.moments import Moments
    from gainsem.survey.responses import Responses
    from gainsem.survey.survey import Survey
    from gainsem.syntax.statements import ModelText

    Data = Survey | Responses | Moments | pd.DataFrame | str | Path


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
        needed = columns_named(text, chosen)
        data = read_survey(data, beside=text.source, keep=needed, keep_others=bool(chosen.exclude))
    book = getattr(data, "codebook", None)
    if chosen.exclude:
        from gainsem.estimation.exclusion import estimate_without_flagged

        result = estimate_without_flagged(text, answers_of(data), chosen, codebook=book)
    else:
        result = estimate(text, answers_of(data), chosen)
    if book is None:
        return result
    source = replace(
        result.provenance, codebook_source=str(book.path or ""), codebook_sha256=book.sha256
    )
    return replace(result, provenance=source)


def polychoric(
    data: Data,
    items: Sequence[str] | None = None,
    *,
    ordered: bool | str | Sequence[str] = "all",
    missing: str = "listwise",
    weights: str | None = None,
    zero_add: float = 0.5,
    collapse: str | None = None,
    force: bool = False,
    se: str = "standard",
) -> Polychoric:
    """Return correlations of the normal responses that lie behind ordinal answers.

    Each item's thresholds come from its own answers; the correlation of a pair then
    maximises ``sum n_ab log pi_ab`` over its two-way table (Olsson 1979,
    doi:10.1007/BF02296207), with the asymptotic covariances of Joreskog (1994,
    doi:10.1007/BF02296131).  Correlations with a continuous item are polyserial
    (Olsson, Drasgow & Dorans 1982, doi:10.1007/BF02294164).

    Parameters
    ----------
    data : Survey, Responses, DataFrame, str or Path
        The answers, as for :func:`fit`.
    items : sequence of str, optional
        The items, in the order of the result.  By default those in ``ordered``, else all
        the codebook calls ordinal; without such a codebook all columns with 2 to 12
        whole numbers.
    ordered : "all", str or sequence of str
        Which of them are ordinal; the others are continuous.
    missing : {"listwise", "pairwise"}
        Leave out respondents with a missing answer to any item, or pair by pair.
    weights : str, optional
        Column with sampling weights.
    zero_add : float
        Added to the only empty cell of a 2 x 2 table, its margins unchanged.
    collapse : {"auto"}, optional
        Merge the rarest categories with their neighbours, and say so.
    force : bool
        Treat items with more than 12 categories as ordinal all the same.
    se : {"standard", "robust.hessian"}
        The usual standard errors, or those that are right where the latent responses are
        not normal.

    Returns
    -------
    Polychoric
        ``.correlations``, ``.se``, ``.thresholds``, ``.acov()``, ``.tests``, ...

    Raises
    ------
    GainsemError
        When the answers have no such correlations; the message says where.
    """
    from gainsem.errors import OptionError
    from gainsem.estimation.polychoric import polychoric_of
    from gainsem.options import Options
    from gainsem.survey.moments import Moments

    if isinstance(data, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "polychoric() needs the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    options = Options(
        ordered=ordered,
        missing=missing,
        weights=weights,
        zero_add=zero_add,
        collapse=collapse,
        force=force,
    )
    return polychoric_of(answers_of(data), items, se=se, options=options)


def screen(
    data: Data,
    items: Sequence[str] | None = None,
    *,
    model: str | Path | ModelText | None = None,
    thresholds: Mapping[str, float] | None = None,
    seconds: str | None = None,
    attention: Mapping[str, float] | None = None,
    respondent: str | None = None,
) -> Screening:
    """Look for careless answers, copies and items that do not work; nobody is left out.

    Parameters
    ----------
    data : Survey, Responses, DataFrame, str or Path
        The answers, as for :func:`fit`.
    items : sequence of str, optional
        The items to screen, in the order they were asked.  By default those the codebook
        calls ordinal and assigns to a construct, else those of the model, else every column
        that looks like a rating.
    model : str, Path or ModelText, optional
        A model whose latent variables are the scales, where no codebook says.
    thresholds : mapping, optional
        Thresholds to use instead of the usual ones, such as ``{"longstring": 12}``.
    seconds, respondent : str, optional
        Columns with the time taken and with an identifier, where no codebook names them.
    attention : mapping, optional
        Attention checks, and the answer each asks for, where no codebook names them.

    Returns
    -------
    Screening
        ``.flags``, ``.respondents``, ``.items``, ``.flagged("speed")``, ``.summary()``, ...

    Raises
    ------
    GainsemError
        When there is nothing to screen; the message says why.
    """
    from gainsem.errors import OptionError
    from gainsem.model.variables import measured_items
    from gainsem.results.screening import Screening
    from gainsem.survey.moments import Moments
    from gainsem.survey.screening import screen_answers

    text = None if model is None else read_model(model)
    if isinstance(data, str | Path):
        data = read_survey(data, beside=text.source if text else "")
    if isinstance(data, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "screen() needs the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    found = screen_answers(
        answers_of(data),
        getattr(data, "codebook", None),
        items=items,
        measured=measured_items(text.statements) if text else None,
        thresholds=thresholds,
        seconds=seconds,
        attention=attention,
        respondent=respondent,
    )
    return Screening(**vars(found))


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


def score(
    fit: Fit,
    data: Data,
    *,
    by: Sequence[str] | str = (),
    weights: str | None = None,
    cluster: str | None = None,
    wave: str | None = None,
    compare: str | None = None,
    gap: Sequence[Any] | str = (),
    target: str | None = None,
    overall: str | None = None,
    part_weights: Mapping[str, float] | None = None,
    draws: int = 20,
    seed: int = 1,
    min_cell: int = 10,
) -> Scores:
    """Return factor scores, and indices from 0 to 100 of all and of groups.

    Parameters
    ----------
    fit : Fit
        From :func:`fit` or :func:`load`; it must be usable.
    data : Survey, Responses, DataFrame, str or Path
        The answers to score, as for :func:`fit`.
    by, weights, cluster, wave, compare : str, optional
        Variables that make groups (several: a sequence), and columns with these roles.
    gap, target, overall, part_weights : optional
        Pairs of constructs whose difference is shown; the variable importance is for; the
        construct that stands for everything; weights of parts.
    draws, seed, min_cell : int
        Plausible values a respondent; their seed; the smallest group that is shown.

    Returns
    -------
    Scores
        ``.table()``, ``.to_frame()``, ``.summary()``, ``.to_dict()``.
    """
    from gainsem.estimation.score import score_survey
    from gainsem.estimation.score_options import score_options

    options = score_options(
        by=by,
        gap=gap,
        part_weights=part_weights,
        draws=draws,
        seed=seed,
        min_cell=min_cell,
        weights=weights,
        cluster=cluster,
        wave=wave,
        compare=compare,
        target=target,
        overall=overall,
    )
    if isinstance(data, str | Path):
        data = read_survey(data)
    return score_survey(fit, answers_of(data), getattr(data, "codebook", None), options)
