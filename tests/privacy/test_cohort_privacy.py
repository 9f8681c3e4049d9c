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
from tests.oracles.cohort_cells_oracle import one_by_one

INSIDE = privacy.profile("inside")
FEW_SOMEWHERE = "fewer than 20 people are in it, or in what it leaves of others"
OPEN = privacy.profile("open")


def overlaps(
    n_cohort: int, n_all: int, n_women: int | None = None, is_public: bool = False,
    n_public: int | None = None, n_all_women: int | None = None, **groups: tuple[int, int],
):  # fmt: skip
    """Return a cohort among n_all people of a call set; groups: (in the group, of them in it).

    n_women, n_all_women
        Half of a cohort, and of all, if left out.
    n_public
        Of the part that the release's tables answer; all people if left out.
    """
    rows = []
    n_of_sex = {"all": n_cohort, "XX": n_cohort // 2 if n_women is None else n_women}
    n_of_sex |= {"XY": n_cohort - n_of_sex["XX"], "unknown": 0}
    all_women = n_all // 2 if n_all_women is None else n_all_women
    all_of_sex = {"all": n_all, "XX": all_women, "XY": n_all - all_women, "unknown": 0}
    for sample_set in ("all", "unrelated"):
        for sex in ("all", *SEXES):
            n, outside = n_of_sex[sex], all_of_sex[sex]
            sizes = {("everyone", "everyone"): (outside, n)}
            if sex == "all":
                sizes |= {("ethnic_group", name): pair for name, pair in groups.items()}
            rows += [
                {"call_set_id": "c", "sample_set": sample_set, "sex": sex, "grouping": grouping,
                 "group_id": group, "n_cohort": n, "n_group": size, "n_both": both,
                 "n_public": outside if n_public is None else n_public, "is_public": is_public,
                 "n_fewest": n}
                for (grouping, group), (size, both) in sizes.items()
            ]  # fmt: skip
    return pl.DataFrame(rows)


def decided(frame: pl.DataFrame, profile=INSIDE) -> tuple[bool, bool, str]:
    row = privacy.cohort_cells(frame, profile).row(0, named=True)
    return row["is_shown"], row["is_sex_shown"], row["reason"]


def test_a_cohort_of_20_is_shown_and_one_of_19_is_not():
    assert decided(overlaps(20, 500)) == (True, False, "")
    assert decided(overlaps(19, 500)) == (False, False, FEW_SOMEWHERE)
    # Of whom the tables of the release tell, it is said what is too few.
    assert decided(overlaps(19, 500, is_public=True)) == (False, False, "fewer than 20 people")


def test_nobody_is_told_like_a_few_but_where_all_may_know_of_nobody():
    assert decided(overlaps(0, 500)) == decided(overlaps(19, 500))
    assert decided(overlaps(0, 500, n_public=0)) == (False, False, "nobody is in it")
    assert decided(overlaps(0, 500), OPEN) == (False, False, "nobody is in it")


def test_everyone_but_19_is_withheld_since_they_would_follow_by_subtraction():
    assert decided(overlaps(481, 500)) == (False, False, FEW_SOMEWHERE)
    assert decided(overlaps(481, 500, is_public=True)) == (
        False, False, "fewer than 20 people of everyone would be left outside it"
    )  # fmt: skip
    # Whether nobody is left is as telling, but of everyone by name.
    assert decided(overlaps(500, 500)) == decided(overlaps(481, 500))
    assert decided(overlaps(500, 500, is_public=True))[0]


def test_a_group_without_a_few_of_its_people_is_withheld():
    assert decided(overlaps(90, 500, malay=(100, 90)))[2] == FEW_SOMEWHERE
    assert decided(overlaps(90, 500, is_public=True, malay=(100, 90)))[2] == (
        "fewer than 20 people of the group malay would be left outside it"
    )
    assert decided(overlaps(80, 500, malay=(100, 80)))[0]
    # Ten Malay are left out, but others are in it, so nobody can tell the ten apart.
    assert decided(overlaps(150, 500, malay=(100, 90)))[0]


def test_a_group_and_a_few_others_is_withheld():
    assert decided(overlaps(110, 500, malay=(100, 100)))[2] == FEW_SOMEWHERE
    assert decided(overlaps(110, 500, is_public=True, malay=(100, 100)))[2] == (
        "fewer than 20 people of it would be left outside the group malay"
    )


def test_groups_together_but_for_a_few_people_are_withheld():
    # Of 300 Malay and Indians all, and one person more, or all but one.
    assert decided(overlaps(301, 500, malay=(100, 100), indian=(200, 200)))[2] == FEW_SOMEWHERE
    assert decided(overlaps(299, 500, malay=(100, 99), indian=(200, 200)))[2] == FEW_SOMEWHERE
    # One of the other 200 for one of the Malay.
    assert decided(overlaps(300, 500, malay=(100, 99), indian=(200, 200)))[2] == FEW_SOMEWHERE
    assert decided(overlaps(320, 500, malay=(100, 100), indian=(200, 200)))[0]
    assert decided(overlaps(280, 500, malay=(100, 80), indian=(200, 200)))[0]
    # Which groups there are, and who is in them, everybody knows.
    asked = overlaps(301, 500, is_public=True, malay=(100, 100), indian=(200, 200))
    assert decided(asked)[0]
    assert decided(overlaps(301, 500, malay=(100, 100), indian=(200, 200)), OPEN)[0]


def test_all_of_one_sex_and_a_few_of_the_other_are_withheld():
    # 250 women are all, and one man of 250 is with them.
    assert decided(overlaps(251, 500, n_women=250))[2] == FEW_SOMEWHERE


def test_sexes_are_withheld_together_where_one_is_too_few():
    assert decided(overlaps(100, 500, n_women=15)) == (True, False, "")
    assert decided(overlaps(100, 500, n_women=0)) == (True, False, "")
    assert decided(overlaps(100, 500, n_women=60)) == (True, True, "")


def test_all_of_one_sex_but_a_few_are_withheld():
    # Of the 500 women 490: the ten others would follow from the number of women.
    assert not decided(overlaps(490, 1000, n_women=490, men=(500, 0)))[0]


@given(st.data(), st.sampled_from((INSIDE, OPEN)))
@settings(deadline=None, max_examples=repeats.times(200))
def test_all_cells_are_decided_at_once_as_one_by_one(data: st.DataObject, profile: Profile):
    sizes = st.sampled_from((0, 0, 1, 19, 20, 21, 39, 40, 60))
    rows = []
    is_public = data.draw(st.booleans())
    for sample_set, sex in product(SAMPLE_SETS, ("all", *SEXES)):
        n_cohort = data.draw(sizes)
        n_public = n_cohort + data.draw(sizes)
        for grouping, group in (("everyone", "everyone"), ("g", "one"), ("g", "two")):
            n_both = n_cohort if grouping == "everyone" else min(data.draw(sizes), n_cohort)
            n_group = n_both + data.draw(sizes)
            rows.append(
                {"call_set_id": "c", "sample_set": sample_set, "sex": sex, "grouping": grouping,
                 "group_id": group, "n_cohort": n_cohort, "n_group": n_group, "n_both": n_both,
                 "n_public": n_public, "is_public": is_public, "n_fewest": n_cohort}
            )  # fmt: skip
    found = privacy.cohort_cells(pl.DataFrame(rows), profile)
    assert found.rows() == one_by_one(rows, profile)


def test_the_open_profile_shows_a_cohort_of_one():
    assert decided(overlaps(1, 500), OPEN)[:2] == (True, True)


def steps(*numbers: tuple[int, ...]) -> list[privacy.StepSizes]:
    """Return steps of criteria that no table of the release answers."""
    return [privacy.StepSizes(n, numbers[0], place) for place, n in enumerate(numbers)]


def test_steps_never_leave_a_small_difference_to_the_last_one_shown():
    asked = steps(*((n,) for n in (500, 495, 490, 480, 479, 200, 12, 0)))
    shown = [True, False, False, True, False, True, False, False]
    assert privacy.shown_steps(asked, INSIDE) == shown
    assert privacy.shown_steps(asked, OPEN) == [True] * 8


def test_a_step_that_leaves_nobody_out_is_told_like_one_that_leaves_a_few():
    assert privacy.shown_steps(steps((500,), (500,)), INSIDE) == [True, False]
    # Who reads the release knows it, as of a criterion on call sets, whatever came before.
    by_site = [
        privacy.StepSizes((500, 300), (500, 300), 0), privacy.StepSizes((400, 200), (500, 300), 1),
        privacy.StepSizes((400, 0), (500, 0), 1),
    ]  # fmt: skip
    assert privacy.shown_steps(by_site, INSIDE) == [True, True, True]


def test_a_step_is_withheld_where_one_call_set_has_too_few_of_it():
    # 412 people less the 404 of the first call set, which are shown elsewhere, are 8.
    assert privacy.shown_steps(steps((964, 659), (404, 8)), INSIDE) == [True, False]
    assert privacy.shown_steps(steps((964, 659), (404, 0)), INSIDE) == [True, False]
    assert privacy.shown_steps(steps((964, 659), (404, 650)), INSIDE) == [True, False]
    assert privacy.shown_steps(steps((964, 659), (404, 300)), INSIDE) == [True, True]


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
        # That nobody of A is in it would say as much as a few.
        ({"A": (0, 90), "B": (70, 170)}, [False, False]),
        ({"A": (0, 0), "B": (70, 170)}, [True, True]),
    ],
)
def test_a_breakdown_is_shown_where_its_parts_and_what_they_leave_are_enough(parts, shown):
    of_one_call_set = {name: [privacy.PartSizes(*n, n[1])] for name, n in parts.items()}
    assert list(privacy.shown_parts(of_one_call_set, False, INSIDE).values()) == shown


def test_a_part_is_withheld_where_one_call_set_has_too_few_of_it():
    parts = {
        "African": [(404,) * 3, (8,) * 3],
        "European": [(289,) * 3, (180,) * 3],
        "South Asian": [(271,) * 3, (168,) * 3],
    }
    parts = {name: [privacy.PartSizes(*n) for n in sizes] for name, sizes in parts.items()}
    # Its 8 people would follow from the total of their call set, so nothing is shown.
    assert not any(privacy.shown_parts(parts, True, INSIDE).values())
    assert all(privacy.shown_parts(parts, True, OPEN).values())
