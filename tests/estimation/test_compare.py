"""What can be compared, what is nested in what, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

import gainsem
from gainsem.core.nested_tests import information_weights, satorra_2000, satorra_bentler_2001
from gainsem.errors import EstimationError, OptionError, SpecificationError

COV = np.array(
    [
        [1.0, 0.5, 0.4, 0.3, 0.2, 0.2],
        [0.5, 1.0, 0.45, 0.25, 0.2, 0.15],
        [0.4, 0.45, 1.0, 0.2, 0.25, 0.2],
        [0.3, 0.25, 0.2, 1.0, 0.5, 0.4],
        [0.2, 0.2, 0.25, 0.5, 1.0, 0.45],
        [0.2, 0.15, 0.2, 0.4, 0.45, 1.0],
    ]
)
NAMES = [f"x{k}" for k in range(1, 7)]
TWO = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"
ONE = "f =~ x1 + x2 + x3 + x4 + x5 + x6"


def moments(n=300, cov=COV, names=NAMES):
    return gainsem.Moments.from_covariance(cov, n, names=names)


def fit(model, data=None, **options):
    return gainsem.fit(model, moments() if data is None else data, **options)


@pytest.mark.parametrize(
    ("general", "restricted", "nested"),
    [
        (TWO, ONE, "yes"),
        (TWO, TWO + "\nf ~~ 0*g", "yes"),
        (ONE, TWO + "\nf ~~ 0*g", "no"),
        (TWO, "f =~ x1 + x2 + x4\ng =~ x3 + x5 + x6", "no"),
        (TWO, TWO.replace("x1 + x2", "x2 + x1"), "equivalent"),
        (
            "x2 ~ x1\nx3 ~ x2\nx4 ~ x3\nx5 ~ x4\nx6 ~ x5",
            "x1 ~ x2\nx3 ~ x2\nx4 ~ x3\nx5 ~ x4\nx6 ~ x5\nx1 ~~ 0*x6",
            "equivalent",
        ),
    ],
)
def test_nesting_is_found_out(general, restricted, nested):
    options = {"fixed_x": False}
    (found,) = gainsem.compare(fit(general, **options), fit(restricted, **options)).differences
    assert found.nested == nested
    assert math.isnan(found.pvalue) == (nested != "yes")


def test_models_are_put_in_order_and_named():
    found = gainsem.compare(
        fit(ONE), fit(TWO), fit(TWO + "\nf ~~ 0*g"), names=("one", "two", "no r")
    )
    assert [row.model for row in found.fits] == ["two", "one", "no r"]
    assert {one.code for one in found.diagnostics} == {"W-CMP-03"}
    assert sum(row.aic_weight for row in found.fits) == pytest.approx(1.0)
    text = str(found.summary())
    assert "likelihood ratio" in text
    assert "no r" in text
    assert found.to_frame("models").shape[0] == 3
    assert found.to_dict()["schema"] == "gainsem.comparison/1"
    assert "two" in found._repr_html_()


def test_a_chi_square_difference_is_exact_for_nested_means():
    cov = np.diag([1.0, 2.0])
    data = gainsem.Moments.from_covariance(cov, 50, means=[0.3, 0.1], names=["a", "b"])
    free = gainsem.fit("a ~ 1\nb ~ 1\na ~~ 0*b", data)
    held = gainsem.fit("a ~ 0*1\nb ~ 1\na ~~ 0*b", data)
    (found,) = gainsem.compare(free, held).differences
    variance = cov[0, 0] * 49 / 50  # the divisor of a likelihood is n
    assert found.chisq == pytest.approx(50 * math.log(1 + 0.3**2 / variance), rel=1e-9)


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (lambda: gainsem.compare(fit(ONE)), "E-CMP-01", "fewer than two"),
        (
            lambda: gainsem.compare(fit(ONE), fit(TWO), names=["a"]),
            "E-CMP-01",
            "1 names for 2 fits",
        ),
        (lambda: gainsem.compare(fit(ONE), fit(TWO), method="lr"), "E-CMP-01", "no test"),
    ],
)
def test_a_call_without_sense_is_refused(make, code, says):
    with pytest.raises(OptionError, match=says) as caught:
        make()
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (lambda: fit("f =~ x1 + x2 + x3 + x4 + x5"), "same variables: x6"),
        (lambda: fit(ONE, moments(n=299)), "300 respondents"),
        (lambda: fit(ONE, moments(cov=COV * 1.01)), "different sample moments"),
        (lambda: fit(ONE, likelihood="wishart"), "divisor"),
    ],
)
def test_fits_that_cannot_be_compared_are_refused(other, says):
    with pytest.raises(SpecificationError, match=says) as caught:
        gainsem.compare(fit(TWO), other())
    assert caught.value.code == "E-CMP-02"


def test_a_fit_without_a_solution_is_refused():
    with pytest.raises(SpecificationError, match="has no solution"):
        gainsem.compare(fit(TWO), fit(ONE, max_iterations=1))


@pytest.mark.parametrize("text", ["", "x1 ~ x2", "a > b", "a == b; a < 2"])
def test_a_wald_test_takes_equalities(text):
    labelled = fit("f =~ x1 + a*x2 + b*x3 + x4 + x5 + x6")
    with pytest.raises(OptionError, match="list of equalities"):
        labelled.wald(text)


def test_a_wald_test_of_fixed_values_is_refused():
    with pytest.raises(EstimationError) as caught:
        fit("f =~ 1*x1 + a*x2 + b*x3 + l*x4 + x5 + x6\nr := 1").wald("r == 1")
    assert caught.value.code == "E-CMP-10"


def test_a_wald_test_of_an_unknown_label_names_the_nearest():
    with pytest.raises(SpecificationError, match="first") as caught:
        fit("f =~ x1 + first*x2 + x3 + x4 + x5 + x6").wald("frist == 1")
    assert caught.value.code == "E-MOD-86"


def test_a_model_without_equalities_has_no_score_tests():
    assert fit(TWO).score_tests().empty


def test_satorra_bentler_can_fail_and_satorra_2000_cannot():
    assert satorra_bentler_2001((30.0, 28.0), (11, 10), (1.0, 1.2)) is None
    rows = np.array([[1.0, -1.0, 0.0]])
    plain, robust = np.diag([1.0, 1.0, 2.0]), np.diag([3.0, 1.0, 2.0])
    test = satorra_2000(8.0, rows, plain, robust, correction="mean")
    assert test.scaling == pytest.approx(2.0)
    assert test.statistic == pytest.approx(4.0)


def test_weights_of_evidence_are_those_of_the_published_example():
    # Wagenmakers & Farrell (2004), table 1: AIC 204, 202, 206, 206, 214.
    weights = information_weights([204.0, 202.0, 206.0, 206.0, 214.0])
    assert weights == pytest.approx([0.224, 0.610, 0.082, 0.082, 0.002], abs=1e-3)
