from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gainsem.errors import CodebookError
from gainsem.survey.population_file import read_population
from gainsem.survey.synthetic import draw_survey, main

SURVEY = Path(__file__).parents[2] / "surveys" / "sense_of_gain"


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """Return a copy of the population with some of its lines written otherwise."""
    shutil.copy(SURVEY / "codebook.yaml", folder)
    text = (SURVEY / "population.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    place = folder / "population.yaml"
    place.write_text(text, encoding="utf-8")
    return place


def refused(place: Path) -> CodebookError:
    with pytest.raises(CodebookError) as caught:
        read_population(place)
    return caught.value


def test_the_population_of_the_survey_is_read() -> None:
    population = read_population(SURVEY / "population.yaml")
    assert len(population.said.items) == 39
    assert population.said.latent["GO"].on["ECN"] == 0.27
    assert population.item["CE2"].construct == "CE"


WRONG = {
    "unknown key": (("waves: 2", "wave: 2"), "E-SIM-01", "sample.wave"),
    "share above 1": (("share: 0.025", "share: 25"), "E-SIM-01", "careless.share"),
    "kind of variable": (
        ("mean: 45, sd: 16", "mean: 45, sd: -16"),
        "E-SIM-01",
        "background.age.sd",
    ),
    "no codebook": (("codebook: codebook.yaml\n", ""), "E-SIM-01", "codebook"),
    "unknown cause": (("income: 0.20", "incom: 0.20"), "E-SIM-02", "Did you mean 'income'?"),
    "product of a latent variable": (
        ("rural*wave: 0.30", "rural*POL: 0.30"),
        "E-SIM-02",
        "latent.SS.on",
    ),
    "unknown item": (("  PP1: {load", "  PP9: {load"), "E-SIM-02", "'PP9'"),
    "not yet drawn": (("{edu: 0.4, rural: -0.3}", "{job: 0.4}"), "E-SIM-02", "'job'"),
    "at most": (("at_most: age", "at_most: aged"), "E-SIM-02", "Did you mean 'age'?"),
    "rising by": (("by: age", "by: ages"), "E-SIM-02", "missing.rising.by"),
    "never asked": (("    SS1: {share", "    SS4: {share"), "E-SIM-02", "'SS4'"),
    "thresholds": (("-1.75, -1.00", "-1.00, -1.75"), "E-SIM-03", "ascend"),
    "number of answers": (("-0.15, 1.05]", "-0.15]"), "E-SIM-03", "5 answers"),
    "codes of cuts": (("cuts: [0.25], codes", "cuts: [0.25, 1], codes"), "E-SIM-03", "3 codes"),
    "a ring": (("  COMMON: {}", "  COMMON: {on: {GS: 0.1}}"), "E-SIM-03", "depends on itself"),
}


@pytest.mark.parametrize(("change", "code", "said"), WRONG.values(), ids=WRONG)
def test_p01_p02_p03_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, change: tuple[str, str], code: str, said: str
) -> None:
    error = refused(changed(tmp_path, change))
    assert error.code == code
    assert said in str(error)
    assert "population.yaml, line " in str(error)


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    place = changed(tmp_path, ("income: 0.20", "incom: 0.20"), ("-1.75, -1.00", "-1.00, -1.75"))
    assert [problem.code for problem in refused(place).problems] == ["E-SIM-02", "E-SIM-03"]


def test_a_codebook_elsewhere_is_refused(tmp_path: Path) -> None:
    place = changed(tmp_path, ("codebook: codebook.yaml", "codebook: ../codebook.yaml"))
    assert refused(place).code == "E-SEC-07"


def test_p04_effects_that_leave_no_variance_are_refused(tmp_path: Path) -> None:
    place = changed(tmp_path, ("  PC: {on: {POL: 0.86}}", "  PC: {on: {POL: 1.2}}"))
    with pytest.raises(CodebookError) as caught:
        draw_survey(read_population(place))
    assert caught.value.code == "E-SIM-04"
    assert " PC " in str(caught.value)


def test_the_program_says_what_is_wrong_and_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "E-BOOK-01" in capsys.readouterr().err
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
