"""What the profile `inside` (no cell of fewer than 20 people) shows of a cohort."""

from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straits import privacy
from straits.privacy import Profile
from straits.tables import SAMPLE_SETS, SEXES
from tests import repeats

INSIDE = privacy.profile("inside")
OPEN = privacy.profile("open")


def overlaps(n_cohort: int, n_all: int, n_women: int | None = None, **groups: tuple[int, int]):
    """Return a cohort among n_all people of a call set; groups: (in the group, of them in it)."""
    rows = []
    n_of_sex = {"all": n_cohort, "XX": n_cohort if n_women is None else n_women}
    n_of_sex |= {"XY": n_cohort - n_of_sex["XX"], "unknown": 0}
    for sample_set in ("all", "unrelated"):
        for sex in ("all", *SEXES):
            n, outside = n_of_sex[sex], {"all": n_all, "XX": n_all, "XY": n_all}.get(sex, 0)
            sizes = {("everyone", "everyone"): (outside, n)}
            if sex == "all":
                sizes |= {("ethnic_group", name): pair for name, pair in groups.items()}
            rows += [
                {"call_set_id": "c", "sample_set": sample_set, "sex": sex, "grouping": grouping,
                 "group_id": group, "n_cohort": n, "n_group": size, "n_both": both}
                for (grouping, group), (size, both) in sizes.items()
            ]  # fmt: skip
    return pl.DataFrame(rows)


def decided(frame: pl.DataFrame, profile=INSIDE) -> tuple[bool, bool, str]:
    row = privacy.cohort_cells(frame, profile).row(0, named=True)
    return row["is_shown"], row["is_sex_shown"], row["reason"]


def test_a_cohort_of_20_is_shown_and_one_of_19_is_not():
    assert decided(overlaps(20, 500)) == (True, True, "")
    assert decided(overlaps(19, 500)) == (False, False, "fewer than 20 people")


def test_everyone_but_19_is_withheld_since_they_would_follow_by_subtraction():
    assert decided(overlaps(481, 500)) == (
        False, False, "fewer than 20 people of everyone would be left outside it"
    )  # fmt: skip
    assert decided(overlaps(500, 500))[0]


def test_a_group_without_a_few_of_its_people_is_withheld():
    assert decided(overlaps(90, 500, malay=(100, 90)))[2] == (
        "fewer than 20 people of the group malay would be left outside it"
    )
    assert decided(overlaps(80, 500, malay=(100, 80)))[0]
    # Ten Malay are left out, but others are in it, so nobody can tell the ten apart.
    assert decided(overlaps(150, 500, malay=(100, 90)))[0]


def test_a_group_and_a_few_others_is_withheld():
    assert decided(overlaps(110, 500, malay=(100, 100)))[2] == (
        "fewer than 20 people of it would be left outside the group malay"
    )


def test_sexes_are_withheld_together_where_one_is_too_few():
    assert decided(overlaps(100, 500, n_women=15)) == (True, False, "")


def one_by_one(rows: list[dict], profile: Profile) -> list[tuple]:
    """Decide on cells row by row, as the rule is told."""

    def few(n: int) -> bool:
        return profile.min_people > 0 and n != 0 and n < profile.min_people

    def reason(row: dict) -> str:
        n_cohort, n_group, n_both = row["n_cohort"], row["n_group"], row["n_both"]
        of = "everyone" if row["grouping"] == "everyone" else f"the group {row['group_id']}"
        least = f"fewer than {profile.min_people} people"
        if few(n_cohort):
            return least
        if n_cohort and n_both == n_cohort and few(n_group - n_cohort):
            return f"{least} of {of} would be left outside it"
        if n_group and not few(n_group) and n_both == n_group and few(n_cohort - n_group):
            return f"{least} of it would be left outside {of}"
        return ""

    decided = []
    for sample_set in SAMPLE_SETS:
        why, n = {}, {}
        for sex in ("all", *SEXES):
            here = [row for row in rows if (row["sample_set"], row["sex"]) == (sample_set, sex)]
            why[sex] = next(filter(None, map(reason, here)), "")
            n[sex] = here[0]["n_cohort"]
        left = {
            sex: next(
                row["n_cohort"] - n[sex]
                for row in rows
                if (row["sample_set"], row["sex"]) == ("all", sex)
            )
            for sex in n
        }
        said = why["all"] if n["all"] else "nobody is in it"
        if not said and few(left["all"]):
            said = f"fewer than {profile.min_people} relatives would be left of all people"
        shows_sex = not said and not any(why[sex] or few(left[sex]) for sex in SEXES)
        decided.append(("c", sample_set, not said, shows_sex, said))
    return decided


@given(st.data(), st.sampled_from((INSIDE, OPEN)))
@settings(deadline=None, max_examples=repeats.times(300))
def test_all_cells_are_decided_at_once_as_one_by_one(data: st.DataObject, profile: Profile):
    sizes = st.sampled_from((0, 0, 1, 19, 20, 21, 39, 40, 60))
    rows = []
    for sample_set, sex in product(SAMPLE_SETS, ("all", *SEXES)):
        n_cohort = data.draw(sizes)
        for grouping, group in (("everyone", "everyone"), ("g", "one"), ("g", "two")):
            n_both = n_cohort if grouping == "everyone" else min(data.draw(sizes), n_cohort)
            n_group = n_both + data.draw(sizes)
            rows.append(
                {"call_set_id": "c", "sample_set": sample_set, "sex": sex, "grouping": grouping,
                 "group_id": group, "n_cohort": n_cohort, "n_group": n_group, "n_both": n_both}
            )  # fmt: skip
    found = privacy.cohort_cells(pl.DataFrame(rows), profile)
    assert found.rows() == one_by_one(rows, profile)


def test_an_empty_cohort_says_so_in_every_profile():
    assert decided(overlaps(0, 500), OPEN) == (False, False, "nobody is in it")


def test_the_open_profile_shows_a_cohort_of_one():
    assert decided(overlaps(1, 500), OPEN)[:2] == (True, True)


def test_steps_never_leave_a_small_difference_to_the_last_one_shown():
    steps = [(n,) for n in (500, 495, 490, 480, 479, 200, 12, 0)]
    shown = [True, False, False, True, False, True, False, True]
    assert privacy.shown_steps(steps, INSIDE) == shown
    assert privacy.shown_steps(steps, OPEN) == [True] * 8


def test_a_step_is_withheld_where_one_call_set_has_too_few_of_it():
    # 412 people less the 404 of the first call set, which are shown elsewhere, are 8.
    assert privacy.shown_steps([(964, 659), (404, 8)], INSIDE) == [True, False]
    assert privacy.shown_steps([(964, 659), (404, 0)], INSIDE) == [True, True]
    assert privacy.shown_steps([(964, 659), (404, 650)], INSIDE) == [True, False]


def test_the_number_of_a_cohort_is_told_only_where_each_call_set_may_tell_it():
    both = pl.concat(
        [overlaps(404, 964), overlaps(8, 659).with_columns(call_set_id=pl.lit("south"))]
    )
    assert not privacy.is_told(both, INSIDE)
    assert privacy.is_told(both, OPEN)
    assert privacy.is_told(overlaps(404, 964), INSIDE)


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({"A": (50, 90), "B": (40, 80)}, [True, True]),
        # B alone would follow from the total.
        ({"A": (50, 90), "B": (5, 80)}, [False, False]),
        ({"A": (50, 90), "B": (12, 80), "C": (15, 70)}, [True, False, False]),
        # All but ten of group B are in the cohort.
        ({"A": (50, 90), "B": (70, 80), "C": (30, 70)}, [False, False, False]),
        ({"A": (0, 90), "B": (70, 170)}, [True, True]),
    ],
)
def test_a_breakdown_is_shown_where_its_parts_and_what_they_leave_are_enough(parts, shown):
    of_one_call_set = {name: [sizes] for name, sizes in parts.items()}
    assert list(privacy.shown_parts(of_one_call_set, INSIDE).values()) == shown


def test_a_part_is_withheld_where_one_call_set_has_too_few_of_it():
    parts = {
        "African": [(404, 404), (8, 8)],
        "European": [(289, 289), (180, 180)],
        "South Asian": [(271, 271), (168, 168)],
    }
    # Its 8 people would follow from the total of their call set, so nothing is shown.
    assert not any(privacy.shown_parts(parts, INSIDE).values())
    assert all(privacy.shown_parts(parts, OPEN).values())
