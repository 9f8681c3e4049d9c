"""The star alleles that were planted in the demo come back from its store."""

import polars as pl
import pytest

from tests.builders import demo_studies, studies

PHASED, UNPHASED, EXOMES = "sg_wgs", "dk_wgs", "sg_exome"


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    """Return one row per sample and pharmacogene: what was planted, and the set that was called."""
    store = demo_studies.small_demo_store()
    truth = pl.read_parquet(demo_studies.small_demo() / "truth" / "diplotypes.parquet")
    listed = pl.read_parquet(demo_studies.small_demo() / "truth" / "people.parquet")
    samples = studies.table(store, "samples").select(
        "call_set_id", "sample_index", "person_id", "sex"
    )
    sets = studies.table(store, "pgx_sets").select(
        "gene_symbol",
        "set_id",
        pair=pl.concat_list("allele_1", "allele_2").list.drop_nulls().list.sort(),
    )
    called = studies.table(store, "pgx_calls").join(
        sets.group_by("gene_symbol", "set_id").agg("pair"),
        on=["gene_symbol", "set_id"], how="left",
    )  # fmt: skip
    planted = truth.with_columns(
        planted=pl.concat_list("allele_1", "allele_2").list.drop_nulls().list.sort()
    )
    # Of who has another sex in the sheet than by genome, X is read otherwise on purpose.
    swapped = listed.filter((pl.col("sex") == "XX") != pl.col("is_female"))["person_id"]
    joined = called.join(samples, on=["call_set_id", "sample_index"]).join(
        planted.select("person_id", "gene_symbol", "planted"), on=["person_id", "gene_symbol"]
    )
    on_x = (pl.col("gene_symbol") == "G6PD") & (
        pl.col("person_id").is_in(swapped.implode()) | (pl.col("sex") == "unknown")
    )
    return joined.filter(~on_x).with_columns(n=pl.col("pair").list.len().fill_null(0))


def test_what_was_planted_is_always_in_the_set(people: pl.DataFrame) -> None:
    assert people["gene_symbol"].n_unique() == 14
    covered = people.filter(pl.col("n") > 0)
    missed = [
        row
        for row in covered.select("gene_symbol", "call_set_id", "planted", "pair").iter_rows()
        if row[2] not in row[3]
    ]
    assert missed == []
    # None is covered where nothing is known of it, which the exome leaves of some genes.
    assert set(people.filter(n=0)["call_set_id"].unique()) <= {PHASED, UNPHASED, EXOMES}
    assert covered.height > 0.85 * people.height


def test_the_set_is_larger_only_where_phase_or_a_position_is_not_known(
    people: pl.DataFrame,
) -> None:
    several = people.filter((pl.col("n") > 1) & (pl.col("n_unknown") == 0))
    # Two chromosomes that differ at two places can be put together in two ways.
    assert set(several["call_set_id"]) == {UNPHASED, EXOMES}
    assert set(several["gene_symbol"]) <= {"TPMT", "SLCO1B1", "UGT1A1", "CYP2C19", "CYP2B6"}
    known = people.filter(n_unknown=0, call_set_id=PHASED)
    assert known.height > 1000
    assert (known["n"] == 1).all()


def test_the_exome_leaves_star_17_open_which_lies_before_the_gene(people: pl.DataFrame) -> None:
    positions = studies.table(demo_studies.small_demo_store(), "pgx_positions")
    state = dict(positions.filter(pos=94761900).select("call_set_id", "state").iter_rows())
    assert state == {PHASED: "observed", UNPHASED: "observed", EXOMES: "not_callable"}
    of_exomes = people.filter(call_set_id=EXOMES, gene_symbol="CYP2C19")
    # *2/*2 is told by the changes of *2 alone.
    without = of_exomes.filter(~pl.col("planted").list.contains("*2"), pl.col("n") > 0)
    assert (without["n"] > 1).all()
    assert without.height > 20
