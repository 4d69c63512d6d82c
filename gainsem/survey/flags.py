"""The flags of data screening: what each looks at, its threshold, and the paper behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gainsem.errors import OptionError
from gainsem.options import flag_with_threshold

Family = Literal["pace", "attention", "uniform", "erratic", ""]
Relation = Literal["<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Criterion:
    """An index with the limit from which it counts.

    Parameters
    ----------
    key : str
        Name of the threshold; that of the flag, unless the flag has two criteria.
    index : str
        Column with the index in the table of respondents.
    words : str
        What the index is, for tables.
    relation : {"<", "<=", ">", ">="}
        Flagged where ``index relation limit``.
    default : float, optional
        The usual limit; None where it comes from the answers.
    lowest, highest : float
        Between which a threshold makes sense.
    """

    key: str
    index: str
    words: str
    relation: Relation
    default: float | None
    lowest: float = 0.0
    highest: float = float("inf")


@dataclass(frozen=True, slots=True)
class FlagRule:
    """One flag.

    Parameters
    ----------
    name : str
    title : str
        What a flagged respondent has done.
    criteria : tuple of Criterion
        One of them is enough.
    paper : str
        Where the index, and its limit as far as it has one, come from.
    doi : str
    family : {"pace", "attention", "uniform", "erratic", ""}
        Kind of evidence, for ``careless``; empty for flags that are none.
    limit_words : str
        How the limit is found, where it is no fixed number.
    """

    name: str
    title: str
    criteria: tuple[Criterion, ...]
    paper: str
    doi: str = ""
    family: Family = ""
    limit_words: str = ""


FEWEST_KINDS = 2.0
HALF = "half of the items, but not less than 6"
MEDIAN = "median less 3 robust standard deviations"
FENCE = "third quartile and 1.5 quartile ranges above"

RULES: tuple[FlagRule, ...] = (
    FlagRule(
        "speed",
        "answered too fast to have read",
        (
            Criterion("speed", "seconds_per_item", "seconds per item", "<", 2.0),
            Criterion("speed_index", "speed_index", "speed index", ">", 2.0, 1.0),
        ),
        "Huang et al. (2012); Leiner (2019)",
        "10.1007/s10869-011-9231-8",
        "pace",
    ),
    FlagRule(
        "longstring",
        "ticked the same box many times running",
        (Criterion("longstring", "longstring", "longest run", ">=", None, 2.0),),
        "Johnson (2005); limit: Curran (2016)",
        "10.1016/j.jrp.2004.09.009",
        "uniform",
        HALF,
    ),
    FlagRule(
        "irv",
        "hardly varied the answers",
        (Criterion("irv", "irv", "SD of the answers", "<", None),),
        "Dunn et al. (2018); limit: Leys et al. (2013)",
        "10.1007/s10869-016-9479-0",
        "uniform",
        MEDIAN,
    ),
    FlagRule(
        "inconsistent",
        "two halves of the scales disagree",
        (Criterion("inconsistent", "even_odd", "even-odd r", "<", 0.0, -1.0, 1.0),),
        "Johnson (2005); Meade & Craig (2012)",
        "10.1016/j.jrp.2004.09.009",
        "erratic",
    ),
    FlagRule(
        "outlier",
        "an unusual combination of answers",
        (Criterion("outlier", "mahalanobis_p", "Mahalanobis p", "<", 0.001, 0, 1),),
        "Meade & Craig (2012)",
        "10.1037/a0028085",
        "erratic",
    ),
    FlagRule(
        "person_fit",
        "answers against the popularity of the items",
        (Criterion("person_fit", "guttman", "Guttman errors", ">", None, 0.0, 1.0),),
        "Emons (2008); limit: Zijlstra et al. (2007)",
        "10.1177/0146621607302479",
        "erratic",
        FENCE,
    ),
    FlagRule(
        "attention",
        "failed attention checks",
        (Criterion("attention", "attention_failed", "checks failed", ">=", 1.0, 1.0),),
        "Meade & Craig (2012); Curran (2016)",
        "10.1037/a0028085",
        "attention",
    ),
    FlagRule(
        "duplicate",
        "a copy, or nearly one, of another sheet",
        (Criterion("duplicate", "copy_share", "share alike", ">=", 0.85, 0.75, 1.0),),
        "Kuriakose & Robbins (2016)",
        "10.3233/SJI-160978",
    ),
    FlagRule(
        "missing",
        "left many questions out",
        (Criterion("missing", "missing_share", "share missing", ">", 0.5, 0.0, 1.0),),
        "AAPOR (2023), break-off",
    ),
    FlagRule(
        "straight",
        "one box in blocks that contradict it",
        (Criterion("straight", "straight_blocks", "contradictory blocks", ">=", 2.0, 1.0),),
        "Schonlau & Toepoel (2015)",
        "10.18148/srm/2015.v9i2.6128",
        "uniform",
        "or all items of one scale ticked alike (6 or more)",
    ),
    FlagRule(
        "careless",
        "several kinds of evidence at once",
        (
            Criterion(
                "careless", "kinds_of_evidence", "kinds of evidence", ">=", FEWEST_KINDS, 1, 4
            ),
        ),
        "Meade & Craig (2012); Curran (2016)",
        "10.1037/a0028085",
        limit_words="of pace (speed), attention, uniform answers (longstring, irv, straight), "
        "erratic answers (inconsistent, outlier, person_fit)",
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}
CRITERIA = {criterion.key: criterion for rule in RULES for criterion in rule.criteria}


def checked_thresholds(given: Mapping[str, float] | Iterable[str]) -> dict[str, float]:
    """Return thresholds by name, refusing those that do not exist or make no sense.

    Parameters
    ----------
    given : mapping, or iterable of str
        ``{"longstring": 12}``, or ``["longstring=12"]``.

    Raises
    ------
    OptionError
        E-SCR-01.
    """
    pairs = given.items() if isinstance(given, Mapping) else [_pair(text) for text in given]
    chosen: dict[str, float] = {}
    for name, value in pairs:
        if name == "speed_index":
            number: float | None = flag_with_threshold(f"speed={value}")[1]
        else:
            number = flag_with_threshold(f"{name}={value}")[1]
        chosen[name] = _within(CRITERIA[name], float("nan") if number is None else number)
    return chosen


def chosen_flags(exclude: Iterable[str]) -> tuple[tuple[str, ...], dict[str, float]]:
    """Return the flags of ``exclude=`` and the thresholds written with them.

    Examples
    --------
    >>> chosen_flags(("attention", "longstring=12"))
    (('attention', 'longstring'), {'longstring': 12.0})
    """
    read = [flag_with_threshold(text) for text in exclude]
    names = tuple(dict.fromkeys(name for name, _ in read))
    return names, checked_thresholds({name: limit for name, limit in read if limit is not None})


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = (part.strip() for part in text.partition("="))
    if not sign:
        raise OptionError.of(
            "E-SCR-01",
            f"The threshold '{text}' has no number.",
            do="write  --threshold longstring=12",
        )
    return name, value


def _within(criterion: Criterion, value: float) -> float:
    if criterion.lowest <= value <= criterion.highest:
        return value
    raise OptionError.of(
        "E-SCR-01",
        f"The threshold {criterion.key}={value:g} makes no sense: {criterion.words} "
        f"can be judged between {criterion.lowest:g} and {criterion.highest:g}.",
        do=f"choose a number in that range, or leave {criterion.key} at its usual threshold",
    )


def answers_asked_for(given: Iterable[str]) -> dict[str, float]:
    """Return attention checks with the answer each asks for, from texts like ``"AC1=4"``.

    Raises
    ------
    OptionError
        E-SCR-01 for a text of another kind.
    """
    checks = {}
    for text in given:
        name, _, answer = (part.strip() for part in text.partition("="))
        try:
            checks[name] = float(answer)
        except ValueError:
            raise OptionError.of(
                "E-SCR-01",
                f"'{text}' is no attention check with the number of its answer.",
                do="write  --attention AC1=4",
            ) from None
    return checks
