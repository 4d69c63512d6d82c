"""``gainsem init``: a folder for a new study that runs at once and is then edited."""

from __future__ import annotations

from pathlib import Path

import click

from gainsem.cli.declarations import LANGUAGES, debug, option
from gainsem.cli.example_answers import RESPONDENTS, SEED, example_csv
from gainsem.cli.help_pages import Command
from gainsem.errors import OutputError

TEMPLATES = Path(__file__).parent / "new_study"
FILES = ("README.md", "codebook.yaml", "model.lav")
ANSWERS = "responses.csv"
SCHEMA = "codebook.schema.json"
SHIPPED_SCHEMA = Path(__file__).parents[1] / "survey" / SCHEMA


@click.command("init", cls=Command, short_help="Start a new study.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option(
    "--lang",
    section="The study",
    type=click.Choice(LANGUAGES),
    default="en",
    help="Language of the explanations.  [default: en]",
)
@debug
def command(folder: Path, lang: str) -> None:
    """Start a new study in the folder DIR: codebook, model, README and example answers.

    The answers are invented; replace them by your own.  No file is overwritten.
    """
    refuse_to_overwrite(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in study(lang).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"A new study is in {folder}.  Try it:")
    click.echo(f"  gainsem fit {folder / 'model.lav'} {folder} --out {folder / 'results'}")


def study(lang: str) -> dict[str, str]:
    """Return the files of a new study by name."""
    facts = {"{RESPONDENTS}": str(RESPONDENTS), "{SEED}": str(SEED)}
    texts = {name: (TEMPLATES / lang / name).read_text(encoding="utf-8") for name in FILES}
    for mark, fact in facts.items():
        texts = {name: text.replace(mark, fact) for name, text in texts.items()}
    return {**texts, ANSWERS: example_csv(), SCHEMA: SHIPPED_SCHEMA.read_text(encoding="utf-8")}


def refuse_to_overwrite(folder: Path) -> None:
    """Refuse a place that holds a study, or that no folder can be made in.

    Raises
    ------
    OutputError
        E-OUT-02: a file is in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError.of("E-OUT-02", f"{folder} is a file; a folder is needed there.")
    taken = [name for name in (*FILES, ANSWERS, SCHEMA) if (folder / name).exists()]
    if taken:
        raise OutputError.of(
            "E-OUT-02",
            f"{folder} already holds {', '.join(taken)}; nothing was written.",
            do="choose another folder, or move these files away",
        )
