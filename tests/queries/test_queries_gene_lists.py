"""A list of genes: what its names stand for, and that a comparison looks at their alleles alone."""

import pytest
from scipy.stats import false_discovery_control

from straits import queries
from straits.genome import Region
from straits.queries.allele import allele_filters, allele_ranges
from straits.queries.comparison import gene_lists, genome_places, panel_of_groups, tracks
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, Gene

GENES = [
    Gene("ENSG1", "OUTER", "chr1", 1, 20, aliases=("ROUND",)),
    Gene("ENSG2", "INNER", "chr1", 5, 9),
    Gene("ENSG3", "NEXT", "chr1", 21, 25, aliases=("TWIN",)),
    Gene("ENSG4", "FAR", "chr2", 3, 6, aliases=("TWIN", "ROUND2")),
    Gene("ENSG5", "BARE", "chr3", 1, 9),
]
NAMES = [f"chr1-{pos}-A-G" for pos in range(1, 31)] + [f"chr2-{pos}-A-G" for pos in range(1, 11)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    blocks = [
        Block("c", "XX", 40, {"g": group}, {
            name: Calls(het=1 + (place * step) % 37) for place, name in enumerate(NAMES)
        })
        for group, step in (("A", 7), ("B", 11))
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("lists")
    return open_store(tiny_store.of_blocks(folder, blocks, NAMES, genes=GENES, release_id="lists"))


@pytest.fixture(scope="module")
def pair(store: Store) -> tuple[queries.groups.Population, queries.groups.Population]:
    return queries.groups.default_pair(store)


def within(*genes: str, region: Region | None = None) -> set[str]:
    """Return the names of the alleles in any of the genes, counted by hand."""
    places = [
        (gene.contig, gene.start_pos, gene.end_pos) for gene in GENES if gene.gene_id in genes
    ]
    kept = set()
    for name in NAMES:
        contig, pos = name.split("-")[0], int(name.split("-")[1])
        is_in = any(contig == on and start <= pos <= end for on, start, end in places)
        if is_in and (region is None or (contig == region.contig and pos <= region.end)):
            kept.add(name)
    return kept


LISTS = [
    ("ENSG2",),
    ("ENSG1", "ENSG2"),
    ("ENSG2", "ENSG4"),
    ("ENSG4", "ENSG3", "ENSG2"),
    ("ENSG1", "ENSG3"),
]


@pytest.mark.parametrize("genes", LISTS)
def test_alleles_of_the_genes_are_ranked_and_no_others(store: Store, pair, genes):
    rows = queries.comparison.allele_differences(
        store, *pair, queries.allele.Filters(gene_ids=genes)
    )
    assert set(rows["variant_id"]) == within(*genes)
    assert rows.height == len(within(*genes))


@pytest.mark.parametrize("genes", LISTS)
def test_totals_density_track_volcano_and_panel_count_the_same_alleles(store: Store, pair, genes):
    chosen, n = queries.allele.Filters(gene_ids=genes), len(within(*genes))
    totals = queries.comparison.difference_totals(store, *pair, chosen)
    assert (totals.n_alleles, totals.n_compared) == (n, n)
    assert queries.comparison.frequency_density(store, *pair, chosen)["n_variants"].sum() == n
    assert tracks.genome_track(store, *pair, chosen)["n_variants"].sum() == n
    assert tracks.volcano_density(store, *pair, chosen)["n_variants"].sum() == n
    panel = panel_of_groups.group_panel(store, pair, chosen)
    assert panel is not None
    assert panel.allele_index.size == n


def test_the_family_of_tests_is_the_alleles_of_the_list(store: Store, pair):
    chosen = queries.allele.Filters(gene_ids=("ENSG2", "ENSG4"))
    family = queries.comparison.family_of_tests(store, *pair, chosen)
    assert family.n_tests == len(within("ENSG2", "ENSG4"))
    assert family.name == "all alleles compared in 2 genes"
    rows = queries.comparison.allele_differences(store, *pair, chosen)
    assert rows["q"].to_list() == pytest.approx(false_discovery_control(rows["p"]).tolist())


def test_of_a_list_and_a_region_both_hold(store: Store, pair):
    region = Region("chr1", 1, 7)
    chosen = queries.allele.Filters(gene_ids=("ENSG2", "ENSG4"), region=region)
    rows = queries.comparison.allele_differences(store, *pair, chosen)
    assert set(rows["variant_id"]) == within("ENSG2", "ENSG4", region=region)


def test_genes_without_an_allele_leave_nothing_to_compare(store: Store, pair):
    chosen = queries.allele.Filters(gene_ids=("ENSG5",))
    assert queries.comparison.difference_totals(store, *pair, chosen).n_alleles == 0
    assert queries.comparison.allele_differences(store, *pair, chosen).is_empty()


def test_a_span_of_alleles_is_looked_at_alone(store: Store, pair):
    rows = queries.comparison.allele_differences(store, *pair, queries.allele.Filters(span=(3, 5)))
    assert sorted(rows["allele_index"]) == [3, 4, 5]
    both = queries.allele.Filters(span=(3, 12), gene_ids=("ENSG2",))
    assert allele_filters.filtered_ranges(store, both) == ((4, 8),)


def test_names_are_symbols_ids_and_aliases_in_any_case(store: Store):
    found = gene_lists.gene_list(store, ("inner", "ENSG4.7", "Round", "OUTER"))
    assert found.gene_ids == ("ENSG2", "ENSG4", "ENSG1")
    assert found.gene_symbols == ("INNER", "FAR", "OUTER")
    assert found.renamed == (("ENSG4.7", "FAR"), ("Round", "OUTER"))
    assert found.several == found.unknown == ()


def test_a_name_of_several_genes_is_told_and_none_of_them_taken(store: Store):
    found = gene_lists.gene_list(store, ("TWIN", "BARE"))
    assert found.gene_symbols == ("BARE",)
    assert found.several == (("TWIN", ("NEXT", "FAR")),)


def test_a_name_that_is_no_gene_is_told_with_what_it_may_mean(store: Store):
    found = gene_lists.gene_list(store, ("INER", "NOTHINGLIKEIT"))
    assert found.gene_ids == ()
    assert [name for name, _ in found.unknown] == ["INER", "NOTHINGLIKEIT"]
    assert found.unknown[0][1][0] == "INNER"
    assert found.unknown[1][1] == ()


def test_ranges_of_genes_are_the_first_and_the_last_allele_of_each(store: Store):
    rows = allele_ranges.gene_ranges(store, ["ENSG1", "ENSG2", "ENSG4", "ENSG5", "ENSG9"])
    ends = rows.select("gene_id", "first_allele", "last_allele").rows()
    assert ends == [("ENSG1", 0, 19), ("ENSG2", 4, 8), ("ENSG4", 32, 35)]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((0, 10**9), (0, 39)),
        ((3.5, 6.2), (3, 5)),
        ((29, 248_956_422 + 2), (28, 31)),
        ((40, 50), (0, -1)),
    ],
)
def test_places_along_the_genome_are_turned_into_alleles(store: Store, pair, ends, expected):
    whole = queries.comparison.allele_differences(
        store, *pair, queries.allele.Filters(), queries.comparison.GENOME_ORDER
    )
    contigs = genome_places.contig_starts(whole, "GRCh38")
    assert genome_places.span_between(store, contigs, ends) == expected
    placed = genome_places.along_genome(whole, contigs)
    inside = placed.filter(placed["place"].is_between(*ends))["allele_index"]
    assert (inside.to_list() or [0])[0] == expected[0]
    assert inside.len() == expected[1] - expected[0] + 1
