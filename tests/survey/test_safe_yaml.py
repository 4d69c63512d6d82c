from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.errors import CodebookError
from gainsem.survey.safe_yaml import MAX_BYTES, read_yaml


def refused(text: str | bytes) -> CodebookError:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(CodebookError) as error:
        read_yaml(data, "codebook.yaml")
    return error.value


def test_plain_data_with_lines() -> None:
    document = read_yaml("﻿a: 1\nb:\n  - x\n  - {c: 2.5}\n".encode(), "codebook.yaml")
    assert document.content == {"a": 1, "b": ["x", {"c": 2.5}]}
    assert document.line(("b", 1, "c")) == 4
    assert document.line(("b", 1, "missing")) == 4


def test_scalars_are_those_of_yaml_1_2() -> None:
    document = read_yaml(
        b"NO: {yes: NO, on: off}\n"
        b"n: [~, null, true, False, 1e3, .inf, 0x1F, 0o17, '3']\n"
        b"d: 2024-01-02",
        "c",
    )
    assert document.content == {
        "NO": {"yes": "NO", "on": "off"},
        "n": [None, None, True, False, 1000.0, float("inf"), 31, 15, "3"],
        "d": "2024-01-02",
    }


def test_keys_stay_as_they_are_written() -> None:
    assert read_yaml(b"{1: a, 1.0: b, true: c}", "c").content == {"1": "a", "1.0": "b", "true": "c"}


BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x: !!python/object/apply:os.system ['touch PWNED']", "tag '!!python/object"),
        ("x: !!python/name:os.system", "line 1"),
        ("title: !custom 3", "tag '!custom'"),
        (BOMB, "anchor '&a0'"),
        ("a: &k 1\nb: *k", "anchor '&k'"),
        ("b: *k", "alias '*k'"),
        ("<<: *k", "alias '*k'"),
        (
            "a: 1\nb: 2\na: 3",
            "line 3: the codebook has the key 'a' a second time (first in line 1)",
        ),
        ("[" * 21 + "]" * 21, "20 levels"),
        ("? [a, b]\n: 1", "as a key"),
        ("a: 1\n---\nb: 2", "more than one document"),
        (b"x: " + b"y" * MAX_BYTES, "2,000,000 bytes"),
    ],
    ids=[
        "object",
        "name",
        "tag",
        "bomb",
        "anchor",
        "alias",
        "merge",
        "duplicate",
        "deep",
        "complex key",
        "two documents",
        "large",
    ],
)
def test_what_could_do_harm_is_refused(text: str | bytes, said: str) -> None:
    error = refused(text)
    assert error.code == "E-SEC-06"
    assert said in str(error)


def test_no_code_in_a_tag_is_run(tmp_path: Path) -> None:
    target = tmp_path / "made"
    refused(f"x: !!python/object/apply:os.mkdir ['{target}']")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1, 2", "line 1"),
        ("a: 1\n b: 2", "line 2"),
        ("a: b: c", "line 1"),
        ("\ta: 1", "line 1"),
        (b"a: ok\nb: \xff\xfe", "line 2: this is not UTF-8"),
        ("a: \x00", "is not YAML"),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_line(text: str | bytes, said: str) -> None:
    error = refused(text)
    assert error.code == "E-BOOK-02"
    assert said in str(error)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab:-{}[],&*!?|>'\"#% \n\t~1.", max_size=40))
def test_any_text_is_data_or_a_refusal(text: str) -> None:
    refusal = "none"
    try:
        read_yaml(text.encode(), "codebook.yaml")
    except CodebookError as error:
        refusal = error.code
    assert refusal in ("none", "E-SEC-06", "E-BOOK-02")
