"""What the guard lets out, what it withholds, and what it refuses."""

import polars as pl
import pytest

from straits import privacy
from straits.errors import QueryError, StoreError

OPEN, INSIDE = privacy.profile("open"), privacy.profile("inside")
COUNTS = [
    "group identity",
    "n_people count_people",
    "ac count_alleles(n_people)",
    "an count_alleles(n_people)",
    "af derived(ac, an)",
    "state state(ac)",
]


def guarded(
    rows: list[dict[str, object]], columns: list[str], profile: privacy.Profile = INSIDE
) -> list[dict[str, object]]:
    shown = privacy.guard(pl.DataFrame(rows), privacy.parse_columns(columns), profile)
    return shown.to_dicts()


def row(group: str, n_people: int | None, ac: int = 3) -> dict[str, object]:
    return {"group": group, "n_people": n_people, "ac": ac, "an": 40, "af": 0.1, "state": "shown"}


def test_a_cell_of_19_people_is_withheld_with_all_that_follows_from_it():
    assert guarded([row("A", 19), row("B", 20)], COUNTS) == [
        {"group": "A", "n_people": None, "ac": None, "an": None, "af": None, "state": "withheld"},
        {"group": "B", "n_people": 20, "ac": 3, "an": 40, "af": 0.1, "state": "shown"},
    ]


def test_a_cell_of_nobody_is_shown():
    assert guarded([row("A", 0, ac=0)], COUNTS)[0]["state"] == "shown"


def test_a_count_whose_people_are_unknown_is_withheld():
    assert guarded([row("A", None), row("B", 50)], COUNTS)[0]["ac"] is None


def test_an_open_study_shows_one_person():
    assert guarded([row("A", 1)], COUNTS, OPEN) == [row("A", 1)]


def test_a_breakdown_with_one_small_part_is_withheld_whole():
    columns = [
        "n count_people",
        "n_xx count_people part_of(n, sex)",
        "n_xy count_people part_of(n, sex)",
        "ac_xx count_alleles(n_xx)",
    ]
    rows = [
        {"n": 65, "n_xx": 60, "n_xy": 5, "ac_xx": 7},
        {"n": 65, "n_xx": 40, "n_xy": 25, "ac_xx": 7},
        # 60 of 65 shown: the other 5 would follow.
        {"n": 65, "n_xx": 60, "n_xy": 0, "ac_xx": 7},
    ]
    assert guarded(rows, columns) == [
        {"n": 65, "n_xx": None, "n_xy": None, "ac_xx": None},
        {"n": 65, "n_xx": 40, "n_xy": 25, "ac_xx": 7},
        {"n": 65, "n_xx": None, "n_xy": None, "ac_xx": None},
    ]


def test_what_the_unrelated_leave_of_one_sex_withholds_the_other_sex_too():
    columns = [
        "n_all_xx count_people hidden",
        "n_all_xy count_people hidden",
        "n count_people",
        "n_xx count_people part_of(n, sex) part_of(n_all_xx, relatives)",
        "n_xy count_people part_of(n, sex) part_of(n_all_xy, relatives)",
    ]
    # 3 of the women are relatives.
    rows = [{"n_all_xx": 43, "n_all_xy": 40, "n": 80, "n_xx": 40, "n_xy": 40}]
    assert guarded(rows, columns) == [{"n": 80, "n_xx": None, "n_xy": None}]


def test_an_undeclared_column_is_refused():
    with pytest.raises(privacy.DeclarationError, match="'sample_id' is not declared"):
        guarded([{"group": "A", "sample_id": "S1"}], ["group identity"])


def test_a_declared_column_that_is_not_there_is_refused():
    with pytest.raises(privacy.DeclarationError, match="declares 'n_people'"):
        guarded([{"group": "A"}], ["group identity", "n_people count_people"])


def test_a_count_of_alleles_among_something_other_than_people_is_refused():
    with pytest.raises(privacy.DeclarationError, match="'n' must be a count_people"):
        guarded([{"n": 5, "ac": 1}], ["n count_variants", "ac count_alleles(n)"])


def test_what_describes_a_person_is_refused_inside():
    columns, rows = ["sample_id person"], [{"sample_id": "S1"}]
    assert guarded(rows, columns, OPEN) == rows
    with pytest.raises(QueryError, match="nothing about one person"):
        guarded(rows, columns)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ac", "expected 'name kind'"),
        ("ac count", "expected one of identity"),
        ("ac count_alleles", "disagree"),
        ("ac count_alleles(n, m)", "the one column"),
        ("ac count_alleles(n)", "'n', which is not declared"),
        ("af identity part_of(n, sex)", "only a count_people"),
    ],
)
def test_a_declaration_that_cannot_be_read_is_named(line, said):
    with pytest.raises(privacy.DeclarationError, match=said):
        privacy.parse_columns([line])


def test_an_unknown_profile_shows_nothing():
    with pytest.raises(StoreError, match="'secret'.*it has inside, open"):
        privacy.profile("secret")


def sizes(*rows: tuple[str, str, int] | tuple[str, str, int, int]) -> pl.DataFrame:
    """Return group sizes of one call set and sex: grouping, group, people, unrelated (or all)."""
    return pl.DataFrame(
        [
            {"call_set_id": "c", "grouping": grouping, "group_id": group, "sex": "XX"}
            | {"n_people": n, "n_unrelated": more[0] if more else n}
            for grouping, group, n, *more in rows
        ]
    )


def shown(frame: pl.DataFrame, sample_set: str = "all") -> set[str]:
    cells = frame.filter(pl.col("is_shown") & (pl.col("sample_set") == sample_set))
    return set(cells["group_id"])


def test_a_small_group_takes_its_grouping_with_it_where_the_total_would_tell():
    # 100 less 60 and 35 leaves the 5 of C.
    people = sizes(("everyone", "everyone", 100), ("g", "A", 60), ("g", "B", 35), ("g", "C", 5))
    assert shown(privacy.shown_cells(people, {}, INSIDE)) == {"everyone"}
    assert shown(privacy.shown_cells(people, {}, OPEN)) == {"everyone", "A", "B", "C"}


def test_two_small_groups_that_hide_each_other_leave_the_rest_shown():
    people = sizes(("everyone", "everyone", 100), ("g", "A", 70), ("g", "B", 15), ("g", "C", 15))
    assert shown(privacy.shown_cells(people, {}, INSIDE)) == {"everyone", "A"}


def test_people_without_a_group_are_not_told_by_subtraction():
    people = sizes(("everyone", "everyone", 100), ("g", "A", 60), ("g", "B", 33))
    cells = privacy.shown_cells(people, {}, INSIDE)
    assert shown(cells) == {"everyone"}
    assert "join small groups" in cells.filter(pl.col("group_id") == "A")["reason"][0]


def test_a_small_group_is_not_told_by_its_parent():
    people = sizes(
        ("everyone", "everyone", 200),
        ("super", "EUR", 90),
        ("super", "EAS", 110),
        ("g", "DK", 80),
        ("g", "SE", 10),  # EUR less DK
        ("g", "CN", 60),
        ("g", "JP", 50),
    )
    parents = {("g", "DK"): ("super", "EUR"), ("g", "SE"): ("super", "EUR")}
    parents |= {("g", "CN"): ("super", "EAS"), ("g", "JP"): ("super", "EAS")}
    assert not {"DK", "SE"} & shown(privacy.shown_cells(people, parents, INSIDE))


def test_a_few_relatives_are_not_told_by_the_unrelated():
    people = sizes(("everyone", "everyone", 100, 80), ("g", "A", 50, 45), ("g", "B", 50, 35))
    cells = privacy.shown_cells(people, {}, INSIDE)
    assert shown(cells) == {"everyone", "A", "B"}
    assert shown(cells, "unrelated") == {"everyone"}


def test_the_sexes_of_a_group_are_withheld_where_one_is_small():
    people = pl.DataFrame(
        [
            {"call_set_id": "c", "grouping": grouping, "group_id": group, "sex": sex}
            | {"n_people": n, "n_unrelated": n}
            for grouping, group, sex, n in (
                ("everyone", "everyone", "XX", 110),
                ("everyone", "everyone", "XY", 55),
                ("g", "A", "XX", 60),
                ("g", "A", "XY", 5),
                ("g", "B", "XX", 50),
                ("g", "B", "XY", 50),  # 55 less 50 is the 5 of A
            )
        ]
    )
    cells = privacy.shown_cells(people, {}, INSIDE).filter(pl.col("sample_set") == "all")
    assert shown(cells) == {"everyone", "A", "B"}
    assert set(cells.filter(pl.col("is_sex_shown"))["group_id"]) == {"everyone"}
