"""The whole table of a comparison: every row that the sentence counts, as the page has it."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from straits import queries
from straits.errors import QueryError
from straits.genome import Region
from straits.queries.comparison import table_stretches
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Block, Calls, Gene

NAMES = [f"chr1-{pos}-A-G" for pos in range(1, 41)] + [f"chr2-{pos}-C-T" for pos in range(1, 21)]
EVERY = queries.allele.Filters(sample_set="all")


def store_of(folder: Path, profile: str = "open") -> Store:
    """Return a store of two groups of 40; of each seventh allele few people of B were called."""
    blocks = [
        Block("c", "XX", 40, {"g": group}, {
            name: Calls(
                het=(place * step) % 23,
                hom_alt=place % 3,
                missing=30 if group == "B" and place % 7 == 0 and (place * step) % 23 < 6 else 0,
            )
            for place, name in enumerate(NAMES)
        })
        for group, step in (("A", 7), ("B", 11))
    ]  # fmt: skip
    genes = [Gene("ENSG1", "FIRST", "chr1", 1, 30), Gene("ENSG2", "SECOND", "chr2", 5, 9)]
    return open_store(
        tiny_store.of_blocks(
            folder, blocks, NAMES, genes=genes, profile=profile, release_id=f"whole-{profile}"
        )
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let a stretch be shorter than the table."""
    monkeypatch.setattr(table_stretches, "AT_ONCE", 7)
    return 7


def rows_of(store: Store, filters: queries.allele.Filters, order: str = "genome") -> pl.DataFrame:
    pair = queries.groups.default_pair(store)
    table = queries.comparison.whole_table(store, *pair, filters, order)
    stretches = list(table.stretches)
    assert all(rows.height <= table_stretches.AT_ONCE for rows in stretches)
    whole = pl.concat(stretches)
    assert whole.height == int(table.header["rows"])
    return whole


FILTERS = {
    "all": EVERY,
    "gene": replace(EVERY, gene_id="ENSG1"),
    "genes": replace(EVERY, gene_ids=("ENSG1", "ENSG2")),
    "region": replace(EVERY, region=Region("chr1", 5, 33)),
    "variants": replace(EVERY, variants=((0, 0), (2, 11), (15, 15), (38, 44))),
    "af": replace(EVERY, af_min=0.2, af_max=0.6),
    "type": replace(EVERY, variant_types=("snv",), min_an=70),
}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("order", ["genome", "abs_difference", "ratio", "p", "fst"])
@pytest.mark.parametrize("name", FILTERS)
def test_rows_are_those_of_the_page_in_its_order(store: Store, name: str, order: str):
    pair = queries.groups.default_pair(store)
    page = queries.comparison.allele_differences(store, *pair, FILTERS[name], order, limit=1_000)
    page = queries.comparison.with_measures(queries.comparison.with_intervals(page))
    whole = rows_of(store, FILTERS[name], order)
    own = whole.drop("batch_sign")
    assert_frame_equal(own, page.select(own.columns), check_exact=True)
    assert whole.height > 5


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("profile", ["open", "inside"])
def test_what_the_profile_withholds_is_in_no_stretch_and_counted(tmp_path: Path, profile: str):
    store = store_of(tmp_path, profile)
    pair = queries.groups.default_pair(store)
    withheld = {
        row["variant_id"]
        for row in rows_of(store_of(tmp_path / "o"), EVERY).iter_rows(named=True)
        if row["n_called_b"] < 20
    }
    # As `store_of` makes them; of one nobody was seen to have the allele.
    n_withheld = sum(place % 7 == 0 and place * 11 % 23 < 6 for place in range(len(NAMES)))
    assert len(withheld) == n_withheld - 1 == 2
    listed = set(rows_of(store, EVERY)["variant_id"])
    header = queries.comparison.whole_table(store, *pair, EVERY).header
    if profile == "inside":
        assert not listed & withheld
        assert f"{n_withheld} withheld by the profile" in header["left_out"]
    else:
        assert withheld <= listed
        assert "withheld" not in header["left_out"]


def test_the_header_says_who_is_compared_over_what(store: Store):
    a, b = queries.groups.default_pair(store)
    header = queries.comparison.whole_table(store, a, b, FILTERS["genes"]).header
    family = queries.comparison.family_of_tests(store, a, b, FILTERS["genes"])
    said = {
        "a": a.long_label, "a_id": a.population_id, "a_call_sets": "c", "a_people": "40",
        "b": b.long_label, "b_id": b.population_id, "b_people": "40", "people": "all",
        "release": "whole-open", "genes": "FIRST SECOND", "gene": "all", "region": "all",
        "filter": "passed", "order": "contig and pos",
    }  # fmt: skip
    assert said.items() <= header.items()
    assert f"{family.n_tests} tests, {family.n_significant} with q < 0.05" in header["q"]
    whole = queries.comparison.whole_table(store, a, b, EVERY).header
    assert list(whole) == list(header)
    assert all(isinstance(value, str) and value for value in header.values())


def test_the_name_of_a_file_tells_tables_apart(store: Store):
    pair = queries.groups.default_pair(store)
    names = {
        "_".join(queries.comparison.file_parts(store, *pair, filters))
        for filters in (*FILTERS.values(), replace(EVERY, sample_set="unrelated"))
    }
    # Of two that differ in filters alone the header tells which is which.
    assert len(names) == len(FILTERS)
    assert all("whole-open" in name for name in names)


def test_where_nothing_can_be_compared_that_is_said(store: Store):
    pair = queries.groups.default_pair(store)
    nothing = replace(EVERY, min_an=1_000)
    with pytest.raises(QueryError, match="None of the 60 alleles there can be compared"):
        queries.comparison.whole_table(store, *pair, nothing)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("order", ["genome", "p"])
def test_a_long_table_leaves_what_others_use_in_memory(store: Store, order: str):
    pair = queries.groups.default_pair(store)
    table = queries.comparison.whole_table(store, *pair, EVERY, order)
    next(table.stretches)
    before = store._answers.n_bytes + store._derived.n_bytes
    assert len(list(table.stretches)) > 5
    assert store._answers.n_bytes + store._derived.n_bytes == before
    # As it would grow by asking the same of a page.
    queries.comparison.allele_differences(store, *pair, EVERY, order, 7, 21)
    assert store._answers.n_bytes + store._derived.n_bytes > before


@pytest.mark.usefixtures("at_once")
def test_spans_hold_each_allele_of_the_ranges_once():
    ranges = ((0, 2), (5, 5), (7, 30), (40, 40), (50, 55))
    spans = list(table_stretches._spans(ranges))
    assert all(first[1] < second[0] for first, second in zip(spans, spans[1:], strict=False))
    alleles = [index for first, last in ranges for index in range(first, last + 1)]
    held = [[index for index in alleles if span[0] <= index <= span[1]] for span in spans]
    assert [index for part in held for index in part] == alleles
    assert all(len(part) == 7 for part in held[:-1])
