"""The measurement sheet as a page for a terminal: tables, verdicts, notes in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import TYPE_CHECKING

from gainsem.results.cells import number_text
from gainsem.results.reliability.answers import LIKELIHOOD
from gainsem.results.reliability.cutoffs import CONVENTIONS, FORNELL_LARCKER, Verdict
from gainsem.results.reliability.tables import (
    ROWS_ONLY,
    agreement_table,
    fornell_larcker_values,
    higher_table,
    items_table,
    square_table,
    summary_table,
)

if TYPE_CHECKING:
    from gainsem.results.reliability.sheet import Reliability

WIDTH = 88
NAMES = {
    "alpha": "alpha",
    "omega": "omega",
    "cr": "CR",
    "ave": "AVE",
    "htmt": "largest HTMT",
    "fornell_larcker": "root of AVE",
}
INTERVALS = {
    "robust": "for any distribution (Maydeu-Olivares, Coffman & Hartmann 2007)",
    "feldt": "Feldt's (1965), for parallel normal items",
    "normal": "for normal items (van Zyl, Neudecker & Nel 2000)",
    "bootstrap": "by bias-corrected bootstrap",
}
NOT_USABLE = "The fit is NOT usable; the figures below show where it went wrong."
MISSING = {
    "listwise": "Those who miss an answer to any item of the model were left out (listwise).",
    "pairwise": "Every covariance is of those who answered both items (pairwise).",
    **dict.fromkeys(
        LIKELIHOOD,
        "Covariances are those of maximum likelihood from all answers; the error of alpha is from "
        "those who answered all items of the construct.",
    ),
}
CAUTION = (
    "Conventions, not laws: they come from particular studies, and none of them knows what your "
    "scale is for. A short scale of a broad construct can be useful below them, a long narrow "
    "one useless above."
)


def page_text(sheet: Reliability, *, lang: str) -> str:
    """Return the sheet as text."""
    parts = ["Measurement: reliability and validity of the constructs"]
    if not sheet.usable:
        parts.append(NOT_USABLE)
    for construct in sheet.constructs:
        own = [one for one in sheet.items if one.construct == construct.name]
        label = sheet.sample.constructs.get(construct.name, {})
        title = label.get(lang) or label.get("en") or ""
        known = title and title.casefold() != construct.name.casefold()
        caption = f"{construct.name}: {title}" if known else construct.name
        table = items_table(own, sheet.sample, lang=lang, caption=caption)
        parts.append(table.without("construct").without_empty_columns().to_text())
    parts.append(summary_table(sheet.constructs).to_text())
    parts.append(_matrices(sheet))
    if sheet.higher:
        parts.append(higher_table(sheet.higher).to_text())
    if sheet.agreement:
        parts.append(agreement_table(sheet.agreement, sheet.settings.cluster or "").to_text())
    parts.append(_verdict_text(sheet))
    parts.append("\n".join(["How these were computed", "", *bullets(_how(sheet))]))
    if sheet.diagnostics:
        parts.append("Diagnostics\n\n" + "\n".join(map(str, sheet.diagnostics)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _matrices(sheet: Reliability) -> str:
    if len(sheet.constructs) < ROWS_ONLY:
        return ""
    root = fornell_larcker_values(sheet.constructs, sheet.latent_correlations)
    first = square_table(
        sheet.names,
        root,
        "Fornell-Larcker",
        "Diagonal: square root of AVE. Below it: correlations of the constructs.",
    )
    second = square_table(sheet.names, sheet.htmt.values, "HTMT", *_htmt_notes(sheet))
    return f"{first.to_text()}\n\n{second.to_text()}"


def _htmt_notes(sheet: Reliability) -> list[str]:
    kind = f"From {sheet.settings.correlations} correlations."
    if not sheet.settings.bootstrap:
        return [f"{kind} Hand in the answers for intervals."]
    high = sheet.htmt.upper
    names = sheet.names
    crossing = [
        f"{names[j]} and {names[i]} (up to {number_text(float(high[i, j]), 2)})"
        for i in range(len(names))
        for j in range(i)
        if high[i, j] >= 1.0
    ]
    reach = ", ".join(crossing)
    found = (
        f"Upper limits reach 1, so these may be one construct: {reach}."
        if crossing
        else "No upper limit reaches 1."
    )
    return [f"{kind} {found}"]


def _verdict_text(sheet: Reliability) -> str:
    by_construct = {
        name: [one for one in sheet.verdicts if one.construct == name] for name in sheet.names
    }
    lines = [f"{name}: {'; '.join(map(_said, own))}." for name, own in by_construct.items() if own]
    if not lines:
        return ""
    sources = "; ".join(
        f"{NAMES[rule.measure]} {'at least' if rule.relation == '>=' else 'below'} "
        f"{number_text(rule.limit, 2)} ({rule.cited})"
        for rule in CONVENTIONS
    )
    root = f"root of AVE above every correlation of the construct ({FORNELL_LARCKER[1]})"
    closing = wrap(f"Held against: {sources}; {root}. {CAUTION}", WIDTH)
    return "\n".join(["Verdicts", "", *bullets(lines), "", *closing])


def _said(one: Verdict) -> str:
    value, limit = number_text(one.value, 2), number_text(one.limit, 2)
    if one.measure == "fornell_larcker":
        word = "exceeds" if one.met else "does not exceed"
        return f"root of AVE {value} {word} the largest correlation {limit}"
    if one.measure == "htmt":
        return f"{NAMES['htmt']} {value} is {'below' if one.met else 'not below'} {limit}"
    return f"{NAMES[one.measure]} {value} {'reaches' if one.met else 'is below'} {limit}"


def _how(sheet: Reliability) -> list[str]:
    s = sheet.settings
    level = f"{100 * s.level:g} %"
    lines = [
        f"{s.n_obs} of {s.n_read} respondents. {MISSING[s.missing]}",
        (
            "alpha is of the answers as they were given, reversed items turned; its "
            f"{level} interval is {INTERVALS[s.interval]}."
        ),
        (
            f"omega is the model's, with its {level} interval by the delta method on the scale "
            "of log(1 - omega)."
        ),
    ]
    if any(one.categorical for one in sheet.constructs):
        lines.append(
            "omega of ordinal items is that of the sum of the answers (categorical omega, Green "
            "& Yang 2009); CR, AVE and H are of the latent responses."
        )
    if s.bootstrap:
        lines.append(
            f"Limits of HTMT: percentiles of {s.bootstrap} bootstrap samples, seed {s.seed}."
        )
    return lines


def bullets(lines: Iterable[str]) -> list[str]:
    """Return sentences as wrapped, indented lines."""
    wrapped = (wrap(line, WIDTH - 2, subsequent_indent="  ") for line in lines)
    return [f"  {line}" for lines in wrapped for line in lines]
