"""How respondents were sampled: what is refused, what is counted, what is said."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import OptionError, ResponseError, UnknownVariableError
from gainsem.options import Options
from gainsem.survey.responses import Item, Responses
from gainsem.survey.sampling_design import DesignColumns, sampling_design

CLUSTER = (1, 1, 2, 2, 3, 3, 4, 4)
STRATUM = (1, 1, 1, 1, 2, 2, 2, 2)


def responses(text=None, **columns):
    values = np.column_stack([np.asarray(each, dtype=float) for each in columns.values()])
    return Responses(
        values,
        tuple(Item(name) for name in columns),
        lines=np.arange(2, len(values) + 2),
        source="answers.csv",
        text=text or {},
    )


def design(columns, used=None, text=None, **named):
    data = responses(text, **columns)
    everybody = np.ones(len(data.values), dtype=bool)
    return sampling_design(data, DesignColumns(**named), everybody if used is None else used)


def problem_of(columns, **named):
    with pytest.raises(ResponseError) as caught:
        design(columns, **named)
    return caught.value.problems[0]


def test_weights_alone_make_no_units():
    found = design({"w": (1, 1, 2, 4)}, weights="w")
    assert found.units is None
    assert found.effective_n == pytest.approx(64 / 22)
    assert found.numbers.weights.sum() == pytest.approx(4)


def test_clusters_and_strata_are_counted_and_stated():
    found = design({"c": CLUSTER, "s": STRATUM}, cluster="c", strata="s")
    units = found.units
    assert (units.n_units, units.n_strata, units.freedom) == (4, 2, 2)
    assert units.cluster.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert units.stratum.tolist() == [0, 0, 1, 1]
    assert [each.code for each in found.diagnostics] == ["I-WGT-71"]
    assert "4 clusters of 'c' in 2 strata of 's', 2 degrees" in found.diagnostics[0].message


def test_a_cluster_in_two_strata_is_two_clusters():
    found = design({"c": (1, 1, 2, 2, 1, 1, 2, 2), "s": STRATUM}, cluster="c", strata="s")
    assert found.units.n_units == 4
    assert "is two clusters" in found.diagnostics[-1].message


def test_words_can_name_clusters():
    found = design({"w": np.ones(4)}, text={"town": ("a", "b", "a ", "b")}, cluster="town")
    assert found.units.cluster.tolist() == [0, 1, 0, 1]


def test_units_are_counted_among_those_used():
    used = np.array([True] * 6 + [False] * 2)
    found = design({"c": CLUSTER}, used=used, cluster="c")
    assert found.units.n_units == 3


def test_row_w04_one_cluster_is_refused():
    assert problem_of({"c": np.ones(5)}, cluster="c").code == "E-WGT-64"


def test_row_w05_clusters_of_one_respondent_are_left_out():
    found = design({"c": np.arange(6)}, cluster="c")
    assert found.units is None
    assert found.columns.cluster is None
    assert [(each.code, each.severity) for each in found.diagnostics] == [("W-WGT-65", "warning")]


def test_row_w08_a_stratum_with_one_cluster_is_refused_unless_told_how():
    columns = {"c": (1, 1, 2, 2, 3, 3), "s": (1, 1, 1, 1, 2, 2)}
    problem = problem_of(columns, cluster="c", strata="s")
    assert problem.code == "E-WGT-68"
    assert "1 of 2 strata of 's' have one cluster only: 2." in problem.message
    for way in ("certainty", "adjust", "average"):
        assert way in problem.do
        found = design(columns, cluster="c", strata="s", lonely_psu=way)
        assert f"1 strata with one unit: {way}" in found.diagnostics[-1].message


def test_a_stratum_that_was_counted_whole_is_not_lonely():
    columns = {"c": (1, 1, 2, 2, 3, 3), "s": (1, 1, 1, 1, 2, 2), "N": (4, 4, 4, 4, 1, 1)}
    found = design(columns, cluster="c", strata="s", fpc="N")
    assert found.units.remaining.tolist() == [0.5, 0.0]


def test_shares_and_sizes_are_the_same_correction():
    columns = {"c": CLUSTER, "s": STRATUM, "N": np.full(8, 8), "f": np.full(8, 0.25)}
    by_size = design(columns, cluster="c", strata="s", fpc="N").units.remaining
    by_share = design(columns, cluster="c", strata="s", fpc="f").units.remaining
    assert by_size.tolist() == by_share.tolist() == [0.75, 0.75]


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((8, 8, 8, np.nan, 8, 8, 8, 8), "missing, 0 or negative"),
        ((8, 8, 8, 9, 8, 8, 8, 8), "different values within a stratum"),
        ((8, 8, 8, 8, 1.5, 1.5, 1.5, 1.5), "1.5 units, and 2 were sampled"),
    ],
)
def test_sizes_that_cannot_be_are_refused(sizes, words):
    columns = {"c": CLUSTER, "s": STRATUM, "N": sizes}
    problem = problem_of(columns, cluster="c", strata="s", fpc="N")
    assert problem.code == "E-WGT-69"
    assert words in problem.message
    assert problem.where


def test_a_missing_cluster_is_refused_with_its_line():
    problem = problem_of({"c": (1, 1, np.nan, 2)}, cluster="c")
    assert (problem.code, problem.where) == ("E-WGT-70", "line 4")


def test_an_unknown_column_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownVariableError, match="Did you mean 'town'"):
        design({"town": (1, 2)}, cluster="twon")


def test_a_way_for_lonely_units_needs_strata():
    with pytest.raises(OptionError, match="there are no strata"):
        Options(cluster="c", lonely_psu="adjust")
