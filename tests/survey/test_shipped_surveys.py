"""The surveys and models that come with gainsem, read as a user would."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from gainsem.survey.checks import check_data
from gainsem.survey.codebook import Codebook
from gainsem.survey.codebook_file import read_codebook
from gainsem.survey.columns import require_columns
from gainsem.survey.find_codebook import find_codebook
from gainsem.survey.moments import moments_of
from gainsem.survey.raw_table import RawTable
from gainsem.survey.recode import apply_codebook
from gainsem.survey.responses import Responses
from gainsem.survey.selection import select

TURNED = {"A1", "C4", "C5", "E1", "E2", "O2", "O5"}
MODELS = ("bfi", *(f"juarez_{name}" for name in ("cfa", "second_order", "structural")))
MODELS += tuple(f"juarez_{name}" for name in ("third_order", "composite", "mimic"))
MODELS += tuple(f"sense_of_gain_{name}" for name in ("cfa", "third_order", "structural"))


def factors(path: Path) -> dict[str, list[str]]:
    """Return the right sides of =~ by factor, read without the parser."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"(\w+)\s*=~\s*(.+)", line.split("#")[0].strip()):
            found[match[1]] = [term.strip() for term in match[2].split("+")]
    return found


@pytest.fixture
def bfi_raw(root: Path) -> RawTable:
    with (root / "surveys/bfi/responses.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    cells = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    return RawTable(tuple(header), tuple(cells.T), np.arange(2, len(rows) + 2), "responses.csv")


@pytest.fixture
def bfi(root: Path, bfi_raw: RawTable) -> Responses:
    return apply_codebook(bfi_raw, read_codebook(root / "surveys/bfi/codebook.yaml"))


def test_bfi_is_read_without_a_remark(bfi: Responses) -> None:
    assert bfi.values.shape == (2800, 28)
    assert bfi.diagnostics == ()
    assert {recode.item for recode in bfi.recodes} == TURNED


def test_bfi_moments_are_the_published_ones_up_to_sign(bfi: Responses, bfi_raw: RawTable) -> None:
    names = bfi.names[:25]
    moments, listwise = moments_of(bfi, names)
    raw, _ = moments_of(apply_codebook(bfi_raw), names)
    sign = np.array([-1.0 if name in TURNED else 1.0 for name in names])
    np.testing.assert_allclose(moments.cov, raw.cov * np.outer(sign, sign), rtol=1e-12)
    assert (moments.n_obs, listwise.n_read) == (2436, 2800)
    # lavaan 0.6-14: sample covariances of A1 with A1 and A2
    np.testing.assert_allclose(raw.cov[0, :2], [1.9793350158137, -0.582198872414602], rtol=1e-12)


def test_bfi_items_all_point_the_way_of_their_construct(root: Path, bfi: Responses) -> None:
    model = factors(root / "models/bfi.lav")
    names = [name for members in model.values() for name in members]
    needed = require_columns(bfi, names)
    found = check_data(needed.values, names, 60, items=needed.items, constructs=model)
    assert [d.code for d in found] == ["I-DATA-35"]
    as_answered = np.where([name in TURNED for name in names], 7 - needed.values, needed.values)
    warned = check_data(as_answered, names, 60, constructs=model)
    assert [d.code for d in warned if d.severity == "warning"] == ["W-DATA-31"] * 4


@pytest.mark.parametrize("name", MODELS)
def test_the_codebook_of_a_model_is_found_and_knows_its_items(root: Path, name: str) -> None:
    path = find_codebook(root / f"models/{name}.lav", "anywhere/answers.csv")
    survey = "sense_of_gain" if name.startswith("sense") else name.split("_")[0]
    assert path == (root / "surveys" / survey / "codebook.yaml").resolve()
    book = read_codebook(path)
    model = factors(root / f"models/{name}.lav")
    assert set(model) <= set(book.constructs)
    measured = {item for members in model.values() for item in members} - set(model)
    assert measured <= set(book.names)


@pytest.mark.parametrize("name", ["bfi", "juarez", "sense_of_gain"])
def test_every_item_has_its_labels_in_english_and_chinese(root: Path, name: str) -> None:
    book = read_codebook(root / "surveys" / name / "codebook.yaml")
    assert book.citation
    assert book.source
    assert book.licence
    for item in book.items:
        assert all((item.label["en"], item.label["zh"])), item.name
        if item.construct:
            assert all((item.text["en"], item.text["zh"])), item.name
            assert len(item.label["en"]) <= 24, item.name
    for construct in book.constructs.values():
        assert all((construct["en"], construct["zh"]))


@pytest.fixture
def juarez(root: Path) -> Codebook:
    return read_codebook(root / "surveys/juarez/codebook.yaml")


def test_juarez_turns_the_items_worded_the_other_way(juarez: Codebook) -> None:
    turned = {item.name for item in juarez.items if item.reverse}
    assert turned == {"ec_endsmeet", "gv_corrupt", "city_safe"}


def test_juarez_reads_every_legal_and_missing_code(juarez: Codebook) -> None:
    n = 40
    columns = []
    for item in juarez.items:
        legal = np.resize(np.array(item.codes or [2017069.0]), n)
        legal[: len(item.missing_codes)] = item.missing_codes
        columns.append(legal)
    raw = RawTable(juarez.names, tuple(columns), np.arange(2, n + 2), "juarez.csv")
    got = apply_codebook(raw, juarez)
    assert got.diagnostics == ()
    counted = {item.name: len(item.missing_codes) for item in juarez.items}
    missing = dict(zip(got.names, np.isnan(got.values).sum(axis=0).tolist(), strict=True))
    assert missing == counted
    assert set(select(got, "wave=2018").column("wave")) == {2018.0}
