"""A screening as ``screen.json``: plain values, NaN and infinities as null.

The layout is ``gainsem.screen/1`` and described by ``screen.schema.json`` beside this file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gainsem._version import __version__
from gainsem.results.record import plain
from gainsem.results.screening_tables import overlap, respondent_columns
from gainsem.survey.judged import Judged
from gainsem.survey.screening import Screened

SCHEMA = "gainsem.screen/1"
SCHEMA_FILE = Path(__file__).with_name("screen.schema.json")


def screening_to_dict(screened: Screened) -> dict[str, Any]:
    """Return the content of ``screen.json``.

    ``respondents`` holds the table of respondents by column.
    """
    return {
        "schema": SCHEMA,
        "n_respondents": screened.n_respondents,
        "n_items": len(screened.item_rows),
        "n_constructs": screened.n_constructs,
        "flags": [_flag(each, screened.n_respondents) for each in screened.judged],
        "respondents_by_flags": {str(k): count for k, count in overlap(screened).items()},
        "items": [plain(row) for row in screened.item_rows],
        "respondents": plain(respondent_columns(screened)),
        "diagnostics": [found.to_dict() for found in screened.diagnostics],
        "provenance": {
            "gainsem": __version__,
            "data_source": screened.source,
            "data_sha256": screened.sha256,
            "codebook_source": screened.codebook_source,
        },
    }


def screening_to_json(screened: Screened) -> str:
    """Return the text of ``screen.json``: one line a flag, an item, a column."""
    parts = [f"{_json(key)}: {_block(part)}" for key, part in screening_to_dict(screened).items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _flag(each: Judged, n: int) -> dict[str, Any]:
    rule = each.rule
    return {
        "name": each.name,
        "meaning": rule.title,
        "judged": each.judged,
        "reason": each.reason,
        "count": each.count if each.judged else None,
        "share": each.count / n if each.judged else None,
        "kind": rule.family,
        "criteria": [
            {
                "threshold": limit.criterion.key,
                "index": limit.criterion.index,
                "words": limit.criterion.words,
                "relation": limit.criterion.relation,
                "limit": plain(limit.value),
                "origin": limit.origin,
            }
            for limit in each.limits
        ],
        "paper": rule.paper,
        "doi": rule.doi,
    }


def _block(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n  " + ",\n  ".join(map(_json, value)) + "\n]"
    if isinstance(value, dict) and value:
        return (
            "{\n  "
            + ",\n  ".join(f"{_json(key)}: {_json(part)}" for key, part in value.items())
            + "\n}"
        )
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
