"""Phenotypes go in a bundle as pages tell them, by site, and no newer than the people allow."""

from dataclasses import replace
from pathlib import Path
from unittest import mock

import polars as pl
import pytest

from straits import queries
from straits.bundles import bundle_opening
from straits.errors import QueryError
from straits.store import Sending, SentLedger
from tests.builders import inside_store
from tests.queries.sending.test_bundles_made import DENMARK, SINGAPORE, drafted, store, wanted

KNOWN, WITHHELD = "alanine_transaminase", "hypertension"
KEY = ["site", "group_id", "bin_low"]


def sent(ledger: SentLedger) -> pl.DataFrame:
    """Send a bundle with two phenotypes; returns their cells as they are opened."""
    made = drafted(ledger, wanted(phenotypes=(KNOWN, WITHHELD)))
    content = queries.sending.signed(made, DENMARK, ledger)
    return bundle_opening.opened(content, SINGAPORE, [DENMARK.public]).tables["phenotype_cells"]


def test_bins_and_categories_are_those_of_the_pages(tmp_path: Path) -> None:
    cells = sent(SentLedger(tmp_path))
    told = pl.read_parquet(
        inside_store.inside_store() / "current" / "released" / "told" / "phenotype_bins.parquet"
    ).filter(of_phenotype_id=KNOWN, of_grouping="ethnic_group", sex="all")
    bins = cells.filter(phenotype_id=KNOWN).sort(KEY)
    shown = told.sort("site_id", "group_id", "low")
    assert bins.height > 1
    assert bins["n"].to_list() == shown["n_people"].to_list()
    assert bins["bin_high"].to_list() == shown["high"].to_list()
    assert bins["n_known"].unique().to_list() == [shown["n_people"].sum()]
    # A number that a page withholds has a row without one.
    hidden = cells.filter(phenotype_id=WITHHELD)
    assert hidden["state"].unique().to_list() == ["withheld"]
    assert hidden["n"].null_count() == hidden.height > 1


def test_what_was_sent_goes_again_where_too_few_of_a_site_changed(tmp_path: Path) -> None:
    ledger = SentLedger(tmp_path)
    before = sent(ledger)
    now = Sending.memberships

    def one_left(self, *asked):
        found = now(self, *asked)
        return {
            key: replace(each, n_changed=dict.fromkeys(each.n_changed, 1))
            for key, each in found.items()
        }

    other = pl.DataFrame(schema=before.schema)
    with (
        mock.patch.object(Sending, "memberships", one_left),
        # Whatever is told now, it does not go.
        mock.patch("straits.queries.sending.sent_phenotypes._bins", return_value=other),
    ):
        again = sent(ledger)
    assert again.equals(before)


def test_a_phenotype_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no phenotype 'shoe_size'"):
        queries.sending.plan(store(), SentLedger(tmp_path), wanted(phenotypes=("shoe_size",)))
