"""A reader takes the whole table of a comparison home by a click, and stays on the page."""

import io
import re
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page

from straits.queries.comparison.table_stretches import COLUMNS
from tests.e2e.conftest import Go
from tests.e2e.test_visit import params

pytestmark = pytest.mark.long

READERS = {
    "CSV": lambda content: pl.read_csv(content, comment_prefix="#"),
    "Parquet": lambda content: pl.read_parquet(io.BytesIO(content)),
}


def taken(page: Page, name: str) -> tuple[str, bytes]:
    """Return what the file is called that a link gives, and what is in it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("name", READERS)
def test_a_click_downloads_the_whole_table_and_leaves_the_page_as_it_is(go: Go, name: str) -> None:
    page = go("/frequencies?filter=no&order=difference")
    tabs, address = len(page.context.pages), page.url
    page.evaluate("window.isTheSamePage = true")
    called, content = taken(page, name)
    assert called == (
        f"straits_differences_Danish-dk-wgs_Chinese-sg-wgs_all_filtered_r1.{name.lower()}"
    )
    rows = READERS[name](content)
    assert tuple(rows.columns) == COLUMNS
    assert rows["ac_a"].to_list() == [150, 0, 11]
    assert (len(page.context.pages), page.url) == (tabs, address)
    assert page.evaluate("window.isTheSamePage")
    # The page still answers.
    page.get_by_role("radio", name="Volcano").click()
    page.wait_for_url(re.compile("view=volcano"))
    assert params(page)["filter"] == "no"
