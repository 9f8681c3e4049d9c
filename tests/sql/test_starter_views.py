"""The views an analyst starts from: their grain, their columns, and their numbers counted anew."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from straits.popgen.fst import hudson_fst_parts
from straits.store import Store, open_store
from straits.store.query import sql_files
from straits.store.query.sql_files import SqlFile
from tests.builders import demo_studies
from tests.builders.views_of_analysts import make_views

VIEWS = [file for file in sql_files.read_layer("views") if file.described]
# What makes of a view over all pairs or all genotypes a part that is quick to look at.
PART = {
    "variant_differences": "grouping = 'ethnic_group' and allele_index < 500",
    "carriers_by_phenotype": "allele_index < 20",
    "group_fst_by_gene": "gene_symbol in ('CYP2C19', 'LCT', 'ALDH2')",
    "known_counts": "allele_index < 500",
    "pooled_counts": "allele_index < 500",
    "private_variants": "allele_index < 500",
    "site_concordance": "grouping = 'ethnic_group'",
}


@pytest.fixture(scope="module")
def store() -> Store:
    return open_store(demo_studies.small_demo_store())


@pytest.fixture(scope="module")
def database(store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    with store._connection.cursor() as cursor:
        make_views(cursor, demo_studies.small_demo_store())
        yield cursor


@pytest.fixture(scope="module")
def leaves(database: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the leaves as they are stored, added up by allele, call set and group with Polars."""
    asked = "select * from staging.frequencies"
    keys = ("allele_index", "call_set_id", "grouping", "group_id")
    return (
        pl.DataFrame(database.execute(asked).to_arrow_table())
        .group_by(keys)
        .agg(pl.col("n_called", "ac", "an", "hom_alt").sum())
    )


def rows(database: duckdb.DuckDBPyConnection, asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = database.execute(asked).to_arrow_table().to_pylist()
    return found


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_has_the_columns_and_the_grain_that_its_header_says(
    database: duckdb.DuckDBPyConnection, view: SqlFile
) -> None:
    part = f"from {view.name} where {PART.get(view.name, 'true')}"
    columns = [name for name, *_ in database.execute(f"describe {part}").fetchall()]
    assert columns == [column.name for column in view.described]
    assert {*view.grain} <= {*columns}
    assert {*view.chart.values()} - {"bar", "point", "rect", "line"} <= {*columns}
    keys = ", ".join(view.grain)
    repeated = f"select count(*) from (select {keys} {part} group by all having count(*) > 1)"
    assert database.execute(f"select count(*) {part}").fetchall()[0][0] > 0
    assert database.execute(repeated).fetchall() == [(0,)]


def test_the_burden_of_a_gene_is_the_sum_of_its_rare_frequencies(
    database: duckdb.DuckDBPyConnection, leaves: pl.DataFrame
) -> None:
    found = rows(
        database,
        "from gene_burden where gene_symbol = 'CYP2C19' and consequence_class = 'non_coding' "
        "and call_set_id = 'sg_wgs' and group_id = 'malay'",
    )
    of_gene = rows(
        database,
        "select allele_index from staging.allele_consequences "
        "where gene_symbol = 'CYP2C19' and consequence_class = 'non_coding'",
    )
    asked = [row["allele_index"] for row in of_gene]
    everyone = leaves.filter(
        pl.col("allele_index").is_in(asked) & (pl.col("grouping") == "everyone")
    )
    rare = (
        everyone.filter(pl.col("an") > 0)
        .group_by("allele_index")
        .agg((pl.col("ac") / pl.col("an")).max().alias("af"))
        .filter(pl.col("af") <= 0.01)["allele_index"]
    )
    malay = leaves.filter(
        pl.col("allele_index").is_in(rare.implode())
        & (pl.col("call_set_id") == "sg_wgs")
        & (pl.col("group_id") == "malay")
    )
    known = malay.filter(pl.col("an") > 0)
    assert len(found) == 1
    assert found[0]["n_alleles"] == malay.height > 3
    assert found[0]["n_known"] == known.height
    assert found[0]["ac"] == known["ac"].sum()
    assert found[0]["burden"] == pytest.approx((known["ac"] / known["an"]).sum())


def test_the_fst_of_a_gene_is_that_of_the_statistic_over_its_alleles(
    database: duckdb.DuckDBPyConnection, leaves: pl.DataFrame
) -> None:
    found = rows(
        database,
        "from group_fst_by_gene where gene_symbol = 'CYP2C19' "
        "and group_a = 'danish' and group_b = 'malay'",
    )
    of_gene = rows(database, "select allele_index from allele_genes where gene_symbol = 'CYP2C19'")
    counted = (
        leaves.filter(
            pl.col("allele_index").is_in([row["allele_index"] for row in of_gene])
            & pl.col("group_id").is_in(["danish", "malay"])
        )
        .group_by("allele_index", "group_id")
        .agg(pl.col("ac", "an").sum())
        .pivot(on="group_id", index="allele_index", values=["ac", "an"])
    )
    numerator, denominator = hudson_fst_parts(
        *(counted[name].to_numpy() for name in ("ac_danish", "an_danish", "ac_malay", "an_malay"))
    )
    assert found[0]["fst"] == pytest.approx(np.nansum(numerator) / np.nansum(denominator))


def test_the_spectrum_has_each_allele_that_varies_once(
    database: duckdb.DuckDBPyConnection, leaves: pl.DataFrame
) -> None:
    found = rows(
        database,
        "from frequency_spectrum where call_set_id = 'dk_wgs' and group_id = 'danish' "
        "order by class_order",
    )
    danish = leaves.filter((pl.col("call_set_id") == "dk_wgs") & (pl.col("group_id") == "danish"))
    varying = danish.filter((pl.col("ac") > 0) & (pl.col("ac") < pl.col("an")))
    rarer = np.minimum(varying["ac"], varying["an"] - varying["ac"]).to_numpy()
    edges = [0.001, 0.01, 0.05, 0.1, 1]
    common = (rarer / varying["an"].to_numpy())[rarer > 1]
    counted = [int((rarer == 1).sum()), *np.histogram(common, [0, *edges])[0].tolist()]
    assert {row["class_order"]: row["n_alleles"] for row in found} == {
        place: number for place, number in enumerate(counted, 1) if number
    }
    assert sum(row["share"] for row in found) == pytest.approx(1)


def test_a_private_allele_is_in_one_group_of_the_stored_counts(
    database: duckdb.DuckDBPyConnection, leaves: pl.DataFrame
) -> None:
    found = rows(database, "from private_variants where grouping = 'ethnic_group'")
    seen = (
        leaves.filter((pl.col("grouping") == "ethnic_group") & (pl.col("ac") > 0))
        .group_by("allele_index")
        .agg(pl.col("group_id").unique())
        .filter(pl.col("group_id").list.len() == 1)
    )
    assert {row["allele_index"]: [row["group_id"]] for row in found} == dict(seen.iter_rows())
    assert len(found) > 100


def test_carriers_by_phenotype_are_those_of_the_planes_read_bit_by_bit(
    database: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        database,
        "from carriers_by_phenotype where site_id = 'denmark' and phenotype_id = 'hypertension' "
        "and outcome = 'no' and allele_index < 60",
    )
    asked = rows(
        database,
        "select sample_index from staging.samples inner join staging.phenotype_status as status "
        "using (person_id) where call_set_id = 'dk_wgs' and site_id = 'denmark' and is_counted "
        "and phenotype_id = 'hypertension' and is_looked_at and status = 'no'",
    )
    people = [row["sample_index"] for row in asked]
    genotypes = rows(
        database,
        "from staging.genotypes inner join staging.allele_states using (call_set_id, variant_index)"
        " where call_set_id = 'dk_wgs' and allele_index < 60",
    )
    counted = {}
    for row in genotypes:
        first, second, missing = (
            np.unpackbits(np.frombuffer(row[name] or bytes(999), np.uint8)).astype(bool)[people]
            for name in ("plane_1", "plane_2", "missing")
        )
        listed = {carrier // 4 for carrier in row["carriers"] or []}
        missing |= np.isin(people, row["missing_samples"] or [])
        carries = (first | second | np.isin(people, list(listed))) & ~missing
        counted[row["allele_index"]] = (len(people), int((~missing).sum()), int(carries.sum()))
    told = {r["allele_index"]: (r["n_people"], r["n_called"], r["carriers"]) for r in found}
    assert told == counted
    assert sum(carriers for *_, carriers in told.values()) > 0
