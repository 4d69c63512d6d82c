"""An equity view as one paragraph for a paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gainsem.errors import OptionError
from gainsem.results.cells import number_text
from gainsem.results.design_sentences import design_sentences
from gainsem.results.equity.words import PHRASES, Phrases

if TYPE_CHECKING:
    from gainsem.results.equity.record import Equity
    from gainsem.results.equity.rows import ChangeRow, GapRow

ALPHA = 0.05
GROUPS_TOLD = 4
PATHS_TOLD = 4
WORTH_TELLING = 0.02
"""Bias smaller than this, in standard deviations, is left to the table."""


def equity_paragraph(found: Equity, lang: str = "en") -> str:
    """Return the paragraph.

    Parameters
    ----------
    found : Equity
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
    told = _Telling(found, PHRASES[lang], lang)
    sentences = [told.opening(), *design_sentences(found.design, lang), told.unit()]
    sentences.append(told.searched())
    for group in found.groups[1 : GROUPS_TOLD + 1]:
        sentences += [told.compared(group), told.adjusted(group), *told.explained(group)]
        sentences += [*told.paths(group), *told.bias(group), *told.changes(group)]
    sentences.append(told.doubt())
    return told.words["gap"].join(filter(None, sentences))


@dataclass(frozen=True)
class _Telling:
    """One view, told in one language."""

    found: Equity
    words: Phrases
    lang: str

    def label(self, name: str) -> str:
        return self.found.label(name, self.lang)

    def opening(self) -> str:
        found, words = self.found, self.words
        freed = words["freed"].format(items=self.listed(found.freed)) if found.freed else ""
        return words["opening"].format(
            variable=self.label(found.variable),
            estimator=found.estimator,
            equal=words["equal_ordinal" if found.ordinal else "equal"],
            freed=freed,
        )

    def searched(self) -> str:
        searched = any(one.code == "W-EQU-09" for one in self.found.diagnostics)
        return self.words["searched"] if searched else ""

    def unit(self) -> str:
        reference = self.label(self.found.reference)
        return self.words[f"unit_{self.found.unit}"].format(reference=reference)

    def compared(self, group: str) -> str:
        found, words = self.found, self.words
        rows = self.gaps(group, "raw")
        if not rows:
            return ""
        sure = [row for row in rows if row.holm < ALPHA]
        doubtful = [row for row in rows if not row.holm < ALPHA]
        findings = []
        for key, own in (
            ("lower", [row for row in sure if row.est < 0.0]),
            ("higher", [row for row in sure if row.est > 0.0]),
            ("none", doubtful),
        ):
            if own:
                findings.append(words[key].format(listed=self.joined(map(self.estimate, own))))
        return words["compared"].format(
            reference=self.label(found.reference),
            n_reference=found.sizes[0],
            group=self.label(group),
            n=found.sizes[found.groups.index(group)],
            findings=self.joined(findings, "clause"),
        )

    def adjusted(self, group: str) -> str:
        rows = self.gaps(group, "adjusted")
        if not rows:
            return ""
        return self.words["adjusted"].format(
            adjust=self.listed(self.found.adjust),
            slopes=self.words[f"slopes_{self.found.slopes}"],
            group=self.label(group),
            listed=self.joined(map(self.estimate, rows)),
        )

    def explained(self, group: str) -> Iterable[str]:
        """Tell what covariates account for, of gaps there are."""
        told = []
        for row in self.gaps(group, "raw"):
            own = [p for p in self.found.parts if (p.factor, p.group) == (row.factor, group)]
            total = next((p for p in own if p.kind == "total"), None)
            explained = [part for part in own if part.kind == "explained"]
            if not row.holm < ALPHA or total is None or not total.est:
                continue
            share = 100.0 * sum(part.est for part in explained) / total.est
            largest = max(explained, key=lambda part: abs(part.est))
            most = ""
            if len(explained) > 1 and abs(largest.est) >= WORTH_TELLING:
                most = self.words["most"].format(
                    covariate=self.label(largest.source), value=_signed(largest.est)
                )
            told.append(
                self.words["explained_part"].format(
                    share=_signed(share, 0), factor=self.label(row.factor), most=most
                )
            )
        if told:
            listed = self.joined(told)
            yield self.words["explained"].format(group=self.label(group), listed=listed)

    def paths(self, group: str) -> Iterable[str]:
        """Tell the largest parts by path, of gaps there are."""
        sure = {row.factor for row in self.gaps(group, "raw") if row.holm < ALPHA}
        rows = [
            part
            for part in self.found.paths
            if part.group == group
            and part.kind == "explained"
            and part.factor in sure
            and part.pvalue < ALPHA
            and abs(part.est) >= WORTH_TELLING
        ]
        told = [
            self.words["path_part"].format(
                value=_signed(part.est),
                factor=self.label(part.factor),
                source=self.label(part.source),
            )
            for part in sorted(rows, key=lambda part: -abs(part.est))[:PATHS_TOLD]
        ]
        if told:
            listed = self.joined(told, "part")
            yield self.words["path"].format(group=self.label(group), listed=listed)

    def bias(self, group: str) -> Iterable[str]:
        ignored = {row.factor: row.est for row in self.gaps(group, "ignored")}
        told = [
            self.words["bias_part"].format(
                factor=self.label(row.factor),
                ignored=_signed(ignored[row.factor]),
                value=_signed(row.est),
            )
            for row in self.gaps(group, "raw")
            if abs(ignored.get(row.factor, row.est) - row.est) >= WORTH_TELLING
        ]
        if told:
            yield self.words["bias"].format(
                items=self.listed(self.found.freed),
                group=self.label(group),
                listed=self.joined(told, "part"),
            )

    def changes(self, group: str) -> Iterable[str]:
        """Tell changes of the gaps over the whole time: as they are, not adjusted."""
        found = self.found
        if len(found.waves) < 2:
            return
        inner = {row.factor for row in found.gaps if row.level == "construct"}
        rows = [
            row
            for row in found.changes
            if row.group == group and row.kind == "raw" and row.factor not in inner
        ]
        wanted = [row for row in rows if row.is_trend == (len(found.waves) > 2)]
        times = {
            "since": self.label(found.waves[0]),
            "until": self.label(found.waves[-1]),
            "group": self.label(group),
        }
        for key, own in (
            ("changed", [row for row in wanted if row.pvalue < ALPHA]),
            ("unchanged", [row for row in wanted if not row.pvalue < ALPHA]),
        ):
            if own:
                listed = self.joined(map(self.estimate, own))
                yield self.words[key].format(listed=listed, **times)

    def doubt(self) -> str:
        codes = dict.fromkeys(one.code for one in self.found.diagnostics)
        reasons = [self.words[code] for code in codes if code in self.words]
        if not reasons:
            return ""
        return self.words["doubt"].format(reasons=self.words["semicolon"].join(reasons))

    def gaps(self, group: str, kind: str) -> list[GapRow]:
        """Return the gaps of the dimensions, over all waves."""
        return [
            row
            for row in self.found.gaps
            if (row.group, row.kind, row.wave, row.level) == (group, kind, "", "dimension")
        ]

    def estimate(self, row: GapRow | ChangeRow) -> str:
        return self.words["estimate"].format(
            factor=self.label(row.factor),
            value=_signed(row.est),
            lower=_signed(row.ci_lower),
            upper=_signed(row.ci_upper),
        )

    def listed(self, names: Sequence[str]) -> str:
        return self.joined([self.label(name) for name in names])

    def joined(self, parts: Iterable[str], between: str = "comma") -> str:
        texts = list(parts)
        if len(texts) < 2:
            return "".join(texts)
        return self.words[between].join(texts[:-1]) + self.words[f"{between}_last"] + texts[-1]


def _signed(value: float, decimals: int = 2) -> str:
    text = number_text(abs(value), decimals)
    return f"\N{MINUS SIGN}{text}" if value < 0.0 and float(text) > 0.0 else text
