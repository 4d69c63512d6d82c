"""Which items are treated as ordinal: what the codebook says, what the user says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gainsem.errors import OptionError, UnknownVariableError
from gainsem.estimation.ordinal_items import continuous_by_choice, ordinal_items
from gainsem.model.build import checked_variables
from gainsem.options import Options
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item, Responses
from gainsem.syntax import parse

NAMES = ("x1", "x2", "x3", "x4", "y", "sex")
MODEL = parse("f =~ x1 + x2 + x3\nx4 + y ~ f\nf ~ sex")
VARIABLES = checked_variables(MODEL, NAMES)
EXPLAINED = ("x1", "x2", "x3", "x4", "y")


def responses(*ordinal):
    items = [Item(name, measure="ordinal") if name in ordinal else Item(name) for name in NAMES]
    return Responses(np.zeros((3, len(NAMES))), tuple(items), text={"note": ("a", "b", "c")})


def found(data, **options):
    return ordinal_items(data, VARIABLES, Options(**options))


def test_the_codebook_decides():
    assert found(responses()) == ()
    assert found(responses("x3", "x1", "sex")) == ("x1", "x3")


@pytest.mark.parametrize("estimator", ["WLSMV", "ULS", "DWLS", None])
def test_an_estimator_for_ordinal_items_takes_the_same(estimator):
    assert found(responses("x1"), estimator=estimator) == ("x1",)


def test_maximum_likelihood_takes_none_and_says_so():
    data = responses("x1", "x2", "sex")
    assert found(data, estimator="ml") == ()
    (note,) = continuous_by_choice(data, VARIABLES, Options(estimator="ML"))
    assert (note.code, note.severity) == ("I-ORD-56", "info")
    assert note.message.startswith("2 items")


def test_nothing_is_said_where_nothing_was_chosen():
    assert continuous_by_choice(responses(), VARIABLES, Options(estimator="ML")) == ()
    data = responses("x1")
    assert continuous_by_choice(data, VARIABLES, Options(estimator="ML", ordered="none")) == ()


@pytest.mark.parametrize(
    ("ordered", "expected"),
    [
        ("all", EXPLAINED),
        (True, EXPLAINED),
        ("none", ()),
        (False, ()),
        ([], ()),
        ("y", ("y",)),
        ("y, x1", ("x1", "y")),
        (("y", "x1", "y"), ("x1", "y")),
        (np.array(["x2"]), ("x2",)),
    ],
)
def test_the_user_has_the_last_word(ordered, expected):
    assert found(responses("x1", "x2"), ordered=ordered) == expected


def test_a_covariate_is_refused_by_name():
    with pytest.raises(OptionError, match="sex is a covariate") as caught:
        found(responses(), ordered="x1,sex")
    assert caught.value.code == "E-OPT-02"


def test_every_unknown_name_is_reported():
    with pytest.raises(UnknownVariableError, match="Did you mean 'x1'") as caught:
        found(responses(), ordered=["X1", "zz", "note"])
    assert [each.code for each in caught.value.problems] == ["E-MOD-71", "E-MOD-71"]


def test_a_covariance_matrix_has_no_answers():
    moments = Moments(NAMES, np.eye(6), None, 100)
    assert found(moments) == ()
    assert found(moments, ordered="none") == ()
    with pytest.raises(OptionError, match="covariance matrix") as caught:
        found(moments, ordered="all")
    assert caught.value.code == "E-OPT-02"
    assert continuous_by_choice(moments, VARIABLES, Options(estimator="ML")) == ()


@pytest.mark.parametrize("ordered", [3, 2.5])
def test_what_names_nothing_is_refused(ordered):
    with pytest.raises(OptionError, match="names no items") as caught:
        Options(ordered=ordered)
    assert caught.value.code == "E-OPT-01"


def test_names_survive_the_record_of_the_options():
    assert Options(ordered="x2, x1").to_dict()["ordered"] == ("x2", "x1")
    assert replace(Options(ordered="ALL"), se="none").ordered == "all"
