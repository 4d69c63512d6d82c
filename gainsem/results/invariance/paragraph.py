"""A study of measurement invariance as one paragraph for a paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gainsem.errors import OptionError
from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.design_sentences import design_sentences
from gainsem.results.invariance.cutoffs import CONVENTIONS
from gainsem.results.invariance.words import PHRASES, STEP_NAMES, Phrases
from gainsem.results.invariance.words_of_waves import phrases_of_waves

if TYPE_CHECKING:
    from gainsem.results.invariance.record import Invariance
    from gainsem.results.invariance.rows import FactorMeanRow, InvarianceStep

NAMED_GROUPS = 4
"""More groups are counted, not named."""
MEANS_TOLD = 4
BIAS_WORTH_TELLING = 0.2
MEASURES = {"cfi": "CFI", "rmsea": "RMSEA", "srmr": "SRMR"}


def invariance_paragraph(found: Invariance, lang: str = "en") -> str:
    """Return the paragraph.

    Parameters
    ----------
    found : Invariance
    lang : {"en", "zh"}

    Raises
    ------
    OptionError
        E-OPT-07 for another language.
    """
    if lang not in PHRASES:
        raise OptionError.of(
            "E-OPT-07",
            f"There is no paragraph in the language {lang!r}.",
            do=f"lang can be: {', '.join(PHRASES)}",
        )
    words = phrases_of_waves(PHRASES[lang], lang) if found.repeated else PHRASES[lang]
    sentences = [_opening(found, words, lang), *design_sentences(found.design, lang)]
    sentences += [_sentence(step, words, lang) for step in found.steps]
    if any(step.judged for step in found.steps):
        cited = CONVENTIONS[found.convention].cited
        sentences.append(words["cutoffs"].format(cited=cited))
    if found.steps:
        sentences += _ending(found, words, lang)
        sentences.append(words["misfit"] if found.misfit else "")
    sentences += _bias(found, words, lang)
    sentences += _means(found, words, lang)
    sentences += _alignment(found, words)
    return words["gap"].join(filter(None, sentences))


def _opening(found: Invariance, words: Phrases, lang: str) -> str:
    if len(found.groups) <= NAMED_GROUPS:
        named = [
            words["group"].format(name=found.label(name, lang), n=n)
            for name, n in zip(found.groups, found.sizes, strict=True)
        ]
        groups = words["semicolon"].join(named)
    else:
        groups = words["many"].format(
            count=len(found.groups), least=min(found.sizes), most=max(found.sizes)
        )
    return words["opening"].format(
        variable=found.label(found.variable, lang),
        groups=groups,
        count=len(found.groups),
        n=found.n_obs,
        estimator=found.estimator,
        ordinal=words["ordinal"] if found.ordinal else "",
    )


def _sentence(step: InvarianceStep, words: Phrases, lang: str) -> str:
    name = STEP_NAMES[lang].get(step.name, step.name)
    if step.verdict == "reference":
        return words["configural"].format(fit=_fit(step, words))
    if step.constraint == "configural":
        return words["no_configural"]
    what = words[step.constraint if step.constraint in words else "structural"]
    what = what.format(name=step.name)
    if step.verdict == "not_fitted":
        return words["not_fitted"].format(what=what, name=name)
    freed = ""
    if step.freed:
        freed = words["freed"].format(parameters=_listed(step.freed, words))
    if not step.judged:
        test = _test(step, words["test_alone"])
        return words[f"{step.verdict}_test"].format(what=what, name=name, freed=freed, test=test)
    return words[step.verdict].format(
        what=what,
        name=name,
        freed=freed,
        change=_change(step, words),
        test=_test(step, words["test"]),
    )


def _fit(step: InvarianceStep, words: Phrases) -> str:
    measures = step.measures
    parts = []
    if _known(measures.get("chisq")):
        p = measures.get("pvalue")
        chisq = f"χ²({step.df}) = {number_text(measures['chisq'], 2)}"
        parts += [chisq, f"p {_p(p)}"] if p is not None and math.isfinite(p) else [chisq]
    parts += [
        f"{title} = {_bounded(measures[key])}"
        for key, title in MEASURES.items()
        if _known(measures.get(key))
    ]
    return words["comma"].join(parts)


def _change(step: InvarianceStep, words: Phrases) -> str:
    return words["comma"].join(
        words["delta"].format(measure=title, value=_bounded(step.differences[key]))
        for key, title in MEASURES.items()
        if _known(step.differences.get(key))
    )


def _test(step: InvarianceStep, template: str) -> str:
    if step.test is None or not math.isfinite(step.test.statistic + step.test.pvalue):
        return ""
    return template.format(
        df=step.test.df, statistic=number_text(step.test.statistic, 2), p=_p(step.test.pvalue)
    )


def _ending(found: Invariance, words: Phrases, lang: str) -> list[str]:
    highest = found.highest
    if highest is None:
        return [words["end_none"]]
    name = STEP_NAMES[lang].get(highest.name, highest.name)
    said = [words[f"end_{highest.constraint}"].format(name=name)]
    if highest.freed:
        said.append(words["partial"].format(parameters=_listed(highest.freed, words)))
    return said


def _bias(found: Invariance, words: Phrases, lang: str) -> list[str]:
    rows = [row for row in found.item_bias if math.isfinite(row.dmacs)]
    worst = max(rows, key=lambda row: row.dmacs, default=None)
    if worst is None or worst.dmacs < BIAS_WORTH_TELLING:
        return []
    item, group = found.label(worst.item, lang), found.label(worst.group, lang)
    return [words["bias"].format(item=item, group=group, dmacs=_decimals(worst.dmacs))]


def _means(found: Invariance, words: Phrases, lang: str) -> list[str]:
    """Tell differences of means where these can be compared, and there are few of them."""
    rows = [r for r in found.means if r.group != found.reference and math.isfinite(r.effect)]
    if not found.means_comparable or len(rows) > MEANS_TOLD:
        return []
    return [_mean(row, found, words, lang) for row in rows]


def _mean(row: FactorMeanRow, found: Invariance, words: Phrases, lang: str) -> str:
    down = row.effect < 0.0
    ends = (-row.ci_upper, -row.ci_lower) if down else (row.ci_lower, row.ci_upper)
    return words["mean"].format(
        reference=found.label(found.reference, lang),
        factor=found.label(row.factor, lang),
        group=found.label(row.group, lang),
        effect=_decimals(abs(row.effect)),
        direction=words["lower" if down else "higher"],
        lower=_decimals(ends[0]),
        upper=_decimals(ends[1]),
    )


def _alignment(found: Invariance, words: Phrases) -> list[str]:
    facts = found.alignment
    if facts is None:
        return []
    said = [
        words["alignment"].format(
            method=words[facts.method],
            count=len(found.groups),
            share=f"{100.0 * facts.share:.1f}%",
            judgement=words["within" if facts.trustworthy else "beyond"],
            limit=f"{100.0 * facts.limit:.0f}%",
        )
    ]
    if math.isfinite(facts.recovered):
        said.append(words["recovered"].format(value=_bounded(facts.recovered)))
    return said


def _listed(names: Sequence[str], words: Phrases) -> str:
    if len(names) < 2:
        return "".join(names)
    comma = "、" if words["gap"] == "" else ", "
    return comma.join(names[:-1]) + words["and"] + names[-1]


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _bounded(value: float) -> str:
    """Return a number that cannot exceed 1, without the zero before the point."""
    text = f"{abs(value):.3f}".replace("0.", ".", 1) if abs(value) < 1.0 else f"{abs(value):.3f}"
    return f"\N{MINUS SIGN}{text}" if value < 0.0 and float(text) > 0.0 else text


def _decimals(value: float) -> str:
    text = number_text(abs(value), 2)
    return f"\N{MINUS SIGN}{text}" if value < 0.0 and float(text) > 0.0 else text


def _p(value: float) -> str:
    text = pvalue_text(value)
    return f"< {text[1:]}" if text.startswith("<") else f"= {text}"
