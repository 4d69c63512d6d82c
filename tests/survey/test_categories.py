from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.errors import OptionError, ResponseError, UnknownVariableError
from gainsem.survey.categories import Categories, categorise
from gainsem.survey.responses import Item, Responses

NAN = np.nan
LIKERT = (1.0, 2.0, 3.0, 4.0, 5.0)


def times(**counts: dict[float, int]) -> dict[str, np.ndarray]:
    """Make columns out of how often each code occurs."""
    return {
        name: np.repeat([float(c) for c in by_code], list(by_code.values()))
        for name, by_code in counts.items()
    }


def with_codes(responses: Responses, **parts) -> Responses:
    return replace(responses, items=tuple(replace(item, **parts) for item in responses.items))


def refused(responses: Responses, *names: str, **options) -> list[tuple[str, str]]:
    with pytest.raises(ResponseError) as error:
        categorise(responses, names or responses.names, **options)
    return [(problem.code, str(problem)) for problem in error.value.problems]


def said(responses: Responses, **options) -> dict[str, str]:
    found = categorise(responses, responses.names, **options).diagnostics
    assert len({d.code for d in found}) == len(found)
    return {d.code: str(d) for d in found}


def test_answers_become_category_numbers_in_the_order_asked_for(answers) -> None:
    got = categorise(answers(a=[3, 1, 2, NAN] * 9, b=[10, 20, 10, 20] * 9), ["b", "a"])
    np.testing.assert_array_equal(got.indices[:4], [[0, 2], [1, 0], [0, 1], [1, NAN]])
    assert got.names == ("b", "a")
    assert (got.n_categories, got.n_thresholds) == ((2, 3), 3)
    assert got.items[1] == Categories("a", ((1.0,), (2.0,), (3.0,)), (9, 9, 9))
    assert got.items[0].codes == (10.0, 20.0)
    assert not got.indices.flags.writeable


def test_ordinary_answers_raise_nothing(answers) -> None:
    rng = np.random.default_rng(1)
    columns = {f"x{j}": rng.choice(LIKERT, 300) for j in range(6)}
    assert said(with_codes(answers(**columns), codes=LIKERT), n_parameters=20) == {}


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, "auto"]))
def test_categories_can_be_read_back(seed, collapse) -> None:
    rng = np.random.default_rng(seed)
    codes = np.sort(rng.choice(np.arange(-5, 20), int(rng.integers(2, 9)), replace=False))
    column = rng.choice(codes, 60, p=rng.dirichlet(np.ones(len(codes)))).astype(float)
    column[:2] = codes[:2]
    column[rng.random(60) < 0.1] = NAN
    if len(np.unique(column[~np.isnan(column)])) < 2:
        return
    responses = Responses(column[:, None], (Item("x"),), lines=np.arange(60))
    got = categorise(responses, ["x"], collapse=collapse)
    (item,) = got.items
    np.testing.assert_array_equal(np.isnan(got.indices[:, 0]), np.isnan(column))
    for index, (members, count) in enumerate(zip(item.merged, item.counts, strict=True)):
        rows = got.indices[:, 0] == index
        np.testing.assert_array_equal(rows, np.isin(column, members))
        assert count == rows.sum()
    if collapse:
        assert min(item.counts) >= 5 or item.n_categories == 2


def test_wide_and_fractional_codes_of_a_codebook_are_categories(answers) -> None:
    responses = with_codes(answers(x=[0, 5000, 0.5, 0] * 9), codes=(0.0, 0.5, 5000.0))
    assert categorise(responses, ["x"]).items[0].counts == (18, 9, 9)


def test_only_the_respondents_used_count(answers) -> None:
    used = np.arange(40) < 30
    got = categorise(answers(x=[1, 2, 3] * 10 + [4] * 10), ["x"], used=used)
    assert got.indices.shape == (30, 1)
    assert got.items[0].codes == (1.0, 2.0, 3.0)


def test_f13_a_broken_number_without_a_codebook_is_refused_with_its_line(answers) -> None:
    ((code, text),) = refused(answers(x1=[1, 2, 3.5, 2] + [1, 2, 3] * 9))
    assert code == "E-DATA-13"
    assert 'trust.csv, column "x1", line 4: 3.5 is not a whole number' in text


def test_measurements_are_refused_with_few_of_their_numbers(answers) -> None:
    ((code, text),) = refused(answers(x1=np.linspace(0.01, 9.99, 80)))
    assert (code, "are not whole numbers" in text) == ("E-DATA-13", True)
    assert len(text) < 700


def test_d02o_a_constant_item_is_refused(answers) -> None:
    ((code, text),) = refused(answers(x=[1, 2] * 10, y=[3] * 20))
    assert (code, "y is always 3 among the 20 respondents used." in text) == ("E-DATA-22", True)


def test_an_item_constant_among_those_who_are_used_is_refused(answers) -> None:
    used = np.arange(20) % 2 == 0
    ((code, text),) = refused(answers(x=[1, 2] * 10), used=used)
    assert (code, "always 1 among the 10" in text) == ("E-DATA-22", True)


def test_an_item_nobody_answered_is_refused(answers) -> None:
    assert [code for code, _ in refused(answers(x=[1, 2] * 9, y=[NAN] * 18))] == ["E-DATA-21"]


def test_infinite_answers_are_refused(answers) -> None:
    ((code, text),) = refused(answers(x=[1, 2, np.inf] * 9))
    assert (code, "lines 4, 7, 10" in text) == ("E-DATA-29", True)


def test_o06_a_slider_is_refused_unless_forced(answers) -> None:
    responses = answers(x1=np.arange(202) % 101, x2=np.arange(202) % 5)
    ((code, text),) = refused(responses)
    assert code == "E-ORD-46"
    assert "x1 has 101 categories; an ordinal item has at most 12." in text
    assert "measure: continuous" in text
    got = categorise(responses, responses.names, force=True)
    assert got.n_categories == (101, 5)
    assert "W-ORD-46" in {d.code for d in got.diagnostics}


def test_twelve_categories_are_not_too_many(answers) -> None:
    assert categorise(answers(x=list(range(12)) * 6), ["x"]).n_categories == (12,)
    assert refused(answers(x=list(range(13)) * 6))[0][0] == "E-ORD-46"


def test_merging_does_not_make_an_item_of_a_slider(answers) -> None:
    assert refused(answers(x=np.arange(60)), collapse="auto")[0][0] == "E-ORD-46"


def test_words_have_no_order_without_a_codebook(answers) -> None:
    text = {"x": ("agree", "disagree", "neither"), "y": ("1", "2", "1")}
    responses = replace(answers(z=[1, 2, 1]), text=text)
    assert [code for code, _ in refused(responses, "x", "y")] == ["E-DATA-36", "E-DATA-36"]


def test_a_nominal_item_has_no_order_unless_it_has_two_categories(answers) -> None:
    responses = with_codes(answers(x=[1, 2, 3] * 9), measure="nominal", codes=(1.0, 2.0, 3.0))
    ((code, text),) = refused(responses)
    assert (code, "x is nominal in the codebook" in text) == ("E-DATA-36", True)
    yes_no = with_codes(answers(x=[0, 1] * 9), measure="nominal", codes=(0.0, 1.0))
    assert categorise(yes_no, ["x"]).n_categories == (2,)


def test_names_the_survey_does_not_have_are_refused(answers) -> None:
    with pytest.raises(UnknownVariableError, match="Did you mean 'x1'"):
        categorise(answers(x1=[1, 2]), ["X1"])


def test_another_way_to_collapse_is_refused(answers) -> None:
    with pytest.raises(OptionError, match="E-OPT-01"):
        categorise(answers(x1=[1, 2]), ["x1"], collapse="median")


def test_all_problems_of_all_items_are_raised_together(answers) -> None:
    responses = answers(a=[1, 2.5] * 10, b=[1] * 20, c=np.arange(20), d=[NAN] * 20, e=[1, 2] * 10)
    found = [code for code, _ in refused(responses)]
    assert found == ["E-DATA-13", "E-DATA-22", "E-ORD-46", "E-DATA-21"]


def test_no_more_respondents_than_items_is_refused(answers) -> None:
    rows = [[1, 2, 1], [2, 1, 1], [1, 2, 2]]
    ((code, text),) = refused(answers(a=rows[0], b=rows[1], c=rows[2]))
    assert (code, "n=3, p=3 ordinal items" in text) == ("E-DATA-27", True)


def test_blank_respondents_do_not_count(answers) -> None:
    ((code, text),) = refused(answers(a=[1, 2, NAN, NAN], b=[2, 1, NAN, NAN]))
    assert (code, "n=2, p=2" in text) == ("E-DATA-27", True)


def test_no_more_answers_than_categories_is_refused(answers) -> None:
    ((code, text),) = refused(
        answers(a=[1, 2] * 5, b=[1, 2, 3, NAN, NAN] * 2, c=[1, 2, 3] + [NAN] * 7)
    )
    assert (code, "c (3 in 3)" in text) == ("E-DATA-27", True)


def test_one_respondent_is_too_few_and_not_constant(answers) -> None:
    assert [code for code, _ in refused(answers(a=[1], b=[2]))] == ["E-DATA-27"]


def test_d09o_few_respondents_are_warned_about(answers) -> None:
    rng = np.random.default_rng(5)
    responses = answers(**{f"x{j}": rng.permutation(np.tile(LIKERT, 3)) for j in range(9)})
    text = said(responses)["W-DATA-28"]
    assert "36 thresholds, n=15" in text
    assert "36 thresholds and 12 other parameters" in said(responses, n_parameters=12)["W-DATA-28"]


def test_the_parameters_of_the_model_can_be_what_is_too_much(answers) -> None:
    responses = answers(x=[1, 2, 3] * 9, y=[3, 2, 1] * 9)
    assert said(responses, n_parameters=23) == {}
    assert set(said(responses, n_parameters=24)) == {"W-DATA-28"}


def test_o01_a_declared_category_nobody_chose_is_empty_and_said(answers) -> None:
    responses = with_codes(answers(x=[1, 2, 4, 5] * 9, y=[1, 2, 3, 4] * 9), codes=LIKERT)
    text = said(responses)["W-ORD-41"]
    assert "Categories nobody chose: x 3, y 5." in text
    assert "no threshold of its own and is merged with its neighbours" in text
    got = categorise(responses, ["x"])
    assert got.items[0].codes == (1.0, 2.0, 4.0, 5.0)
    assert "A category nobody chose: x 3." in got.diagnostics[0].message


def test_a_gap_without_a_codebook_is_an_empty_category(answers) -> None:
    assert "nobody chose: x 3." in said(answers(x=[1, 2, 4, 5] * 9))["W-ORD-41"]
    assert "W-ORD-41" not in said(answers(x=[0, 100] * 9))


def test_o03_rare_categories_are_one_warning(answers) -> None:
    columns = times(x={1: 1, 2: 59, 3: 40}, y={1: 5, 2: 91, 3: 4}, z={1: 50, 2: 50})
    text = said(answers(**columns))["W-ORD-43"]
    assert "2 categories have fewer than 5 answers: x 1 (1), y 3 (4)." in text


def test_a_code_far_outside_is_named_without_a_codebook(answers) -> None:
    text = said(answers(**times(x={1: 30, 2: 30, 3: 30, 99: 8})))["W-DATA-11"]
    assert "99 (8 times) among answers of 1-3" in text


def test_merges_are_noted_with_the_counts_before_and_after(answers) -> None:
    responses = answers(**times(q3={1: 2, 2: 14, 3: 88, 4: 120, 5: 76}))
    found = categorise(responses, ["q3"], collapse="auto")
    (note,) = found.diagnostics
    assert (note.code, note.severity) == ("I-ORD-49", "info")
    assert note.message == (
        "q3: 1 2 3 4 5 with 2 14 88 120 76 answers -> {1,2} 3 4 5 with 16 88 120 76."
    )
    (item,) = found.items
    assert item.labels == ("{1,2}", "3", "4", "5")
    assert (item.codes, item.counts) == ((1.0, 3.0, 4.0, 5.0), (16, 88, 120, 76))


def test_two_categories_are_never_merged(answers) -> None:
    found = said(answers(**times(x={1: 3, 2: 97})), collapse="auto")
    assert set(found) == {"W-ORD-43"}


def halves(n: int = 40) -> np.ndarray:
    return np.repeat(["men", "women"], n // 2)


def test_o02_a_category_empty_in_one_group_is_refused_with_counts_and_a_merge(answers) -> None:
    responses = answers(x=[1, 2, 3, 4] * 5 + [1, 2, 4, 2] * 5)
    ((code, text),) = refused(responses, groups=halves())
    assert code == "E-ORD-42"
    assert "x: nobody answered 3 in group women." in text
    assert "answers 1 2 3 4: men 5 5 5 5; women 5 10 0 5" in text
    assert 'merge its categories to 1 2 {3,4}, or let  collapse="auto"  do it' in text


def test_merges_are_the_same_in_all_groups(answers) -> None:
    responses = answers(x=[1, 2, 3, 4] * 5 + [1, 2, 4, 2] * 5)
    found = categorise(responses, ["x"], groups=halves(), collapse="auto")
    (note,) = found.diagnostics
    assert note.message == (
        "x: 1 2 3 4 with men 5 5 5 5; women 5 10 0 5 answers -> "
        "1 2 {3,4} with men 5 5 10; women 5 10 5."
    )
    assert found.items[0].counts == (10, 15, 15)


def test_a_category_is_rare_if_it_is_in_any_group(answers) -> None:
    responses = answers(x=[1, 2] * 10 + [1] * 18 + [2] * 2)
    text = said(responses, groups=halves(), collapse="auto")["W-ORD-43"]
    assert "A category has fewer than 5 answers: x 2 (2 in group women)." in text


def test_an_item_constant_in_one_group_is_refused(answers) -> None:
    ((code, text),) = refused(answers(x=[1, 2] * 10 + [2] * 20), groups=halves())
    assert code == "E-DATA-22"
    assert "x is always 2 among the 20 respondents used in group women." in text


@pytest.mark.parametrize("collapse", [None, "auto"])
def test_groups_without_a_common_category_are_refused(answers, collapse) -> None:
    responses = answers(x=[1, 2] * 10 + [3, 4] * 10)
    ((code, text),) = refused(responses, groups=halves(), collapse=collapse)
    assert (code, "take x out" in text) == ("E-ORD-42", True)


def test_an_item_one_group_was_not_asked_is_refused(answers) -> None:
    ((code, text),) = refused(answers(x=[1, 2] * 10 + [NAN] * 20), groups=halves())
    assert (code, "take x out" in text) == ("E-ORD-42", True)


def test_thresholds_count_once_a_group(answers) -> None:
    responses = answers(x=[1, 2, 3, 4] * 10)
    assert said(responses, groups=halves(), n_parameters=34) == {}
    assert "W-DATA-28" in said(responses, groups=halves(), n_parameters=35)


def test_respondents_without_lines_and_no_items_at_all() -> None:
    responses = Responses(np.array([[1.0], [2.5], [2.0]]), (Item("x"),))
    assert "line 3" in refused(responses)[0][1]
    empty = categorise(responses, [])
    assert (empty.indices.shape, empty.n_categories, empty.diagnostics) == ((3, 0), (), ())


def test_the_answers_are_not_changed(answers) -> None:
    responses = answers(x=[1, 2, 3, 9] * 9)
    before = responses.values.copy()
    responses.values.setflags(write=False)
    categorise(responses, ["x"], collapse="auto")
    np.testing.assert_array_equal(responses.values, before)
