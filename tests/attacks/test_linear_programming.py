"""What all group pages of a release show, put together, determines no cell of fewer than 20 people.

Everything that is shown is an equation in the numbers of people who share call set, groups, sex and
relatedness; linear programming finds the least and the most that any cell can be. Control: with
each cell judged by itself alone, cells follow.
"""

from itertools import product
from typing import NamedTuple
from unittest import mock

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from straits import privacy
from straits.tables import EVERYONE, SEXES
from tests.attacks import guarded_demo


class Cell(NamedTuple):
    """Some people of a call set: of a group, of one sex or "all", of one sample set."""

    grouping: str
    group_id: str
    sex: str
    sample_set: str


@pytest.fixture(scope="module")
def sizes() -> pl.DataFrame:
    """Return the sizes of groups of four call sets, with small ones among them."""
    rng = np.random.default_rng(16)
    people = []
    for number in range(4):
        n_people, unknown = int(rng.integers(200, 800)), 0.02 * (number % 2)
        drawn = {
            "g": rng.choice(["a", "b", "c", "d"], n_people, p=[0.5, 0.3, 0.15, 0.05]),
            "h": rng.choice(["x", "y", ""], n_people, p=[0.6, 0.36, 0.04]),
            EVERYONE: np.full(n_people, EVERYONE),
            "sex": rng.choice(SEXES, n_people, p=[0.5, 0.5 - unknown, unknown]),
            "is_unrelated": rng.random(n_people) < rng.choice([0.6, 0.9, 1.0]),
        }
        people.append(pl.DataFrame(drawn).with_columns(call_set_id=pl.lit(f"c{number}")))
    everyone = pl.concat(people)
    return pl.concat(
        everyone.filter(pl.col(grouping) != "")
        .group_by("call_set_id", pl.col(grouping).alias("group_id"), "sex", maintain_order=True)
        .agg(n_people=pl.len().cast(pl.Int64), n_unrelated=pl.col("is_unrelated").sum())
        .select(
            "call_set_id",
            pl.lit(grouping).alias("grouping"),
            "group_id",
            "sex",
            "n_people",
            pl.col("n_unrelated").cast(pl.Int64),
        )  # fmt: skip
        for grouping in (EVERYONE, "g", "h")
    )


def numbers(sizes: pl.DataFrame, call_set_id: str) -> dict[Cell, int]:
    """Return how many people each cell of a call set has."""
    found: dict[Cell, int] = {}
    for row in sizes.filter(pl.col("call_set_id") == call_set_id).iter_rows(named=True):
        for sex, (sample_set, column) in product(
            ("all", row["sex"]), (("all", "n_people"), ("unrelated", "n_unrelated"))
        ):
            cell = Cell(row["grouping"], row["group_id"], sex, sample_set)
            found[cell] = found.get(cell, 0) + row[column]
    return found


def shown(sizes: pl.DataFrame, call_set_id: str) -> set[Cell]:
    """Return the cells whose numbers the profile shows."""
    cells = privacy.shown_cells(sizes, {}, guarded_demo.INSIDE)
    found = set()
    for row in cells.filter(pl.col("call_set_id") == call_set_id).iter_rows(named=True):
        if row["is_shown"]:
            sexes = ("all", *SEXES) if row["is_sex_shown"] else ("all",)
            found |= {
                Cell(row["grouping"], row["group_id"], sex, row["sample_set"]) for sex in sexes
            }
    return found


def determined(sizes: pl.DataFrame, call_set_id: str) -> set[Cell]:
    """Return the cells of 1 to 19 people whose number follows from those that are shown."""
    true = numbers(sizes, call_set_id)
    groups: dict[str, list[str]] = {}
    for cell in true:
        if cell.grouping != EVERYONE and cell.group_id not in groups.setdefault(cell.grouping, []):
            groups[cell.grouping].append(cell.group_id)
    # One unknown for each combination; "" is who is in no group of a grouping, if anybody is, which
    # the overview tells.
    n_everyone = true[Cell(EVERYONE, EVERYONE, "all", "all")]
    for grouping, names in groups.items():
        if sum(true[Cell(grouping, name, "all", "all")] for name in names) < n_everyone:
            names.append("")
    people = list(product(*groups.values(), SEXES, (True, False)))

    def row(cell: Cell) -> np.ndarray:
        place = list(groups).index(cell.grouping) if cell.grouping in groups else None
        return np.array(
            [
                (place is None or who[place] == cell.group_id)
                and cell.sex in ("all", who[-2])
                and (cell.sample_set == "all" or who[-1])
                for who in people
            ],
            float,
        )

    known = [cell for cell in shown(sizes, call_set_id) if cell in true]
    equations, right = np.stack([row(cell) for cell in known]), [true[cell] for cell in known]
    found = set()
    for cell, n_people in true.items():
        if not 0 < n_people < guarded_demo.INSIDE.min_people:
            continue
        least, most = (
            sign * linprog(sign * row(cell), A_eq=equations, b_eq=right, method="highs").fun
            for sign in (1, -1)
        )
        if np.ceil(least - 1e-6) == np.floor(most + 1e-6):
            found.add(cell)
    return found


def call_sets(sizes: pl.DataFrame) -> list[str]:
    return sizes["call_set_id"].unique().sort().to_list()


def test_no_cell_of_a_few_people_follows_from_all_that_is_shown(sizes: pl.DataFrame) -> None:
    assert any(
        0 < n_people < 20
        for call_set_id in call_sets(sizes)
        for n_people in numbers(sizes, call_set_id).values()
    )
    # What stays usable.
    assert sum(len(shown(sizes, call_set_id)) for call_set_id in call_sets(sizes)) >= 12
    for call_set_id in call_sets(sizes):
        assert determined(sizes, call_set_id) == set()


def test_cells_follow_where_each_is_judged_by_itself_alone(sizes: pl.DataFrame) -> None:
    with (
        mock.patch("straits.privacy.shown_cells._together", side_effect=lambda cells, *_: cells),
        mock.patch("straits.privacy.shown_cells._against", side_effect=lambda cell, *_: cell),
    ):
        assert any(determined(sizes, call_set_id) for call_set_id in call_sets(sizes))


def test_the_query_of_the_group_pages_shows_no_other_numbers() -> None:
    store = guarded_demo.store()
    of_demo = store._rows(store._file("all_group_sizes"), {})
    rows = store.query("group_sizes")
    for call_set_id in call_sets(of_demo):
        may_be_shown = shown(of_demo, call_set_id)
        for row in rows.filter(pl.col("call_set_id") == call_set_id).iter_rows(named=True):
            for sample_set, column in (("all", "n_people"), ("unrelated", "n_unrelated")):
                for sex in ("all", *SEXES):
                    name = column if sex == "all" else f"{column}_{sex.lower()}"
                    cell = Cell(row["grouping"], row["group_id"], sex, sample_set)
                    assert row[name] is None or cell in may_be_shown
