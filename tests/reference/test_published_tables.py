"""Numbers printed in papers and books, to the digits that are printed.

These were typed from print, so that the reference program and its version play no part in them.
"""

from __future__ import annotations

import pytest

import gainsem
from tests.reference.cases import HERE, covariance

HOLZINGER = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
DEMOCRACY = """
ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ ind60
dem65 ~ ind60 + dem60
y1 ~~ y5
y2 ~~ y4 + y6
y3 ~~ y7
y4 ~~ y8
y6 ~~ y8
"""
ALIENATION = """
alien67 =~ anomia67 + powerless67
alien71 =~ anomia71 + powerless71
ses =~ education + sei
alien67 ~ ses
alien71 ~ alien67 + ses
anomia67 ~~ anomia71
powerless67 ~~ powerless71
"""
PEERS = """
r_amb =~ r_occasp + r_edasp
f_amb =~ f_occasp + f_edasp
r_amb ~ r_parasp + r_iq + r_ses + f_ses + f_amb
f_amb ~ f_parasp + f_iq + f_ses + r_ses + r_amb
r_amb ~~ f_amb
"""
ILLNESS = "fitness ~ exercise\nstress ~ hardy\nillness ~ fitness + stress"


def estimates(fit) -> dict[str, tuple[float, float]]:
    """Return estimate and standard error by the text of the parameter."""
    return {f"{r.lhs} {r.op} {r.rhs}": (r.est, r.se) for r in fit.parameters.itertuples()}


def check(fit, printed: dict[str, tuple[float, float]]) -> None:
    """Compare with printed estimates and standard errors of three decimals."""
    found = estimates(fit)
    for name, (estimate, error) in printed.items():
        assert found[name] == pytest.approx((estimate, error), abs=0.00051), name


def test_holzinger_as_in_rosseel_2012():
    """Rosseel (2012), Journal of Statistical Software 48(2), section 3."""
    fit = gainsem.fit(HOLZINGER, HERE / "data" / "hs.csv")
    printed = {
        "chisq": 85.306, "df": 24, "baseline_chisq": 918.852, "baseline_df": 36, "cfi": 0.931,
        "tli": 0.896, "logl": -3737.745, "unrestricted_logl": -3695.092, "npar": 21,
        "aic": 7517.490, "bic": 7595.339, "bic2": 7528.739, "rmsea": 0.092,
        "rmsea_ci_lower": 0.071, "rmsea_ci_upper": 0.114, "srmr": 0.065,
    }  # fmt: skip
    for name, value in printed.items():
        assert fit.fit_measures[name] == pytest.approx(value, abs=0.00051), name
    check(fit, {
        "visual =~ x2": (0.554, 0.100), "visual =~ x3": (0.729, 0.109),
        "textual =~ x5": (1.113, 0.065), "textual =~ x6": (0.926, 0.055),
        "speed =~ x8": (1.180, 0.165), "speed =~ x9": (1.082, 0.151),
        "visual ~~ textual": (0.408, 0.074), "visual ~~ speed": (0.262, 0.056),
        "textual ~~ speed": (0.173, 0.049), "visual ~~ visual": (0.809, 0.145),
        "textual ~~ textual": (0.979, 0.112), "speed ~~ speed": (0.384, 0.086),
        "x1 ~~ x1": (0.549, 0.114), "x9 ~~ x9": (0.566, 0.071),
    })  # fmt: skip


def test_political_democracy_as_in_rosseel_2012():
    """Bollen (1989), Structural Equations with Latent Variables; estimates as in Rosseel (2012)."""
    fit = gainsem.fit(DEMOCRACY, HERE / "data" / "poldem.csv")
    assert fit.fit_measures["chisq"] == pytest.approx(38.125, abs=0.0005)
    assert fit.fit_measures["df"] == 35
    assert fit.fit_measures["pvalue"] == pytest.approx(0.329, abs=0.0005)
    check(fit, {
        "ind60 =~ x2": (2.180, 0.139), "ind60 =~ x3": (1.819, 0.152),
        "dem60 =~ y2": (1.257, 0.182), "dem60 =~ y3": (1.058, 0.151),
        "dem60 =~ y4": (1.265, 0.145), "dem65 =~ y6": (1.186, 0.169),
        "dem65 =~ y7": (1.280, 0.160), "dem65 =~ y8": (1.266, 0.158),
        "dem60 ~ ind60": (1.483, 0.399), "dem65 ~ ind60": (0.572, 0.221),
        "dem65 ~ dem60": (0.837, 0.098), "y1 ~~ y5": (0.624, 0.358), "y2 ~~ y4": (1.313, 0.702),
        "y2 ~~ y6": (2.153, 0.734), "y3 ~~ y7": (0.795, 0.608), "y4 ~~ y8": (0.348, 0.442),
        "y6 ~~ y8": (1.356, 0.568),
    })  # fmt: skip


def test_stability_of_alienation_as_in_joreskog_and_sorbom():
    """Wheaton et al. (1977); LISREL's chi-square is (n - 1) F."""
    moments = covariance("wheaton_cov.csv", 932)
    fit = gainsem.fit(ALIENATION, moments, likelihood="wishart")
    assert fit.fit_measures["chisq"] == pytest.approx(4.73, abs=0.005)
    assert fit.fit_measures["df"] == 4
    check(fit, {
        "alien67 ~ ses": (-0.575, 0.056), "alien71 ~ ses": (-0.227, 0.052),
        "alien71 ~ alien67": (0.607, 0.051), "alien67 =~ powerless67": (0.979, 0.062),
        "alien71 =~ powerless71": (0.922, 0.060), "ses =~ sei": (5.219, 0.422),
    })  # fmt: skip


def test_peer_influences_as_in_fox_2006():
    """Duncan, Haller & Portes (1968); Fox (2006), Structural Equation Modeling 13, 465-486."""
    fit = gainsem.fit(PEERS, covariance("duncan_cov.csv", 329), likelihood="wishart")
    assert fit.fit_measures["chisq"] == pytest.approx(26.697, abs=0.0005)
    assert fit.fit_measures["df"] == 15
    found = estimates(fit)
    printed = {
        "r_amb ~ r_parasp": 0.161, "r_amb ~ r_iq": 0.250, "r_amb ~ r_ses": 0.218,
        "r_amb ~ f_ses": 0.072, "r_amb ~ f_amb": 0.184, "f_amb ~ r_amb": 0.235,
        "f_amb ~ f_iq": 0.349, "r_amb =~ r_edasp": 1.063, "f_amb =~ f_edasp": 0.930,
    }  # fmt: skip
    for name, value in printed.items():
        assert found[name][0] == pytest.approx(value, abs=0.00051), name


def test_illness_path_model_as_in_kline():
    """Roth et al. (1989) in Kline, Principles and Practice of SEM: chi-square (n - 1) F."""
    fit = gainsem.fit(ILLNESS, covariance("illness_cov.csv", 373), likelihood="wishart")
    assert fit.fit_measures["chisq"] == pytest.approx(11.078, abs=0.0005)
    assert fit.fit_measures["df"] == 5
