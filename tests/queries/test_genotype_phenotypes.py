"""A phenotype by copies of an allele, against the people themselves."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from straits import cohorts, queries
from straits.errors import QueryError
from straits.queries.phenotypes.genotype_phenotypes import ByGenotype, by_genotype
from straits.store import Store, open_store
from straits.ui.variant import variant_phenotypes
from tests.builders import demo_studies, phenotype_study, screens
from tests.builders.screens import said

# Common in all four groups of the demo.
VARIANT = "chr19-41006936-G-T"


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


def people(store: Store, one: queries.groups.Population, phenotype_id: str) -> pl.DataFrame:
    """Return the unrelated people of a group with copies, sex, status and value, one by one."""
    everyone = store._cohorts.people
    copies = [
        store._cohorts.members_of(cohorts.Carrier(variants=(VARIANT,), min_copies=k, max_copies=k))
        for k in range(3)
    ]
    known = pl.DataFrame({str(k): one for k, one in enumerate(copies)})
    number = pl.coalesce(pl.when(str(k)).then(k) for k in range(3)).alias("copies")
    status = pl.read_parquet(
        demo_studies.small_demo_store() / "current" / "rows" / "phenotype_status.parquet"
    ).filter(pl.col("phenotype_id") == phenotype_id)
    return (
        everyone.hstack(known.select(pl.all().name.keep()))
        .with_columns(number)
        .filter(
            (pl.col("call_set_id") == one.call_set_id)
            & (pl.col(one.grouping) == one.group_id)
            & pl.col("is_unrelated")
            & pl.col("copies").is_not_null()
        )
        .join(status, on=["site_id", "person_id"])
    )


@pytest.mark.parametrize("group", ["danish@dk_wgs", "chinese@sg_wgs"])
def test_means_and_the_slope_are_those_of_the_people(store: Store, group: str) -> None:
    one = queries.groups.population(store, f"group:ethnic_group/{group}")
    own = people(store, one, "hdl_cholesterol").drop_nulls("value")
    found = by_genotype(store, VARIANT, one, "hdl_cholesterol", "continuous")
    for row in found.rows.iter_rows(named=True):
        values = own.filter(pl.col("copies") == row["copies"])["value"].to_numpy()
        assert row["n_people"] == values.size
        assert row["mean"] == pytest.approx(values.mean())
        if values.size > 1:
            interval = stats.t.interval(0.95, values.size - 1, values.mean(), stats.sem(values))
            assert (row["low"], row["high"]) == pytest.approx(interval)
    # The slope about each sex's own mean.
    about = own.with_columns(
        (pl.col(name) - pl.col(name).mean().over("sex")).alias(name) for name in ("copies", "value")
    )
    assert found.slope == pytest.approx(stats.linregress(about["copies"], about["value"]).slope)
    assert found.p is not None
    assert found.slope_low < found.slope < found.slope_high


def test_shares_are_of_those_looked_at(store: Store) -> None:
    one = queries.groups.population(store, "group:ethnic_group/danish@dk_wgs")
    own = people(store, one, "hypertension").filter(pl.col("status").is_in(["yes", "no"]))
    found = by_genotype(store, VARIANT, one, "hypertension", "binary")
    expected = own.group_by("copies").agg(pl.len(), (pl.col("status") == "yes").sum().alias("yes"))
    counted = found.rows.select("copies", "n_people", "n_yes").rows()
    assert counted == expected.sort("copies").rows()
    assert np.allclose(found.rows["share"], found.rows["n_yes"] / found.rows["n_people"])


def test_what_varies_with_sex_alone_has_no_trend_within_sex() -> None:
    # All women have one copy and all men none; half of 30 people with gout are women.
    store = open_store(phenotype_study.store("open"))
    one = queries.groups.population(store, "group:ethnic_group/Danish@dk_wgs")
    found = by_genotype(store, "chr1-100-A-G", one, "gout", "binary")
    assert found.rows.select("copies", "n_people", "n_yes").rows() == [(0, 60, 15), (1, 60, 15)]
    assert found.p is None
    assert variant_phenotypes.in_words(found, "Gout", "").startswith("No trend can be told")


def test_a_profile_with_a_minimum_keeps_phenotypes_and_genotypes_apart() -> None:
    store = open_store(phenotype_study.store("inside"))
    one = queries.groups.population(store, "group:ethnic_group/Danish@dk_wgs")
    with pytest.raises(QueryError, match="does not show phenotypes by genotype"):
        by_genotype(store, "chr1-100-A-G", one, "gout", "binary")


def test_the_sentence_names_the_test_and_who_was_counted(store: Store) -> None:
    one = queries.groups.population(store, "group:ethnic_group/danish@dk_wgs")
    rows = pl.DataFrame({"copies": [0, 1], "n_people": [1000, 200]})
    found = ByGenotype(one, rows, 2e-5, "linear trend per copy", 17.09, 9.34, 24.85)
    assert variant_phenotypes.in_words(found, "Urate", "µmol/L") == (
        "Urate +17.1 µmol/L per copy (95 % 9.34 to 24.9); p 2e-5, linear trend per copy; "
        "1,200 people with a known value and genotype."
    )


@pytest.mark.parametrize(
    ("phenotype", "words"),
    [("", "Phenotypes by genotype"), ("gout", "Danish** No trend can be told")],
)
def test_the_page_of_a_variant_asks_for_a_phenotype_first(
    monkeypatch: pytest.MonkeyPatch, phenotype: str, words: str
) -> None:
    store, asked = phenotype_study.store("open"), phenotype or None
    app = screens.opened("variant", store, monkeypatch, v="chr1-100-A-G", phenotype=asked)
    text = said(app)
    assert not app.exception
    assert words in text
    assert ("No trend can be told" in text) == bool(phenotype)
