"""Tables of the data behind a fit."""

from __future__ import annotations

from dataclasses import replace

from gainsem.results import tables


def test_how_many_were_read_left_out_and_used(cfa):
    table = tables.sample_table(replace(cfa, sample=replace(cfa.sample, n_read=310)))
    assert dict(zip(table.row_keys, table.values("count"), strict=True)) == {
        "n_read": 310,
        "n_dropped": 9,
        "n_used": 301,
    }


def test_items_and_changes_with_what_is_known_of_them(cfa):
    facts = replace(
        cfa.sample,
        descriptives=({"name": "x1", "n": 301, "missing": 0, "mean": 4.936, "min": 0.67},),
        recodes=({"item": "x1", "kind": "missing code", "count": 9, "detail": "99"},),
    )
    fit = replace(cfa, sample=facts)
    assert tables.descriptives_table(fit).cells() == [
        ["x1", "301", "0", "4.94", "", "0.67", "", "", ""]
    ]
    assert tables.recodes_table(fit).cells() == [["x1", "missing code", "9", "99"]]
