"""Stories and pinned views are kept for good, and told to whom they would be told now."""

import sqlite3
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from straits import privacy
from straits.errors import QueryError
from straits.privacy import Profile
from straits.store.audited.who_asks import Who, asked_by
from straits.store.exit import Exit, Source, Told
from straits.store.releases.wholeness import Wholeness
from straits.store.stories import pinned_view
from straits.store.stories.guarded_views import GuardedViews
from straits.store.stories.pinned_view import Drawn, PinnedView
from straits.store.stories.saved_stories import SavedStories
from straits.store.stories.story import Story, StoryView
from straits.ui.address import story_link

DRAWN = Drawn('{"datasets": {}}', (("Danish", "#0072B2", "circle", False),))
OPEN, INSIDE = privacy.profile("open"), privacy.profile("inside")
FIRST, SECOND = StoryView("gene", {"g": "LCT"}), StoryView("variant", {"v": "rs1"}, sentence="So.")


def view(profile: Profile = OPEN, **changes: object) -> PinnedView:
    kept = PinnedView(
        "gene", {"g": "LCT"}, "lollipops", "A finding", "A caption", DRAWN, DRAWN,
        '[{"af": 0.25}]', "Demo", "GRCh38", "r1", profile.name, profile.checksum, (), False, 1,
        "2026-11-30T00:00:00+00:00",
    )  # fmt: skip
    return replace(kept, **changes)  # type: ignore[arg-type]


def test_a_view_is_kept_whole_and_named_by_what_it_holds(tmp_path: Path) -> None:
    shelf = SavedStories(tmp_path / "state")
    view_id = shelf.pin(view())
    assert SavedStories(tmp_path / "state").pinned(view_id) == view()
    assert shelf.pin(view()) == view_id
    assert shelf.pin(view(rows='[{"af": 0.5}]')) != view_id
    assert shelf.pinned("0" * 16) is None
    mode = (tmp_path / "state" / "stories.sqlite").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"x", pinned_view.folded(view())[:-9]])
def test_bytes_that_hold_no_view_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no (whole )?pinned view"):
        pinned_view.unfolded(content)


def test_a_story_is_changed_taken_back_and_deleted_and_nothing_is_lost(tmp_path: Path) -> None:
    shelf = SavedStories(tmp_path)
    story_id = shelf.save(Story("  Ours ", "Demo", (FIRST, SECOND)))
    first = shelf.find(story_id)
    assert first is not None
    assert (first.name, first.views, first.owner) == ("Ours", (FIRST, SECOND), "local")
    shelf.save(replace(first, views=(SECOND, FIRST)))
    shelf.save(replace(first, is_removed=True))
    assert shelf.listed() == []
    shelf.save(replace(first, is_removed=False))
    assert [each.views for each in shelf.listed()] == [(FIRST, SECOND)]
    assert [each.views[0] for each in shelf.versions(story_id)] == [FIRST, FIRST, SECOND, FIRST]


def test_a_story_is_changed_by_its_owner_alone_and_found_by_others(tmp_path: Path) -> None:
    shelf = SavedStories(tmp_path)
    with asked_by(Who("ada", "heart")):
        story_id = shelf.save(Story("Ours", "Demo", (FIRST,)))
    with asked_by(Who("bo")):
        assert shelf.listed() == []
        found = shelf.find(story_id)
        assert found is not None
        assert not shelf.is_mine(found)
        with pytest.raises(QueryError, match=r"of project:heart. Duplicate it"):
            shelf.save(replace(found, name="Mine"))
        with pytest.raises(QueryError, match="of project:heart"):
            shelf.save(replace(found, is_removed=True))
    with asked_by(Who("cy", "heart")):
        assert [each.name for each in shelf.listed()] == ["Ours"]


@pytest.mark.parametrize(
    ("story", "why"),
    [
        (Story(" ", "Demo", ()), "needs a name"),
        (Story("x" * 101, "Demo", ()), "needs a name"),
        (Story("Ours", "Demo", (FIRST,) * 61), "at most 60 views"),
        (Story("Ours", "Demo", (replace(FIRST, sentence="x" * 1_001),)), "1,000 characters"),
    ],
)
def test_a_story_that_is_too_long_is_refused(tmp_path: Path, story: Story, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        SavedStories(tmp_path).save(story)


def test_a_damaged_file_of_stories_is_told_and_left_alone(tmp_path: Path) -> None:
    story_id = SavedStories(tmp_path).save(Story("Ours", "Demo", (FIRST,)))
    file = tmp_path / "stories.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("update story_saves set views = '[{}]'")
    shelf = SavedStories(tmp_path)
    assert shelf.find(story_id) is None
    assert shelf.why_off.startswith("The saved stories cannot be read: the file stories.sqlite")
    before = file.read_bytes()
    with pytest.raises(QueryError, match="is damaged"):
        shelf.save(Story("Ours", "Demo", (SECOND,)))
    with pytest.raises(QueryError, match="is damaged"):
        shelf.pin(view())
    assert file.read_bytes() == before


def test_without_a_folder_a_story_still_fits_into_a_link() -> None:
    shelf = SavedStories(None)
    assert "eight views fit into links" in shelf.why_off
    assert story_link.MOST == 8
    assert (shelf.listed(), shelf.find("0" * 16), shelf.pinned("0" * 16)) == ([], None, None)
    with pytest.raises(QueryError, match="keeps nothing"):
        shelf.pin(view())


def told_under(
    now: Profile, release_id: str, tmp_path: Path, left_out: tuple[str, ...] = ()
) -> tuple[GuardedViews, list[Told]]:
    """Return what a store under a profile tells of pinned views, and what leaves it."""
    leaves: list[Told] = []
    source = Source(release_id, now, frozenset, lambda _: None)
    whole = Wholeness.__new__(Wholeness)
    exit_ = Exit(whole, source, leaves.append)
    return GuardedViews("Demo", release_id, now, left_out, exit_), leaves


@pytest.mark.parametrize(
    ("pinned", "now", "release_id", "why"),
    [
        (view(), OPEN, "r1", ""),
        (view(), OPEN, "r2", ""),
        (view(INSIDE), OPEN, "r2", ""),
        (view(INSIDE), INSIDE, "r1", ""),
        # What would tell of those who came or left.
        (view(INSIDE), INSIDE, "r2", "shows no two beside each other"),
        # What the profile of now would not have let out.
        (view(), INSIDE, "r1", "under other rules"),
        (view(INSIDE, rules="older"), INSIDE, "r1", "under other rules"),
        (view(study="Another"), OPEN, "r1", "of another study, Another"),
    ],
)
def test_pinned_numbers_are_told_where_the_profile_of_now_would_tell_them(
    pinned: PinnedView, now: Profile, release_id: str, why: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    monkeypatch.setattr(Wholeness, "require", lambda _: None)
    view_id = SavedStories(tmp_path).pin(pinned)
    views, leaves = told_under(now, release_id, tmp_path)
    if why:
        with pytest.raises(QueryError, match=why):
            views.view(view_id)
        assert [each.refused for each in leaves] == ["The question cannot be answered"]
    else:
        assert views.view(view_id) == pinned
        assert [(each.question, each.n_shown) for each in leaves] == [("pinned_view", 1)]


def test_numbers_with_a_site_that_the_reader_is_told_nothing_of_are_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRAITS_STATE", str(tmp_path))
    monkeypatch.setattr(Wholeness, "require", lambda _: None)
    shelf = SavedStories(tmp_path)
    views, _ = told_under(OPEN, "r1", tmp_path, left_out=("dk",))
    with pytest.raises(QueryError, match="may not be used for your purpose"):
        views.view(shelf.pin(view()))
    assert views.view(shelf.pin(view(left_out=("dk", "sg")))).left_out == ("dk", "sg")
