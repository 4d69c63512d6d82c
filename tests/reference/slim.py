"""Make the slim reference files from the full output of the R scripts.

``python slim.py FULL_FOLDER OUT_FOLDER`` reads every ``*.json`` that ``R/ml_cases.R``,
``R/ml_more.R``, ``R/continuous_cases.R``, ``R/missing_cases.R``, ``R/ordinal_cases.R``,
``R/group_ordinal_cases.R`` or ``R/group_continuous_cases.R`` wrote and writes one file a case that
holds what the tests compare: numbers with 13 significant digits, symmetric matrices as lower
triangles, tables as one row a line, options and measures under gainsem's names (dots become
underscores).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DIGITS = 13
#: Covariances of the estimates are kept of this many parameters.
MOST_COVARIANCES = 45
#: Of a model's modification indices the largest are kept.
MOST_INDICES = 200
#: The same where thresholds make the models large and there are many cases.
MOST_COVARIANCES_ORDINAL = 15
MOST_INDICES_ORDINAL = 60
#: The same of several groups.
MOST_INDICES_GROUPS = 30
#: Variances of the sample statistics are kept of this many.
MOST_MOMENTS = 600
PARAMETER_COLUMNS = [
    "lhs",
    "op",
    "rhs",
    "label",
    "free",
    "est",
    "se",
    "z",
    "pvalue",
    "ci_lower",
    "ci_upper",
    "std_lv",
    "std_lv_se",
    "std_all",
    "std_all_se",
]
GROUP_COLUMNS = [
    "lhs",
    "op",
    "rhs",
    "group",
    "free",
    "est",
    "se",
    "std_lv",
    "std_all",
    "std_all_se",
]
INDEX_COLUMNS = ["lhs", "op", "rhs", "mi", "epc", "sepc_lv", "sepc_all"]
RESIDUAL_TYPES = ("raw", "cor", "standardized")
#: Settings of lavaan's output, and duplicates of a measure under a second name.
NOT_MEASURES = ("rmsea.ci.level", "rmsea.close.h0", "rmsea.notclose.h0")
#: Options that gainsem calls otherwise than lavaan with underscores for dots.
OPTIONS = {"sampling.weights": "weights"}
#: How exactly lavaan computes, which has no counterpart.
OF_LAVAAN = ("em.h1.iter.max", "em.h1.tol", "sampling.weights.normalization")
PRESETS = {"cfa": "sem", "sem": "sem", "growth": "growth", "lavaan": "bare"}


def slim(full: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slim record of one case."""
    call = full["lavaan_call"]
    ordinal = "sample" in full
    n_covariances = MOST_COVARIANCES_ORDINAL if ordinal else MOST_COVARIANCES
    n_indices = MOST_INDICES_ORDINAL if ordinal else MOST_INDICES
    record = {
        "id": full["id"],
        "title": full["title"],
        "data": full["data"],
        "covariance_input": full["covariance_input"],
        "means": full["means"] or None,
        "model": full["model"],
        "options": options(call["fun"], call["args"] or {}),
        "n_obs": full["n_obs"],
        "gradient_max": rounded(full["gradient_max"]),
        "lavaan_default_distance": rounded(full["default_distance"]),
        "fit_measures": measures(full["fit_measures"]),
        "r_squared": {name: rounded(value) for name, value in dict(full["r_squared"]).items()},
        "parameters": table(PARAMETER_COLUMNS, full["parameters"]),
        "vcov": covariances(full["vcov"], n_covariances),
        "residuals": {
            kind: moments(full["residuals"][kind])
            for kind in RESIDUAL_TYPES
            if full["residuals"].get(kind)
        },
        "modification_indices": table(
            INDEX_COLUMNS, largest(full["modification_indices"], n_indices)
        ),
    }
    return record | ({"sample": sample(full["sample"])} if ordinal else {})


def sample(full: Mapping[str, Any]) -> dict[str, Any]:
    """Return thresholds, means, slopes and covariances of ordinal and mixed variables.

    ``gamma`` is n times the asymptotic variance of each of them, in lavaan's order.
    """
    of_item: dict[str, list[float]] = {name: [] for name in full["names"]}
    for name, value in full["thresholds"].items():
        of_item[name.rpartition("|")[0]].append(rounded(value))
    variances = full["moments"]["gamma"] or []
    if len(variances) > MOST_MOMENTS:
        variances = []
    return {
        "names": full["names"],
        "thresholds": [of_item[name] for name in full["names"]],
        "mean": [rounded(value) for value in full["mean"].values()],
        "covariates": full["covariates"] or [],
        "slopes": [[rounded(value) for value in row] for row in full["slopes"] or []],
        "cov": lower(full["cov"]),
        "gamma": {
            "columns": ["moment", "variance"],
            "rows": [
                [n, rounded(v)] for n, v in zip(full["moments"]["names"], variances, strict=False)
            ],
        },
    }


def slim_groups(full: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slim record of a case of several groups."""
    call = full["lavaan_call"]
    record = {
        "id": full["id"],
        "title": full["title"],
        "data": full["data"],
        "model": full["model"],
        "options": options(call["fun"], call["args"] or {}),
        "labels": full["labels"],
        "n_obs": full["n_obs"],
        "gradient_max": rounded(full["gradient_max"]),
        "fit_measures": measures(full["fit_measures"]),
        "r_squared": [
            {name: rounded(value) for name, value in named.items()} for named in full["r_squared"]
        ],
        "parameters": table(GROUP_COLUMNS, full["parameters"]),
        "residuals": [moments(each) for each in full["residuals"]],
    }
    indices = full.get("modification_indices")
    if indices is None:
        return record
    columns = [*INDEX_COLUMNS[:3], "group", *INDEX_COLUMNS[3:]]
    return record | {"modification_indices": table(columns, largest(indices, MOST_INDICES_GROUPS))}


def options(function: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return lavaan's call as gainsem's options."""
    preset = {"preset": PRESETS[function]}
    return preset | {
        OPTIONS.get(name, name.replace(".", "_")): value
        for name, value in arguments.items()
        if name not in OF_LAVAAN
    }


def measures(full: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the fit measures under gainsem's names; Hoelter's N needs degrees of freedom."""
    return {
        name.replace(".", "_"): rounded(value)
        for name, value in full.items()
        if name not in NOT_MEASURES and not name.endswith("_nomean")
    } | ({"cn_05": None, "cn_01": None} if full["df"] == 0 else {})


def table(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows of records as one header and rows of cells."""
    cells = [[rounded(row.get(column)) for column in columns] for row in rows]
    return {"columns": columns, "rows": cells}


def largest(indices: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Return the largest modification indices in their own order."""
    kept = sorted(indices, key=lambda row: -(row["mi"] or 0))[:count]
    return [row for row in indices if row in kept]


def covariances(full: Mapping[str, Any], count: int) -> dict[str, Any]:
    """Return the covariance matrix of the estimates, of a large model its first part."""
    return {"names": full["names"][:count], "lower": lower(full["values"][:count])}


def moments(full: Mapping[str, Any]) -> dict[str, Any]:
    """Return a covariance-like matrix with its names and means."""
    mean = full.get("mean")
    return {
        "names": full["names"],
        "lower": lower(full["cov"]),
        "mean": [rounded(value) for value in mean] if mean else None,
    }


def lower(matrix: list[list[float]]) -> list[list[Any]]:
    """Return the lower triangle with the diagonal, row by row."""
    return [[rounded(x) for x in row[: i + 1]] for i, row in enumerate(matrix)]


def rounded(value: Any) -> Any:
    """Return a number with 13 significant digits; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, float):
        return None if value in ("NA", "NaN", "Inf") else value
    if not math.isfinite(value):
        return None
    return float(f"{value:.{DIGITS}g}")


def text(record: Mapping[str, Any]) -> str:
    """Return JSON with one line a row, so that a difference can be read."""
    return _write(record, 0) + "\n"


def _write(value: Any, depth: int) -> str:
    inner, outer = " " * (depth + 1), " " * depth
    if isinstance(value, Mapping) and value:
        parts = (f"{json.dumps(k)}: {_write(v, depth + 1)}" for k, v in value.items())
        return "{\n" + ",\n".join(inner + part for part in parts) + "\n" + outer + "}"
    if isinstance(value, list) and value and isinstance(value[0], list):
        parts = (json.dumps(row, ensure_ascii=False) for row in value)
        return "[\n" + ",\n".join(inner + part for part in parts) + "\n" + outer + "]"
    return json.dumps(value, ensure_ascii=False)


def main(full_folder: str, out_folder: str) -> None:
    """Write the slim file of every case in a folder."""
    target = Path(out_folder)
    target.mkdir(exist_ok=True)
    seen: dict[str, str] = {}
    for source in sorted(Path(full_folder).glob("*.json")):
        full = json.loads(source.read_text(encoding="utf-8"))
        record = slim_groups(full) if "labels" in full else slim(full)
        if "sample" in record:
            first = seen.setdefault(json.dumps(record["sample"]), record["id"])
            if first != record["id"]:
                record["sample"] = {"as_in": first}
        (target / source.name).write_text(text(record), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
