"""Alleles with a sign of a batch effect, as a filter and as a column of the whole table."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from straits import queries
from straits.errors import QueryError
from straits.queries.allele import Filters
from straits.queries.comparison import sign_filter
from straits.store import Store, open_store
from tests.builders import call_sets_apart
from tests.builders.call_sets_apart import ALCOHOL, ARTEFACT, LACTASE

Asked = tuple[Store, queries.groups.Population, queries.groups.Population]


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    store = open_store(call_sets_apart.store(tmp_path))
    return (store, *queries.groups.default_pair(store))


def kept(asked: Asked, **filters: object) -> list[str]:
    chosen = queries.comparison.with_signs_found(*asked, replace(Filters(), **filters))
    rows = queries.comparison.allele_differences(*asked, chosen, "genome")
    return rows["variant_id"].to_list()


@pytest.mark.parametrize(
    ("sign", "expected"),
    [("", [LACTASE, ALCOHOL, ARTEFACT]), ("with", [ARTEFACT]), ("without", [LACTASE, ALCOHOL])],
)
def test_only_alleles_with_a_sign_or_without_are_compared(asked: Asked, sign: str, expected):
    assert kept(asked, sign=sign) == expected


def test_the_filter_holds_beside_a_gene_and_a_list(asked: Asked):
    assert kept(asked, sign="without", gene_id="ENSG00000196616") == [ALCOHOL]
    assert kept(asked, sign="with", variants=((0, 1),)) == []


def test_the_family_and_the_totals_are_of_what_is_left(asked: Asked):
    chosen = queries.comparison.with_signs_found(*asked, Filters(sign="without"))
    totals = queries.comparison.difference_totals(*asked, chosen)
    assert (totals.n_alleles, totals.n_sign_left_out, totals.n_compared) == (3, 1, 2)
    family = queries.comparison.family_of_tests(*asked, chosen)
    assert family.n_tests == 2
    assert family.name.endswith("without a sign of a batch effect")


def test_more_alleles_than_can_be_looked_at_are_refused_with_the_way_out(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sign_filter, "MOST_LOOKED_AT", 2)
    with pytest.raises(QueryError, match="and these are 3. Name a gene"):
        kept(asked, sign="with")
    assert kept(asked, sign="with", gene_id="ENSG00000196616") == [ARTEFACT]


@pytest.mark.parametrize("order", ["genome", "p"])
def test_every_row_of_the_whole_table_has_its_sign(asked: Asked, order: str):
    table = queries.comparison.whole_table(*asked, Filters(), order)
    rows = pl.concat(table.stretches)
    signs = dict(rows.select("variant_id", "batch_sign").iter_rows())
    assert signs[LACTASE] is None
    assert signs[ALCOHOL] is None
    # Everybody in the exomes has one copy.
    assert signs[ARTEFACT].startswith("differs between call sets: Chinese, sg_")


def test_the_whole_table_of_a_filter_says_so(asked: Asked):
    table = queries.comparison.whole_table(*asked, Filters(sign="without"))
    assert (table.header["batch_signs"], table.header["rows"]) == ("without", "2")
    assert "1 with a sign of a batch effect" in table.header["left_out"]
    assert pl.concat(table.stretches)["variant_id"].to_list() == [LACTASE, ALCOHOL]
