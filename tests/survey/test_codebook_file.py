from __future__ import annotations

from pathlib import Path

import pytest

from gainsem.errors import CodebookError
from gainsem.survey.codebook_file import read_codebook
from gainsem.survey.responses import Item


def refused(book, items: str, *head: str) -> CodebookError:
    with pytest.raises(CodebookError) as error:
        book(items, *head)
    return error.value


def test_an_item_is_written_out_with_its_scale(book) -> None:
    codebook = book(
        """\
  NO:
    text: {en: I trust my neighbours., zh: 我信任邻居。}
    label: Trust
    scale: agree
    missing_codes: [99]
    reverse: true
    construct: trust
"""
    )
    assert codebook.items == (
        Item(
            "NO",
            text={"en": "I trust my neighbours.", "zh": "我信任邻居。"},
            label={"en": "Trust"},
            construct="trust",
            measure="ordinal",
            codes=(1.0, 2.0, 3.0, 4.0, 5.0),
            value_labels={
                "en": {1.0: "disagree", 3.0: "neither", 5.0: "agree"},
                "zh": {1.0: "不同意", 3.0: "说不清", 5.0: "同意"},
            },
            missing_codes=(88.0, 99.0),
            reverse=True,
        ),
    )
    assert codebook.title == {"en": "Trust", "zh": "信任"}
    assert codebook.constructs == {"trust": {"en": "Trust", "zh": "信任"}}
    assert codebook.called == "codebook.yaml"
    assert len(codebook.sha256) == 64


def test_inline_scales_and_variables(book) -> None:
    codebook = book(
        """\
  q1: {scale: {codes: [0, 10, 5]}}
variables:
  age: {scale: {measure: continuous, range: [0, 120]}}
  id: {}
"""
    )
    q1, age, identifier = codebook.items
    assert q1.codes == (0.0, 5.0, 10.0)
    assert (age.codes, age.limits, age.measure) == ((), (0.0, 120.0), "continuous")
    assert identifier == Item("id")


def test_the_file_with_the_answers_lies_below_the_codebook(book, tmp_path: Path) -> None:
    head = "title: T\nresponses: data/answers.csv\nitems:\n"
    codebook = book("  q1: {}\n", head)
    assert codebook.responses == (tmp_path / "data" / "answers.csv").resolve()


@pytest.mark.parametrize(
    "path", ["../x.csv", "/etc/passwd", "~/x.csv", "C:\\x.csv", "https://a.b/x.csv", "..\\x.csv"]
)
def test_a_file_elsewhere_is_refused(book, path: str) -> None:
    error = refused(book, "  q1: {}\n", f"title: T\nresponses: '{path}'\nitems:\n")
    assert error.code == "E-SEC-07"
    assert "codebook.yaml, line 2" in str(error)
    assert path in str(error)


def test_a_link_that_leads_elsewhere_is_refused(book, tmp_path: Path) -> None:
    (tmp_path / "answers.csv").symlink_to("/etc/hostname")
    error = refused(book, "  q1: {}\n", "title: T\nresponses: answers.csv\nitems:\n")
    assert error.code == "E-SEC-07"


@pytest.mark.parametrize(
    ("items", "code", "line", "said"),
    [
        ("  q1: {scale: agree, revers: true}\n", "E-BOOK-03", 13, "Did you mean 'reverse'?"),
        ("  q1:\n    lable: x\n", "E-BOOK-03", 14, "items.q1 has no key 'lable'"),
        ("  q1: {scale: {rnge: [1, 5]}}\n", "E-BOOK-03", 13, "Did you mean 'range'?"),
        ("  q1: {}\nitmes: {}\n", "E-BOOK-03", 14, "a codebook has no key 'itmes'"),
        ("  q1: {reverse: maybe}\n", "E-BOOK-04", 13, "items.q1.reverse is 'maybe'"),
        ("  q1: {text: [a]}\n", "E-BOOK-04", 13, "items.q1.text is ['a']"),
        ("  q1: {text: {en: yes, zh: true}}\n", "E-BOOK-04", 13, "items.q1.text.zh is True"),
        ("  q1: {missing_codes: 99}\n", "E-BOOK-04", 13, "items.q1.missing_codes is 99"),
        ("  q1: {missing_codes: [x]}\n", "E-BOOK-04", 13, "items.q1.missing_codes.0 is 'x'"),
        ("  q1: {scale: {measure: likert}}\n", "E-BOOK-04", 13, "items.q1.scale.measure"),
        ("  q1: {scale: {range: [1, .inf]}}\n", "E-BOOK-04", 13, "items.q1.scale.range.1 is inf"),
        ("  q1: {scale: {range: [1]}}\n", "E-BOOK-04", 13, "items.q1.scale.range.1 is missing"),
        ("  q1: 5\n", "E-BOOK-04", 13, "items.q1 is 5"),
        ("  q1: {scale: agre}\n", "E-BOOK-05", 13, "no scale 'agre'. Did you mean 'agree'?"),
        ("  q1: {construct: trst}\n", "E-BOOK-05", 13, "Did you mean 'trust'?"),
        ("  q1: {text: {fr: Oui}}\n", "E-BOOK-05", 13, "there is no language 'fr'"),
        ("  q1: {reverse: true}\n", "E-BOOK-06", 13, "'q1' is reversed, but has no scale"),
        ("  q1: {scale: agree, missing_codes: [5]}\n", "E-BOOK-06", 13, "5 is a missing code and"),
        ("  q1: {scale: {range: [5, 1]}}\n", "E-BOOK-06", 13, "5 to 1 is empty"),
        ("  q1: {scale: {range: [1, 5.5]}}\n", "E-BOOK-06", 13, "between whole numbers"),
        ("  q1: {scale: {range: [0, 1e9]}}\n", "E-BOOK-06", 13, "say measure: continuous"),
        ("  q1: {scale: {codes: [1, 1]}}\n", "E-BOOK-06", 13, "one stands twice"),
        ("  q1: {scale: {codes: [1, 2], range: [1, 2]}}\n", "E-BOOK-06", 13, "not both"),
        ("  q1: {scale: {labels: {en: {1: a}}}}\n", "E-BOOK-06", 13, "needs codes or a range"),
        ("  q1: {scale: {codes: [1, 2], labels: {en: {3: a}}}}\n", "E-BOOK-06", 13, "3 is neither"),
        ("  q1: {scale: {codes: [1, 2], labels: {en: {a: 1}}}}\n", "E-BOOK-06", 13, "not a code"),
        (
            "  q1: {scale: {codes: [1, 2], labels: {en: {1: Yes, 2: yes}}}}\n",
            "E-BOOK-06",
            13,
            "'yes' is the wording of 1 and 2",
        ),
        ("  q1: {}\nvariables: {q1: {}}\n", "E-BOOK-06", 14, "described under items too"),
    ],
)
def test_a_mistake_is_named_with_place_and_line(
    book, items: str, code: str, line: int, said: str
) -> None:
    error = refused(book, items)
    assert [problem.code for problem in error.problems] == [code]
    assert f"codebook.yaml, line {line}" in str(error)
    assert said in str(error)


def test_all_mistakes_are_named_at_once(book) -> None:
    error = refused(book, "  q1: {revers: true}\n  q2: {scale: 5, txt: a}\n  q3: {label: [x]}\n")
    assert [p.code for p in error.problems].count("E-BOOK-03") == 2
    assert len(error.problems) == 4


def test_a_codebook_without_title_or_items(book) -> None:
    error = refused(book, "  q1: {}\n", "items:\n")
    assert (error.code, "title is missing" in str(error)) == ("E-BOOK-04", True)
    assert "describes no items" in str(refused(book, "", "title: T\n"))


@pytest.mark.parametrize("text", ["", "just words", "[1, 2]", "3"])
def test_a_file_that_is_no_codebook(book, text: str) -> None:
    assert refused(book, "", text).code == "E-BOOK-04"


def test_a_missing_codebook(tmp_path: Path) -> None:
    with pytest.raises(CodebookError) as error:
        read_codebook(tmp_path / "nope.yaml")
    assert error.value.code == "E-BOOK-01"
    assert "nope.yaml" in str(error.value)


WHOLE_STUDY = """\
title: T
instructions: Please tick.
roles: {weight: w, seconds: duration}
columns: {q1: "First question", apps: [Q7, services]}
exports:
  limesurvey:
    columns: {place: hukou}
    codes:
      agree: {A1: 1, A2: 2}
      place: {A1: 0, A2: 1}
      apps: {1: gov}
tables:
  districts: {file: districts.csv, key: district}
scales:
  agree: {codes: [1, 2, 3]}
constructs:
  near: {label: Near, part_of: wide, compare_with: wide}
  wide: {label: Wide}
items:
  q1: {scale: agree, construct: near}
  check: {scale: agree, attention: 2}
variables:
  apps: {text: Which?, options: {gov: {label: Government}, edu: {label: School}}, asked_if: q1=3}
  place: {scale: {measure: nominal, codes: [0, 1]}}
  w: {}
  duration: {}
  district: {}
"""


def test_everything_a_study_says_of_itself(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text(WHOLE_STUDY, encoding="utf-8")
    book = read_codebook(tmp_path / "codebook.yaml")
    assert book.names == (
        "q1",
        "check",
        "apps_gov",
        "apps_edu",
        "place",
        "w",
        "duration",
        "district",
    )
    assert book.items[2] == Item(
        "apps_gov",
        text={"en": "Which?"},
        label={"en": "Government"},
        measure="nominal",
        codes=(0.0, 1.0),
    )
    assert book.options == {"apps": ("gov", "edu")}
    assert book.asked_if == {"apps": "q1=3"}
    assert book.attention == {"check": 2.0}
    assert book.part_of == {"near": "wide"}
    assert book.compare_with == {"near": "wide"}
    assert book.roles == {"weight": "w", "seconds": "duration"}
    assert book.columns == {"q1": ("First question",), "apps": ("Q7", "services")}
    rules = book.exports["limesurvey"]
    assert rules.columns == {"place": ("hukou",)}
    assert rules.codes["q1"] == rules.codes["check"] == {"A1": 1.0, "A2": 2.0}
    assert rules.codes["place"] == {"A1": 0.0, "A2": 1.0}
    assert rules.codes["apps"] == {"1": "gov"}
    (table,) = book.tables
    assert (table.name, table.path.name, table.key) == ("districts", "districts.csv", "district")


@pytest.mark.parametrize(
    ("was", "becomes", "code", "says"),
    [
        ("weight: w,", "weight: x,", "E-BOOK-05", "roles.weight: there is no item 'x'"),
        ("weight: w,", "heaviness: w,", "E-BOOK-04", "roles.heaviness"),
        ("part_of: wide", "part_of: wider", "E-BOOK-05", "Did you mean 'wide'?"),
        ("_with: wide", "_with: wider", "E-BOOK-05", "Did you mean 'wide'?"),
        ("_with: wide", "_with: near", "E-BOOK-06", "is compared with itself"),
        ("{label: Wide}", "{label: Wide, part_of: near}", "E-BOOK-06", "is part of itself"),
        ("attention: 2", "attention: 9", "E-BOOK-06", "9 is not an answer that 'check' allows"),
        ("place: hukou", "plaze: hukou", "E-BOOK-05", "there is no item 'plaze'"),
        ("      agree: {A1", "      agrees: {A1", "E-BOOK-05", "no item or scale 'agrees'"),
        ("limesurvey:", "monkey:", "E-BOOK-04", "exports.monkey"),
        ("file: districts.csv", "file: ../districts.csv", "E-SEC-07", "line 13"),
        ("edu: {label", "gov2: {lable", "E-BOOK-03", "Did you mean 'label'?"),
        ("apps: {text: Which?,", "apps: {scale: agree,", "E-BOOK-06", "has options"),
        ("  w: {}", "  w: {}\n  apps_gov: {}", "E-BOOK-06", "'apps_gov' is an item and an option"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_refused(
    tmp_path: Path, was: str, becomes: str, code: str, says: str
) -> None:
    assert was in WHOLE_STUDY
    text = WHOLE_STUDY.replace(was, becomes, 1)
    (tmp_path / "codebook.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError) as error:
        read_codebook(tmp_path / "codebook.yaml")
    assert code in {problem.code for problem in error.value.problems}
    assert says in str(error.value)
