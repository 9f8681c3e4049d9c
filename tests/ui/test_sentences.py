"""What pages say that they found, case by case: absence, ranges, what is withheld, small counts."""

from dataclasses import replace

import polars as pl
import pytest

from straits import queries
from straits.charts.comparison import shades
from straits.charts.look import LIGHT
from straits.popgen.intervals import FEW
from straits.queries.findings import Counted, GroupsOfAllele, groups_of_allele
from straits.ui.figures import signs
from straits.ui.frequencies import ranking_pages
from straits.ui.sentences import of_groups, of_groups_apart, of_pair, of_people
from straits.ui.variant import variant_table
from straits.ui.words import numbers

ROW = {
    "grouping": "ethnic_group", "group_id": "g", "label": "Malay", "call_set_name": "Genomes",
    "site_name": "Singapore", "provenance": "", "state": "shown", "ac": 10, "an": 100,
    "ac_low": None, "ac_high": None, "absence": "observed", "an_source": "observed",
}  # fmt: skip
SCHEMA = {"ac": pl.Int64, "an": pl.Int64, "ac_low": pl.Int64, "ac_high": pl.Int64}
WITHHELD = {"ac": None, "an": None, "state": "withheld"}
UNSEEN = {"ac": 0, "an": 0, "an_source": "none"}


def known(*rows: dict[str, object]) -> GroupsOfAllele:
    return groups_of_allele(pl.DataFrame([ROW | row for row in rows], schema_overrides=SCHEMA))


def test_call_sets_of_a_group_are_added_up() -> None:
    assert known({}, {"call_set_name": "Exomes", "ac": 3, "an": 40}).known == (
        Counted("Malay", 13, 13, 140),
    )


@pytest.mark.parametrize(
    "other",
    [
        # 90 of 100 copies against 10 of 100 are no one group's.
        {"ac": 90, "an": 100, "call_set_name": "Exomes"},
        WITHHELD | {"call_set_name": "Exomes"},
    ],
    ids=["they disagree", "one is withheld"],
)
def test_where_call_sets_cannot_be_added_up_the_largest_is_named(other: dict[str, object]) -> None:
    found = known({"an": 120, "ac": 12}, other)
    assert found.known == (Counted("Malay", 12, 12, 120, "Genomes"),)
    assert of_groups.in_groups("rs1", found) == (
        "rs1 has AF 0.100 in Malay in Genomes (12 of 120 copies)."
    )


def test_a_call_set_that_did_not_look_is_no_part_of_a_group() -> None:
    assert known({}, UNSEEN | {"absence": "not_callable"}).known == (Counted("Malay", 10, 10, 100),)


def test_what_nothing_is_known_of_is_named_with_the_reason() -> None:
    rows = [
        {},
        WITHHELD | {"group_id": "h", "label": "Indian"},
        UNSEEN | {"group_id": "i", "label": "Danish", "absence": "not_callable"},
        UNSEEN | {"group_id": "j", "label": "Thai", "absence": "not_in_call_set"},
        {"group_id": "k", "label": "Lao", "ac": 0, "an": 0},
    ]
    assert of_groups.in_groups("rs1", known(*rows)) == (
        "rs1 has AF 0.100 in Malay (10 of 100 copies). Not known in Indian (withheld), Danish (not "
        "looked at), Thai (no record) and Lao (nobody called)."
    )
    assert of_groups.in_groups("rs1", known(*rows[1:])) == (
        "rs1 has no frequency that can be told in any of these groups. Not known in Indian "
        "(withheld), Danish (not looked at), Thai (no record) and Lao (nobody called)."
    )


def test_a_sign_of_a_batch_effect_stands_instead_of_an_order() -> None:
    groups = known({}, {"group_id": "h", "label": "Indian", "ac": 90})
    sentence = of_groups.in_groups("rs1", groups, "differs between call sets: Malay, Exomes")
    assert sentence == (
        "rs1 carries a sign of a batch effect (differs between call sets: Malay, Exomes), so the "
        "groups are not put in order."
    )
    assert "most common in Indian" in of_groups.in_groups("rs1", groups)


def test_of_many_groups_a_few_are_named_and_the_rest_counted() -> None:
    groups = tuple(Counted(f"G{place}", 3 * place, 3 * place, 300) for place in range(1, 21))
    sentence = of_groups.in_groups("rs1", GroupsOfAllele(groups, ()))
    assert "G20 (0.200) as in G19 (0.190), G18 (0.180), G17 (0.170) and" in sentence
    assert "other groups (0.010 to" in sentence


def test_a_frequency_of_few_copies_is_told_with_how_many_they_are() -> None:
    groups = (Counted("Danish", 400, 400, 1000), Counted("Malay", 4, 4, 12))
    said = of_groups.in_groups("rs1", GroupsOfAllele(groups, ()))
    assert "Malay (0.333 of 12 copies)" in said
    assert "Danish (0.400)" in said
    few = replace(CONTRAST, ac_b=1, an_b=12)
    told = of_pair.difference("rs1", few, ("Danish", "Malay"))
    assert told == "Danish has more of rs1 than Malay, by 0.200 (of 12 copies in Malay)."


CONTRAST = queries.allele.Contrast(
    30, 100, 10, 100, difference=0.2, difference_low=0.09, difference_high=0.3, p=0.0007,
    test="chi-square",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sign", "expected"),
    [
        ({}, "", "A has more of rs1 than B, by 0.200."),
        ({"difference": -0.0004, "difference_low": -0.0006, "difference_high": -0.0001}, "",
         "B has more of rs1 than A, by 0.0004."),
        ({"difference_low": -0.01}, "", "A and B may be alike: the interval of their difference "
         "holds 0."),
        ({"p": 0.08}, "", "A and B may be alike: p 0.08, chi-square."),
        ({"an_b": None}, "a sign", "A less B: withheld by the study's profile."),
        ({}, "a sign", "rs1 carries a sign of a batch effect (a sign): a difference of A and B may "
         "be one of laboratories."),
        ({"ac_a": 0, "ac_b": 0, "difference": 0.0}, "", "rs1 was seen neither in A nor in B."),
        ({"ac_low_a": 1, "p_low": 0.01, "p_high": 0.2, "ac_a": None}, "", "The count of A is known "
         "only as a range, and whether A and B differ depends on it."),
    ],
)  # fmt: skip
def test_the_panel_of_a_variant_says_more_only_where_interval_and_test_agree(
    changed: dict[str, object], sign: str, expected: str
) -> None:
    assert of_pair.difference("rs1", replace(CONTRAST, **changed), ("A", "B"), sign) == expected


RANKED = pl.DataFrame(
    [
        {"rsid": f"rs{place}", "variant_id": "", "gene_symbol": None, "ac_a": 80, "an_a": 100,
         "ac_b": 20, "an_b": 100, "af_low_a": 0.7, "af_high_a": 0.9, "af_low_b": 0.1,
         "af_high_b": 0.3, "q": 0.001, "sign": sign}
        for place, sign in enumerate(("too many heterozygotes: A, X", "", ""))
    ]
)  # fmt: skip
ALL_SIGNED = RANKED.with_columns(sign=pl.lit("too many heterozygotes: A, X"))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (RANKED, "rs1 is 4 times as common in A (0.800) as in B (0.200); 1 ranked before it "
         "carries a sign of a batch effect"),
        (RANKED.tail(1), "rs2 is 4 times as common in A (0.800) as in B (0.200)"),
        (RANKED.tail(1).with_columns(q=0.3), "rs2 may be as common in A (0.800) as in B (0.200): "
         "chance explains it too (q 0.3)"),
        (ALL_SIGNED, "All 3 of these variants carry a sign of a batch effect"),
        (ALL_SIGNED.head(1), "rs0 carries a sign of a batch effect (too many heterozygotes: A, X)"),
    ],
)  # fmt: skip
def test_the_headline_of_a_ranking_gives_way_to_signs_and_to_chance(
    rows: pl.DataFrame, expected: str
) -> None:
    assert of_pair.ranked(rows, ("A", "B")) == expected


def population(group_id: str, *call_set_ids: str) -> queries.groups.Population:
    return queries.groups.Population(
        group_id, group_id, group_id, "g", "Group", False, group_id, None, call_set_ids, "", None,
        "", None, None, None, None, None, "", "", True, "", 0,
    )  # fmt: skip


def test_a_caption_names_the_signs_that_were_found_and_those_that_could_be() -> None:
    together = population("Danes", "X"), population("Malay", "X", "Y")
    between, hets = queries.comparison.BETWEEN_CALL_SETS, queries.comparison.HETEROZYGOTES
    tests = pl.Series("testable", [f"{between};{hets}", hets, hets])
    rows = RANKED.with_columns(tests)
    could = (
        "It could be looked for between call sets of one group in {}, between a group and the "
        "panel of its ancestry in {}"
    )
    said = signs.counted(rows, together)
    assert said.startswith(
        "Of the rows 1 carries a sign of a batch effect: 1 too many heterozygotes. "
        + could.format("1 of 3", "none of the 3")
    )
    assert said.endswith("and as too many heterozygotes in all 3.")
    assert signs.counted(rows.tail(2), together).startswith(
        "No row carries a sign of a batch effect. " + could.format("none of the 2", "none of the 2")
    )
    looked_at = rows.with_columns(sign=pl.Series(["", None, None], dtype=pl.String))
    assert signs.counted(looked_at, together).startswith("No row of the first 1 carries")
    apart = population("Danes", "X"), population("Malay", "Y")
    assert signs.counted(rows, apart).endswith(
        "No call set has both Danes (A) and Malay (B), so a difference of laboratories cannot be "
        "told from one of people."
    )


def test_a_variant_says_which_interval_each_group_has() -> None:
    ac = [0, 1, FEW - 1, FEW, 50, 96, 100]
    rows = pl.DataFrame({"ac": ac, "an": 100, "ac_low": None, "ac_high": None, "af_low": 0.5})
    methods = queries.allele.with_interval_methods(rows)["interval_method"].to_list()
    assert methods == ["exact"] * 3 + ["Wilson"] * 2 + ["exact"] * 2


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"ac": 0}, "none of 100 copies"),
        ({"ac": 0, "an": 1, "an_source": "callable"}, "none of 1 copy, by the callable regions"),
        ({}, "seen"),
        ({"state": "censored", "ac": None}, "known as a range"),
        (WITHHELD, "withheld by the study's profile"),
        (UNSEEN, "nobody was called"),
        (UNSEEN | {"absence": "not_callable"}, "not looked at, outside the callable regions"),
    ],
)
def test_the_state_of_a_group_is_its_own(changed: dict[str, object], expected: str) -> None:
    assert variant_table.state(ROW | changed) == expected


def test_two_groups_are_not_both_the_closest_and_the_furthest_apart() -> None:
    two = pl.DataFrame({"group": ["A", "B"], "other": ["B", "A"], "fst": [0.01, 0.01]})
    assert of_groups_apart.by_fst(two) == "Fst between A and B is 0.010."
    third = pl.DataFrame({"group": ["A"], "other": ["C"], "fst": [0.2]})
    assert of_groups_apart.by_fst(pl.concat([two, third])) == (
        "Fst is lowest between A and B (0.010) and highest between A and C (0.200)."
    )


def test_one_person_is() -> None:
    one = of_people.overlap(1, 1, 1, "B")
    assert one == "The cohort has 1 person, B (B) has 1 person; 1 person is in both."
    attrition = queries.cohorts.Attrition(200, (), n_people=1, n_unknown=0, fault="")
    assert of_people.in_cohort(attrition, "all") == "1 of 200 people is in: all."


def test_the_oldest_and_the_youngest_are_named_only_where_ages_differ() -> None:
    rows = pl.DataFrame(
        {"group_label": ["A", "B"], "low": [40, 40], "high": [50, 50], "n_people": [5, 9]}
    )
    assert of_people.ages(rows) == "Each of 2 groups is 45 years old on average."
    older = rows.with_columns(low=pl.Series([40, 60]), high=pl.Series([50, 70]))
    assert of_people.ages(older) == "B (n = 9) are 65 years old on average, A (n = 5) 45."
    many = older.with_columns(n_people=pl.col("n_people") * 10)
    assert of_people.ages(many) == "B are 65 years old on average, A 45."


def spectrum(*n_alleles: float) -> pl.DataFrame:
    return pl.DataFrame({"group_label": list("ABC")[: len(n_alleles)], "count": 1,
                         "n_alleles": n_alleles})  # fmt: skip


def test_groups_whose_heterozygosity_does_not_part_are_not_put_in_order() -> None:
    def said(*ends: tuple[float, float, float]) -> str:
        value, low, high = (list(column) for column in zip(*ends, strict=True))
        return of_groups_apart.by_heterozygosity(
            pl.DataFrame({"group_label": list("ABC")[: len(ends)], "heterozygosity": value,
                          "low": low, "high": high})
        )  # fmt: skip

    apart, low, below = (0.08, 0.075, 0.085), (0.0604, 0.058, 0.063), (0.0601, 0.057, 0.062)
    assert said(apart, low, below) == (
        "Heterozygosity is highest in A (0.080) and lowest in B (0.060) and C (0.060), which are "
        "alike."
    )
    between = (0.065, 0.055, 0.08)
    assert said(apart, between, below) == (
        "Heterozygosity is higher in A (0.080) than in C (0.060)."
    )
    assert said(low, below).startswith("Heterozygosity is much the same in all groups")
    assert of_groups_apart.by_spectrum(spectrum(9.6, 4.0, 7.0), 100) == (
        "In 100 copies of each group, 10 alleles are expected just once in A (the most) and 4 in "
        "B (the fewest)."
    )


def test_the_ends_of_an_interval_are_told_apart_and_from_zero() -> None:
    assert numbers.signed_ends(-0.0004, -0.0001) == "-0.0004 to -0.0001"
    assert numbers.signed_ends(0.00012, 0.0131) == "+0.00012 to +0.013"


def test_one_variant_is_one_in_the_legend_and_in_the_caption() -> None:
    def keys(*n_variants: int) -> list[str]:
        cells = pl.DataFrame({"n_variants": n_variants})
        return [key.label for key in shades.legend_of(cells, LIGHT)]

    assert keys(1) == ["1 variant in a cell"]
    assert keys(1, 3) == ["1 variant", "3 variants in a cell"]
    assert ranking_pages.rows_shown(0, 1, 1).startswith("The point and the row are the one ")
