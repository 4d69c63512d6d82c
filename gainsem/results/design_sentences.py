"""What the paragraph of a study of groups says of how the respondents were sampled."""

from __future__ import annotations

from gainsem.results.design_facts import DesignFacts

WORDS = {
    "en": {
        "weights": "Respondents were weighted by the sampling weights “{weights}”.",
        "units": "Standard errors and tests allow for the sampling design ({units}{strata}).",
        "clusters": "{n} clusters of “{name}”",
        "respondents": "{n} respondents",
        "strata": " in {n} strata of “{name}”",
    },
    "zh": {
        "weights": "受访者按抽样权重“{weights}”加权。",
        "units": "标准误与检验考虑了抽样设计（{strata}{units}）。",
        "clusters": "“{name}”的 {n} 个群",
        "respondents": "{n} 名受访者",
        "strata": "“{name}”的 {n} 个层，",
    },
}


def design_sentences(design: DesignFacts | None, lang: str) -> list[str]:
    """Return how respondents were sampled; nothing where nothing was said of it."""
    if design is None:
        return []
    words = WORDS[lang]
    said = [words["weights"].format(weights=design.weights)] if design.weights else []
    if design.has_units:
        kind = words["clusters" if design.cluster else "respondents"]
        strata = ""
        if design.strata:
            strata = words["strata"].format(n=design.n_strata, name=design.strata)
        units = kind.format(n=design.n_units, name=design.cluster)
        said.append(words["units"].format(units=units, strata=strata))
    return said
