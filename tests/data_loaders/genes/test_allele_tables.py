"""Named alleles of pharmacogenes: the tables that come with Straits, placed in a release."""

import csv
from pathlib import Path

import polars as pl
import pytest

from data_loaders.genes.allele_tables import named_allele_tables
from data_loaders.genes.gene_tables import read_genes
from data_loaders.reference import FOLDER
from straits import genome, tables

DEMO = Path(__file__).parents[3] / "demo"
CHANGE = ["contig", "pos", "ref", "alt"]
NO_ALLELES = pl.LazyFrame(
    schema={
        "allele_index": pl.Int64, "contig": pl.String, "pos": pl.Int32, "ref": pl.String,
        "alt": pl.String,
    }
)  # fmt: skip


def changes(build: str, gene: str, allele: str) -> list[tuple[object, ...]]:
    table = named_allele_tables(build, NO_ALLELES)["named_allele_changes"]
    return table.filter(gene_symbol=gene, allele=allele).select(*CHANGE, "effect").rows()


def test_cyp2c19_2_is_spliced_wrongly_and_has_no_function() -> None:
    names = named_allele_tables("GRCh38", NO_ALLELES)["named_alleles"]
    row = names.row(
        by_predicate=(pl.col("gene_symbol") == "CYP2C19") & (pl.col("allele") == "*2"), named=True
    )
    assert (row["function_class"], row["function"]) == ("no_function", "no function")
    assert (row["n_changes"], row["is_structural"]) == (2, False)
    assert changes("GRCh38", "CYP2C19", "*2") == [
        ("chr10", 94775367, "A", "G", "splicing defect"),
        ("chr10", 94781859, "G", "A", "splicing defect"),
    ]
    assert changes("GRCh37", "CYP2C19", "*2")[1] == (
        "chr10", 96541616, "G", "A", "splicing defect"
    )  # fmt: skip


def test_the_anchors_of_the_demo_are_changes_of_the_alleles_they_are_named_after() -> None:
    """Their places and names were put together from publications and other tables."""
    known = named_allele_tables("GRCh38", NO_ALLELES)
    tabled = set(known["named_alleles"]["gene_symbol"])
    checked = 0
    with (DEMO / "anchors.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            gene, star, allele = row["name"].split(" ")[0].partition("*")
            if gene not in tabled or not star:
                continue
            # The one gene of these whose alleles are called by their change.
            allele = "c.1905+1G>A (*2A)" if gene == "DPYD" else f"*{allele}"
            needed = [change[:4] for change in changes("GRCh38", gene, allele)]
            assert (row["contig"], int(row["pos"]), row["ref"], row["alt"]) in needed, row["name"]
            checked += 1
    assert checked >= 12


def test_a_change_is_an_allele_of_the_release_only_where_all_of_it_agrees() -> None:
    alleles = pl.LazyFrame(
        {
            "allele_index": [7, 8, 9, 10],
            "contig": ["chr10", "chr10", "chr9", "chr10"],
            "pos": [94781859, 94781859, 94780653, 94761900],
            "ref": ["G", "G", "G", "C"],
            "alt": ["A", "T", "A", "T"],
        },
        schema_overrides={"pos": pl.Int32},
    )
    table = named_allele_tables("GRCh38", alleles)["named_allele_changes"]
    here = table.drop_nulls("allele_index").select("allele", "allele_index").rows()
    assert here == [("*2", 7), ("*17", 10)]
    other = named_allele_tables("GRCh37", alleles)["named_allele_changes"]
    assert other["allele_index"].is_null().all()


@pytest.mark.parametrize("build", genome.BUILDS)
def test_tables_name_each_allele_once_and_say_where_it_is_from(build: str) -> None:
    known = named_allele_tables(build, NO_ALLELES)
    names, needed = known["named_alleles"], known["named_allele_changes"]
    for name, table in known.items():
        assert not table.select(tables.TABLES[name].key).is_duplicated().any()
    pair = ["gene_symbol", "allele"]
    assert needed.join(names, on=pair, how="anti").is_empty()
    assert (names["source"].str.len_chars() > 0).all()
    assert set(names["function_class"]) <= {
        "no_function", "decreased", "normal", "increased", "other", "unknown",
    }  # fmt: skip
    trimmed = [genome.trim(*row) for row in needed.select("pos", "ref", "alt").iter_rows()]
    assert trimmed == needed.select("pos", "ref", "alt").rows()
    # What changes the gene's structure is no set of small changes.
    assert (names.filter("is_structural")["n_changes"] == 0).mean() > 0.8


def test_changes_lie_in_their_genes_or_just_before_them() -> None:
    genes = read_genes(None, "GRCh38").genes
    needed = named_allele_tables("GRCh38", NO_ALLELES)["named_allele_changes"]
    placed = needed.join(genes.drop("contig"), on="gene_symbol", how="left")
    near = pl.col("pos").is_between(pl.col("start_pos") - 8_000, pl.col("end_pos") + 8_000)
    assert placed.filter(~near.fill_null(value=False)).is_empty()


def test_every_repair_is_in_the_tables() -> None:
    known = named_allele_tables("GRCh38", NO_ALLELES)
    with (FOLDER / "named_allele_repairs.tsv").open(encoding="utf-8") as lines:
        repairs = list(csv.DictReader(lines, delimiter="\t"))
    cells = _pharmacogenes("cells").filter(build="GRCh38")
    left_out = _pharmacogenes("alleles").drop_nulls("left_out")
    for repair in repairs:
        named = {name: repair[name] for name in ("gene_symbol", "allele")}
        if repair["field"] == "base":
            exempt = set(repair["allele"].removeprefix("all but ").split(", "))
            needing = cells.filter(cell="needed", gene_symbol=repair["gene_symbol"])
            assert not exempt & set(needing["allele"])
            assert needing.height > 20
            continue
        (row,) = known["named_alleles"].filter(**named).iter_rows(named=True)
        if repair["field"] == "either":
            assert not cells.filter(**named, cell="either").is_empty()
        if repair["field"] == "not_looked_for":
            assert left_out.filter(**named)["left_out"].to_list() == [repair["value"]]
        if repair["field"] == "changes":
            changes = known["named_allele_changes"].filter(**named).select("pos", "ref", "alt")
            written = ["-".join(map(str, change)) for change in changes.iter_rows()]
            assert ",".join(written) == repair["value"]
        if repair["field"] == "function":
            assert (row["function"], row["source"]) == (repair["value"].lower(), repair["source"])
    # rs2230037 is common and harmless, and pypgx has it in the definition of G6PD Mediterranean.
    assert known["named_allele_changes"].filter(pos=154532439, alt="G").is_empty()
    assert {repair["field"] for repair in repairs} == {
        "function", "left_out", "changes", "base", "either", "not_looked_for",
    }  # fmt: skip


def _pharmacogenes(name: str) -> pl.DataFrame:
    path = FOLDER / "pharmacogenes" / f"{name}.tsv"
    return pl.read_csv(path, separator="\t", infer_schema=False)
