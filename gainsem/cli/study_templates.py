"""The files of a new study, by template: text ready to be written into its folder."""

from __future__ import annotations

from pathlib import Path

from gainsem.cli.example_answers import RESPONDENTS, SEED, example_csv

STARTER, SENSE_OF_GAIN = "starter", "sense-of-gain"
TEMPLATES = (STARTER, SENSE_OF_GAIN)

PACKAGE = Path(__file__).parents[1]
WORDS = Path(__file__).parent / "new_study"
SCHEMA = "codebook.schema.json"
STUDY = "sense_of_gain"
STUDY_FILES = ("codebook.yaml", "responses.csv", "district_indices.csv", "population.yaml")


def files_of(template: str, lang: str) -> dict[str, str]:
    """Return the files of a new study: name to text.

    Parameters
    ----------
    template : {"starter", "sense-of-gain"}
        A small example to be rewritten, or the sense-of-gain study as it is bundled.
    lang : {"en", "zh"}
        Language of the explanations.
    """
    schema = (PACKAGE / "survey" / SCHEMA).read_text(encoding="utf-8")
    files = _starter(lang) if template == STARTER else _sense_of_gain(lang)
    return {**files, SCHEMA: schema}


def first_model(template: str) -> tuple[str, str]:
    """Return the model a new study is tried out with, and the options it wants."""
    return ("model.lav", "") if template == STARTER else ("cfa.lav", " --missing pairwise")


def _starter(lang: str) -> dict[str, str]:
    facts = {"{RESPONDENTS}": str(RESPONDENTS), "{SEED}": str(SEED)}
    names = ("README.md", "codebook.yaml", "model.lav")
    texts = {name: (WORDS / lang / name).read_text(encoding="utf-8") for name in names}
    for mark, fact in facts.items():
        texts = {name: text.replace(mark, fact) for name, text in texts.items()}
    return {**texts, "responses.csv": example_csv()}


def bundled_content() -> Path:
    """Return the folder that holds ``surveys`` and ``models``: of the wheel, or of the checkout."""
    wheel = PACKAGE / "content"
    return wheel if wheel.is_dir() else PACKAGE.parent


def _sense_of_gain(lang: str) -> dict[str, str]:
    """Return the bundled study with its models beside the codebook, named without its name."""
    content = bundled_content()
    survey = content / "surveys" / STUDY
    files = {name: (survey / name).read_text(encoding="utf-8") for name in STUDY_FILES}
    files["codebook.yaml"] = files["codebook.yaml"].replace(
        f"../../gainsem/survey/{SCHEMA}", SCHEMA
    )
    for path in sorted((content / "models").glob(f"{STUDY}_*.lav")):
        name = path.name.removeprefix(f"{STUDY}_")
        files[name] = _at_home(path.read_text(encoding="utf-8"))
    files["population.yaml"] = _at_home(files["population.yaml"])
    readme = WORDS / STUDY / lang / "README.md"
    return {**files, "README.md": readme.read_text(encoding="utf-8")}


def _at_home(text: str) -> str:
    """Return a text with the paths it names as they are in the folder of the new study."""
    moved = {
        f"../surveys/{STUDY}/codebook.yaml": "codebook.yaml",
        f"models/{STUDY}_": "",
        f"surveys/{STUDY}": ".",
        f"{STUDY}_": "",
    }
    for old, new in moved.items():
        text = text.replace(old, new)
    return text
