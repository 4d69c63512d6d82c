"""A synthetic survey written down as a survey tool would export it.

To try the whole way before anybody is interviewed, from the file a tool gives to the report, and
to test it: the answers are those of ``responses.csv``, the layout is the tool's.  Addresses and
identifiers are made of names and numbers that are reserved for examples (RFC 2606, RFC 5737)::

    python -m gainsem.survey.synthetic_export surveys/sense_of_gain wenjuanxing export.csv
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from gainsem.errors import GainsemError, OptionError, did_you_mean
from gainsem.survey.asking import Question, questions_of
from gainsem.survey.codebook_file import read_document
from gainsem.survey.codebook_rules import in_main_language
from gainsem.survey.phrases import number_text
from gainsem.survey.population_file import FILE, read_population
from gainsem.survey.synthetic import Table, draw_survey

OPENED = datetime(2024, 6, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))
"""When the first questionnaire was opened; the others follow every four minutes."""
EVERY = timedelta(minutes=4)
BETWEEN_BOXES = "┋"
NOT_ANSWERED = "(空)"
NOT_ANSWERED_CODE = "-2"
RAFFLE = "如愿意参加抽奖，请留下电子邮箱"
ONE_IN = 3
"""Of so many respondents one leaves an e-mail address for the raffle."""


@dataclass(frozen=True)
class Sheet:
    """Questions and the answers to them, before any tool has touched them.

    Parameters
    ----------
    questions : tuple of Question
    answers : dict of str to list of str
        Codes as text by column; empty where there is no answer.
    main : str
        Main language of the codebook.
    """

    questions: tuple[Question, ...]
    answers: Table
    main: str

    @property
    def n_obs(self) -> int:
        """Respondents."""
        return len(next(iter(self.answers.values())))

    @property
    def asked(self) -> tuple[Question, ...]:
        """Questions with a wording, in the order they are asked."""
        return tuple(each for each in self.questions if each.is_asked and each.item.text)

    @property
    def added(self) -> tuple[Question, ...]:
        """Columns that the office adds: a weight, the wave, what is made from other answers."""
        own = ("seconds", "respondent")
        unasked = (each for each in self.questions if not (each.is_asked and each.item.text))
        return tuple(q for q in unasked if q.role not in own and q.name in self.answers)

    def of_role(self, role: str) -> list[str]:
        """Return the column with a task, such as the time to complete."""
        return self.answers[next(q.name for q in self.questions if q.role == role)]


def sheet_of(folder: str | Path, *, without: Sequence[str] = ("true_careless",)) -> Sheet:
    """Return the questions and the synthetic answers of a survey's folder.

    Parameters
    ----------
    folder : str or Path
        With ``population.yaml`` and the codebook it names.
    without : sequence of str
        Columns that no tool could know, such as who was drawn to answer carelessly.
    """
    population = read_population(Path(folder) / FILE)
    said, _, _ = read_document(Path(population.codebook.path or ""))
    drawn = draw_survey(population).responses
    answers = {name: column for name, column in drawn.items() if name not in without}
    return Sheet(questions_of(said), answers, said.languages[0])


def wenjuanxing(sheet: Sheet, *, lang: str = "zh", words: bool = True) -> Table:
    """Return the answers in the layout of Wenjuanxing (问卷星): heading to cells.

    Parameters
    ----------
    sheet : Sheet
    lang : str
        Language of the wordings.
    words : bool
        Wordings of the options (按选项文本下载); else their numbers, from 1 (按选项序号下载).
    """
    n = sheet.n_obs
    seconds = sheet.of_role("seconds")
    ended = [opened + _spent(spent) for opened, spent in zip(_opened(n), seconds, strict=True)]
    empty = NOT_ANSWERED if words else NOT_ANSWERED_CODE
    table: Table = {
        "序号": [str(i + 1) for i in range(n)],
        "提交答卷时间": [f"{t.year}/{t.month}/{t.day} {t:%H:%M:%S}" for t in ended],
        "所用时间": [f"{spent}秒" for spent in seconds],
        "来源": ["微信"] * n,
        "来源详情": ["N/A"] * n,
        "来自IP": [f"203.0.113.{i % 254 + 1}" for i in range(n)],
    }
    for number, question in enumerate(sheet.asked, start=1):
        cells = list(_told(sheet, question, lang, words=words))
        heading = f"{number}、{_wording(question, sheet.main, lang)}"
        table[heading] = [cell or empty for cell in cells]
    mails = [f"resident{i + 1:04d}@example.org" if i % ONE_IN == 0 else empty for i in range(n)]
    table[f"{len(sheet.asked) + 1}、{RAFFLE}"] = mails
    added = ((question, _label(question, sheet.main, lang)) for question in sheet.added)
    return table | {label: sheet.answers[question.name] for question, label in added}


def kobo(sheet: Sheet) -> Table:
    """Return the answers in the layout of KoboToolbox, "XML values and headers".

    The form is the one ``gainsem codebook export`` makes: options are called by their codes,
    boxes are one column with all that were ticked and one column each.
    """
    n = sheet.n_obs
    seconds = sheet.of_role("seconds")
    opened = _opened(n)
    ended = [start + _spent(spent) for start, spent in zip(opened, seconds, strict=True)]
    table: Table = {
        "start": [each.isoformat(timespec="milliseconds") for each in opened],
        "end": [each.isoformat(timespec="milliseconds") for each in ended],
        "deviceid": [f"ee.example.org:{i:06d}" for i in range(n)],
    }
    for question in sheet.questions:
        if question.kind == "boxes":
            boxes = _boxes(sheet, question)
            table[question.name] = [" ".join(ticked) for ticked in _ticked(boxes)]
            table |= {f"{question.name}/{option}": column for option, column in boxes.items()}
        elif question.name in sheet.answers:
            table[question.name] = sheet.answers[question.name]
    return table | {
        "_id": [str(9000 + i) for i in range(n)],
        "_uuid": [f"00000000-0000-4000-8000-{i:012d}" for i in range(n)],
        "_submission_time": [f"{each:%Y-%m-%dT%H:%M:%S}" for each in ended],
        "_validation_status": [""] * n,
        "_submitted_by": [""] * n,
        "_index": [str(i + 1) for i in range(n)],
    }


def _opened(n: int) -> list[datetime]:
    return [OPENED + i * EVERY for i in range(n)]


def _spent(seconds: str) -> timedelta:
    return timedelta(seconds=float(seconds))


def _wording(question: Question, main: str, lang: str) -> str:
    texts = question.wording(main)
    return texts.get(lang, texts[main])


def _label(question: Question, main: str, lang: str) -> str:
    labels = in_main_language(question.item.label, main)
    return labels.get(lang, question.name)


def _told(sheet: Sheet, question: Question, lang: str, *, words: bool) -> Iterator[str]:
    """Yield the answers to a question in the words of its options, or by their numbers."""
    if question.kind == "boxes":
        boxes = _boxes(sheet, question)
        called = _options(question, sheet.main, lang, words=words)
        yield from (BETWEEN_BOXES.join(called[each] for each in row) for row in _ticked(boxes))
        return
    answers = sheet.answers[question.name]
    if question.kind != "choice" or question.scale is None:
        yield from answers
        return
    codes = [number_text(code) for code in (*question.codes, *question.missing_codes)]
    told = {code: str(i) for i, code in enumerate(codes, start=1)}
    if words:
        labels = question.scale.labels.get(lang, {})
        told = {number_text(float(code)): text for code, text in labels.items()}
    yield from (told[answer] if answer else "" for answer in answers)


def _options(question: Question, main: str, lang: str, *, words: bool) -> dict[str, str]:
    """Return what a tool writes for each option: its wording, or its number from 1."""
    called = {}
    for number, (option, said) in enumerate(question.item.options.items(), start=1):
        labels = in_main_language(said.label, main)
        called[option] = labels.get(lang, option) if words else str(number)
    return called


def _boxes(sheet: Sheet, question: Question) -> Table:
    return {option: sheet.answers[f"{question.name}_{option}"] for option in question.item.options}


def _ticked(boxes: Table) -> Iterator[list[str]]:
    for row in zip(*boxes.values(), strict=True):
        yield [option for option, tick in zip(boxes, row, strict=True) if tick == "1"]


def _file(table: Table, delimiter: str, quoting: int) -> bytes:
    """Return a table as tools write it: with a byte order mark, as spreadsheets want it."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(table)
    writer.writerows(zip(*table.values(), strict=True))
    return stream.getvalue().encode("utf-8-sig")


TOOLS: dict[str, Callable[[Sheet], bytes]] = {
    "wenjuanxing": lambda sheet: _file(wenjuanxing(sheet), ",", csv.QUOTE_MINIMAL),
    "wenjuanxing_numbers": lambda sheet: _file(
        wenjuanxing(sheet, words=False), ",", csv.QUOTE_MINIMAL
    ),
    "kobo": lambda sheet: _file(kobo(sheet), ";", csv.QUOTE_ALL),
}


def write_export(folder: str | Path, tool: str, path: str | Path) -> Path:
    """Write the synthetic survey of a folder as an export of a survey tool.

    Parameters
    ----------
    folder : str or Path
        With ``population.yaml`` and its codebook.
    tool : {"wenjuanxing", "wenjuanxing_numbers", "kobo"}
        The second with the numbers of options (按选项序号下载) instead of their wordings.
    path : str or Path
        Where to write it.

    Returns
    -------
    Path
        The file written; the same bytes every time.

    Raises
    ------
    OptionError
        E-OPT-01 for another tool.
    """
    if tool not in TOOLS:
        raise OptionError.of(
            "E-OPT-01",
            f"no layout of '{tool}' can be written.{did_you_mean(tool, TOOLS)}",
            do=f"tools: {', '.join(TOOLS)}",
        )
    place = Path(path)
    place.write_bytes(TOOLS[tool](sheet_of(folder)))
    return place


def main(arguments: list[str]) -> int:
    """Write an export of the synthetic survey in a folder; return the exit code."""
    if len(arguments) != 3:
        usage = f"usage: python -m gainsem.survey.synthetic_export FOLDER {'|'.join(TOOLS)} FILE"
        print(usage, file=sys.stderr)  # noqa: T201
        return 2
    folder, tool, path = arguments
    try:
        print(f"wrote {write_export(folder, tool, path)}")  # noqa: T201
    except GainsemError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
