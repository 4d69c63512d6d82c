"""Fit a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of, columns_named, read_model

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.options import Options
    from gainsem.results.fit import Fit, Provenance
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.survey.codebook import Codebook
    from gainsem.survey.moments import Moments
    from gainsem.survey.responses import Responses
    from gainsem.syntax.statements import ModelText


@overload
def fit(
    model: str | Path | ModelText,
    data: Data,
    *,
    group: None = None,
    workers: int = 1,
    checkpoint: str | Path | None = None,
    resume: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> Fit: ...


@overload
def fit(
    model: str | Path | ModelText,
    data: Data | Sequence[Moments],
    *,
    group: str | None = None,
    workers: int = 1,
    checkpoint: str | Path | None = None,
    resume: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> GroupedFit: ...


def fit(
    model: str | Path | ModelText,
    data: Data | Sequence[Moments],
    *,
    group: str | None = None,
    workers: int = 1,
    checkpoint: str | Path | None = None,
    resume: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **options: Any,
) -> Fit | GroupedFit:
    """Fit a structural equation model and return everything known about the fit.

    Parameters
    ----------
    model : str or Path
        A model in lavaan's language, or the path of a ``.lav`` file with one.
    data : Survey, Responses, DataFrame, Moments, str or Path
        The answers: a survey from :func:`read_survey`, a data frame, the path of a
        table or of a survey's folder, or moments of a published covariance matrix (of
        several groups: a list of them).
    group : str, optional
        Column with groups: the model is estimated in all of them together.
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
    Fit or GroupedFit
        Estimates, tests, fit measures and every remark made on the way; with ``group=``, of
        all groups together.

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

    chosen = options_from({**options, "group": group})
    _check_run(workers, checkpoint, resume)
    text = read_model(model)
    if isinstance(data, str | Path):
        needed = columns_named(text, chosen)
        data = read_survey(data, beside=text.source, keep=needed, keep_others=bool(chosen.exclude))
    book = getattr(data, "codebook", None)
    answers: Any = list(data) if isinstance(data, list | tuple) else answers_of(data)
    result: Fit | GroupedFit
    again = bool(chosen.resamples or chosen.replicated)
    if again:
        from gainsem.estimation.bootstrap.threads import one_thread

        with one_thread():
            run = (workers, checkpoint, resume, progress)
            result = _again(text, answers, chosen, book, *run)
    else:
        result = _estimated(text, answers, chosen, book)
    if chosen.monte_carlo and not again:
        from gainsem.results.bootstrap_rows import with_monte_carlo

        result = with_monte_carlo(result)
    return result if book is None else replace(result, provenance=_with_book(result, book))


def _in_groups(answers: Responses | Moments | list[Moments], chosen: Options) -> bool:
    return chosen.group is not None or isinstance(answers, list)


def _estimated(
    text: ModelText, answers: Any, options: Options, book: Codebook | None
) -> Fit | GroupedFit:
    from gainsem.survey.responses import Responses

    by: Callable[..., Any]
    result: Fit | GroupedFit
    if _in_groups(answers, options):
        from gainsem.estimation.groups.estimate import estimate_groups as by
    else:
        from gainsem.estimation.estimate import estimate as by
    used = answers
    if options.exclude:
        from gainsem.estimation.exclusion import estimate_without_flagged, without_flagged

        result = estimate_without_flagged(text, answers, options, by, codebook=book)
        if len(options.tests) > 1 and isinstance(answers, Responses):
            used = without_flagged(text, answers, options, codebook=book)
    else:
        result = by(text, answers, options)
    if len(options.tests) > 1:
        from gainsem.estimation.further_tests import with_further_tests

        result = with_further_tests(result, options, partial(by, text, used))
    return result


def _with_book(result: Fit | GroupedFit, book: Any) -> Provenance:
    """Return where a fit came from, its codebook named."""
    return replace(
        result.provenance, codebook_source=str(book.path or ""), codebook_sha256=book.sha256
    )


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


def _usual(chosen: Options, answers: Any) -> Options:
    """Return the options of the fit a bootstrap starts from."""
    from gainsem.estimation.bootstrap.plan import refuse_impossible

    refuse_impossible(answers, chosen)
    se = None if chosen.se == "bootstrap" else chosen.se
    return replace(chosen, se=se, test=",".join(chosen.tests) or None, bootstrap=None)


def _without_replicates(chosen: Options, answers: Responses | Moments) -> Options:
    """Return the options of the fit that replicates are the replicates of."""
    if not chosen.replicated:
        return chosen
    from gainsem.estimation.replication.replicator import refuse_without_answers
    from gainsem.options.replication import without_replicates

    refuse_without_answers(answers)
    usual: Options = without_replicates(chosen)
    return usual


def _once(
    text: ModelText, answers: Any, chosen: Options, book: Codebook | None
) -> Fit | GroupedFit:
    """Return the fit that resamples or replicates are compared with."""
    from gainsem.errors import OptionError

    if chosen.replicated:
        return _estimated(text, answers, _without_replicates(chosen, answers), book)
    usual = _usual(chosen, answers)
    try:
        return _estimated(text, answers, usual, book)
    except OptionError as problem:
        # A rotation without standard errors: the bootstrap is going to find them.
        if problem.code != "E-ESEM-10" or chosen.se != "bootstrap":
            raise
    return _estimated(text, answers, replace(usual, se="none"), book)


def _again(
    text: ModelText,
    answers: Any,
    chosen: Options,
    book: Codebook | None,
    workers: int,
    checkpoint: str | Path | None,
    resume: bool,
    progress: Callable[[int, int], None] | None,
) -> Fit | GroupedFit:
    from gainsem.estimation.bootstrap.run import Run

    result: Any = _once(text, answers, chosen, book)
    drawn: Responses = answers  # moments are refused, E-BOOT-03
    if chosen.exclude:
        from gainsem.estimation.exclusion import without_flagged

        drawn = without_flagged(text, drawn, chosen, codebook=book)
    if chosen.replicated:
        from gainsem.estimation.replication.groups.replicated import replicated_any as fitted_again
    else:
        from gainsem.estimation.bootstrap.bootstrap import bootstrapped as fitted_again
    done: Fit | GroupedFit
    if checkpoint is None:
        done = fitted_again(result, drawn, chosen, Run(workers, None, progress))
        return done
    from gainsem.io.checkpoint import Checkpoint

    with Checkpoint(checkpoint, resume=resume) as store:
        done = fitted_again(result, drawn, chosen, Run(workers, store, progress))
        store.remove()
    return done
