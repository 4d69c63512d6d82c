"""``gainsem init``: a folder for a new study that runs at once and is then edited."""

from __future__ import annotations

from pathlib import Path

import click

from gainsem.cli.declarations import LANGUAGES, debug, option
from gainsem.cli.help_pages import Command
from gainsem.cli.study_templates import STARTER, TEMPLATES, files_of, first_model
from gainsem.errors import OutputError


@click.command("init", cls=Command, short_help="Start a new study.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@option(
    "--template",
    section="The study",
    type=click.Choice(TEMPLATES),
    default=STARTER,
    help="A small example to rewrite, or the whole sense-of-gain study.  [default: starter]",
)
@option(
    "--lang",
    section="The study",
    type=click.Choice(LANGUAGES),
    default="en",
    help="Language of the explanations.  [default: en]",
)
@debug
def command(folder: Path, template: str, lang: str) -> None:
    """Start a new study in the folder DIR: codebook, model, README and example answers.

    The answers are invented; replace them by your own.  No file is overwritten.
    """
    files = files_of(template, lang)
    refuse_to_overwrite(folder, list(files))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"A new study is in {folder}.  Try it:")
    model, options = first_model(template)
    click.echo(f"  gainsem fit {folder / model} {folder}{options} --out {folder / 'results'}")


def refuse_to_overwrite(folder: Path, names: list[str]) -> None:
    """Refuse a place that holds a study, or that no folder can be made in.

    Raises
    ------
    OutputError
        E-OUT-02: a file is in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError.of("E-OUT-02", f"{folder} is a file; a folder is needed there.")
    taken = [name for name in names if (folder / name).exists()]
    if taken:
        raise OutputError.of(
            "E-OUT-02",
            f"{folder} already holds {', '.join(taken)}; nothing was written.",
            do="choose another folder, or move these files away",
        )
