"""Where A and B differ: two sites whose calls are all in tiny_store.two_sites."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from scipy.stats import fisher_exact

from straits import queries
from straits.errors import QueryError
from straits.genome import Region
from straits.queries.allele.allele_filters import comparison_parameters
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, CallSet

LACTASE, ALCOHOL, SHARED = "chr2-135851076-G-A", "chr4-99318162-T-C", "chr4-99318400-A-AT"
EVERY_FILTER = queries.allele.Filters(filter_pass_only=False)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tiny_store.two_sites(tmp_path_factory.mktemp("two_sites")))


@pytest.fixture
def pair(store: Store) -> tuple[queries.groups.Population, queries.groups.Population]:
    return queries.groups.default_pair(store)


def test_a_difference_has_its_counts_interval_and_test_beside_it(store: Store, pair):
    top = queries.comparison.allele_differences(
        store, *pair, queries.allele.Filters(), limit=1
    ).row(0, named=True)
    assert (top["variant_id"], top["rsid"], top["gene_symbol"]) == (LACTASE, "rs4988235", "MCM6")
    assert (top["ac_a"], top["an_a"], top["ac_b"], top["an_b"]) == (150, 200, 0, 120)
    assert (top["difference"], top["ratio"]) == (0.75, None)
    assert top["af_low_b"] == 0
    assert top["test"] == "Fisher's exact, two-sided"
    assert top["p"] == pytest.approx(fisher_exact([[150, 50], [0, 120]]).pvalue)


def test_a_call_set_that_covers_an_allele_without_record_counts_as_reference(store: Store, pair):
    rows = queries.comparison.allele_differences(store, *pair, queries.allele.Filters())
    alcohol = rows.row(by_predicate=pl.col("variant_id") == ALCOHOL, named=True)
    assert (alcohol["ac_a"], alcohol["an_a"], alcohol["absence_a"]) == (0, 200, "reference")
    assert (alcohol["an_source_a"], alcohol["filter_a"]) == ("callable", None)


def test_an_allele_whose_an_is_unknown_is_not_compared(tmp_path: Path):
    blocks = [Block("c", "XX", 5, {"g": "A"}), Block("d", "XX", 5, {"g": "B"})]
    variants = ["chr1-100-A-G"]
    absent = {"chr1-100-A-G": "not_in_call_set"}
    store = open_store(
        tiny_store.write(
            tmp_path / "s", blocks, [CallSet("c", "c"), CallSet("d", "d", absent)], variants
        )
    )
    pair = queries.groups.default_pair(store)
    assert queries.comparison.allele_differences(store, *pair, queries.allele.Filters()).is_empty()
    totals = queries.comparison.difference_totals(store, *pair, queries.allele.Filters())
    assert (totals.n_alleles, totals.n_no_an, totals.n_compared) == (1, 1, 0)


def test_orders_put_different_alleles_first(tmp_path: Path):
    # AF A, B: 0.50 and 0.30; 0.02 and 0.00; 0.10 and 0.01
    calls = {"chr1-1-A-G": (50, 30), "chr1-2-A-G": (2, 0), "chr1-3-A-G": (10, 1)}
    blocks = [
        Block("c", "XX", 50, {"g": group}, {name: Calls(het=n[side]) for name, n in calls.items()})
        for side, group in enumerate("AB")
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks, variant_ids=list(calls)))
    pair = queries.groups.default_pair(store)

    def first(order: str) -> list[int]:
        return queries.comparison.allele_differences(store, *pair, queries.allele.Filters(), order)[
            "pos"
        ].to_list()

    assert first("abs_difference") == [1, 3, 2]
    assert first("ratio") == [2, 3, 1]
    assert first("p") == [1, 3, 2]
    assert first("fst") == [1, 3, 2]
    assert first("genome") == [1, 2, 3]
    assert (
        queries.comparison.allele_differences(
            store, *pair, queries.allele.Filters(), limit=1, offset=1
        )["pos"][0]
        == 3
    )


def test_an_unknown_order_is_refused(store: Store, pair):
    with pytest.raises(QueryError, match="Expected an order of abs_difference, ratio, p"):
        queries.comparison.allele_differences(store, *pair, queries.allele.Filters(), "q")


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (queries.allele.Filters(), [LACTASE, ALCOHOL]),
        (EVERY_FILTER, [LACTASE, ALCOHOL, SHARED]),
        (replace(EVERY_FILTER, variant_types=("insertion",)), [SHARED]),
        (replace(EVERY_FILTER, gene_id="ENSG00000196616"), [ALCOHOL, SHARED]),
        (replace(EVERY_FILTER, gene_id="ENSG00000248144"), []),
        (replace(EVERY_FILTER, region=Region("chr4", 99318162, 99318162)), [ALCOHOL]),
        (
            queries.allele.Filters(gene_id="ENSG00000196616", region=Region("chr2", 1, 200000000)),
            [],
        ),
        # together: lactase 150/320, alcohol 80/320, shared 18/320
        (replace(EVERY_FILTER, af_min=0.25), [LACTASE, ALCOHOL]),
        (replace(EVERY_FILTER, af_max=0.1), [SHARED]),
        (replace(EVERY_FILTER, min_an=121), []),
        (replace(EVERY_FILTER, min_an=120), [LACTASE, ALCOHOL, SHARED]),
    ],
    ids=str,
)
def test_filters_keep_what_they_name(
    store: Store, pair, filters: queries.allele.Filters, left: list[str]
):
    found = queries.comparison.allele_differences(store, *pair, filters)
    assert found["variant_id"].to_list() == left
    density = queries.comparison.frequency_density(store, *pair, filters)
    totals = queries.comparison.difference_totals(store, *pair, filters)
    assert density["n_variants"].sum() == totals.n_compared == len(left)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"af_min": "0.1"}, "af_min of {} must be real, got '0.1'"),
        ({"least_an": True}, "least_an of {} must be integer, got True"),
        ({"af": 0.1}, "A comparison takes a_call_sets, .* it was given .*, af"),
    ],
)
def test_a_comparison_is_checked_field_by_field(store: Store, pair, wrong, said: str):
    right = comparison_parameters(store, *pair, queries.allele.Filters())["asked"]
    with pytest.raises(QueryError, match=said.format("'difference_tables'")):
        store.query("difference_tables", asked={**right, **wrong}, by_table=True)
    assert store.query("difference_tables", asked=right, by_table=True).height
    with pytest.raises(QueryError, match=said.format("'comparison'")):
        store.comparisons.totals({**right, **wrong})
    assert store.comparisons.totals(right).height


def test_an_unknown_gene_is_refused(store: Store, pair):
    with pytest.raises(QueryError, match="no gene 'ENSG0'"):
        queries.comparison.difference_totals(store, *pair, queries.allele.Filters(gene_id="ENSG0"))


def test_indels_are_left_out_between_call_sets_that_were_not_left_aligned(tmp_path: Path):
    indel = "chr1-100-A-AT"
    blocks = [
        Block(name, "XX", 5, {"g": name.upper()}, {indel: Calls(het=2)}) for name in ("c", "d")
    ]
    call_sets = [CallSet("c", "c"), CallSet("d", "d", is_left_aligned=False)]
    store = open_store(tiny_store.write(tmp_path / "s", blocks, call_sets, [indel]))
    pair = queries.groups.default_pair(store)
    assert (
        queries.comparison.difference_totals(
            store, *pair, queries.allele.Filters()
        ).n_unaligned_indels
        == 1
    )
    kept = queries.allele.Filters(unaligned_indels=True)
    assert queries.comparison.difference_totals(store, *pair, kept).n_compared == 1


def test_relatives_are_left_out_on_request(tmp_path: Path):
    variant = "chr1-100-A-G"
    blocks = [
        Block("c", "XX", 10, {"g": "A"}, {variant: Calls(het=5)}),
        Block("c", "XX", 5, {"g": "A"}, {variant: Calls(het=5)}, is_unrelated=False),
        Block("c", "XX", 10, {"g": "B"}),
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks))
    pair = queries.groups.default_pair(store)
    assert queries.study.default_sample_set(store) == "unrelated"
    for sample_set, ac, an in (("all", 10, 30), ("unrelated", 5, 20)):
        rows = queries.comparison.allele_differences(
            store, *pair, queries.allele.Filters(sample_set=sample_set)
        )
        assert rows.select("ac_a", "an_a").row(0) == (ac, an)


def test_pooling_adds_call_sets_up(tmp_path: Path):
    variant = "chr1-100-A-G"
    blocks = [
        Block("dk_wgs", "XX", 10, {"g": "A"}, {variant: Calls(het=5)}),
        Block("sg_wgs", "XX", 30, {"g": "A"}, {variant: Calls(het=1)}),
        Block("sg_wgs", "XX", 30, {"g": "B"}, {variant: Calls(het=1)}),
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks))
    pooled = queries.groups.population(store, "group:g/A")
    assert pooled.call_set_ids == ("dk_wgs", "sg_wgs")
    other = queries.groups.population(store, "group:g/B@sg_wgs")
    row = queries.comparison.allele_differences(store, pooled, other, queries.allele.Filters()).row(
        0, named=True
    )
    assert (row["n_called_a"], row["ac_a"], row["an_a"]) == (40, 6, 80)


def test_a_density_cell_holds_the_last_edge(tmp_path: Path):
    variant = "chr1-100-A-G"
    blocks = [
        Block("c", "XX", 5, {"g": "A"}, {variant: Calls(hom_alt=5)}),
        Block("c", "XX", 5, {"g": "B"}),
    ]
    store = open_store(tiny_store.of_blocks(tmp_path, blocks))
    cells = queries.comparison.frequency_density(
        store, *queries.groups.default_pair(store), queries.allele.Filters(), bins=4
    )
    assert cells.rows() == [(0.75, 1.0, 0.0, 0.25, 1)]
