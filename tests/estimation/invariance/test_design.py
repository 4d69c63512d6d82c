"""Studies of invariance of designed samples: their levels are fits that know the design."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import gainsem
from gainsem.cli.main import program
from gainsem.errors import OptionError
from gainsem.results.invariance.record import Invariance
from tests.estimation.groups.test_design import made
from tests.estimation.groups.test_design_ordinal import ordinal

ONE_FACTOR = "f =~ a + b + c + d"
DESIGN = {"weights": "w", "cluster": "town", "strata": "region"}


@pytest.fixture(scope="module")
def study() -> Invariance:
    return gainsem.invariance(ONE_FACTOR, made(), "kind", **DESIGN)


def test_levels_are_fits_of_the_design(study):
    options = {"group": "kind", "std_lv": True, **DESIGN}
    free = gainsem.fit(ONE_FACTOR, made(), **options)
    held = gainsem.fit(ONE_FACTOR, made(), group_equal=["loadings"], **options)
    for step, fit in zip(study.steps, (free, held), strict=False):
        # The levels report the scaled statistic.
        assert step.measures["chisq"] == pytest.approx(fit.fit_measures["chisq_scaled"])
    (difference,) = gainsem.compare(free, held).differences
    assert study.step("metric").test.statistic == pytest.approx(difference.chisq)
    assert study.means[-1].se > 0.0


def test_ordinal_items_have_levels_of_the_design():
    drawn = gainsem.invariance(ONE_FACTOR, ordinal(), "kind", ordered="all", **DESIGN)
    alone = gainsem.invariance(ONE_FACTOR, ordinal(), "kind", ordered="all", weights="w")
    assert [step.name for step in drawn.steps] == [step.name for step in alone.steps]
    ours, theirs = (found.steps[0].measures["chisq"] for found in (drawn, alone))
    assert ours != pytest.approx(theirs, rel=1e-3)
    assert drawn.design.n_units == 30
    assert alone.design.n_units == 0


def test_the_paragraph_tells_of_the_design(study):
    english, chinese = study.paragraph("en"), study.paragraph("zh")
    assert "weighted by the sampling weights “w”" in english
    assert "(30 clusters of “town” in 5 strata of “region”)" in english
    assert "受访者按抽样权重“w”加权" in chinese
    assert "“region”的 5 个层，“town”的 30 个群" in chinese
    plain = gainsem.invariance(ONE_FACTOR, made(), "kind")
    assert plain.design is None
    assert "sampling" not in plain.paragraph("en")


def test_the_record_keeps_the_design(study):
    again = Invariance.from_dict(json.loads(study.to_json()))
    assert again.design == study.design
    assert again.paragraph("zh") == study.paragraph("zh")


def test_replicates_are_refused():
    with pytest.raises(OptionError, match="not fitted with replicate weights"):
        gainsem.invariance(ONE_FACTOR, made(), "kind", cluster="town", replicates="jackknife")


@pytest.mark.parametrize(
    ("option", "named"),
    [
        ({"bootstrap": 20}, "a bootstrap"),
        ({"se": "bootstrap"}, "a bootstrap"),
        ({"test": "bollen.stine"}, "a bootstrap"),
        ({"monte_carlo": 100}, "monte_carlo="),
        ({"exclude": "straight"}, "exclude="),
    ],
)
def test_what_belongs_to_one_fit_is_refused(option, named):
    with pytest.raises(OptionError, match=f"are fitted without {named}") as caught:
        gainsem.invariance(ONE_FACTOR, made(), "kind", **option)
    assert caught.value.code == "E-INV-01"


def test_the_command_knows_the_design(tmp_path):
    made().to_csv(tmp_path / "answers.csv", index=False)
    (tmp_path / "model.lav").write_text(ONE_FACTOR, encoding="utf-8")
    given = ["--weights", "w", "--cluster", "town", "--strata", "region", "--json", "-"]
    arguments = ["invariance", str(tmp_path / "model.lav"), str(tmp_path / "answers.csv")]
    result = CliRunner().invoke(program, [*arguments, "--group", "kind", *given])
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert content["design"]["n_units"] == 30
    assert content["design"]["weights"] == "w"
