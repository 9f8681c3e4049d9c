"""A list of variants: what its lines mean, and that a comparison looks at those alleles alone."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from straits import queries
from straits.errors import QueryError
from straits.genome import Region
from straits.queries.allele import allele_filters
from straits.queries.lists import variant_list_text, variant_lists
from straits.queries.lists.variant_list_text import variants_in
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, Gene

NAMES = [f"chr1-{pos}-A-G" for pos in range(1, 21)] + ["chr1-30-CA-C", "chr2-5-A-G", "chr2-5-A-T"]
RSIDS = {"chr1-3-A-G": "rs3", "chr2-5-A-G": "rs7;rs1000", "chr2-5-A-T": "rs7"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    blocks = [
        Block("c", "XX", 40, {"g": group}, {
            name: Calls(het=1 + (place * step) % 37) for place, name in enumerate(NAMES)
        })
        for group, step in (("A", 7), ("B", 11))
    ]  # fmt: skip
    genes = [Gene("ENSG1", "FIRST", "chr1", 1, 10)]
    folder = tmp_path_factory.mktemp("variants")
    return open_store(
        tiny_store.of_blocks(folder, blocks, NAMES, genes=genes, rsids=RSIDS, release_id="variants")
    )


@pytest.fixture(scope="module")
def pair(store: Store) -> tuple[queries.groups.Population, queries.groups.Population]:
    return queries.groups.default_pair(store)


def meant(store: Store, text: str) -> set[str]:
    """Return the names of the alleles that a list means."""
    ranges = variant_lists.variant_list(store, variants_in(text)).ranges
    return {NAMES[index] for first, last in ranges for index in range(first, last + 1)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("rs3", {"chr1-3-A-G"}),
        ("RS3,rs1000", {"chr1-3-A-G", "chr2-5-A-G"}),
        ("rs7", {"chr2-5-A-G", "chr2-5-A-T"}),
        ("chr1-4-A-G;1:5:A:G 1_6_A/G", {"chr1-4-A-G", "chr1-5-A-G", "chr1-6-A-G"}),
        ("chr2-5-A-G,T", {"chr2-5-A-G", "chr2-5-A-T"}),
        ("NC_000001.11:6:A:G", {"chr1-7-A-G"}),
        ("chr1:9-10\nchr2:5", {"chr1-9-A-G", "chr1-10-A-G", "chr2-5-A-G", "chr2-5-A-T"}),
        # A BED file counts from 0 and leaves the end out.
        ("track name=x\nchr1\t8\t10\tname\n", {"chr1-9-A-G", "chr1-10-A-G"}),
        ("1 8 10", {"chr1-9-A-G", "chr1-10-A-G"}),
        ("##fileformat=VCFv4.2\n#CHROM\tPOS\n1\t9\trs3\tA\tG\t.\t.\t.", {"chr1-9-A-G"}),
        # Written with bases around it, and beside another ALT.
        ("1\t28\t.\tTTCAG\tTTCG,<DEL>\t.", {"chr1-30-CA-C"}),
        ("# rs3\n", set()),
    ],
)
def test_a_list_means_the_alleles_that_it_writes(store: Store, text: str, names: set[str]):
    assert meant(store, text) == names


def test_what_is_not_here_and_what_is_nothing_is_told_each_once(store: Store):
    listed = variant_lists.variant_list(
        store, variants_in("rs3 rs4 nonsense chr1-3-A-C nonsense chr9:1-5\n1\t3\t.\tA\t*\t.")
    )
    assert listed.names == ("rs3", "rs4", "chr1-3-A-C", "chr9:1-5")
    assert listed.unknown == ("rs4", "chr1-3-A-C", "chr9:1-5")
    assert listed.unreadable == ("nonsense", "chr1-3-A-*")
    assert listed.n_alleles == 1


@pytest.mark.parametrize(
    "text",
    ["chr1:5-99999999999999999999", "1\t5\t99999999999999999999", "chr1-99999999999999-A-G"],
)
def test_a_position_that_no_contig_has_is_no_entry(store: Store, text: str):
    assert variants_in(text).entries == ()
    assert len(variants_in(text).unreadable) == 1


@pytest.mark.parametrize(
    "text",
    ["##contig=<ID=chr1,length=249250621>\n1\t3\t.\tA\tG\n", "NC_000001.10\t3\t.\tA\tG\n"],
)
def test_a_list_of_another_build_is_refused(store: Store, text: str):
    with pytest.raises(QueryError, match="of GRCh37, and the study of GRCh38"):
        meant(store, text)
    right = text.replace("249250621", "248956422").replace("NC_000001.10", "NC_000001.11")
    assert meant(store, right) == {"chr1-3-A-G"}


contigs = st.sampled_from(["chr1", "chr2", "chrX"])
positions = st.integers(1, 10**9)
entries = st.one_of(
    st.integers(1, 10**12).map(lambda number: f"rs{number}"),
    st.tuples(contigs, positions, st.sampled_from("AC"), st.sampled_from(["G", "T"])),
    st.tuples(contigs, positions, positions).map(
        lambda place: Region(place[0], min(place[1:]), max(place[1:]))
    ),
)


@given(st.lists(entries, unique=True), st.sampled_from([",", " ", "\n", ";\n", "\t"]))
def test_names_of_entries_are_read_as_those_entries(listed: list, between: str):
    names = between.join(map(variant_list_text.name_of, listed))
    assert variants_in(names).entries == tuple(listed)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str):
    written = variants_in(text)
    assert len(set(written.entries)) == len(written.entries)


class TestDecoded:
    TEXT = "rs3\nchr1-4-A-G\n"

    @pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
    def test_a_file_is_read_whether_compressed_or_not(self, pack):
        assert variant_list_text.decoded(pack(self.TEXT.encode()), 100) == self.TEXT

    def test_parts_that_are_compressed_each_are_read_as_bgzip_writes_them(self):
        parts = gzip.compress(b"rs3\n") + gzip.compress(b"rs4\n")
        assert variant_list_text.decoded(parts, 100) == "rs3\nrs4\n"

    @pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
    def test_a_file_of_more_text_than_is_wanted_is_refused_unread(self, pack):
        with pytest.raises(QueryError, match="more than 1,000 bytes"):
            variant_list_text.decoded(pack(b"A" * 50_000_000), 1_000)

    def test_a_bcf_is_refused_with_the_way_out(self):
        with pytest.raises(QueryError, match="bcftools view"):
            variant_list_text.decoded(gzip.compress(b"BCF\x02\x02"), 100)

    def test_a_file_that_is_no_gzip_though_it_begins_so_is_refused(self):
        with pytest.raises(QueryError, match="cannot be inflated"):
            variant_list_text.decoded(b"\x1f\x8bnothing", 100)


LISTS = ["rs3", "rs3 rs7", "chr1:4-9 rs1000 chr1-12-A-G", "chr1:1-100 chr2:1-100"]


@pytest.mark.parametrize("text", LISTS)
def test_every_question_looks_at_the_alleles_of_the_list_alone(store: Store, pair, text: str):
    expected = meant(store, text)
    ranges = variant_lists.variant_list(store, variants_in(text)).ranges
    chosen = queries.allele.Filters(variants=ranges)
    rows = queries.comparison.allele_differences(store, *pair, chosen)
    assert set(rows["variant_id"]) == expected
    assert rows["q"].to_list() == pytest.approx(false_discovery_control(rows["p"]).tolist())
    n = len(expected)
    assert queries.comparison.difference_totals(store, *pair, chosen).n_alleles == n
    assert queries.comparison.frequency_density(store, *pair, chosen)["n_variants"].sum() == n
    assert queries.comparison.genome_track(store, *pair, chosen)["n_variants"].sum() == n
    assert queries.comparison.volcano_density(store, *pair, chosen)["n_variants"].sum() == n
    panel = queries.comparison.group_panel(store, pair, chosen)
    assert panel is not None
    assert panel.allele_index.size == n


def test_of_a_list_and_genes_both_hold(store: Store, pair):
    ranges = variant_lists.variant_list(store, variants_in("chr1:8-12 rs7")).ranges
    for gene in ({"gene_id": "ENSG1"}, {"gene_ids": ("ENSG1",)}):
        chosen = queries.allele.Filters(variants=ranges, **gene)
        rows = queries.comparison.allele_differences(store, *pair, chosen)
        assert sorted(rows["pos"]) == [8, 9, 10]


def test_a_list_of_nothing_here_leaves_nothing(store: Store, pair):
    chosen = queries.allele.Filters(variants=())
    assert not chosen.is_whole
    assert queries.comparison.difference_totals(store, *pair, chosen).n_alleles == 0


ranges = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 6))).map(
    lambda pairs: allele_filters.merged((first, first + size) for first, size in pairs)
)


@given(ranges, ranges)
def test_what_lies_in_two_sets_of_ranges_lies_in_both(one, other):
    def alleles(of):
        return {index for first, last in of for index in range(first, last + 1)}

    both = allele_filters.in_both(one, other)
    assert alleles(both) == alleles(one) & alleles(other)
    assert both == allele_filters.merged(both)
