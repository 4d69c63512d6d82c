from __future__ import annotations

import errno
from collections.abc import Callable
from typing import NoReturn

import click
import pytest
from click.testing import CliRunner

from gainsem.cli import errors
from gainsem.cli.main import program
from gainsem.errors import FileError, InputError, NonConvergenceError, SpecificationError


def raising(error: BaseException) -> Callable[[], NoReturn]:
    def call() -> NoReturn:
        raise error

    return call


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError.of("E-X-01", "no"), 2),
        (SpecificationError.of("E-X-01", "no"), 2),
        (NonConvergenceError.of("E-X-01", "no"), 1),
        (click.UsageError("no such option"), 2),
        (OSError(errno.EACCES, "Permission denied", "answers.csv"), 2),
        (ZeroDivisionError("0"), 3),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
    ],
)
def test_exit_codes(error: BaseException, code: int) -> None:
    assert errors.exit_code_of(raising(error), {"debug": False}) == code


@pytest.mark.parametrize(("returned", "code"), [(None, 0), (0, 0), (1, 1)])
def test_a_command_that_ends_gives_its_own_code(returned: int | None, code: int) -> None:
    assert errors.exit_code_of(lambda: returned, {"debug": False}) == code


def test_a_refusal_is_printed_to_stderr_in_its_shape(capsys: pytest.CaptureFixture[str]) -> None:
    refusal = FileError.of("E-X-01", "there.csv: no.", where="line 3", why="so", do="that")
    errors.exit_code_of(raising(refusal), {"debug": False})
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "E-X-01  there.csv: no.",
        "  where  line 3",
        "  why    so",
        "  do     that",
    ]


def test_a_bug_says_that_it_is_one_without_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    errors.exit_code_of(raising(KeyError("thing")), {"debug": False})
    err = capsys.readouterr().err
    assert "E-BUG-01" in err
    assert "KeyError: 'thing'" in err
    assert "--debug" in err
    assert "Traceback" not in err


def test_debug_shows_the_traceback_before_the_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    errors.exit_code_of(raising(KeyError("thing")), {"debug": True})
    err = capsys.readouterr().err
    assert err.index("Traceback") < err.index("E-BUG-01")


def test_debug_on_the_command_line() -> None:
    shown = CliRunner().invoke(program, ["cite", "absent.json", "--debug"])
    hidden = CliRunner().invoke(program, ["cite", "absent.json"])
    assert shown.exit_code == hidden.exit_code == 2
    assert "Traceback" in shown.stderr
    assert "Traceback" not in hidden.stderr
    assert "absent.json" in hidden.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["fitt"], "fitt"),
        (["fit"], "MODEL"),
        (["fit", "m.lav", "d.csv", "--estimater", "ML"], "--estimater"),
        (["fit", "m.lav", "d.csv", "--lang", "fr"], "fr"),
        (["report", "fit.json"], "--report"),
        (["fit", "m.lav", "d.csv", "--max-iterations", "many"], "many"),
    ],
)
def test_a_mistyped_command_line_is_refused_like_anything_else(
    arguments: list[str], named: str
) -> None:
    result = CliRunner().invoke(program, arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("E-CLI-01")
    assert named in result.stderr
    assert "--help" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--estimator", "MLRR"], "E-OPT-01"),
        (["--missing", "mean"], "E-OPT-01"),
        (["--max-iterations", "0"], "E-OPT-01"),
        (["--std-lv", "--effect-coding"], "E-OPT-02"),
    ],
)
def test_an_option_that_is_not_possible_is_refused_before_any_file_is_read(
    arguments: list[str], code: str
) -> None:
    result = CliRunner().invoke(program, ["fit", "absent.lav", "absent.csv", *arguments])
    assert result.exit_code == 2
    assert result.stderr.startswith(code)
