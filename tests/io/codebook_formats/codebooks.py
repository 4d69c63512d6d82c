"""Codebooks the tests of this room start from, and how two are compared."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from gainsem.survey.codebook import Codebook
from gainsem.survey.codebook_document import CodebookDocument
from gainsem.survey.codebook_file import document_of_bytes, read_codebook

RICH = """\
format: gainsem.codebook/1
title: {en: "Rich: a survey", zh: 丰富的调查}
citation: A (2026)
source: here
licence: CC0
languages: [en, zh]
decimal: ","
responses: responses.csv
instructions: {en: "Please answer *all* questions.", zh: 请回答所有问题。}
roles: {weight: w, seconds: dur, respondent: id, cluster: district}
columns: {t1: [Q1, "1、我信任"], apps: Q9, apps_gov: Q9_1}
exports:
  limesurvey:
    columns: {t1: T01}
    codes:
      agree: {A1: 1, A2: 2}
      share: {Z1: 1}
      apps: {1: gov, 2: health}
tables: {districts: {file: d.csv, key: district}}
scales:
  agree:
    measure: ordinal
    codes: [1, 2, 3, 4, 5]
    missing_codes: [99, 88]
    labels:
      en: {1: strongly disagree, 5: strongly agree, 88: don't know, 99: refused}
      zh: {1: 非常不同意, 2: 不太同意, 3: 一般, 4: 比较同意, 5: 非常同意, 88: 不知道, 99: 拒答}
  share: {measure: continuous, range: [0, 100], missing_codes: [999], labels: {en: {999: none}}}
  unused: {measure: nominal, codes: [1, 2]}
constructs:
  trust: {label: {en: Trust, zh: 信任}, part_of: gen, note: a note}
  gen: {label: General}
items:
  t1: {text: {en: I trust., zh: 我信任。}, label: {en: Trust 1}, construct: trust, scale: agree}
  t2: {text: I do not trust., construct: trust, scale: agree, reverse: true, note: hm}
  t3: {label: {en: third, zh: 第三}, construct: trust, scale: agree, missing_codes: [77]}
  ac: {text: {en: please say agree, zh: 请选}, scale: agree, attention: 4}
  c1: {text: School good, scale: agree, construct: trust, asked_if: child=1}
  c2: {text: School fair, scale: agree, construct: trust, asked_if: "child=1 & age>=18 & t2>=4"}
  nps: {text: Recommend, scale: {measure: ordinal, range: [0, 10]}}
  temp: {text: Thermo, scale: {measure: ordinal, range: [0, 100]}}
variables:
  id: {}
  dur: {label: seconds}
  w: {}
  district: {label: {en: District, zh: 区}}
  child:
    text: Child at school
    scale: {measure: nominal, codes: [0, 1], labels: {en: {0: "no", 1: "yes"}, zh: {0: 否, 1: 是}}}
  age:
    label: Age
    scale:
      {measure: continuous, range: [16.5, 110], missing_codes: [999], labels: {zh: {999: 拒答}}}
  income: {text: {zh: 收入}, scale: share, missing_codes: [998], asked_if: "age!=20,30"}
  pay: {text: pay, scale: share}
  apps:
    text: {en: Which, zh: 哪些}
    missing_codes: [-9]
    options: {gov: {label: {en: Gov, zh: 政务}}, health: {label: Health}}
    asked_if: everyone
  why: {text: Why?, asked_if: apps_gov=1}
  whynot: {text: Why not?, asked_if: "apps_gov=0 & district=5,6"}
"""
NOT_COMPARED = ("path", "sha256")


def document(text: str = RICH) -> CodebookDocument:
    """Return a codebook as it stands in a text."""
    return document_of_bytes(text.encode(), "codebook.yaml")[0]


def record(text: str, folder: Path) -> dict[str, Any]:
    """Return what is read from a codebook of this text in a folder."""
    place = folder / "codebook.yaml"
    place.write_text(text, encoding="utf-8")
    return fields(read_codebook(place))


def fields(book: Codebook) -> dict[str, Any]:
    """Return all a codebook says, without where it was read from."""
    names = [f.name for f in dataclasses.fields(book) if f.name not in NOT_COMPARED]
    return {name: getattr(book, name) for name in names}


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return a workbook with these rows, written by a program that is not ours."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
