"""A file of draws: what comes back, what is refused, what a crash leaves."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from gainsem.errors import OutputError
from gainsem.io.checkpoint import Checkpoint

RUN = {"model": "m", "answers": "a", "seed": "1"}


def arrays(seed: int):
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(3, 2))
    vectors[1, 0] = np.nan
    return {"vectors": vectors, "status": np.array([0, 2, 1], dtype=np.uint8)}


def filled(path: Path, chunks: int = 2) -> None:
    store = Checkpoint(path, resume=False)
    store.begin(RUN)
    for k in range(chunks):
        store.keep((0, 3 * k, 3 * k + 3), arrays(k))
    store.close()


def test_numbers_come_back_bit_by_bit(tmp_path: Path) -> None:
    filled(tmp_path / "draws")
    with Checkpoint(tmp_path / "draws", resume=True) as store:
        found = store.begin(RUN)
    assert list(found) == [(0, 0, 3), (0, 3, 6)]
    for name, expected in arrays(1).items():
        assert found[0, 3, 6][name].tobytes() == expected.tobytes()
        assert found[0, 3, 6][name].dtype == expected.dtype


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_line_cut_off_is_dropped_and_written_again(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "draws"
    filled(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    store = Checkpoint(path, resume=True)
    assert list(store.begin(RUN)) == [(0, 0, 3)]
    store.keep((0, 3, 6), arrays(1))
    store.close()
    assert path.read_bytes() == whole


def test_a_changed_number_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "draws"
    filled(path)
    lines = path.read_bytes().splitlines(keepends=True)
    changed = lines[1].replace(b"A", b"B", 1)
    assert changed != lines[1]
    lines[1] = changed
    path.write_bytes(b"".join(lines))
    with Checkpoint(path, resume=True) as store:
        assert store.begin(RUN) == {}


def test_another_run_is_refused_with_what_differs(tmp_path: Path) -> None:
    filled(tmp_path / "draws")
    with pytest.raises(OutputError) as caught:
        Checkpoint(tmp_path / "draws", resume=True).begin({**RUN, "seed": "2", "answers": "b"})
    assert caught.value.code == "E-BOOT-10"
    assert "seed (1 then, 2 now)" in str(caught.value)
    assert "answers" in str(caught.value)
    assert "model" not in str(caught.value).split("different:")[1].split(".")[0]


def test_draws_are_not_thrown_away_unasked(tmp_path: Path) -> None:
    filled(tmp_path / "draws")
    before = (tmp_path / "draws").read_bytes()
    with pytest.raises(OutputError) as caught:
        Checkpoint(tmp_path / "draws", resume=False).begin(RUN)
    assert caught.value.code == "E-BOOT-11"
    assert (tmp_path / "draws").read_bytes() == before


@pytest.mark.parametrize("content", [b"id,x1\n1,2\n", b'{"a": 1}\n'])
def test_a_file_of_something_else_is_not_touched(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "draws").write_bytes(content)
    with pytest.raises(OutputError) as caught:
        Checkpoint(tmp_path / "draws", resume=True).begin(RUN)
    assert caught.value.code == "E-BOOT-09"
    assert (tmp_path / "draws").read_bytes() == content


@pytest.mark.parametrize("name", ["no/such/folder/draws", "."])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError) as caught:
        Checkpoint(os.path.join(tmp_path, name), resume=True).begin(RUN)
    assert caught.value.code == "E-BOOT-09"
