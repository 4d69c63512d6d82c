"""Reading the reference files: a case, its data, its tables."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import gainsem
from gainsem.results.fit import Fit
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.moments import Moments

HERE = Path(__file__).parent
BFI = HERE.parents[1] / "surveys" / "bfi" / "responses.csv"
CASES = sorted((HERE / "ml").glob("*.json"))
MISSING_CASES = sorted((HERE / "missing").glob("*.json"))
CONTINUOUS_CASES = sorted((HERE / "continuous").glob("*.json"))
ORDINAL_CASES = sorted((HERE / "ordinal").glob("*.json"))

GROUP_ORDINAL_CASES = sorted((HERE / "group_ordinal").glob("*.json"))
GROUP_CONTINUOUS_CASES = sorted((HERE / "group_continuous").glob("*.json"))

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Case:
    """One slim reference file."""

    record: dict[str, Any]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table as records."""
        columns = self.record[table]["columns"]
        return [dict(zip(columns, row, strict=True)) for row in self.record[table]["rows"]]

    def sample(self) -> dict[str, Any]:
        """Return the sample statistics of an ordinal case, which several cases can share."""
        sample = self.record["sample"]
        return ordinal_case(sample["as_in"]).sample() if "as_in" in sample else sample

    def data(self) -> Moments | pd.DataFrame | Path:
        """Return what the model is fitted to: bfi as a frame, so that no codebook recodes it."""
        name = self.record["data"]
        if self.record["covariance_input"]:
            return covariance(name, self.record["n_obs"], means=self.record["means"])
        return pd.read_csv(BFI) if name == "responses.csv" else HERE / "data" / name

    @property
    def options(self) -> dict[str, Any]:
        """Options of the fit; of bfi the complete respondents, as lavaan does by default."""
        given: dict[str, Any] = self.record["options"]
        return {"missing": "listwise", **given} if self.record["data"] == BFI.name else given

    def fit(self) -> Fit:
        """Return gainsem's fit of the case."""
        return gainsem.fit(self.record["model"], self.data(), **self.options)

    def fit_quietly(self, **options: Any) -> Fit:
        """Return the fit of a case that is meant to be small; other options can be given."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return gainsem.fit(self.record["model"], self.data(), **self.options | options)


@dataclass(frozen=True)
class GroupCase:
    """One slim reference file of several groups."""

    record: dict[str, Any]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table as records."""
        columns = self.record[table]["columns"]
        return [dict(zip(columns, row, strict=True)) for row in self.record[table]["rows"]]

    @property
    def options(self) -> dict[str, Any]:
        """Options of the fit, the order of lavaan's groups among them."""
        given: dict[str, Any] = self.record["options"]
        complete = {"missing": "listwise"} if self.record["data"] == BFI.name else {}
        return complete | given | {"group_levels": [str(label) for label in self.record["labels"]]}

    def data(self) -> pd.DataFrame | Path:
        """Return what the model is fitted to: bfi as a frame, so that no codebook recodes it."""
        name = self.record["data"]
        return pd.read_csv(BFI) if name == BFI.name else HERE / "data" / name

    def fit(self, **options: Any) -> GroupedFit:
        """Return gainsem's fit of the case; what it says of small groups is left aside."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return gainsem.fit(self.record["model"], self.data(), **self.options | options)


def group_ordinal_case(name: str) -> GroupCase:
    """Return a case of several groups of ordinal items by its name."""
    path = HERE / "group_ordinal" / f"{name}.json"
    return GroupCase(json.loads(path.read_text(encoding="utf-8")))


def group_continuous_case(name: str) -> GroupCase:
    """Return a case of several groups of continuous variables by its name."""
    path = HERE / "group_continuous" / f"{name}.json"
    return GroupCase(json.loads(path.read_text(encoding="utf-8")))


def ordinal_case(name: str) -> Case:
    """Return an ordinal case by its name."""
    return Case(json.loads((HERE / "ordinal" / f"{name}.json").read_text(encoding="utf-8")))


def covariance(name: str, n_obs: int, *, means: list[float] | None = None) -> Moments:
    """Return the moments in a file of ``data/``."""
    path = HERE / "data" / name
    names = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    cov = np.loadtxt(path, delimiter=",", skiprows=1)
    return Moments.from_covariance(cov, n_obs, means=means, names=names)
