from __future__ import annotations

import numpy as np
import pytest

from gainsem.diagnostics import Diagnostic
from gainsem.errors import ResponseError
from gainsem.survey.check_items import turned_items
from gainsem.survey.check_ordinal import check_pairs
from gainsem.survey.pair_tables import pair_tables

CUTS = {2: [0.2], 3: [-0.5, 0.8], 5: [-1.5, -0.5, 0.5, 1.5]}


def ordinal(n: int = 1000, p: int = 6, k: int = 5, r: float = 0.5, seed: int = 3) -> np.ndarray:
    """Make categories of items whose latent responses all correlate r."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    latent = np.sqrt(r) * common + np.sqrt(1 - r) * rng.normal(size=(n, p))
    return np.searchsorted(CUTS[k], latent).astype(float)


def check(indices: np.ndarray, **options: float) -> tuple[Diagnostic, ...]:
    sizes = [int(np.nanmax(column)) + 1 for column in indices.T]
    return check_pairs(pair_tables(indices, sizes), names(indices), **options)


def names(indices: np.ndarray) -> list[str]:
    return [f"x{j + 1}" for j in range(indices.shape[1])]


def refused(indices: np.ndarray) -> list[tuple[str, str]]:
    with pytest.raises(ResponseError) as error:
        check(indices)
    return [(problem.code, problem.message) for problem in error.value.problems]


def four_cells(*counts: int) -> np.ndarray:
    """Make answers to two items of two categories with these counts, row by row."""
    cells = [(a, b) for a in (0, 1) for b in (0, 1)]
    return np.repeat(np.array(cells, dtype=float), counts, axis=0)


@pytest.mark.parametrize("r", [0.2, 0.5, 0.7])
@pytest.mark.parametrize("seed", range(3))
def test_ordinary_answers_give_no_warning(r, seed) -> None:
    assert {d.severity for d in check(ordinal(r=r, seed=seed))} <= {"info"}
    assert check(ordinal(k=2, r=r, seed=seed)) == ()


def test_d04o_identical_items_are_refused_in_the_words_of_continuous_ones() -> None:
    indices = ordinal()
    indices[:, 3] = indices[:, 0]
    assert refused(indices) == [("E-DATA-24", "x1 and x4 are identical (r=1).")]


def test_identical_items_are_seen_among_missing_answers() -> None:
    indices = ordinal()
    indices[:, 3] = indices[:, 0]
    indices[:100, 3] = np.nan
    indices[50:200, 0] = np.nan
    assert [code for code, _ in refused(indices)] == ["E-DATA-24"]


def test_an_item_turned_round_is_identical() -> None:
    indices = ordinal()
    indices[:, 1] = 4 - indices[:, 0]
    ((code, message),) = refused(indices)
    assert code == "E-DATA-24"
    assert message == "x1 and x2 are identical, one of them turned round (r=-1)."


def test_an_item_with_its_codes_changed_is_identical() -> None:
    indices = ordinal(k=3)
    indices[:, 1] = np.array([1.0, 0.0, 2.0])[indices[:, 0].astype(int)]
    ((code, message),) = refused(indices)
    assert (code, "identical but for their codes" in message) == ("E-DATA-24", True)


def test_a_coarser_copy_is_not_identical() -> None:
    indices = ordinal(p=2)
    indices[:, 1] = indices[:, 0] > 2
    assert all(d.severity != "error" for d in check(indices))


@pytest.mark.parametrize(("counts", "r"), [((30, 0, 0, 20), "1"), ((0, 30, 20, 0), "-1")])
def test_o05_two_empty_cells_of_four_are_refused(counts, r) -> None:
    ((code, message),) = refused(four_cells(*counts))
    assert code == "E-ORD-45"
    assert message == (
        f"x1 and x2: two of the four cells of their table are empty, so that r = {r}."
    )


@pytest.mark.parametrize("counts", [(0, 9, 9, 9), (9, 0, 9, 9), (9, 9, 0, 9), (9, 9, 9, 0)])
def test_o04_one_empty_cell_of_four_names_the_pair_and_what_was_added(counts) -> None:
    (said,) = check(four_cells(*counts))
    assert said.code == "W-ORD-44"
    assert said.message == (
        "x1 and x2: one of the four cells of their table is empty; "
        "0.5 was added to it and the margins kept."
    )


def test_nothing_added_to_an_empty_cell_is_said() -> None:
    (said,) = check(four_cells(9, 0, 9, 9), zero_add=0.0)
    assert "nothing was added" in said.message
    assert "1 or -1" in said.why


def test_several_pairs_with_an_empty_cell_are_one_warning() -> None:
    indices = np.column_stack([four_cells(9, 0, 9, 9), four_cells(9, 0, 9, 9)[:, 1]])
    indices[0, 2] = 1
    (said,) = check(indices)
    assert said.message.startswith("2 pairs of items with two categories have an empty cell: ")
    assert "x1 and x2" in said.message


def test_empty_cells_of_larger_tables_are_a_note_with_the_worst_pairs() -> None:
    indices = ordinal(n=200, p=5, r=0.3)
    (said,) = check(indices)
    assert (said.code, said.severity) == ("I-ORD-50", "info")
    assert "of 10 pairs of items have empty cells" in said.message
    assert said.where.count(" of 25") <= 5


def test_tables_that_are_half_empty_are_a_warning() -> None:
    indices = ordinal(p=3)
    indices[:, 1] = np.where(np.arange(1000) % 50 == 0, indices[:, 1], indices[:, 0])
    indices[:, 1] = np.clip(indices[:, 1], indices[:, 0] - 1, indices[:, 0] + 1)
    (said,) = check(indices)
    assert (said.code, said.severity) == ("W-ORD-50", "warning")
    assert said.where.startswith("x1 and x2 ")


def test_pairs_never_answered_together_are_refused_by_name() -> None:
    indices = ordinal(p=4)
    indices[:500, [0, 1]] = np.nan
    indices[500:, 2] = np.nan
    ((code, message),) = refused(indices)
    assert code == "E-DATA-33"
    assert message == "Never answered together: x1 and x3, x2 and x3."


def test_an_item_that_does_not_vary_beside_another_is_refused() -> None:
    indices = ordinal(p=3)
    indices[indices[:, 0] != 2, 1] = np.nan
    ((code, message),) = refused(indices)
    assert code == "E-DATA-33"
    assert message.startswith("x1 does not vary among the ")


def test_all_problems_are_raised_together() -> None:
    indices = ordinal(p=5)
    indices[:, 1] = indices[:, 0]
    indices[:500, 3] = np.nan
    indices[500:, 4] = np.nan
    assert [code for code, _ in refused(indices)] == ["E-DATA-33", "E-DATA-24"]


def test_one_item_has_no_pairs() -> None:
    assert check(ordinal(p=1)) == ()


def test_turned_items_are_found_from_polychorics() -> None:
    correlations = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    correlations[3, :3] = correlations[:3, 3] = -0.4
    (said,) = turned_items(correlations, ["a", "b", "c", "d"], {"f": ["a", "b", "c", "d"]}, n=300)
    assert said.code == "W-DATA-31"
    assert said.message.startswith("d (r=")
