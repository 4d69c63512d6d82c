"""Whether the same thing is measured in all groups, or in all waves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gainsem.api.reading import read_survey
from gainsem.io.handed_in import answers_of, columns_named, read_model

if TYPE_CHECKING:
    from gainsem.api.data import Data
    from gainsem.results.invariance.record import Invariance
    from gainsem.survey.responses import Responses
    from gainsem.syntax.statements import ModelText


def invariance(
    model: str | Path | ModelText,
    data: Data,
    group: str | None = None,
    *,
    waves: Sequence[str] | str | None = None,
    pattern: str = "{item}_{wave}",
    residual_covariances: bool = True,
    search: bool = False,
    anchors: Sequence[str] | str = (),
    structural: Sequence[str] = (),
    alignment: Literal["", "fixed", "free"] = "",
    convention: str | None = None,
    progress: Callable[[str], None] | None = None,
    **options: Any,
) -> Invariance:
    """Test whether a model measures the same in all groups (or waves), level by level.

    Continuous items: configural, metric, scalar, strict.  Ordinal items: configural,
    thresholds, metric, scalar, strict, each identified as in Wu & Estabrook (2016,
    doi:10.1007/s11336-016-9506-0; worked through in Svetina, Rutkowski & Rutkowski 2020,
    doi:10.1080/10705511.2019.1602776).

    Parameters
    ----------
    model : str or Path
    data : Survey, Responses, DataFrame, str or Path
    group : str
        Column with the groups.
    waves : sequence of str, optional
        In place of ``group``: waves of the same people, one row a person.  The model is that
        of one wave, by the names of the items without a wave; see :func:`longitudinal_model`.
    pattern : str
        How an item and a wave make the name of a column.
    residual_covariances : bool
        Whether residuals of the same item covary between waves.
    search : bool
        Where a level does not hold, look for items to let differ: forward, one at a time,
        Bonferroni-corrected, and called exploratory.
    anchors : sequence of str, optional
        Items the search never lets differ: names, or the rule ``"all-others"``, which chooses one
        a factor by score tests (Woods 2009).  Without any every factor keeps two equal items.
    structural : sequence of str
        Made equal after the measurement, in this order: ``"lv.variances"``,
        ``"lv.covariances"``, ``"regressions"``, ``"means"``.
    alignment : {"", "fixed", "free"}
        Align the configural model as well (Asparouhov & Muthen 2014).
    convention : str, optional
        Whose cut-offs the verdicts follow (default: the nearest to the study).
    progress : callable, optional
        Called with the name of each level.
    **options
        Any option of :func:`fit`: ``estimator``, ``ordered``, ``missing``, ``group_levels``.

    Returns
    -------
    Invariance
        ``.steps``, ``.tables()``, ``.to_frame("levels")``, ``.paragraph("zh")``,
        ``.summary()``, ``.to_dict()``.

    Raises
    ------
    GainsemError
        When an input, the model or an option is wrong; the message says where.
    """
    from gainsem.estimation.invariance.asked import Asked
    from gainsem.options import options_from
    from gainsem.options.lists import listed_names

    chosen = options_from({**options, "group": group})
    text = read_model(model)
    asked = Asked(
        search=search,
        anchors=listed_names(anchors, "anchors"),
        structural=listed_names(structural, "structural"),
        alignment=alignment,
        convention=convention,
        progress=progress,
    )
    if waves is not None:
        from gainsem.estimation.invariance.waves.names import checked_waves
        from gainsem.estimation.invariance.waves.study import longitudinal_study

        times = checked_waves(waves, pattern)
        answers = _answers(data, text, times.in_all(columns_named(text, chosen)))
        return longitudinal_study(
            text,
            answers,
            chosen,
            waves=times,
            asked=asked,
            residual_covariances=residual_covariances,
        )
    from gainsem.estimation.invariance.study import invariance_study

    answers = _answers(data, text, columns_named(text, chosen))
    return invariance_study(text, answers, chosen, asked=asked)


def longitudinal_model(
    model: str | Path | ModelText,
    waves: Sequence[str] | str,
    *,
    pattern: str = "{item}_{wave}",
    level: str = "configural",
    ordered: int | Mapping[str, int] | None = None,
    partial: Sequence[str] = (),
    residual_covariances: bool = True,
) -> str:
    """Return the model text of longitudinal invariance: every factor once a wave.

    Parameters
    ----------
    model : str or Path
        Of one wave, by the names of the items without a wave: factors of items (``=~``) and
        covariances (``~~``).
    waves : sequence of str
        In their order; the first one gives the scale.
    pattern : str
        How an item (or factor) and a wave make a name.
    level : {"configural", "thresholds", "metric", "scalar", "strict"}
        What is equal in all waves.
    ordered : int or mapping, optional
        Ordinal items and the number of their categories; one number for all items.
    partial : sequence of str
        What stays apart all the same, by its name in the model of one wave: ``"trust=~x2"``,
        ``"x2~1"``, ``"x2~~x2"``; an item with a threshold apart (``"x2|t1"``) is free
        altogether.
    residual_covariances : bool
        Whether residuals of the same item covary between waves.

    Returns
    -------
    str
        To be given to :func:`fit` (of ordinal items with ``parameterization="theta"``), saved as
        a ``.lav`` file, or edited.

    Raises
    ------
    GainsemError
        E-INV-01 for a level there is not, E-INV-08 for waves or a pattern that make no names,
        E-INV-09 for a model that cannot be repeated, E-INV-10 for names that become one,
        E-INV-13 for a name in ``partial`` or ``ordered`` that is none.

    Examples
    --------
    >>> text = longitudinal_model("trust =~ x1 + x2 + x3", ["t1", "t2"], level="metric")
    >>> print("".join(text.splitlines(keepends=True)[4:5]), end="")
    trust_t1 =~ NA*x1_t1 + lambda.trust.x1*x1_t1 + lambda.trust.x2*x2_t1 + lambda.trust.x3*x3_t1
    """
    from gainsem.estimation.invariance.waves.names import checked_waves
    from gainsem.estimation.invariance.waves.one_level import longitudinal_text

    return longitudinal_text(
        read_model(model),
        checked_waves(waves, pattern),
        level=level,
        ordered=ordered,
        partial=partial,
        residual_covariances=residual_covariances,
    )


def _answers(data: Data, text: ModelText, keep: set[str]) -> Responses:
    """Return the answers; of a file only the columns that may be needed."""
    from gainsem.errors import OptionError
    from gainsem.survey.moments import Moments

    if isinstance(data, Moments):
        raise OptionError.of(
            "E-INV-01",
            "levels of invariance need the answers of respondents; a covariance matrix has none.",
            do="give a survey or a table of answers",
        )
    if isinstance(data, str | Path):
        data = read_survey(data, beside=text.source, keep=keep)
    answers: Responses = answers_of(data)
    return answers
