"""Fit a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of, columns_named, read_model

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.options import Options
    from gainsem.results.fit import Fit
    from gainsem.survey.codebook import Codebook
    from gainsem.survey.moments import Moments
    from gainsem.survey.responses import Responses
    from gainsem.syntax.statements import ModelText


def fit(
    model: str | Path | ModelText,
    data: Data,
    *,
    workers: int = 1,
    checkpoint: str | Path | None = None,
    resume: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> Fit:
    """Fit a structural equation model and return everything known about the fit.

    Parameters
    ----------
    model : str or Path
        A model in lavaan's language, or the path of a ``.lav`` file with one.
    data : Survey, Responses, DataFrame, Moments, str or Path
        The answers: a survey from :func:`read_survey`, a data frame, the path of a
        table or of a survey's folder, or moments of a published covariance matrix.
    workers : int
        Processes that share the draws of a bootstrap; the results are the same for any
        number.  In a script they need its calls under ``if __name__ == "__main__":``.
    checkpoint : str or Path, optional
        A file for finished draws; it is taken away when the bootstrap is complete.
    resume : bool
        Go on with the draws in that file, after a crash or Ctrl-C.
    progress : callable, optional
        Called with the draws done and the draws in all.
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
    from gainsem.options import options_from

    chosen = options_from(options)
    _check_run(workers, checkpoint, resume)
    text = read_model(model)
    if isinstance(data, str | Path):
        needed = columns_named(text, chosen)
        data = read_survey(data, beside=text.source, keep=needed, keep_others=bool(chosen.exclude))
    book = getattr(data, "codebook", None)
    answers = answers_of(data)
    if chosen.resamples:
        from gainsem.estimation.bootstrap.threads import one_thread

        with one_thread():
            run = (workers, checkpoint, resume, progress)
            result = _resampled(text, answers, chosen, book, *run)
    else:
        result = _estimated(text, answers, chosen, book)
    if chosen.monte_carlo and not chosen.resamples:
        from gainsem.results.bootstrap_rows import with_monte_carlo

        result = with_monte_carlo(result)
    if book is None:
        return result
    source = replace(
        result.provenance, codebook_source=str(book.path or ""), codebook_sha256=book.sha256
    )
    return replace(result, provenance=source)


def _check_run(workers: int, checkpoint: str | Path | None, resume: bool) -> None:
    from gainsem.errors import OptionError

    if workers < 1:
        raise OptionError.of("E-OPT-01", f"workers is {workers}; it must be 1 or more.")
    if resume and checkpoint is None:
        raise OptionError.of(
            "E-OPT-02",
            "resume= needs the file with the draws of the run that was broken off.",
            do="name it with  checkpoint=  (on the command line: --checkpoint, or --out)",
        )


def _estimated(
    text: ModelText, answers: Responses | Moments, options: Options, book: Codebook | None
) -> Fit:
    if options.exclude:
        from gainsem.estimation.exclusion import estimate_without_flagged

        return estimate_without_flagged(text, answers, options, codebook=book)
    from gainsem.estimation.estimate import estimate

    return estimate(text, answers, options)


def _usual(chosen: Options, answers: Responses | Moments) -> Options:
    """Return the options of the fit a bootstrap starts from."""
    from gainsem.estimation.bootstrap.plan import refuse_impossible

    refuse_impossible(answers, chosen)
    se = None if chosen.se == "bootstrap" else chosen.se
    test = None if chosen.test == "bollen.stine" else chosen.test
    return replace(chosen, se=se, test=test, bootstrap=None)


def _without_resamples(
    text: ModelText, answers: Responses | Moments, chosen: Options, book: Codebook | None
) -> Fit:
    """Return the fit a bootstrap starts from."""
    from gainsem.errors import OptionError

    usual = _usual(chosen, answers)
    try:
        return _estimated(text, answers, usual, book)
    except OptionError as problem:
        # A rotation without standard errors: the bootstrap is going to find them.
        if problem.code != "E-ESEM-10" or chosen.se != "bootstrap":
            raise
    return _estimated(text, answers, replace(usual, se="none"), book)


def _resampled(
    text: ModelText,
    answers: Responses | Moments,
    chosen: Options,
    book: Codebook | None,
    workers: int,
    checkpoint: str | Path | None,
    resume: bool,
    progress: Callable[[int, int], None] | None,
) -> Fit:
    from gainsem.estimation.bootstrap.bootstrap import bootstrapped
    from gainsem.estimation.bootstrap.run import Run

    result = _without_resamples(text, answers, chosen, book)
    drawn: Responses = answers  # type: ignore[assignment]  # moments are refused, E-BOOT-03
    if chosen.exclude:
        from gainsem.estimation.exclusion import without_flagged

        drawn = without_flagged(text, drawn, chosen, codebook=book)
    if checkpoint is None:
        return bootstrapped(result, drawn, chosen, Run(workers, None, progress))
    from gainsem.io.checkpoint import Checkpoint

    with Checkpoint(checkpoint, resume=resume) as store:
        done = bootstrapped(result, drawn, chosen, Run(workers, store, progress))
        store.remove()
    return done
