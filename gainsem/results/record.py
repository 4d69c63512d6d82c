"""A fit as ``fit.json``: plain values that can be read again, byte for byte the same.

The layout is ``gainsem.fit/1`` and described by ``fit.schema.json`` beside this
file.  Numbers keep all their digits; NaN and infinities are null.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gainsem.results.expression_record import expression_to_steps
from gainsem.results.fitted import Fitted

if TYPE_CHECKING:
    from gainsem.model.parameter_table import ParameterTable
    from gainsem.results.bootstrap import Bootstrap
    from gainsem.results.replication import Replication

SCHEMA = "gainsem.fit/1"
BULKY = ("vectors", "left_out")
SCHEMA_FILE = Path(__file__).with_name("fit.schema.json")


def fit_to_dict(fit: Fitted) -> dict[str, Any]:
    """Return the content of ``fit.json``."""
    return {
        "schema": SCHEMA,
        "converged": bool(fit.converged),
        "usable": bool(fit.usable),
        "estimator": fit.estimator,
        "options": plain(fit.options.to_dict()),
        "n_obs": int(fit.n_obs),
        "parameters": [plain(row) for row in fit.parameter_rows],
        "fit_measures": plain(fit.fit_measures),
        "r_squared": plain(fit.r_squared),
        "diagnostics": [finding.to_dict() for finding in fit.diagnostics],
        "solution": plain(fit.solution),
        "moments": {
            **plain(fit.moments),
            "diagnostics": [finding.to_dict() for finding in fit.moments.diagnostics],
        },
        "table": table_to_dict(fit.table),
        "sample": plain(fit.sample),
        "provenance": plain(fit.provenance),
        **({"rotations": plain(fit.rotations)} if fit.rotations else {}),
        **({} if fit.design is None else {"design": plain(fit.design)}),
        **({} if fit.exclusion is None else {"exclusion": plain(fit.exclusion)}),
        **({} if fit.missing is None else {"missing": plain(fit.missing)}),
        **({} if fit.second_opinion is None else {"second_opinion": plain(fit.second_opinion)}),
        **({} if fit.bootstrap is None else {"bootstrap": bootstrap_to_dict(fit.bootstrap)}),
        **({} if fit.bollen_stine is None else {"bollen_stine": plain(fit.bollen_stine)}),
        **({} if fit.replication is None else {"replication": replicates_to_dict(fit.replication)}),
    }


def fit_to_json(fit: Fitted) -> str:
    """Return the text of ``fit.json``: one line a parameter, so that two files can be compared."""
    return blocks_text(fit_to_dict(fit))


def blocks_text(content: Mapping[str, Any]) -> str:
    """Return a record as JSON text: long parts with one line an entry."""
    parts = [f"{_json(key)}: {_block(value)}" for key, value in content.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def plain(value: Any) -> Any:
    """Return a value in the types JSON knows.

    Examples
    --------
    >>> plain({"a": (np.float64(1.5), float("nan")), 2.0: np.arange(2)})
    {'a': [1.5, None], '2.0': [0, 1]}
    """
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(content) for key, content in value.items()}
    return [plain(content) for content in value]


def bootstrap_to_dict(found: Bootstrap) -> dict[str, Any]:
    """Return a bootstrap as it stands in a record."""
    packed = {"vectors": _packed(found.vectors)}
    if found.left_out is not None:
        packed["left_out"] = _packed(found.left_out)
    counts = {item.name: plain(getattr(found, item.name)) for item in fields(found)}
    return {**{name: counts[name] for name in counts if name not in BULKY}, **packed}


def replicates_to_dict(found: Replication) -> dict[str, Any]:
    """Return replicates as they stand in a record."""
    parts = {item.name: plain(getattr(found, item.name)) for item in fields(found)}
    return {**parts, "vectors": _packed(found.vectors)}


def _packed(matrix: NDArray[np.float64]) -> dict[str, Any]:
    data = np.ascontiguousarray(matrix, dtype="<f8").tobytes()
    return {"shape": list(matrix.shape), "base64": base64.b64encode(data).decode()}


def table_to_dict(table: ParameterTable) -> dict[str, Any]:
    """Return a parameter table as it stands in a record."""
    definitions = [
        {
            "name": one.name,
            "text": one.text,
            "line": one.line,
            "expression": expression_to_steps(one.expression),
        }
        for one in table.definitions
    ]
    restrictions = [
        {
            "relation": one.relation,
            "coefficients": plain(one.coefficients),
            "constant": one.constant,
            "expression": one.expression and expression_to_steps(one.expression),
            "text": one.text,
            "line": one.line,
        }
        for one in table.restrictions
    ]
    written = {"definitions": definitions, "restrictions": restrictions}
    return {
        item.name: written[item.name] if item.name in written else plain(getattr(table, item.name))
        for item in fields(table)
        if (item.name != "restrictions" or restrictions)
        and (table.blocks or item.name not in ("blocks", "turns"))
    }


def _block(value: Any) -> str:
    """Write what is long over several lines: a row, or an entry, on each."""
    if isinstance(value, list) and value:
        return "[\n  " + ",\n  ".join(map(_json, value)) + "\n]"
    if isinstance(value, dict) and any(isinstance(part, (list, dict)) for part in value.values()):
        parts = (f"{_json(key)}: {_rows(part)}" for key, part in value.items())
        return "{\n  " + ",\n  ".join(parts) + "\n}"
    return _json(value)


def _rows(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        return "[\n    " + ",\n    ".join(map(_json, value)) + "\n  ]"
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
