"""Writes the records beside it: run it with a release whose files must stay readable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import gainsem

HERE = Path(__file__).parent
MODEL = "f =~ a + b + c + d"


def answers(seed: int) -> pd.DataFrame:
    """Return 60 answers to four items that measure one factor, in two groups."""
    generator = np.random.default_rng(seed)
    factor = generator.normal(size=(60, 1))
    values = np.round(factor + generator.normal(size=(60, 4)), 2)
    frame = pd.DataFrame(values, columns=list("abcd"))
    frame["g"] = np.tile(["x", "y"], 30)
    return frame


if __name__ == "__main__":
    data = answers(1)
    gainsem.fit(MODEL, data).save(HERE / "fit.json")
    gainsem.fit(MODEL, data, group="g").save(HERE / "grouped.json")
    gainsem.efa(data[list("abcd")], 1).save(HERE / "efa.json")
    gainsem.fit_imputed(MODEL, [answers(1), answers(2)]).save(HERE / "imputed.json")
    study = gainsem.invariance(MODEL, data, group="g").to_json()
    (HERE / "invariance.json").write_text(study, encoding="utf-8")
    gainsem.equity(MODEL, data, group="g", partial=()).save(HERE / "equity.json")
