"""``gainsem.draw``: a figure of every result, and how a notebook shows it."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

import gainsem
from gainsem.plots.from_scores import score_figures
from gainsem.plots.picture import PIXELS_PER_INCH, Picture
from gainsem.results.scores import Scores
from tests.survey.careless_answers import answers

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COVARIANCE = [[1.5, 0.6, 0.5], [0.6, 1.2, 0.4], [0.5, 0.4, 1.1]]


@pytest.fixture(scope="module")
def fit() -> gainsem.Fit:
    moments = gainsem.Moments.from_covariance(COVARIANCE, 200, names=["a", "b", "c"])
    return gainsem.fit("trust =~ a + b + c", moments)


def shown_width(picture: Picture) -> tuple[int, int]:
    """Return pixels of the picture, and of the place a notebook gives it."""
    data, metadata = picture._repr_png_()
    assert data.startswith(SIGNATURE)
    (pixels,) = struct.unpack(">I", data[16:20])
    return pixels, metadata["width"]


def test_a_notebook_shows_a_path_diagram_at_its_printed_size(fit: gainsem.Fit) -> None:
    picture = gainsem.draw(fit)
    inches = float(picture.figure.get_size_inches()[0])
    assert picture.name == "path_diagram"
    pixels, width = shown_width(picture)
    assert pixels == pytest.approx(300 * inches, abs=1)
    assert width == pytest.approx(PIXELS_PER_INCH * inches, abs=1)
    assert repr(picture).startswith("<Picture path_diagram: ")


def test_every_figure_of_scores_by_its_name(made_scores: Scores) -> None:
    assert gainsem.draw(made_scores).name == "index"
    for name in score_figures(made_scores):
        assert gainsem.draw(made_scores, name, lang="zh").name == name


def test_a_screening_and_its_language(tmp_path: Path) -> None:
    screening = gainsem.screen(answers(careless=20).write(tmp_path))
    picture = gainsem.draw(screening, "screening", lang="zh")
    written = picture.save(tmp_path / "screening.svg").read_text(encoding="utf-8")
    assert "受访者" in written


def test_unknown_names_and_things_are_refused(made_scores: Scores) -> None:
    with pytest.raises(gainsem.OptionError, match="Did you mean 'index'") as refused:
        gainsem.draw(made_scores, "indx")
    assert "ranking_district" in str(refused.value)
    nothing: Any = "results/fit.json"
    with pytest.raises(gainsem.OptionError, match="a str cannot be drawn"):
        gainsem.draw(nothing)


@pytest.mark.parametrize("kind", ["scores", "efa", "invariance"])
def test_a_language_there_is_not_is_refused(kind: str, made_scores: Scores) -> None:
    saved = Path(__file__).parents[1] / "io" / "saved"
    if kind == "scores":
        result: Any = made_scores
    elif kind == "efa":
        result = gainsem.load(saved / "efa.json")
    else:
        content = json.loads((saved / "invariance.json").read_text(encoding="utf-8"))
        result = gainsem.Invariance.from_dict(content)
    with pytest.raises(gainsem.OptionError, match="no picture in the language 'fr'") as refused:
        gainsem.draw(result, lang="fr")
    assert refused.value.problems[0].code == "E-OPT-07"
