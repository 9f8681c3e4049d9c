"""A session that outlives its release: more ingests than are kept, and one click to go on."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.builders import tiny_store
from tests.e2e.conftest import Go, running, settled

pytestmark = pytest.mark.long


def test_an_open_session_whose_release_is_deleted_goes_on_where_it_was(
    go: Go, tmp_path: Path
) -> None:
    store = tiny_store.two_sites(tmp_path)
    with running(store) as address:
        page = go("/gene?g=MCM6&filters=no", server=address)
        for release_id in ("r2", "r3", "r4"):
            tiny_store.two_sites(store, release_id=release_id)
        shutil.rmtree(store / "releases" / "r1")
        page.get_by_role("link", name="Frequencies").click()
        settled(page)
        gone = page.get_by_text("The release of this link, r1, is no longer here.")
        expect(gone).to_be_visible()
        page.get_by_role("link", name="Open this view on the current release").click()
        page.wait_for_url(re.compile("/frequencies.*r=r4"))
        settled(page)
        expect(page.get_by_text("release r4 · profile open")).to_be_visible()
        expect(gone).to_be_hidden()


def test_a_copied_link_to_a_release_that_is_gone_opens_the_same_view_on_the_current_one(
    go: Go, served: str
) -> None:
    page = go("/gene?g=MCM6&people=all&r=r0")
    expect(page.get_by_text("The release of this link, r0, is no longer here.")).to_be_visible()
    page.get_by_role("link", name="Open this view on the current release").click()
    page.wait_for_url(re.compile("r=r1"))
    settled(page)
    expect(page.get_by_text("release r1 · profile open")).to_be_visible()
    for part in ("g=MCM6", "people=all"):
        assert part in page.url
