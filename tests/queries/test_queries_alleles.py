"""Genes, variants and what is typed: two sites whose calls are in tiny_store.two_sites."""

from pathlib import Path

import polars as pl
import pytest

from straits import queries
from straits.errors import QueryError
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls

LACTASE, ALCOHOL, SHARED = "chr2-135851076-G-A", "chr4-99318162-T-C", "chr4-99318400-A-AT"
EVERY_FILTER = queries.allele.Filters(filter_pass_only=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tiny_store.two_sites(tmp_path_factory.mktemp("two_sites")))


@pytest.fixture
def pair(store: Store) -> tuple[queries.groups.Population, queries.groups.Population]:
    return queries.groups.default_pair(store)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [("ADH1", ["ADH1B", "ADH1C"]), ("mcm6", ["MCM6"]), ("ADH3", ["ADH1C"]), ("zzz", [])],
)
def test_genes_are_found_by_the_beginning_of_symbol_or_alias(store: Store, text, symbols):
    assert queries.gene.gene_search(store, text)["gene_symbol"].to_list() == symbols


def test_an_empty_search_gives_the_genes_with_most_alleles(store: Store):
    assert queries.gene.gene_search(store, "", limit=2)["gene_symbol"].to_list() == [
        "ADH1B",
        "MCM6",
    ]


@pytest.mark.parametrize("name", ["ADH1B", "adh2", "ENSG00000196616", "ENSG00000196616.7"])
def test_a_gene_is_found_by_symbol_alias_and_id(store: Store, name: str):
    found = queries.gene.gene(store, name)
    assert found is not None
    assert (found.gene_symbol, found.n_alleles) == ("ADH1B", 2)


def test_an_empty_gene_names_its_nearest_neighbour_with_alleles(store: Store):
    near = queries.gene.nearest_genes_with_data(store, gene_id="ENSG00000248144", n_wanted=4)
    assert near.select("gene_symbol", "distance").rows() == [("ADH1B", 99336497 - 99321442)]


def test_a_gene_has_each_allele_in_each_population(store: Store, pair):
    rows = queries.gene.gene_frequencies(store, "ENSG00000196616", pair, EVERY_FILTER)
    found = rows.select("variant_id", "label", "ac", "an", "carriers_per_1000", "absence").rows()
    assert found == [
        (ALCOHOL, "Danish", 0, 200, 0.0, "reference"),
        (ALCOHOL, "Chinese", 80, 120, 850.0, "observed"),  # 22 het and 29 hom_alt of 60
        (SHARED, "Danish", 11, 200, 100.0, "observed"),
        (SHARED, "Chinese", 7, 120, pytest.approx(1000 * 7 / 60), "observed"),
    ]


def test_an_allele_that_failed_in_one_call_set_is_left_out_of_the_gene_whole(store: Store, pair):
    rows = queries.gene.gene_frequencies(store, "ENSG00000196616", pair, queries.allele.Filters())
    assert set(rows["variant_id"]) == {ALCOHOL}


@pytest.mark.parametrize(
    "text", [LACTASE, "2:135851076 g>a", "chr2_135851076_G/A", "2-135851075-CG-CA"]
)
def test_a_variant_is_found_in_any_spelling(store: Store, text: str):
    found = queries.allele.variant(store, text)
    assert found is not None
    assert (found.variant_id, found.gene_symbol) == (LACTASE, "MCM6")


def test_a_variant_has_a_row_per_call_set_group_and_sex_with_people(store: Store):
    rows = queries.allele.variant_frequencies(store, LACTASE, by_sex=True)
    danish = rows.filter(pl.col("group_id") == "Danish")
    assert danish.select("sex", "n_people", "ac", "an", "hom_alt", "het").rows() == [
        ("all", 100, 150, 200, 60, 30),
        ("XX", 50, 75, 100, 30, 15),
        ("XY", 50, 75, 100, 30, 15),
    ]
    assert rows["group_id"].unique(maintain_order=True).to_list() == [
        "Danish", "Chinese", "Malay", "everyone",
    ]  # fmt: skip


def test_men_are_hemizygous_on_x_and_women_have_no_y(tmp_path: Path):
    on_x, on_y = "chrX-50000000-A-G", "chrY-10000000-A-G"
    blocks = [
        Block("c", "XX", 10, {"g": "A"}, {on_x: Calls(het=2, hom_alt=1)}),
        Block("c", "XY", 10, {"g": "A"}, {on_x: Calls(haploid_alt=4), on_y: Calls(haploid_alt=1)}),
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks, variant_ids=[on_x, on_y]))

    def counts(variant: str) -> list[tuple[object, ...]]:
        rows = queries.allele.variant_frequencies(store, variant, by_sex=True)
        rows = rows.filter(pl.col("grouping") == "g")
        return rows.select("sex", "an", "ac", "hom_alt", "het", "hemi", "carriers_per_1000").rows()

    assert counts(on_x) == [
        ("all", 30, 8, 1, 2, 4, 350.0),
        ("XX", 20, 4, 1, 2, 0, 300.0),
        ("XY", 10, 4, 0, 0, 4, 400.0),
    ]
    assert counts(on_y) == [
        ("all", 10, 1, 0, 0, 1, 100.0),
        ("XX", 0, 0, 0, 0, 0, None),
        ("XY", 10, 1, 0, 0, 1, 100.0),
    ]


def test_a_variant_tells_what_each_call_sets_files_say(store: Store):
    records = queries.allele.variant_records(store, ALCOHOL)
    assert records.select("call_set_id", "absence", "filter", "source_pos").rows() == [
        ("dk_wgs", "reference", None, None),
        ("sg_wgs", "observed", "PASS", 99318162),
    ]


def test_neighbours_are_of_the_same_contig(store: Store):
    assert queries.allele.neighbours(store, LACTASE).is_empty()
    assert queries.allele.neighbours(store, ALCOHOL).select("variant_id", "distance").rows() == [
        (SHARED, 238)
    ]


def test_a_variant_that_was_not_seen_is_refused_by_name(store: Store):
    with pytest.raises(QueryError, match="no allele 'chr1-5-A-G'"):
        queries.allele.variant_frequencies(store, "chr1-5-A-G")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ADH1B", "gene"),
        ("adh2", "gene"),
        ("RS1229984", "rsid"),
        (ALCOHOL, "variant"),
        ("chr4:99,318,000-99,319,000", "region"),
        ("", "nothing"),
        ("rs1", "nothing"),
        ("chr1-5-A-G", "nothing"),
        ("chr99:5", "nothing"),
        ("chr2:999999999", "nothing"),
        ("what is this?", "nothing"),
    ],
)
def test_what_is_typed_is_taken_for_what_it_is(store: Store, text: str, kind: str):
    found = queries.search.search(store, text)
    assert found.kind == kind
    assert bool(found.reason) == (kind == "nothing")


def test_under_a_minimum_nothing_about_few_people_leaves(tmp_path: Path):
    variant = "chr1-100-A-G"
    blocks = [
        Block("c", "XX", 30, {"g": "A"}, {variant: Calls(het=1)}),
        Block("c", "XY", 30, {"g": "A"}, {variant: Calls(het=1, missing=15)}),
        Block("c", "XX", 60, {"g": "B"}, {variant: Calls(het=1, missing=45)}),
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks, profile="inside"))
    rows = queries.allele.variant_frequencies(store, variant, by_sex=True)
    rows = rows.filter(pl.col("grouping") == "g")
    # Of the men of A, and of all of B, only 15 were called.
    assert rows.select("group_id", "sex", "n_called", "ac", "af", "state").rows() == [
        ("A", "all", 45, 2, 2 / 90, "shown"),
        ("A", "XX", None, None, None, "withheld"),
        ("A", "XY", None, None, None, "withheld"),
        ("B", "all", None, None, None, "withheld"),
        ("B", "XX", None, None, None, "withheld"),
    ]
    a, b = queries.groups.selectable_populations(store)[:2]
    assert queries.comparison.allele_differences(store, a, b, queries.allele.Filters()).is_empty()
    assert (
        queries.comparison.difference_totals(store, a, b, queries.allele.Filters()).n_withheld == 1
    )
