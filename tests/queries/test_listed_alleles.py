"""What is told of listed alleles is what the tables say, in the order in which they are asked."""

from functools import partial
from pathlib import Path

import polars as pl
import pytest

from straits.errors import QueryError, UnreadableError
from straits.queries.allele import allele_annotations, allele_ranges
from straits.store import Store, open_store
from tests.builders import tiny_store
from tests.builders.tiny_store import Annotation

LACTASE, ALCOHOL, SHARED = "chr2-135851076-G-A", "chr4-99318162-T-C", "chr4-99318400-A-AT"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tiny_store.two_sites(tmp_path_factory.mktemp("listed") / "store"))


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Store:
    said = Annotation("ENSG1", "ONE", "missense_variant", "missense", clinvar_class="pathogenic")
    alleles = {"variant_ids": ["chr1-1-A-C", "chr1-2-A-C"], "annotations": {"chr1-2-A-C": said}}
    folder = tmp_path_factory.mktemp("annotated") / "store"
    return open_store(
        tiny_store.of_blocks(folder, [tiny_store.Block("dk_wgs", "XX", 1)], **alleles)
    )


def test_names_come_in_the_order_asked_for_and_as_often(store: Store) -> None:
    names = store.alleles.names([2, 0, 2])
    assert names["variant_id"].to_list() == [SHARED, LACTASE, SHARED]
    assert names["rsid"].to_list() == [None, "rs4988235", None]
    assert names.row(0, named=True) == {
        "allele_index": 2, "variant_id": SHARED, "contig": "chr4", "pos": 99318400, "ref": "A",
        "alt": "AT", "variant_type": "insertion", "region_class": "autosome", "rsid": None,
    }  # fmt: skip


def test_states_of_several_call_sets_are_taken_together_and_apart(store: Store) -> None:
    rows = pl.DataFrame({"allele_index": [2, 1, 0, 1]})
    known = allele_ranges.with_states(store, rows, {"a": ("dk_wgs",), "b": ("dk_wgs", "sg_wgs")})
    assert known["allele_index"].to_list() == [2, 1, 0, 1]
    assert known["absence_a"].to_list() == ["observed", "reference", "observed", "reference"]
    assert known["filter_a"].to_list() == ["PASS", None, "PASS", None]
    assert known["an_source_a"].to_list() == ["observed", "callable", "observed", "callable"]
    assert known["absence_b"].to_list() == ["observed"] * 4
    assert known["filter_b"].to_list() == ["LowQual;PASS", "PASS", "PASS", "PASS"]


def test_annotations_are_of_each_allele_and_none_where_nobody_annotated_it(
    annotated: Store,
) -> None:
    rows = pl.DataFrame({"allele_index": [1, 0]})
    known = allele_annotations.annotate(annotated, rows)
    assert known.select("consequence", "consequence_class", "clinvar_class").rows() == [
        ("missense_variant", "missense", "pathogenic"), (None, "none", None),
    ]  # fmt: skip
    assert known.schema["clinvar_stars"] == pl.Int32


def test_no_allele_has_no_rows(store: Store) -> None:
    rows = pl.DataFrame({"allele_index": []}, schema={"allele_index": pl.Int64})
    known = allele_ranges.with_states(
        store, allele_annotations.annotate(store, rows), {"a": ["dk_wgs"]}
    )
    assert known.height == 0
    assert known.schema["filter_a"] == pl.String


@pytest.mark.parametrize("allele", [-1, 3])
def test_an_allele_that_the_release_does_not_have_is_told(store: Store, allele: int) -> None:
    of_call_set = partial(store.alleles.states, call_set_id="dk_wgs")
    for ask in (store.alleles.names, store.alleles.annotations, of_call_set):
        with pytest.raises(QueryError, match="from 0 to 2, .*, got "):
            ask([allele])


def test_an_array_that_is_gone_is_told_and_shows_no_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("straits.store.releases.wholeness._LOOK", float("inf"))
    store = open_store(tiny_store.two_sites(tmp_path / "store"))
    (tmp_path / "store/releases/r1/aggregates/flat/alleles/pos.npy").unlink()
    with pytest.raises(UnreadableError, match="verify") as told:
        store.alleles.names([0])
    assert str(tmp_path) not in str(told.value)
