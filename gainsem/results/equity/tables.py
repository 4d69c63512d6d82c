"""The tables of an equity view: one a question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gainsem.results.cells import Kind
from gainsem.results.equity.titles import TITLES, Titles
from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from gainsem.results.equity.record import Equity
    from gainsem.results.equity.rows import CheckRow, GapRow, PartRow

TEXT = frozenset(
    {
        *("factor", "level", "group", "wave", "kind", "source", "items", "period", "gap_of"),
        *("covariate", "category", "name", "verdict"),
    }
)
WHOLE = frozenset({"n_items", "df"})
PVALUES = frozenset({"holm", "adjusted_holm", "pvalue", "statistic_pvalue"})
DECIMALS = {
    **dict.fromkeys(("holm", "adjusted_holm", "pvalue", "statistic_pvalue"), 3),
    "share": 1,
    "rmsea": 3,
    "cfi": 3,
    "srmr": 3,
    "delta_cfi": 3,
}
IN_WAVES = ", waves"


@dataclass(frozen=True)
class _Words:
    """Titles in one language, and what variables are called: labels, or names for frames."""

    found: Equity
    titles: Titles
    lang: str | None

    def label(self, name: str) -> str:
        return name if self.lang is None else self.found.label(name, self.lang)

    def text(self, key: str, **values: str) -> str:
        return self.titles[key].format(**values)

    def table(
        self, name: str, keys: Sequence[str], rows: Iterable[tuple[Any, ...]], *notes: str
    ) -> Table:
        columns = tuple(
            Column(key, self.titles[key], _kind(key), DECIMALS.get(key, 2)) for key in keys
        )
        cells = tuple(tuple(None if _is_nan(v) else v for v in row) for row in rows)
        table = Table(columns, cells, self.titles[f"caption_{name}"], notes).without_empty_columns()
        # On a page the only group there is stands in the notes.
        alone = self.lang is not None and len(self.found.groups) == 2 and name != "covariates"
        return table.without("group") if alone and "group" in table.keys else table


def equity_tables(found: Equity, lang: str | None = None) -> dict[str, Table]:
    """Return the tables that have rows, by name.

    Parameters
    ----------
    found : Equity
    lang : {"en", "zh"}, optional
        With labels in a language (default: names, for a data frame).
    """
    words = _Words(found, TITLES[lang or "en"], lang)
    reference = words.label(found.reference)
    group = words.label(found.groups[1]) if len(found.groups) == 2 else words.titles["each"]
    unit = words.text(f"unit_{found.unit}", reference=reference, group=group)
    weight = words.text(f"weight_{found.slopes}", reference=reference)
    comma = "、" if lang == "zh" else ", "
    adjusted = words.text(
        "note_adjusted",
        adjust=comma.join(map(words.label, found.adjust)),
        slopes=words.titles[f"slopes_{found.slopes}"],
    )
    about = (unit, adjusted) if found.adjust else (unit,)
    tables = {
        "gaps": _gaps(words, "gaps", [row for row in found.gaps if not row.wave], about),
        "parts": _parts(words, "parts", found.parts, words.text("note_parts", weight=weight)),
        "paths": _parts(words, "paths", found.paths, words.text("note_paths", weight=weight)),
        "bias": _bias(words, words.text("note_bias", reference=reference)),
        "waves": _gaps(words, "waves", [row for row in found.gaps if row.wave], about),
        "changes": _changes(words),
        "covariates": _covariates(words),
        "checks": _checks(words, found.checks),
    }
    return {name: table for name, table in tables.items() if table.rows}


GAP_KEYS = (
    *("factor", "level", "group", "wave", "est", "se", "ci_lower", "ci_upper", "holm"),
    *("adjusted", "adjusted_se", "adjusted_ci_lower", "adjusted_ci_upper", "adjusted_holm"),
)


def _gaps(words: _Words, name: str, rows: Sequence[GapRow], notes: Sequence[str]) -> Table:
    adjusted = {(r.factor, r.group, r.wave): r for r in rows if r.kind == "adjusted"}
    inner = any(row.level == "construct" for row in rows)
    lines = []
    for row in sorted((r for r in rows if r.kind == "raw"), key=lambda r: r.level != "dimension"):
        other = adjusted.get((row.factor, row.group, row.wave))
        lines.append(
            (
                words.label(row.factor),
                words.text(row.level) if inner else "",
                words.label(row.group),
                words.label(row.wave),
                *(row.est, row.se, row.ci_lower, row.ci_upper, row.holm),
                *(
                    (None,) * 5
                    if other is None
                    else (other.est, other.se, other.ci_lower, other.ci_upper, other.holm)
                ),
            )
        )
    return words.table(name, GAP_KEYS, lines, *notes)


PART_KEYS = ("factor", "group", "kind", "source", "part", "se", "ci_lower", "ci_upper", "share")


def _parts(words: _Words, name: str, rows: Sequence[PartRow], note: str) -> Table:
    return words.table(
        name,
        PART_KEYS,
        (
            (
                words.label(row.factor),
                words.label(row.group),
                words.text("slopes_part" if row.kind == "slopes" else row.kind),
                words.label(row.source),
                *(row.est, row.se, row.ci_lower, row.ci_upper),
                100.0 * row.share,
            )
            for row in rows
        ),
        note,
    )


BIAS_KEYS = (
    *("factor", "group", "n_items", "observed", "latent", "latent_se", "bias", "bias_se", "rest"),
    *("items", "kept", "ignored"),
)


def _bias(words: _Words, note: str) -> Table:
    known = {(r.factor, r.group, r.kind): r.est for r in words.found.gaps if not r.wave}
    comma = "、" if words.lang == "zh" else ", "
    return words.table(
        "bias",
        BIAS_KEYS,
        (
            (
                words.label(row.factor),
                words.label(row.group),
                row.n_items,
                *(row.observed, row.latent, row.latent_se, row.bias, row.bias_se, row.rest),
                comma.join(map(words.label, row.items)),
                known.get((row.factor, row.group, "raw")),
                known.get((row.factor, row.group, "ignored")),
            )
            for row in words.found.bias
        ),
        note,
    )


CHANGE_KEYS = (
    *("factor", "group", "gap_of", "period", "change", "se", "ci_lower", "ci_upper", "pvalue"),
    *("statistic", "df", "statistic_pvalue"),
)


def _changes(words: _Words) -> Table:
    wave = words.label(words.found.wave_variable)
    lines = []
    for row in words.found.changes:
        since, until = words.label(row.since), words.label(row.until)
        period = (
            words.text("trend", wave=wave)
            if row.is_trend
            else words.text("since", since=since, until=until)
        )
        lines.append(
            (
                words.label(row.factor),
                words.label(row.group),
                words.titles["adjusted_kind" if row.kind == "adjusted" else "raw"],
                period,
                *(row.est, row.se, row.ci_lower, row.ci_upper, row.pvalue),
                *(row.statistic, row.df or None, row.statistic_pvalue),
            )
        )
    return words.table("changes", CHANGE_KEYS, lines, words.titles["note_changes"])


def _covariates(words: _Words) -> Table:
    rows = [row for row in words.found.covariates if not row.wave]
    return words.table(
        "covariates",
        ("covariate", "category", "group", "mean"),
        (
            (words.label(r.covariate), words.label(r.level), words.label(r.group), r.mean)
            for r in rows
        ),
    )


CHECK_KEYS = (
    *("name", "statistic", "df", "pvalue", "cfi", "rmsea", "srmr", "delta_cfi", "verdict"),
)


def _checks(words: _Words, rows: Sequence[CheckRow]) -> Table:
    lines = []
    for row in rows:
        plain = row.name.removesuffix(IN_WAVES)
        name = words.titles[plain] if words.lang is not None else row.name
        if words.lang is not None and plain != row.name:
            name = words.text("in_waves", name=name)
        verdict = words.titles.get(row.verdict, row.verdict)
        lines.append(
            (
                name,
                *(row.statistic, row.df or None, row.pvalue),
                *(row.cfi, row.rmsea, row.srmr, row.delta_cfi),
                verdict if words.lang is not None else row.verdict,
            )
        )
    methods = tuple(
        words.text("tested", test=words.titles.get(each, each))
        for each in dict.fromkeys(row.method for row in rows if row.method)
    )
    return words.table("checks", CHECK_KEYS, lines, *methods)


def _kind(key: str) -> Kind:
    if key in TEXT:
        return "text"
    if key in WHOLE:
        return "integer"
    return "pvalue" if key in PVALUES else "number"


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
