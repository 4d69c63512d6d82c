"""The faces of a fit to imputed data sets, and its record."""

from __future__ import annotations

import json
import os

import jsonschema
import numpy as np
import pytest

import gainsem
from gainsem.errors import FileError, OptionError
from gainsem.results.imputed_record import SCHEMA_FILE, imputed_from_dict, imputed_json_schema
from tests.imputed_sets import MODEL, frames

LABELLED = "f =~ a + l*b + m*c + d\nboth := l*m"


@pytest.fixture(scope="module")
def found() -> gainsem.ImputedFit:
    return gainsem.fit_imputed(LABELLED, frames(6))


@pytest.fixture(scope="module")
def ordinal() -> gainsem.ImputedFit:
    sets = [frame.apply(lambda one: np.digitize(one, [-1.0, 0.0, 1.0]) + 1.0) for frame in frames()]
    return gainsem.fit_imputed(MODEL, sets, ordered="all")


def test_the_columns_are_those_of_a_fit_and_three_more(found):
    single = gainsem.fit(LABELLED, frames(1)[0]).parameters
    assert list(found.parameters.columns) == [*single.columns, "df", "fmi", "riv"]
    assert len(found.parameters) == len(single)
    fixed = found.parameters[~found.parameters["free"]]
    assert fixed[["df", "fmi", "riv", "z"]].isna().all().all()


def test_total_is_within_plus_between(found):
    total = found.within + (1 + 1 / 6) * found.between
    np.testing.assert_allclose(found.vcov.to_numpy(), total)
    se = found.parameters.query("free and op != ':='")["se"]
    np.testing.assert_allclose(se, np.sqrt(np.diag(total)))
    with pytest.raises(ValueError, match="read-only"):
        found.within[0, 0] = 1.0


def test_a_defined_parameter_is_the_product_of_what_is_printed(found):
    rows = found.parameters.set_index("label")
    assert rows.loc["both", "est"] == pytest.approx(rows.loc["l", "est"] * rows.loc["m", "est"])
    assert 0 < rows.loc["both", "fmi"] < 1


def test_standardised_values_have_missing_information_too(found):
    table = found.standardized()
    assert list(table.columns)[-3:] == ["df", "fmi", "riv"]
    np.testing.assert_allclose(table["est_std"], found.parameters["std_all"])
    variance = table.query("lhs == 'f' and op == '~~'").iloc[0]
    assert (variance["est_std"], variance["se"]) == (pytest.approx(1.0), 0.0)
    loadings = table.query("op == '=~'")
    assert ((loadings["fmi"] > 0) & (loadings["fmi"] < 1)).all()
    assert list(found.standardized("lv").columns) == list(table.columns)


def test_residuals_are_those_of_the_pooled_moments(found):
    mean = np.mean([np.cov(frame.to_numpy().T, ddof=0) for frame in frames(6)], axis=0)
    left = found.residuals().to_numpy() + found.pooled.implied().cov
    np.testing.assert_allclose(left, mean, atol=1e-10)
    with pytest.raises(OptionError, match="E-IMP-05"):
        found.residuals("standardized")


def test_the_summary_names_what_was_pooled(found):
    text = str(found.summary(ci=True))
    assert "Imputed data sets used" in text
    assert "D4, of the stacked data" in text
    assert "FMI" in text
    assert "ci.lower" in text
    assert "both" in text
    assert "ci.lower" not in found.summary()
    assert repr(found).startswith("<ImputedFit of 6 data sets by ML: 4 observed")
    html = found._repr_html_()
    assert html.startswith('<div class="gainsem">')
    assert "Factor loadings" in html


def test_ordinal_items_have_thresholds_and_a_scaled_test(ordinal):
    text = str(ordinal.summary())
    assert "a|t1" in text
    assert "D2, of the scaled statistics" in text
    assert "CFI) (scaled)" in text
    assert "Intercepts" not in text


@pytest.mark.parametrize("name", ["found", "ordinal"])
def test_a_saved_fit_is_read_again(name, request, tmp_path):
    fit = request.getfixturevalue(name)
    path = fit.save(tmp_path / "imputed_fit.json")
    again = gainsem.load(path)
    assert isinstance(again, gainsem.ImputedFit)
    assert again.to_json() == fit.to_json()
    assert again.tests == fit.tests
    assert str(again.summary()) == str(fit.summary())
    jsonschema.validate(fit.to_dict(), json.loads(SCHEMA_FILE.read_text("utf-8")))


def test_the_shipped_schema_is_the_declared_one():
    if os.environ.get("GAINSEM_UPDATE_SNAPSHOTS"):
        text = json.dumps(imputed_json_schema(), indent=2, ensure_ascii=False) + "\n"
        SCHEMA_FILE.write_text(text, "utf-8")
    assert json.loads(SCHEMA_FILE.read_text("utf-8")) == imputed_json_schema()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda record: record.update(schema="gainsem.imputed_fit/2"), "schema"),
        (lambda record: record["pooling"]["within"].pop(), "pooling.within has the wrong shape"),
        (lambda record: record["fits"].pop(), "fits are not as many as imputations"),
        (lambda record: record["parameters"].pop(), "parameters are not those of pooled"),
        (lambda record: record["tests"][0].update(method="D5"), "tests.0.method"),
        (lambda record: record["pooled"]["options"].update(estimator="XX"), "options"),
    ],
)
def test_a_broken_record_is_refused_with_its_place(found, spoil, said):
    record = json.loads(found.to_json())
    spoil(record)
    with pytest.raises(FileError) as refused:
        imputed_from_dict(record)
    assert refused.value.code == "E-FILE-13"
    assert said in str(refused.value)
