"""A reader signs in at a provider, comes back to the link that was opened, and signs out."""

from pathlib import Path

import pytest
from oidc_provider_mock import User
from playwright.sync_api import Page, expect

from tests.builders import provider
from tests.e2e.conftest import settled
from tests.load.served import serving

pytestmark = pytest.mark.long


def test_a_link_is_opened_after_signing_in_and_shut_after_signing_out(
    page: Page, tiny: Path, tmp_path: Path
) -> None:
    people = [User(sub="alice", claims={"email": "alice@x.org"})]
    with provider.providing(*people) as trusted:
        told = trusted.settings(tmp_path / "in.toml", "http://localhost:{port}/oauth2callback")
        with serving(tiny, STRAITS_SIGN_IN=str(told)) as served:
            link = f"http://localhost:{served.port}/gene?g=MCM6"
            page.clock.install()
            page.goto(link)
            settled(page)
            assert "MCM6" not in page.locator("[data-testid=stMain]").inner_text()
            page.get_by_role("button", name="Sign in").click()
            page.get_by_role("button", name="alice").first.click()
            page.wait_for_url(link)
            settled(page)
            expect(page.get_by_text("MCM6").first).to_be_visible()
            expect(page.locator(".st-key-study")).to_contain_text("alice")
            page.clock.fast_forward("29:00")
            page.mouse.move(200, 300)
            page.clock.fast_forward("29:00")
            expect(page.get_by_text("MCM6").first).to_be_visible()
            page.clock.fast_forward("02:00")
            expect(page.get_by_role("heading", name="This screen was cleared")).to_be_visible()
            assert "MCM6" not in page.content()
            assert "MCM6" not in page.title()
            page.get_by_role("button", name="Go on").click()
            settled(page)
            page.get_by_role("button", name="Sign out").click()
            # The provider asks whether to sign out there too.
            page.wait_for_url("**/end_session**")
            page.goto(link)
            settled(page)
            expect(page.get_by_role("button", name="Sign in")).to_be_visible()
