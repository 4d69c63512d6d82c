"""The synthetic survey in the layouts of survey tools says the same, cell by cell.

Wenjuanxing and KoboToolbox are written by the package, the other layouts here, from what the
tools write for the questions of ``surveys/sense_of_gain`` (see ``tests/io/data/exports``).
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gainsem.errors import OptionError
from gainsem.io.read_survey import read_survey
from gainsem.survey.asking import Question
from gainsem.survey.phrases import number_text
from gainsem.survey.responses import Responses
from gainsem.survey.synthetic import Table
from gainsem.survey.synthetic_export import TOOLS, Sheet, kobo, main, sheet_of, write_export

SURVEY = Path(__file__).parents[2] / "surveys" / "sense_of_gain"
CODEBOOK = SURVEY / "codebook.yaml"
PLANTED = "true_careless"


@pytest.fixture(scope="module")
def answers() -> Responses:
    """Return the answers as ``responses.csv`` gives them."""
    return read_survey(SURVEY).responses


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return sheet_of(SURVEY)


def respondents(read: Responses) -> list[int]:
    """Return the numbers of the respondents: R0001 and 1 are one and the same."""
    if "id" in read.text:
        return [int(cell.lstrip("R")) for cell in read.text["id"]]
    return [int(number) for number in read.column("id")]


def differing(read: Responses, answers: Responses) -> list[str]:
    """Return the variables with any cell that is not that of ``responses.csv``."""
    wanted = [name for name in answers.names if name != PLANTED]
    return [
        name
        for name in wanted
        if name not in read.names
        or not np.array_equal(read.column(name), answers.column(name), equal_nan=True)
    ]


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("wenjuanxing", "Wenjuanxing (wordings)"),
        ("wenjuanxing_numbers", "Wenjuanxing (codes)"),
        ("kobo", "KoboToolbox or ODK (codes)"),
    ],
)
def test_a_written_export_reads_back_cell_by_cell(tool, said, answers, tmp_path) -> None:
    path = write_export(SURVEY, tool, tmp_path / "export.csv")
    read = read_survey(path, codebook=CODEBOOK).responses
    (recognised,) = [each for each in read.diagnostics if each.code == "I-EXP-01"]
    assert said in recognised.message
    assert differing(read, answers) == []
    assert respondents(read) == respondents(answers)
    assert set(read.names) - {"id"} == set(answers.names) - {PLANTED}
    assert {each.severity for each in read.diagnostics} == {"info"}


@pytest.mark.parametrize("tool", TOOLS)
def test_nothing_that_identifies_a_person_is_kept(tool, tmp_path) -> None:
    path = write_export(SURVEY, tool, tmp_path / "export.csv")
    read = read_survey(path, codebook=CODEBOOK).responses
    own = {"wenjuanxing": {"来自IP", "Q53"}, "kobo": {"deviceid", "_uuid"}}
    assert own[tool.split("_")[0]] <= set(read.left_out)
    assert "example.org" not in repr(read)
    assert "203.0.113" not in repr(read)


def test_the_same_bytes_every_time(tmp_path) -> None:
    first = write_export(SURVEY, "kobo", tmp_path / "one.csv").read_bytes()
    assert write_export(SURVEY, "kobo", tmp_path / "two.csv").read_bytes() == first


def test_one_question_a_heading_and_nothing_planted(sheet, tmp_path) -> None:
    path = write_export(SURVEY, "wenjuanxing", tmp_path / "export.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, first, *rest = csv.reader(file)
    assert len(header) == len(set(header)) == len(first)
    assert len(rest) == sheet.n_obs - 1
    assert header[6].startswith("1、社区或街道")
    assert header[-4:] == ["调查轮次", "农村户籍", "女性", "抽样权重"]
    assert not [name for name in kobo(sheet) if name.startswith("true_")]


def test_the_program_writes_them(tmp_path, capsys) -> None:
    place = tmp_path / "export.csv"
    assert main([str(SURVEY), "kobo", str(place)]) == 0
    assert capsys.readouterr().out == f"wrote {place}\n"
    assert place.stat().st_size > 100_000
    assert main([str(SURVEY)]) == 2
    assert "usage" in capsys.readouterr().err
    assert main([str(tmp_path), "kobo", str(place)]) == 2
    assert "population.yaml" in capsys.readouterr().err


def test_an_unknown_tool_is_refused_with_the_nearest(tmp_path) -> None:
    with pytest.raises(OptionError, match="Did you mean 'wenjuanxing'") as refused:
        write_export(SURVEY, "wenjuanxin", tmp_path / "export.csv")
    assert refused.value.code == "E-OPT-01"


# The other tools of the codebook's ``exports``, as they number and name options.


def positions(question: Question, prefix: str, digits: int = 1) -> dict[str, str]:
    """Return what a tool that numbers options writes for each code of a question."""
    codes = [number_text(code) for code in (*question.codes, *question.missing_codes)]
    return {code: f"{prefix}{i:0{digits}d}" for i, code in enumerate(codes, start=1)} | {"": ""}


def recoded(sheet: Sheet, question: Question, written: dict[str, str]) -> list[str]:
    return [written[cell] for cell in sheet.answers[question.name]]


def limesurvey(sheet: Sheet, prefix: str, digits: int) -> Table:
    n = sheet.n_obs
    table: Table = {
        "id": [str(i + 1) for i in range(n)],
        "submitdate": ["2024-06-01 09:00:00"] * n,
        "lastpage": ["3"] * n,
        "startlanguage": ["zh-Hans"] * n,
    }
    for question in sheet.questions:
        name = f"att[{question.name}]" if question.is_item else question.name
        if question.kind == "boxes":
            for i, option in enumerate(question.item.options, start=1):
                ticks = sheet.answers[f"{question.name}_{option}"]
                table[f"{name}[SQ{i:03d}]"] = ["Y" if tick == "1" else "" for tick in ticks]
        elif question.name == "child":
            table[name] = recoded(sheet, question, {"1": "Y", "0": "N", "": ""})
        elif question.kind == "choice" and question.item.text:
            table[name] = recoded(sheet, question, positions(question, prefix, digits))
        elif question.role != "respondent" and question.name in sheet.answers:
            heading = "interviewtime" if question.role == "seconds" else name
            table[heading] = sheet.answers[question.name]
    return table


def qualtrics(sheet: Sheet) -> Table:
    """Return numeric values under three header rows."""
    n = sheet.n_obs
    own = {
        "StartDate": ("Start Date", ["2024-06-01 09:00:00"] * n),
        "EndDate": ("End Date", ["2024-06-01 09:10:00"] * n),
        "Status": ("Response Type", ["0"] * n),
        "Progress": ("Progress", ["100"] * n),
        "Duration (in seconds)": ("Duration (in seconds)", sheet.of_role("seconds")),
        "Finished": ("Finished", ["1"] * n),
        "ResponseId": ("Response ID", [f"R_{i + 1:015d}" for i in range(n)]),
    }
    asked = {}
    for number, question in enumerate(sheet.asked, start=1):
        cells = sheet.answers.get(question.name, [])
        if question.kind == "boxes":
            columns = [sheet.answers[f"{question.name}_{o}"] for o in question.item.options]
            cells = [
                ",".join(str(i) for i, tick in enumerate(row, start=1) if tick == "1")
                for row in zip(*columns, strict=True)
            ]
        elif question.kind == "choice":
            cells = recoded(sheet, question, positions(question, ""))
        asked[f"Q{number}"] = (question.wording(sheet.main)[sheet.main], cells)
    added = {q.name: (q.name, sheet.answers[q.name]) for q in sheet.added}
    return {
        name: [text, f'{{"ImportId":"{name}"}}', *cells]
        for name, (text, cells) in {**own, **asked, **added}.items()
    }


def redcap(sheet: Sheet) -> Table:
    """Return raw data: names in small letters, the codebook's codes, numbered boxes."""
    n = sheet.n_obs
    table: Table = {"record_id": [str(i + 1) for i in range(n)]}
    for question in sheet.questions:
        if question.kind == "boxes":
            for i, option in enumerate(question.item.options, start=1):
                table[f"{question.name}___{i}"] = sheet.answers[f"{question.name}_{option}"]
        elif question.role != "respondent" and question.name in sheet.answers:
            table[question.name.lower()] = sheet.answers[question.name]
    return table | {"survey_complete": ["2"] * n}


@pytest.mark.parametrize(
    ("tool", "layout"),
    [
        ("limesurvey", lambda sheet: limesurvey(sheet, "AO", 2)),
        ("limesurvey", lambda sheet: limesurvey(sheet, "A", 1)),
        ("qualtrics", qualtrics),
        ("redcap", redcap),
    ],
    ids=["limesurvey_5", "limesurvey_3", "qualtrics", "redcap"],
)
def test_the_codes_of_other_tools_are_those_the_codebook_says(
    tool: str, layout: Callable[[Sheet], Table], sheet, answers, tmp_path
) -> None:
    table = layout(sheet)
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))
    survey = read_survey(path, codebook=CODEBOOK)
    assert survey.codebook is not None
    assert tool in survey.codebook.exports
    assert differing(survey.responses, answers) == []
