"""What the store says of phenotypes, of a study that can be added up by eye."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from straits import queries
from straits.store import Store, open_store
from tests.builders import phenotype_study, tiny_store
from tests.builders.tiny_store import Block

G = "ethnic_group"


@pytest.fixture(scope="module")
def shown() -> Store:
    return open_store(phenotype_study.store("open"))


@pytest.fixture(scope="module")
def inside() -> Store:
    return open_store(phenotype_study.store("inside"))


def of_group(rows: pl.DataFrame, group: str, sex: str = "all") -> dict[str, object]:
    found = rows.filter((pl.col("group_id") == group) & (pl.col("sex") == sex))
    assert found.height == 1
    return found.row(0, named=True)


def test_a_prevalence_is_among_those_looked_at(shown: Store) -> None:
    rows = queries.phenotypes.prevalence(queries.phenotypes.phenotype_counts(shown, "gout", G))
    malay = of_group(rows, "Malay")
    assert (malay["n_yes"], malay["n_known"], malay["n_people"]) == (28, 70, 80)
    # One has gout and was never screened; nothing is known of the other nine.
    assert (malay["n_cases"], malay["n_unknown"]) == (1, 9)
    assert malay["share"] == pytest.approx(0.4)


def test_its_interval_is_wilsons(shown: Store) -> None:
    danish = of_group(
        queries.phenotypes.prevalence(queries.phenotypes.phenotype_counts(shown, "gout", G)),
        "Danish",
    )
    expected = stats.binomtest(30, 120).proportion_ci(method="wilson")
    assert (danish["low"], danish["high"]) == pytest.approx((expected.low, expected.high))


def test_sexes_add_up_to_all(shown: Store) -> None:
    rows = queries.phenotypes.prevalence(queries.phenotypes.phenotype_counts(shown, "gout", G))
    both = [of_group(rows, "Chinese", sex)["n_yes"] for sex in ("XX", "XY")]
    assert both == [13, 12]
    assert of_group(rows, "Chinese")["n_yes"] == 25


def test_values_of_both_units_are_in_one(shown: Store) -> None:
    rows = queries.phenotypes.phenotype_numbers(shown, "hba1c", G)
    # 6.5 % is 47.5 mmol/mol by the master equation.
    assert of_group(rows, "Chinese")["median"] == pytest.approx(10.93 * 6.5 - 23.5)
    assert of_group(rows, "Danish")["median"] == 39
    assert of_group(rows, "Danish")["n_people"] == 100
    assert of_group(rows, "Danish")["readings_per_person"] == 2


def test_bins_hold_everybody_with_a_value(shown: Store) -> None:
    bins = queries.phenotypes.phenotype_bins(shown, "hba1c", G)
    sizes = dict(bins.group_by("group_id").agg(pl.col("n_people").sum()).iter_rows())
    assert sizes == {"Danish": 100, "Chinese": 100, "Malay": 60}


def test_groups_of_one_age_and_sex_keep_their_prevalence_when_standardised(shown: Store) -> None:
    rows = queries.phenotypes.phenotype_standardised(shown, phenotype_id="gout", grouping=G)
    danish = rows.filter(pl.col("group_id") == "Danish").row(0, named=True)
    # Ages of all groups are alike, but for the remainders of the turns.
    assert danish["crude"] == pytest.approx(0.25)
    assert danish["standardised"] == pytest.approx(0.25, abs=0.01)
    assert danish["n_standardised"] == danish["n_people"] == 120


def test_standardisation_agrees_with_the_sum_over_bands_by_hand(shown: Store) -> None:
    rows = queries.phenotypes.phenotype_standardised(shown, phenotype_id="gout", grouping=G)
    strata = {group: strata_of(group) for group in phenotype_study.GROUPS}
    n_standard = sum(n for n, _ in strata.values())
    for group, (n_people, n_yes) in strata.items():
        row = rows.filter(pl.col("group_id") == group).row(0, named=True)
        weight, share = n_standard / n_standard.sum(), n_yes / n_people
        assert row["standardised"] == pytest.approx((weight * share).sum())
        ends = [
            stats.binomtest(int(yes), int(n)).proportion_ci(method="wilson")
            for yes, n in zip(n_yes, n_people, strict=True)
        ]
        below = np.sqrt((weight**2 * (share - [end.low for end in ends]) ** 2).sum())
        above = np.sqrt((weight**2 * ([end.high for end in ends] - share) ** 2).sum())
        assert row["standardised_low"] == pytest.approx(row["standardised"] - below)
        assert row["standardised_high"] == pytest.approx(row["standardised"] + above)


def strata_of(group: str) -> tuple[np.ndarray, np.ndarray]:
    """Return people looked at, and those with gout, by age (four) and sex (two)."""
    n_looked_at = {"Danish": 120, "Chinese": 100, "Malay": 70}[group]
    n_yes = {"Danish": 30, "Chinese": 25, "Malay": 28}[group]
    person = np.arange(n_looked_at)
    stratum = person // 2 % 4 * 2 + person % 2
    counted = np.bincount(stratum, minlength=8).astype(float)
    return counted, np.bincount(stratum[:n_yes], minlength=8).astype(float)


def test_a_person_counts_once_a_year(shown: Store) -> None:
    years = queries.phenotypes.phenotype_years(shown, "hba1c", G)
    counted = {(row["group_id"], row["year"]): row["n_people"] for row in years.to_dicts()}
    assert counted == {
        ("Danish", 2018): 100, ("Danish", 2020): 100, ("Chinese", 2019): 100, ("Malay", 2019): 60,
    }  # fmt: skip


def test_a_case_is_new_in_the_year_of_its_first_record(shown: Store) -> None:
    years = queries.phenotypes.phenotype_years(shown, "gout", G)
    assert dict(years.select("year", "n_people").group_by("year").sum().iter_rows()) == {
        2015: 30,
        2016: 54,
    }


def test_what_was_sent_keeps_unit_and_code(shown: Store) -> None:
    rows = queries.phenotypes.phenotype_as_sent(shown, phenotype_id="hba1c", grouping=G).to_dicts()
    sent = {row["site_id"]: row for row in rows}
    assert (sent["dk"]["original_code"], sent["dk"]["original_unit"]) == ("NPU27300", "mmol/mol")
    assert (sent["sg"]["original_code"], sent["sg"]["original_unit"]) == ("4548-4", "%")
    assert sent["sg"]["mean_original"] == pytest.approx((100 * 6.5 + 60 * 5.5) / 160)


def test_the_dictionary_is_searched_by_name_and_code(shown: Store) -> None:
    assert list(queries.phenotypes.phenotypes(shown, "gout")["phenotype_id"]) == ["gout"]
    assert list(queries.phenotypes.phenotypes(shown, "4548-4")["phenotype_id"]) == ["hba1c"]
    assert queries.phenotypes.phenotypes(shown, "no such thing").is_empty()


def test_inside_a_group_with_few_who_are_unknown_is_withheld(inside: Store) -> None:
    # Of 10 Malay nothing is known: shown beside the group's size, that would tell of them.
    rows = queries.phenotypes.prevalence(queries.phenotypes.phenotype_counts(inside, "gout", G))
    malay = of_group(rows, "Malay")
    assert malay["state"] == "withheld"
    assert malay["share"] is None
    assert of_group(rows, "Danish")["n_yes"] == 30


def test_inside_sexes_stand_together_where_one_has_few(inside: Store) -> None:
    # 15 women and 15 men of the Danish have gout.
    rows = queries.phenotypes.prevalence(queries.phenotypes.phenotype_counts(inside, "gout", G))
    assert set(rows.filter(pl.col("group_id") == "Danish")["sex"]) == {"all"}


def test_inside_no_bin_and_no_year_holds_fewer_than_twenty(inside: Store) -> None:
    for rows in (
        queries.phenotypes.phenotype_bins(inside, "hba1c", G),
        queries.phenotypes.phenotype_years(inside, "hba1c", G),
        queries.phenotypes.phenotype_years(inside, "gout", G),
        queries.phenotypes.phenotype_as_sent(inside, phenotype_id="gout", grouping=G),
    ):
        assert rows.height > 0
        assert rows["n_people"].min() >= 20


def test_inside_a_quartile_is_read_off_the_bins(inside: Store) -> None:
    rows = queries.phenotypes.phenotype_numbers(inside, "hba1c", G)
    danish = of_group(rows, "Danish")
    # Everybody's own value is 39.
    assert danish["lower_quartile"] < danish["median"] < danish["upper_quartile"]


def test_inside_the_dictionary_counts_nobody(inside: Store) -> None:
    assert queries.phenotypes.phenotypes(inside)["n_people"].null_count() == 2


def test_inside_no_numbers_as_sent_are_drawn(inside: Store) -> None:
    assert queries.phenotypes.phenotype_sent_bins(
        inside, phenotype_id="hba1c", grouping=G
    ).is_empty()


def test_inside_what_was_sent_leaves_out_who_is_withheld(inside: Store) -> None:
    # 25 Chinese; the 29 Malay would follow from a total of 54.
    sent = queries.phenotypes.phenotype_as_sent(inside, phenotype_id="gout", grouping=G)
    assert sent.filter(pl.col("site_id") == "sg")["n_people"].to_list() == [25]
    assert (
        queries.phenotypes.phenotype_sites(inside, phenotype_id="gout")["n_rows_used"].null_count()
        == 2
    )


def test_inside_phenotypes_are_told_apart_by_one_grouping_alone(inside: Store) -> None:
    assert list(queries.phenotypes.phenotype_groupings(inside)) == [G]
    assert queries.phenotypes.phenotype_counts(inside, "gout", "everyone").is_empty()


def test_relatives_are_counted_where_leaving_them_out_would_show_nothing(tmp_path: Path) -> None:
    # 5 relatives of 60: the unrelated 55 would tell of them by subtraction.
    blocks = [
        Block("dk_wgs", "XX", 55, {G: "Danish"}),
        Block("dk_wgs", "XX", 5, {G: "Danish"}, is_unrelated=False),
        Block("sg_wgs", "XX", 60, {G: "Chinese"}),
    ]
    few = open_store(tiny_store.of_blocks(tmp_path / "inside", blocks, profile="inside"))
    everybody = open_store(tiny_store.of_blocks(tmp_path / "open", blocks))
    assert queries.study.default_sample_set(few) == "all"
    assert queries.study.default_sample_set(everybody) == "unrelated"
