from __future__ import annotations

from dataclasses import fields

import pytest
from click.testing import CliRunner

from gainsem._version import __version__
from gainsem.cli.fit_options import option_help
from gainsem.cli.main import COMMANDS, program
from gainsem.options import Options


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(program, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_first_page_names_every_command_and_exit_code() -> None:
    page = shown("--help")
    for name in (*COMMANDS, "130", "not usable"):
        assert name in page


def test_no_arguments_is_a_request_for_help() -> None:
    result = CliRunner().invoke(program, [])
    assert "gainsem fit --help" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_page_fits_a_terminal_and_ends_a_sentence(name: str) -> None:
    page = shown(name, "--help")
    assert max(map(len, page.splitlines())) <= 88
    assert f"Usage: gainsem {name}" in page
    assert "..." not in page.splitlines()[2]


def test_every_option_of_a_fit_has_a_help_text_in_one_place() -> None:
    texts = option_help()
    assert [field.name for field in fields(Options) if not texts.get(field.name)] == []


def test_every_option_of_a_fit_is_offered_with_dashes() -> None:
    page = shown("fit", "--help")
    missing = [
        field.name
        for field in fields(Options)
        # An argument of the rotation is given one at a time.
        if f"--{field.name.replace('_args', '_arg').replace('_', '-')} "
        not in page.replace("\n", " ")
    ]
    assert missing == []


def test_options_stand_under_headings_in_the_order_of_need() -> None:
    page = shown("fit", "--help")
    places = [
        page.index(heading)
        for heading in ("Results:", "Reading the data:", "Model and estimation:", "Other:")
    ]
    assert places == sorted(places)


def test_the_version() -> None:
    assert shown("--version").strip().endswith(__version__)
