"""Which estimator is used, and which choices go together."""

from __future__ import annotations

import pytest

from gainsem.errors import OptionError
from gainsem.estimation.estimators import ESTIMATORS, choose_estimator
from gainsem.options import ESTIMATORS as OFFERED
from gainsem.options import Options

ITEMS = ("x1", "x2")


def chosen(ordinal=ITEMS, **options):
    return choose_estimator(Options(**options), ordinal)


def test_every_estimator_offered_is_there():
    assert tuple(ESTIMATORS) == OFFERED
    assert len({row.title for row in ESTIMATORS.values()}) == len(ESTIMATORS)


def test_the_default_follows_the_items():
    assert chosen().name == "WLSMV"
    assert chosen(ordinal=()).name == "ML"


@pytest.mark.parametrize("name", [name for name in OFFERED if name != "GLS"])
def test_a_name_in_any_spelling(name):
    items = ITEMS if ESTIMATORS[name].ordinal else ()
    assert chosen(items, estimator=name.lower()).name == name


REFUSED = [
    (ITEMS, {"estimator": "GLS"}, "takes items as continuous"),
    ((), {"estimator": "GLS", "se": "robust"}, "se can be: standard, none"),
    ((), {"estimator": "WLS", "se": "robust.sem"}, "se can be: standard, none"),
    ((), {"estimator": "WLS", "test": "satorra.bentler"}, "browne.residual.adf"),
    ((), {"estimator": "ULSMV", "se": "robust.huber.white"}, "se can be: standard, robust.sem"),
    ((), {"estimator": "WLS", "likelihood": "wishart"}, "likelihood=wishart belongs to maximum"),
    ((), {"estimator": "ULSMV", "information": "observed"}, "information belongs to maximum"),
    ((), {"estimator": "GLS", "information": "first.order"}, "information belongs to maximum"),
    ((), {"estimator": "DWLS", "fixed_x": True}, "fixed_x belongs to maximum likelihood"),
    (ITEMS, {"estimator": "ML", "ordered": "all"}, "as continuous"),
    ((), {"missing": "pairwise", "estimator": "MLR"}, "missing='pairwise'.*\n.*listwise"),
    ((), {"missing": "fiml", "estimator": "GLS"}, "missing='fiml'.*\n.*listwise"),
    (ITEMS, {"missing": "fiml"}, "missing can be: listwise, pairwise"),
    (ITEMS, {"auxiliary": "age"}, "auxiliary works with continuous"),
    ((), {"se": "robust.hessian"}, "se can be: standard, robust.sem, robust.huber.white"),
    (ITEMS, {"se": "robust.sem"}, "se can be: robust, robust.hessian, standard, none"),
    (ITEMS, {"test": "satorra.bentler"}, "test is for continuous variables"),
    (ITEMS, {"observed_information": "h1"}, "observed_information belongs to maximum"),
    (ITEMS, {"estimator": "WLS", "se": "robust"}, "estimator=WLS"),
    ((), {"parameterization": "theta"}, "parameterization=theta"),
    ((), {"conditional_x": True}, "conditional_x"),
    ((), {"collapse": "auto"}, "collapse"),
    (ITEMS, {"likelihood": "wishart"}, "likelihood=wishart"),
    (ITEMS, {"information": "observed"}, "information belongs to maximum likelihood"),
    (ITEMS, {"meanstructure": False}, "meanstructure=False"),
]


@pytest.mark.parametrize(("ordinal", "options", "says"), REFUSED)
def test_c07_what_does_not_go_together_is_refused(ordinal, options, says):
    with pytest.raises(OptionError, match=says) as caught:
        chosen(ordinal, **options)
    assert caught.value.code == "E-OPT-02"
    assert caught.value.exit_code == 2
    assert caught.value.problems[0].do


@pytest.mark.parametrize(
    ("ordinal", "options"),
    [
        (ITEMS, {"missing": "pairwise"}),
        (ITEMS, {"missing": "listwise", "se": "none", "estimator": "WLS"}),
        (ITEMS, {"weights": "w", "parameterization": "theta", "collapse": "auto"}),
        (ITEMS, {"conditional_x": False, "se": "robust.hessian"}),
        ((), {"missing": "listwise", "se": "none"}),
        ((), {"likelihood": "wishart", "information": "observed"}),
        ((), {"estimator": "MLR", "observed_information": "h1", "test": "yuan.bentler"}),
        ((), {"estimator": "MLM", "se": "first.order"}),
    ],
)
def test_what_goes_together(ordinal, options):
    assert chosen(ordinal, **options).ordinal or not ordinal


def test_robust_estimators_have_robust_errors_by_default():
    for name in ("ULSM", "ULSMV", "WLSM", "WLSMV", "WLSMVS"):
        assert ESTIMATORS[name].se[0] == "robust"
        assert ESTIMATORS[name].test != "standard"
    for name in ("ULS", "DWLS", "WLS"):
        assert ESTIMATORS[name].se[0] == "standard"
        assert ESTIMATORS[name].test == "standard"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"zero_add": -0.1}, "E-OPT-01"),
        ({"zero_add": 1.1}, "E-OPT-01"),
        ({"zero_add": float("nan")}, "E-OPT-01"),
        ({"parameterization": "gamma"}, "E-OPT-01"),
        ({"collapse": "all"}, "E-OPT-01"),
        ({"se": "jackknife"}, "E-OPT-01"),
    ],
)
def test_values_that_are_none(options, code):
    with pytest.raises(OptionError) as caught:
        Options(**options)
    assert caught.value.code == code
