from __future__ import annotations

from pathlib import Path

import pytest

from gainsem.errors import CodebookError
from gainsem.survey.find_codebook import find_codebook


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for folder in ("models", "surveys/town", "data"):
        (root / folder).mkdir(parents=True)
    (root / "surveys/town/codebook.yaml").write_text("title: T\n")
    (root / "data/town.csv").write_text("x\n1\n")
    (tmp_path / "outside.yaml").write_text("title: secret\n")
    return root


def model(project: Path, text: str, name: str = "models/town.lav") -> Path:
    path = project / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_beside_the_data(project: Path) -> None:
    beside = project / "data/codebook.yaml"
    beside.write_text("title: T\n")
    assert find_codebook(None, project / "data/town.csv") == beside
    assert find_codebook(None, project / "data") == beside


def test_beside_the_data_with_the_short_suffix(project: Path) -> None:
    beside = project / "data/codebook.yml"
    beside.write_text("title: T\n")
    assert find_codebook(None, project / "data/town.csv") == beside


def test_beside_the_data_with_the_name_of_the_table(project: Path) -> None:
    (project / "data/town.codebook.yaml").write_text("title: T\n")
    assert find_codebook(None, project / "data/town.csv") == project / "data/town.codebook.yaml"
    assert find_codebook(None, project / "data/other.csv") is None


@pytest.mark.parametrize(
    "top",
    [
        "# codebook: ../surveys/town/codebook.yaml\nf =~ x",
        "\ufeff\n# A model.\n!  Codebook :  ../surveys/town/codebook.yaml  \nf =~ x",
        "# codebook: ..\\surveys\\town\\codebook.yaml",
    ],
)
def test_named_in_a_comment_at_the_top_of_the_model(project: Path, top: str) -> None:
    path = model(project, top)
    expected = (project / "surveys/town/codebook.yaml").resolve()
    assert find_codebook(path, project / "data/town.csv") == expected


def test_a_comment_below_the_first_statement_is_not_read(project: Path) -> None:
    path = model(project, "f =~ x\n# codebook: ../surveys/town/codebook.yaml")
    assert find_codebook(path, None) is None


def test_with_the_name_of_the_model(project: Path) -> None:
    (project / "models/town.codebook.yaml").write_text("title: T\n")
    path = model(project, "f =~ x")
    assert find_codebook(path, None) == project / "models/town.codebook.yaml"


def test_the_codebook_of_the_data_comes_first(project: Path) -> None:
    path = model(project, "# codebook: ../surveys/town/codebook.yaml")
    beside = project / "data/codebook.yaml"
    beside.write_text("title: T\n")
    assert find_codebook(path, project / "data/town.csv") == beside


def test_none_anywhere(project: Path) -> None:
    assert find_codebook(model(project, "f =~ x"), project / "data/town.csv") is None
    assert find_codebook(None, None) is None
    assert find_codebook(project / "models/absent.lav", None) is None


@pytest.mark.parametrize(
    "named",
    [
        "../../outside.yaml",
        "../surveys/../../outside.yaml",
        "/etc/hosts.yaml",
        "~/codebook.yaml",
        "file:///etc/hosts.yaml",
        "https://example.org/codebook.yaml",
        "C:/codebook.yaml",
        "../../.ssh/config",
    ],
)
def test_a_path_out_of_the_project_is_refused(project: Path, named: str) -> None:
    path = model(project, f"# codebook: {named}\nf =~ x")
    with pytest.raises(CodebookError) as error:
        find_codebook(path, None)
    assert error.value.code == "E-SEC-07"
    assert named in str(error.value)
    assert "town.lav, line 1" in str(error.value)


def test_a_link_out_of_the_project_is_refused(project: Path) -> None:
    (project / "models/link.yaml").symlink_to(project.parent / "outside.yaml")
    with pytest.raises(CodebookError) as error:
        find_codebook(model(project, "# codebook: link.yaml"), None)
    assert error.value.code == "E-SEC-07"


def test_a_model_on_its_own_stays_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text("title: T\n")
    (tmp_path / "alone").mkdir()
    path = tmp_path / "alone/m.lav"
    path.write_text("# codebook: ../codebook.yaml")
    with pytest.raises(CodebookError, match="leads outside the folder 'alone'"):
        find_codebook(path, None)


def test_a_codebook_that_is_named_but_absent(project: Path) -> None:
    with pytest.raises(CodebookError) as error:
        find_codebook(model(project, "# codebook: ../surveys/twon/codebook.yaml"), None)
    assert error.value.code == "E-BOOK-01"
    assert "../surveys/twon/codebook.yaml" in str(error.value)
