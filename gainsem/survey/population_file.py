"""A population file to a :class:`Population`; every problem with its place and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.diagnostics import Diagnostic
from gainsem.errors import CodebookError, did_you_mean
from gainsem.survey.codebook import Codebook
from gainsem.survey.codebook_file import read_codebook
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Item
from gainsem.survey.safe_path import path_below
from gainsem.survey.safe_yaml import Document, read_bytes, read_yaml
from gainsem.survey.safe_yaml import Path as Place

if TYPE_CHECKING:
    from gainsem.survey.population_document import PopulationDocument

FILE = "population.yaml"
PRODUCT = "*"


@dataclass(frozen=True)
class Population:
    """Whom a synthetic survey is drawn from, and the codebook of that survey."""

    said: PopulationDocument
    codebook: Codebook
    source: str

    @property
    def item(self) -> dict[str, Item]:
        """The items of the codebook by name."""
        return {item.name: item for item in self.codebook.items}


def read_population(path: str | Path) -> Population:
    """Read a population file and the codebook it names.

    Parameters
    ----------
    path : str or Path
        A YAML file of at most 2 MB.

    Raises
    ------
    CodebookError
        E-SIM-01 keys and values, E-SIM-02 names, E-SIM-03 contradictions, all problems of
        a kind together; E-BOOK-01 no such file, E-SEC-06 unsafe YAML, and what is wrong
        with the codebook.
    """
    from pydantic import ValidationError

    from gainsem.survey.population_document import PopulationDocument

    path = Path(path)
    document = read_yaml(read_bytes(path, "population"), path.name)
    try:
        said = PopulationDocument.model_validate(document.content)
    except ValidationError as error:
        raise CodebookError(
            *[_format_problem(e["loc"], e["msg"], document) for e in error.errors()]
        ) from None
    folder = path.resolve().parent
    at = f"{path.name}, line {document.line(('codebook',))}"
    population = Population(
        said,
        read_codebook(path_below(folder, said.codebook, start=folder, said_by=at)),
        path.name,
    )
    if problems := [*_unknown_names(population, document), *_contradictions(population, document)]:
        raise CodebookError(*problems)
    return population


def _format_problem(location: Place, message: str, document: Document) -> Diagnostic:
    if location[:1] == ("background",):
        location = location[:2] + location[3:]  # without the kind of variable
    line, name = document.line(location), ".".join(map(str, location))
    said = message.removeprefix("Input ")
    return Diagnostic(
        "E-SIM-01",
        "error",
        f"{document.source}, line {line}: {name or 'the file'}: {said[:1].lower()}{said[1:]}.",
        do="compare with surveys/sense_of_gain/population.yaml",
    )


def factors_of(effect: str) -> list[str]:
    """Return the variables of an effect: two for a product ``rural*wave``."""
    return [part.strip() for part in effect.split(PRODUCT)]


def covariates_of(said: PopulationDocument) -> list[str]:
    """Return the observed variables that latent variables and items can depend on."""
    return [*said.clusters, *said.background, "wave"]


def _unknown_names(population: Population, document: Document) -> Iterator[Diagnostic]:
    said = population.said
    covariates, items = covariates_of(said), [*population.item]
    for name, latent in said.latent.items():
        known = [*said.latent, *covariates]
        for effect in latent.on:
            allowed = covariates if PRODUCT in effect else known
            yield from _unknown(
                factors_of(effect), allowed, ("latent", name, "on", effect), document
            )
    drawn = [*said.clusters]
    for name, each in said.background.items():
        at: Place = ("background", name)
        yield from _unknown([name], items, at, document)
        yield from _unknown([*getattr(each, "on", ())], drawn, (*at, "on"), document)
        if at_most := getattr(each, "at_most", ""):
            yield from _unknown([at_most], drawn, (*at, "at_most"), document)
        drawn.append(name)
    constructs = {name: item.construct for name, item in population.item.items()}
    for name, item in said.items.items():
        at = ("items", name)
        yield from _unknown([name], items, at, document)
        yield from _unknown([constructs.get(name, "")], ["", *said.latent], at, document)
        for effect in item.direct:
            yield from _unknown(factors_of(effect), covariates, (*at, "direct", effect), document)
    missing = said.missing
    yield from _unknown(missing.dont_know, said.items, ("missing", "dont_know"), document)
    if missing.rising:
        at = ("missing", "rising")
        yield from _unknown(missing.rising.items, said.items, (*at, "items"), document)
        yield from _unknown([missing.rising.by], said.background, (*at, "by"), document)


def _unknown(
    names: Iterable[str], known: Iterable[str], path: Place, document: Document
) -> Iterator[Diagnostic]:
    listed = list(known)
    for name in names:
        if name not in listed:
            place = f"{document.source}, line {document.line(path)}, {'.'.join(map(str, path))}"
            yield Diagnostic(
                "E-SIM-02",
                "error",
                f"{place}: there is no '{name}' here.{did_you_mean(name, listed)}",
                do=f"known: {names_text(each for each in listed if each)}",
            )


def _contradictions(population: Population, document: Document) -> Iterator[Diagnostic]:
    said = population.said
    n_answers = len(said.thresholds) + 1
    for name in said.items:
        item = population.item.get(name)
        if item is not None and len(item.codes) != n_answers:
            what = f"'{name}' has {len(item.codes)} answers, the thresholds make {n_answers}"
            yield _wrong(what, ("items", name), document)
    cuts: dict[Place, list[float]] = {("thresholds",): said.thresholds}
    for name, each in said.background.items():
        if found := getattr(each, "cuts", None):
            cuts["background", name] = found
            codes = getattr(each, "codes", [])
            if codes and len(codes) != len(found) + 1:
                what = f"{len(found)} cuts make {len(found) + 1} codes, not {len(codes)}"
                yield _wrong(what, ("background", name), document)
    for place, values in cuts.items():
        if any(low >= high for low, high in pairwise(values)):
            yield _wrong("thresholds and cuts must ascend", place, document)
    if ring := _ring(said):
        yield _wrong(f"{ring} depends on itself", ("latent", ring), document)


def _ring(said: PopulationDocument) -> str:
    """Return a latent variable that depends on itself, directly or not."""
    waiting = {name: set(latent.on) & set(said.latent) for name, latent in said.latent.items()}
    while ready := [name for name, needs in waiting.items() if not needs & set(waiting)]:
        for name in ready:
            del waiting[name]
    return next(iter(waiting), "")


def _wrong(what: str, path: Place, document: Document) -> Diagnostic:
    place = f"{document.source}, line {document.line(path)}, {'.'.join(map(str, path))}"
    return Diagnostic("E-SIM-03", "error", f"{place}: {what}.", do="correct the population")
