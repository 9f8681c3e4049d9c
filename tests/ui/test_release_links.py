"""A link or a session whose release is gone leads to the current one, and says what differs."""

import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from straits import privacy
from straits.journal import Journal, Record
from straits.store.releases import release_history
from straits.ui.frame.release_gone import differences
from tests.builders import screens, tiny_store
from tests.builders.screens import Visit, said

PAGES = sorted(path.stem for path in screens.PAGES.glob("*.py"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store whose first release is gone: r2 is current, and the journal knows both."""
    folder = tiny_store.two_sites(tmp_path / "store")
    tiny_store.two_sites(folder, release_id="r2")
    shutil.rmtree(folder / "releases" / "r1")
    was = Record(
        release_id="r1",
        published_at="2025-03-04T05:06:07+00:00",
        straits_version="0.0.9",
        study="Tiny study",
        profile="open",
        n_alleles=2,
        n_groups=3,
        people={"dk_wgs": 90, "sg_wgs": 100},
        is_gone=True,
    )
    now = was.model_copy(
        update={
            "release_id": "r2",
            "published_at": "2026-01-02T03:04:05+00:00",
            "straits_version": "0.1.0",
            "n_alleles": 3,
            "people": {"dk_wgs": 100, "sg_wgs": 100},
            "is_gone": False,
        }
    )
    (folder / "published.json").write_text(Journal(releases=(was, now)).model_dump_json())
    return folder


@pytest.fixture
def visit(store: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return lambda noun, **address: screens.opened(noun, store, monkeypatch, **address)


@pytest.mark.parametrize("noun", PAGES)
def test_a_link_to_a_release_that_is_gone_offers_the_current_one_and_says_what_differs(
    visit: Visit, noun: str, store: Path
) -> None:
    app = visit(noun, r="r1", g="MCM6")
    assert not app.exception
    text = said(app)
    for line in (
        "The release of this link, r1, is no longer here.",
        "The current release is r2, published 2026-01-02 03:04.",
        "It was published 2025-03-04 05:06.",
        "Straits: 0.0.9 then, 0.1.0 now",
        "Alleles: 2 then, 3 now",
        "People: 190 then, 200 now",
        "Open this view on the current release",
    ):
        assert line in text
    assert "Groups" not in text
    assert str(store) not in text
    assert "python" not in text
    assert not app.code


def test_of_a_release_that_nobody_knows_that_is_said(visit: Visit) -> None:
    text = said(visit("gene", r="r999"))
    assert "The release of this link, r999, is no longer here." in text
    assert "What differs between the two is not known." in text


def test_a_session_whose_release_is_deleted_is_led_on(visit: Visit, store: Path) -> None:
    app = visit("gene", g="MCM6")
    assert "MCM6" in said(app)
    tiny_store.two_sites(store, release_id="r3")
    shutil.rmtree(store / "releases" / "r2")
    app.run()
    assert not app.exception
    assert "The release of this link, r2, is no longer here." in said(app)
    app.query_params["r"] = "r3"
    app.run()
    assert not app.exception
    assert "release r3" in said(app)


def test_a_damaged_release_of_a_link_is_told_without_a_place_and_another_is_looked_for(
    visit: Visit, store: Path
) -> None:
    broken = store / "releases" / "r1" / "aggregates"
    broken.mkdir(parents=True)
    (broken / "manifest.json").write_text(json.dumps({}))
    text = said(visit("overview", r="r1"))
    assert "This release is damaged" in text
    assert "Other releases of the store are being checked" in text or "Open release r2" in text
    assert str(store) not in text


def test_where_the_current_release_is_gone_too_no_way_on_is_promised(
    visit: Visit, store: Path
) -> None:
    shutil.rmtree(store / "releases" / "r2")
    app = visit("overview", r="r1")
    assert not app.exception
    assert "The current release cannot be opened either." in said(app)
    assert str(store) not in said(app)


def test_an_id_in_an_address_never_becomes_markup(visit: Visit) -> None:
    app = visit("overview", r="![x](http://elsewhere/x.png)")
    assert not any("![" in element.value or "](http" in element.value for element in app.markdown)


@pytest.mark.parametrize(
    ("then", "now", "is_told"),
    [
        ({"wgs": 100}, {"wgs": 140}, True),
        ({"wgs": 100}, {"wgs": 103}, False),  # three people could be told by subtraction
        ({"wgs": 100}, {"wgs": 100, "array": 12}, False),  # a call set that is withheld
        ({"wgs": 100, "array": 50}, {"wgs": 140, "array": 51}, False),
        (None, {"wgs": 100}, False),
    ],
)
def test_numbers_of_people_are_told_only_where_no_few_can_be_counted(
    then: dict[str, int] | None, now: dict[str, int] | None, is_told: bool, tmp_path: Path
) -> None:
    written = Journal(
        releases=(Record(release_id="r1", people=then), Record(release_id="r2", people=now))
    )
    (tmp_path / "published.json").write_text(written.model_dump_json())
    gone, here = release_history.beside("r1", "r2", tmp_path, privacy.profile("inside"))
    assert gone
    assert here
    assert (gone.n_people is not None, here.n_people is not None) == (is_told, is_told)
    assert any(line.startswith("People") for line in differences(gone, here)) == is_told


def deleted_under_a_page() -> None:
    """A page whose release is deleted between its frame and its answer."""
    import os  # noqa: PLC0415
    import shutil  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from straits.store import open_store  # noqa: PLC0415
    from straits.ui.address import url_state  # noqa: PLC0415
    from straits.ui.frame import messages, newer_release  # noqa: PLC0415

    url_state.follow("gene")
    opened = newer_release.opened()
    folder = Path(os.environ["STRAITS_STORE"])
    (folder / "current").unlink()
    (folder / "current").symlink_to("releases/r2")
    shutil.rmtree(folder / "releases" / "r1", ignore_errors=True)
    try:
        opened.query("gene_by_id", gene_id="ENSG00000076003")
        opened.query("variant_counts")
    except Exception as error:
        messages.show_uncaught(error)
    assert open_store().release_id == "r2"


def test_a_release_deleted_while_a_page_asks_it_is_said_and_not_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_store.two_sites(tmp_path / "store", release_id="r2")
    monkeypatch.setenv("STRAITS_STORE", str(tiny_store.two_sites(folder)))
    app = AppTest.from_function(deleted_under_a_page, default_timeout=60).run()
    assert not app.exception
    assert "The release of this link, r1, is no longer here." in said(app)
    assert "The current release is r2" in said(app)
