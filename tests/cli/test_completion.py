from __future__ import annotations

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from gainsem.cli.main import COMMANDS, program


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed(shell: str) -> None:
    result = CliRunner().invoke(program, ["completion", shell])
    assert result.exit_code == 0
    assert "_GAINSEM_COMPLETE" in result.stdout
    assert f"{shell}_complete" in result.stdout


def test_an_unknown_shell_is_refused_with_the_known_ones() -> None:
    result = CliRunner().invoke(program, ["completion", "csh"])
    assert result.exit_code == 2
    assert "bash" in result.stderr


def completed(arguments: list[str], begun: str) -> set[str]:
    shell = ShellComplete(program, {}, "gainsem", "_GAINSEM_COMPLETE")
    return {entry.value for entry in shell.get_completions(arguments, begun)}


def test_commands_options_and_values_are_completed() -> None:
    assert completed([], "") == set(COMMANDS)
    assert "--std-lv" in completed(["fit"], "--")
    assert completed(["fit", "--likelihood"], "w") == {"wishart"}
    assert completed(["fit", "--lang"], "") == {"en", "zh"}
