"""The demo's phenotypes: what was put in comes out, and what was spoiled is set aside."""

from functools import cache

import polars as pl
import pytest

from data_loaders.harmonise import phenotype_reading
from data_loaders.harmonise.phenotype_reading import SitePhenotypes
from data_loaders.people.sheet import read_samples
from data_loaders.study.study_reading import read_study
from tests.builders.demo_studies import small_demo

# The rule under which each kind of planted row is to be found; a duplicate is noted, not wrong.
RULES = {
    "unknown_code": {"code_of_the_system"},
    "unknown_person": {"person_in_study"},
    "unreadable_date": {"readable_date"},
    "unreadable_value": {"is_a_number", "not_a_limit"},
    "missing_value": {"has_value"},
    "impossible_value": {"within_range", "parts_within_range"},
    "wrong_unit": {"unit_of_the_quantity"},
    "wrong_sex": {"allowed_sex"},
    "conflicting": {"one_value_a_day"},
}


@cache
def sites() -> dict[str, SitePhenotypes]:
    """Read the phenotypes of both sites."""
    study = read_study(small_demo() / "study.yaml")
    return {
        site.id: phenotype_reading.read_phenotypes(study, site, read_samples(study, site))
        for site in study.sites
    }


def every(table: str) -> pl.DataFrame:
    """Return one table of both sites."""
    return pl.concat([getattr(site, table) for site in sites().values()])


def planted() -> pl.DataFrame:
    """Return the rows that were spoiled on purpose, by site, file and line."""
    rows = pl.read_csv(small_demo() / "truth" / "planted_phenotype_rows.csv")
    return rows.select(
        "kind",
        site_id="site",
        source_file=pl.col("file").str.split("/").list.last(),
        source_line="line",
    )


def test_values_come_out_to_the_rounding_of_what_the_site_wrote() -> None:
    truth = pl.read_parquet(small_demo() / "truth" / "measurements.parquet").select(
        "person_id",
        "step",
        true="value",
        site_id="site",
        measured_on="date",
        phenotype_id="phenotype",
    )
    keys = ["site_id", "source_file", "source_line"]
    as_written = every("phenotypes").join(planted(), on=keys, how="anti")
    compared = as_written.join(
        truth, on=["site_id", "person_id", "measured_on", "phenotype_id"], how="inner"
    )
    n_values = as_written.filter(
        pl.col("value").is_not_null() & (pl.col("phenotype_id") != "bmi")
    ).height
    assert compared.height == n_values > 5_000
    error = (compared["value"] - compared["true"]).abs()
    assert (error <= 0.5 * compared["step"] + 1e-9).all()


@pytest.mark.parametrize("kind", RULES)
def test_what_was_spoiled_is_set_aside_under_its_rule(kind: str) -> None:
    keys = ["site_id", "source_file", "source_line"]
    spoiled = planted().filter(pl.col("kind") == kind)
    found = spoiled.join(every("set_aside_rows"), on=keys, how="left")
    # Of people outside the study a few rows are kept, and the others only counted.
    expected = found if kind != "unknown_person" else found.drop_nulls("rule")
    lines = expected.filter(pl.col("rule").is_in(RULES[kind])).select(keys).unique()
    assert lines.height == expected.select(keys).unique().height > 0


def test_rows_of_people_outside_the_study_are_counted_to_the_last() -> None:
    n_planted = (
        planted().filter(pl.col("kind").is_in(["unknown_person", "withdrawn_person"])).height
    )
    counted = every("set_aside_counts").filter(pl.col("rule") == "person_in_study")
    assert counted["n_rows"].sum() == n_planted


def test_nothing_is_set_aside_as_wrong_that_was_not_spoiled() -> None:
    keys = ["site_id", "source_file", "source_line"]
    errors = every("set_aside_counts").filter("is_error")["rule"].unique().to_list()
    wrong = every("set_aside_rows").filter(pl.col("rule").is_in(errors))
    assert wrong.join(planted(), on=keys, how="anti").is_empty()


def test_those_are_ill_who_were_made_ill() -> None:
    truth = pl.read_parquet(small_demo() / "truth" / "diagnoses.parquet")
    people = every("phenotype_status").select("site_id", "person_id").unique()
    made_ill = truth.rename({"site": "site_id"}).join(people, on=["site_id", "person_id"])
    for (phenotype,), rows in made_ill.group_by("phenotype"):
        known = every("phenotype_status").filter(
            (pl.col("phenotype_id") == phenotype) & (pl.col("status") == "yes")
        )
        assert set(known["person_id"]) == set(rows["person_id"]), phenotype


def test_every_row_of_every_file_is_accounted_for() -> None:
    folders = {"denmark": "denmark/fenotyper", "singapore": "singapore/phenotypes"}
    for row in every("phenotype_sources").iter_rows(named=True):
        path = small_demo() / folders[row["site_id"]] / row["source_file"]
        n_lines = len(path.read_text(encoding="utf-8").splitlines()) - 1
        parts = [value for name, value in row.items() if name.startswith("n_rows_")]
        assert sum(parts) == row["n_rows"] == n_lines, row["source_table"]
