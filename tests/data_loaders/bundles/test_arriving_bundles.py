"""A partner's bundle stands in the release as it was sent, for as long as it may, or not at all."""

from pathlib import Path

import polars as pl
import pytest

from straits import queries
from straits.store import open_store
from tests.builders import studies
from tests.builders.partner_study import DENMARK, GROUPING, PartnerStudy, partner_study
from tests.builders.tiny_bundle import ALLELES


@pytest.fixture
def study(tmp_path: Path) -> PartnerStudy:
    return partner_study(tmp_path)


def ids() -> list[str]:
    return ["-".join(str(part) for part in allele.values()) for allele in ALLELES]


def test_cells_of_a_bundle_stand_beside_those_of_the_study(study: PartnerStudy) -> None:
    study.receive()
    studies.ingest(study.write(), study.store)
    store = open_store(study.store)
    exact = queries.allele.variant_frequencies(store, ids()[0]).filter(call_set_id=DENMARK)
    ranges = queries.allele.variant_frequencies(store, ids()[1]).filter(call_set_id=DENMARK)
    assert exact.select("grouping", "group_id", "ac", "an", "hom_alt", "state").rows() == [
        (GROUPING, "danish", 30, 200, None, "shown"), (GROUPING, "faroese", 30, 200, None, "shown"),
    ]  # fmt: skip
    assert ranges.select("ac", "an", "ac_low", "ac_high", "state").rows() == [
        (None, 200, 0, 9, "censored"), (None, 200, 0, 9, "censored")
    ]  # fmt: skip
    # Both sides call a group Danish, and pages tell them apart.
    labels = queries.groups.populations(store).filter(pl.col("call_set_id").is_not_null())
    assert {"Danish", "Danish (Denmark)"} <= {*labels["label"]}
