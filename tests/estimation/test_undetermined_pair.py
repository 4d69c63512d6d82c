"""A table whose empty cells drive its correlation to the border is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError


def test_a_pair_at_the_border_is_named():
    table = np.array([[30, 45], [0, 60], [0, 20], [0, 45]])
    rows = [(a, b) for a in range(4) for b in range(2) for _ in range(table[a, b])]
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rows, columns=["x", "y"]) + 1
    for name in ("z", "w"):
        noise = rng.normal(size=len(frame))
        frame[name] = 1 + np.digitize(0.6 * frame["x"] + noise, [1.0, 2.0, 3.0])
    fit = gainsem.fit("f =~ x + y + z + w", frame, ordered=True)
    (found,) = [each for each in fit.diagnostics if each.code == "W-ORD-59"]
    assert "x and y" in found.message


def test_ordered_must_name_something_the_model_explains():
    frame = pd.DataFrame(np.random.default_rng(1).integers(1, 5, (100, 4)), columns=list("abcd"))
    with pytest.raises(OptionError, match="the model explains none of them"):
        gainsem.fit("f =~ a + b + c", frame, ordered=["d"])
