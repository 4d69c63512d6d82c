"""What the documentation says is there, and what is there is documented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

import gainsem
from gainsem.cli.main import COMMANDS, program
from gainsem.survey.codebook_file import read_codebook
from gainsem.syntax import parse

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
WITHOUT_A_NUMBER = {"S05": "KeyboardInterrupt"}
CODE = re.compile(r"\b[EWI]-[A-Z]+-\d\d\b")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)")
COMMAND = re.compile(r"^(?:\S*/)?gainsem ([a-z]+)(.*)$", re.MULTILINE)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def called(path: Path) -> str:
    return str(path.relative_to(ROOT))


def fenced(path: Path, *languages: str) -> str:
    """Return the contents of the code blocks of a page in some languages."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", text_of(path), re.MULTILINE | re.DOTALL)
    return "\n".join(block for language, block in blocks if language in languages)


def command(name: str) -> tuple[click.Command, click.Context]:
    group = click.Context(program, info_name="gainsem")
    found = program.get_command(group, name)
    assert found is not None
    return found, click.Context(found, info_name=name, parent=group)


def options_of(name: str) -> list[click.Option]:
    """Return the options of a command; of a group, those of its commands as well."""
    found, context = command(name)
    if isinstance(found, click.Group):
        return [o for each in found.commands.values() for o in shown_options(each, context)]
    return shown_options(found, context)


def shown_options(found: click.Command, context: click.Context) -> list[click.Option]:
    options = [p for p in found.get_params(context) if isinstance(p, click.Option)]
    return [option for option in options if "--help" not in option.opts]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented_in_its_own_words(name: str) -> None:
    page = text_of(DOCS / "command-line.md").replace("\\|", "|")
    start = page.index(f"## gainsem {name}\n")
    section = page[start : page.find("\n## ", start + 1)]
    if "takes the options of `gainsem fit`" in section:
        fit = page.index("## gainsem fit\n")
        section += page[fit : page.find("\n## ", fit + 1)]
    _, context = command(name)
    missing = []
    for option in options_of(name):
        record = option.get_help_record(context)
        assert record is not None
        row = f"| `{record[0]}` | {' '.join(record[1].split())} |"
        if row not in section:
            missing.append(row)
    assert missing == []


@pytest.mark.parametrize("path", PAGES, ids=called)
def test_every_command_shown_can_be_parsed(path: Path) -> None:
    unknown = []
    for name, rest in COMMAND.findall(fenced(path, "sh", "")):
        assert name in COMMANDS, f"{called(path)}: gainsem {name}"
        known = {spelling for option in options_of(name) for spelling in spellings(option)}
        used = re.findall(r"(?<!\S)--[\w-]+", re.split(r"[|>#]", rest)[0])
        unknown += [f"gainsem {name} {option}" for option in used if option not in known]
    assert unknown == []


def spellings(option: click.Option) -> list[str]:
    return [*option.opts, *option.secondary_opts, "--help"]


def test_every_public_name_is_documented() -> None:
    page = text_of(DOCS / "index.md")
    assert [name for name in gainsem.__all__ if f"gainsem.{name}" not in page] == []


def codes_in_the_source() -> set[str]:
    literal = re.compile(r'"([EWI]-[A-Z]+-\d\d)"')
    sources = (ROOT / "gainsem").rglob("*.py")
    return {code for path in sources for code in literal.findall(text_of(path))}


def test_every_message_code_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| ([EWI]-[A-Z]+-\d\d) \| \S", text_of(DOCS / "messages.md"), re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert codes_in_the_source() - set(rows) == set(), "codes without a line in docs/messages.md"
    assert set(rows) - codes_in_the_source() == set(), "lines for codes that do not exist"


@pytest.mark.parametrize("path", PAGES, ids=called)
def test_codes_named_on_other_pages_exist(path: Path) -> None:
    assert set(CODE.findall(text_of(path))) - codes_in_the_source() == set()


def test_every_row_of_bad_input_has_its_test() -> None:
    row = re.compile(r"^\| ([A-Z]\d\d[lco]*) \|.*\| (\S+) \| \d+ \| `([\w/.]+)` \|$", re.MULTILINE)
    rows = row.findall(text_of(DOCS / "bad-input.md"))
    missing = []
    for name, code, file in rows:
        case = rf'Case\(\s*"{name}"|_{name.lower()}_|{WITHOUT_A_NUMBER.get(name)}'
        if not re.search(case, text_of(ROOT / "tests" / file)):
            missing.append(f"{name} in {file}")
        if code != "-" and not any(code in text_of(path) for path in TESTS):
            missing.append(f"{name}: {code}")
    assert missing == []
    assert len(rows) > 80


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    words = (re.sub(r"[^\w -]", "", heading).strip().lower() for heading in headings)
    return {heading.replace(" ", "-") for heading in words}


@pytest.mark.parametrize("path", PAGES, ids=called)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for place, anchor in LINK.findall(text_of(path)):
        target = (path.parent / place).resolve() if place else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{place}#{anchor}")
    assert broken == []


def test_every_page_is_reached_from_the_index() -> None:
    index = text_of(DOCS / "index.md")
    pages = {page.name for page in DOCS.glob("*.md")} - {"index.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_every_model_of_the_documentation_can_be_read() -> None:
    page = text_of(DOCS / "model-syntax.md").replace("\\|", "|")
    assert len(parse(fenced(DOCS / "model-syntax.md", "")).definitions) == 1
    formulas = re.findall(r"^\| `[^`]+` \| [^`]+ \| (`.+`) \|$", page, re.MULTILINE)
    examples = [text for cell in formulas for text in re.findall(r"`([^`]+)`", cell)]
    modifiers = page[page.index("## Modifiers") : page.index("## Blocks")]
    terms = [
        text
        for cell in re.findall(r"^\| (`.+?`) \|", modifiers, re.MULTILINE)
        for text in re.findall(r"`([^`]+)`", cell)
    ]
    assert len(examples) > 10
    assert len(terms) > 8
    for example in examples:
        parse(f"anchor =~ x1 + x2\n{example}")
    for term in terms:
        parse(f"{term} =~ x" if term.startswith("efa") else f"f =~ {term}")


def test_the_codebook_of_the_documentation_is_one(tmp_path: Path) -> None:
    place = tmp_path / "codebook.yaml"
    place.write_text(fenced(DOCS / "codebook.md", "yaml"), encoding="utf-8")
    described = "safe_1 safe_2 age rural district gdp_idx apps_gov apps_health"
    assert read_codebook(place).names == tuple(described.split())


def test_every_key_of_a_codebook_is_documented() -> None:
    schema = json.loads(text_of(ROOT / "gainsem" / "survey" / "codebook.schema.json"))
    parts = [schema, *(part for part in schema["$defs"].values() if "properties" in part)]
    keys = {key for part in parts for key in part["properties"]}
    page = text_of(DOCS / "codebook.md")
    assert {key for key in keys if f"`{key}`" not in page} == set()


def test_the_version_is_the_same_everywhere() -> None:
    cited = re.search(r"^version: (.+)$", text_of(ROOT / "CITATION.cff"), re.MULTILINE)
    assert cited is not None
    assert cited[1] == gainsem.__version__
    assert f"## [{gainsem.__version__}]" in text_of(ROOT / "CHANGELOG.md")


def test_the_readme_shows_what_it_promises() -> None:
    readme = text_of(ROOT / "README.md")
    assert "fit models/bfi.lav surveys/bfi" in readme
    assert "-m pytest" in readme
    assert "-m pytest" in text_of(ROOT / ".ci" / "run")
    for room in sorted((ROOT / "gainsem").iterdir()):
        if (room / "__init__.py").is_file():
            assert f"`{room.name}`" in readme
