"""What can be compared, what is nested in what, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.nested_tests import information_weights, satorra_2000, satorra_bentler_2001
from gainsem.errors import EstimationError, OptionError, ResponseError, SpecificationError

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
DATA = Path(__file__).parents[1] / "reference" / "data"
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


BLOCK = 'efa("b")*f =~ {0}\nefa("b")*g =~ {0}'
ECHELON = "f =~ {0}\ng =~ {1}\nf ~~ 0*g\nf ~~ 1*f\ng ~~ 1*g"


@pytest.mark.parametrize("options", [{"ordered": True}, {"estimator": "MLMV"}])
def test_rotated_models_are_compared_like_their_identified_twin(options):
    """Two exploratory factors are the same model as an identified one, whatever the rotation."""
    items = [f"q{k}" for k in range(1, 9)]
    data = pd.read_csv(DATA / "likert.csv")[items]
    free = " + ".join(f"NA*{name}" if k == 0 else name for k, name in enumerate(items))
    later = " + ".join(f"NA*{name}" if k == 0 else name for k, name in enumerate(items[1:]))
    rotated = gainsem.fit(BLOCK.format(" + ".join(items)), data, **options)
    twin = gainsem.fit(ECHELON.format(free, later), data, **options)
    simple = "f =~ q1 + q2 + q3 + q4\ng =~ q5 + q6 + q7 + q8"
    restricted = gainsem.fit(simple, data, **options)
    (found,) = gainsem.compare(rotated, restricted).differences
    (expected,) = gainsem.compare(twin, restricted).differences
    assert found.method == expected.method == "Satorra (2000)"
    assert found.nested == "yes"
    assert found.df == expected.df == 6
    # The search of either ends where the value no longer falls.
    assert found.chisq == pytest.approx(expected.chisq, rel=1e-5)


def test_answers_are_asked_for_where_a_test_takes_them():
    with pytest.raises(OptionError, match="needs the answers") as caught:
        gainsem.compare(fit(TWO), fit(ONE), method="satorra.bentler.2010")
    assert caught.value.code == "E-CMP-11"


@pytest.fixture
def answers():
    return pd.read_csv(DATA / "hs.csv")


NINE = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
MOVED = "visual =~ x1 + x2 + x3 + x9\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8"


def test_only_pairs_that_are_not_nested_are_tested_by_vuong(answers):
    models = (NINE, NINE + "\nvisual ~~ 0*speed", MOVED)
    fits = [gainsem.fit(model, answers) for model in models]
    found = gainsem.compare(*fits, data=answers, names=["three", "apart", "moved"])
    pairs = {(one.first, one.second) for one in found.vuong}
    assert pairs == {("three", "moved"), ("moved", "apart")}
    assert "told apart" in str(found.summary())
    assert len(found.to_frame("vuong")) == 6
    assert [row["correction"] for row in found.to_dict()["vuong"][0]["ratios"]] == [
        "none",
        "aic",
        "bic",
    ]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: data.head(300), "300 can be used"),
        (lambda data: data.assign(x1=data["x1"].iloc[::-1].to_numpy()), "log-likelihood"),
    ],
)
def test_other_answers_than_those_of_the_fits_are_refused(answers, spoil, says):
    fits = [gainsem.fit(model, answers) for model in (NINE, MOVED)]
    with pytest.raises(ResponseError, match=says) as caught:
        gainsem.compare(*fits, data=spoil(answers))
    assert caught.value.code == "E-INF-02"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"estimator": "ULS"}, "no likelihood"),
        ({"likelihood": "wishart"}, "wishart"),
        ({"ordered": ["x1", "x2"]}, "ordinal items"),
    ],
)
def test_answers_do_not_help_fits_without_a_likelihood(answers, options, says):
    for name in ("x1", "x2"):
        answers[name] = (
            answers[name].round().clip(2.0, 7.0) if "ordered" in options else answers[name]
        )
    fits = [gainsem.fit(model, answers, **options) for model in (NINE, MOVED)]
    with pytest.raises(EstimationError, match=says) as caught:
        gainsem.compare(*fits, data=answers)
    assert caught.value.code == "E-INF-01"


def test_moments_are_no_answers(answers):
    fits = [gainsem.fit(model, answers) for model in (NINE, MOVED)]
    with pytest.raises(OptionError, match="covariance matrix has none"):
        gainsem.compare(*fits, data=moments())


@pytest.mark.parametrize("estimator", ["MLM", "MLR", "MLMV", "MLMVS"])
def test_within_a_saturated_model_the_difference_is_the_corrected_test(answers, estimator):
    full, held = (
        gainsem.fit(model, answers, estimator=estimator)
        for model in ("x1 ~ x2 + x3", "x1 ~ x2 + 0.3*x3")
    )
    (found,) = gainsem.compare(full, held).differences
    # Satorra & Bentler (2001) is the test itself.  Satorra (2000) weighs by the general model's
    # estimates, the test by the restricted one's: the same in large samples, where it holds.
    relative = 1e-6 if estimator in ("MLM", "MLR") else 0.1
    assert found.chisq == pytest.approx(held.fit_measures["chisq_scaled"], rel=relative)
    assert found.scaling != 1.0


def heavy_tails(seed):
    """Return 60 answers to six items with heavy tails, by two related factors."""
    rng = np.random.default_rng(seed)
    factors = rng.standard_t(3, size=(60, 2)) @ np.array([[1.0, 0.5], [0.0, 0.8]])
    loads = np.array([1.0, 0.8, 0.7])
    common = np.hstack([np.outer(factors[:, k], loads) for k in (0, 1)])
    values = common + rng.standard_t(4, size=(60, 6)) * 0.7
    return pd.DataFrame(values, columns=NAMES)


@pytest.mark.parametrize(
    ("estimator", "seed", "expected"),
    [("MLM", 5, "Satorra & Bentler (2010)"), ("MLR", 1, "Satorra (2000)")],
)
def test_a_negative_factor_of_2001_gives_way(estimator, seed, expected):
    data = heavy_tails(seed)
    fits = [gainsem.fit(m, data, estimator=estimator) for m in (TWO, TWO + "\nf ~~ 0*g")]
    plain, answered = gainsem.compare(*fits), gainsem.compare(*fits, data=data)
    assert plain.differences[0].method == "Satorra (2000)"
    assert answered.differences[0].method == expected
    assert answered.differences[0].chisq > 0.0
    for found in (plain, answered):
        (remark,) = found.diagnostics
        assert remark.code == "I-CMP-08"
        assert f"{found.differences[0].method} is used instead" in remark.message
    assert "data=" in str(plain.diagnostics[0])
    asked = gainsem.compare(*fits, method="satorra.bentler.2001")
    assert math.isnan(asked.differences[0].pvalue)


def test_a_statistic_without_a_correction_has_a_corrected_difference():
    data = heavy_tails(44)
    general = gainsem.fit(TWO, data, estimator="MLR")
    assert "W-EST-102" in {one.code for one in general.diagnostics}
    (found,) = gainsem.compare(
        general, gainsem.fit(TWO + "\nf ~~ 0*g", data, estimator="MLR")
    ).differences
    assert found.method == "Satorra (2000)"
    assert found.scaling != 1.0
