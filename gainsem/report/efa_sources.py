"""Which papers stand behind a factor analysis."""

from __future__ import annotations

from gainsem.report.bibliography import Reference, references
from gainsem.report.citations import software
from gainsem.results.efa import Efa
from gainsem.results.reported_measures import reported_measures

EXTRACTIONS = {
    "ML": ("lawley_1940",),
    "MLR": ("lawley_1940", "satorra_bentler_1994"),
    "ULS": ("harman_jones_1966",),
    "WLSMV": ("muthen_1997", "asparouhov_2010"),
    "PAF": ("harman_jones_1966",),
    "alpha": ("kaiser_caffrey_1965",),
    "image": ("harris_1962",),
}
ROTATIONS = {
    "geomin": "browne_2001",
    "oblimin": "jennrich_sampson_1966",
    "quartimin": "jennrich_sampson_1966",
    "promax": "hendrickson_white_1964",
    "varimax": "kaiser_1958",
    "quartimax": "crawford_ferguson_1970",
    "equamax": "crawford_ferguson_1970",
    "parsimax": "crawford_ferguson_1970",
    "crawford-ferguson": "crawford_ferguson_1970",
    "infomax": "browne_2001",
    "entropy": "jennrich_2004",
    "simplimax": "kiers_1994",
    "target": "browne_1972",
    "bi-geomin": "jennrich_bentler_2011",
    "bi-quartimin": "jennrich_bentler_2011",
    "bi-target": "jennrich_bentler_2011",
}
SEARCH, COMPLEXITY, ERRORS = "jennrich_2002", "hofmann_1978", "jennrich_1973"
ORDINAL, BOOTSTRAP = "olsson_1979", "zhang_2010"
INDICES = {
    "cfi": "bentler_1990",
    "tli": "tucker_lewis_1973",
    "rmsea": "steiger_1990",
    "srmr": "bentler_1995",
}


def efa_source_keys(efa: Efa) -> list[str]:
    """Return the keys of the papers, in alphabetical order."""
    keys = {COMPLEXITY, *EXTRACTIONS[efa.estimator]}
    rotation = rotation_source(efa)
    if rotation:
        keys |= {rotation, SEARCH}
    if efa.solution.loadings_se is not None and rotation:
        keys.add(BOOTSTRAP if efa.options.get("se") == "bootstrap" else ERRORS)
    if efa.kind == "polychoric":
        keys.add(ORDINAL)
    if efa.options.get("bartlett"):
        keys.add("bartlett_1951")
    shown = reported_measures(efa.fit_measures)
    return sorted(keys | {paper for name, paper in INDICES.items() if name in shown})


def rotation_source(efa: Efa) -> str:
    """Return the key of the paper behind the rotation; empty where there was none."""
    if len(efa.solution.factors) < 2:
        return ""
    return ROTATIONS.get(str(efa.options.get("rotation")), "")


def efa_citations(efa: Efa) -> list[Reference]:
    """Return the papers behind a factor analysis in alphabetical order, gainsem included."""
    known = references()
    found = [known[key] for key in efa_source_keys(efa)] + [software(efa)]
    return sorted(found, key=lambda entry: (entry.authors[0].casefold(), entry.year))
