"""No sequence of events loses a release by accident: clocks, kills, pins, deletions, moves by hand.

Only the newest are deleted by rule, and `current` opens whatever happened before.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from data_loaders.release import release_changes
from straits.errors import StoreError
from straits.store.releases.release_files import find_release
from tests import repeats
from tests.builders.published_releases import (
    current,
    publish,
    publish_killed,
    set_clock,
    template,
    there,
    without_sync,
)

TIDY = {"releases", "current", "published.json", ".lock", "pins"}
YEAR = 366 * 86_400


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return template(tmp_path_factory.mktemp("template"))


@pytest.mark.long
def test_a_kill_at_any_step_of_publishing_loses_nothing(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step in turn, on a store that is full, so that deleting the oldest is among them."""
    without_sync(monkeypatch)
    full = tmp_path / "full"
    before = [publish(full, files, n_kept=2).path.name for _ in range(2)]
    step, seen = 0, set()
    while True:
        store = tmp_path / str(step)
        shutil.copytree(full, store, copy_function=os.link, symlinks=True)
        was_killed = publish_killed(store, files, 2, step)
        opened = find_release(store, None).release_id
        seen.add(opened == before[1])
        assert before[1] in there(store)
        assert opened == before[1] or opened not in before
        # With room for one more, what was never published would take its place.
        after = publish(store, files, n_kept=3).path.name
        assert {opened, after} <= there(store) <= {*before, opened, after}
        assert {path.name for path in store.iterdir()} <= TIDY
        shutil.rmtree(store)
        if not was_killed:
            break
        step += 1
    assert step > 10
    assert seen == {True, False}, "kills before and after the move of `current` were both tried"


@pytest.mark.parametrize("step", range(20))
def test_a_first_ingest_that_is_killed_leaves_nothing_that_the_next_keeps(
    files: Path, tmp_path: Path, step: int
) -> None:
    publish_killed(tmp_path / "store", files, 3, step)
    left = tmp_path / "store" / "current"
    kept = {current(tmp_path / "store")} if left.exists() else set()
    after = publish(tmp_path / "store", files).path.name
    assert there(tmp_path / "store") == {*kept, after}


class Events(RuleBasedStateMachine):
    """A store, and what is known of it from the outside: published, pinned, current, replaced."""

    files: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = self.folder / "store"
        self.patch = pytest.MonkeyPatch()
        without_sync(self.patch)
        self.order: list[str] = []  # oldest first, of those there
        self.pinned: set[str] = set()
        self.replaced: dict[str, str | None] = {}
        self.is_order_known = True

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.folder)

    @initialize(seconds=st.integers(-YEAR, YEAR))
    def first(self, seconds: int) -> None:
        set_clock(self.patch, seconds)
        self.publish(3)

    @rule(seconds=st.sampled_from([-20 * YEAR, -YEAR, -1, 0, 1, YEAR, 20 * YEAR]))
    def step_clock(self, seconds: int) -> None:
        set_clock(self.patch, seconds)

    @rule(n_kept=st.integers(2, 4))
    def publish(self, n_kept: int) -> None:
        before = current(self.store) if self.order else None
        new = publish(self.store, self.files, n_kept).path.name
        assert new not in self.replaced, "an id was given twice"
        self.replaced[new] = before
        self.order.append(new)
        assert current(self.store) == new
        self.expect(self.kept(n_kept), n_kept)
        assert {path.name for path in self.store.iterdir()} <= TIDY

    @rule(n_kept=st.integers(2, 4), step=st.integers(0, 24))
    def publish_killed(self, n_kept: int, step: int) -> None:
        before, lay = current(self.store), there(self.store)
        publish_killed(self.store, self.files, n_kept, step)
        after = current(self.store)
        if after == before:
            # What an earlier kill left unpublished is cleared before anything is built.
            published = lay & {*self.order}
            assert published <= there(self.store), (
                "nothing is deleted before the new one is current"
            )
            return
        self.replaced[after] = before
        self.order.append(after)
        assert self.kept(n_kept) <= there(self.store) or not self.is_order_known
        self.order = [one for one in self.order if one in there(self.store)]

    @rule(data=st.data())
    def pin(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(self.order))
        release_changes.pin(self.store, [chosen], "cited")
        self.pinned.add(chosen)

    @precondition(lambda self: self.pinned)
    @rule(data=st.data())
    def unpin(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.pinned)))
        release_changes.unpin(self.store, [chosen])
        self.pinned.remove(chosen)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(self.order))
        if chosen in self.pinned or chosen == current(self.store):
            with pytest.raises(StoreError, match="Nothing was deleted"):
                release_changes.delete(self.store, [chosen])
            return
        release_changes.delete(self.store, [chosen])
        self.order.remove(chosen)

    @rule(data=st.data())
    def go_back_by_hand(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(self.order))
        (self.store / "current").unlink()
        (self.store / "current").symlink_to(Path("releases") / chosen)

    @rule(damage=st.sampled_from([None, b"", b"{", b"\xff\x00", b'{"version": 1, "releases": 3}']))
    def lose_the_journal(self, damage: bytes | None) -> None:
        journal = self.store / "published.json"
        if damage is None:
            journal.unlink(missing_ok=True)
        else:
            journal.write_bytes(damage)
        # A copy of what was damaged may lie beside it from here on.
        self.is_order_known = False

    @invariant()
    def nothing_is_lost(self) -> None:
        if not self.order:
            return
        lie = there(self.store)
        assert find_release(self.store, None).release_id in self.order
        assert self.pinned <= lie
        assert set(self.order) <= lie

    def kept(self, n_kept: int) -> set[str]:
        """Return what the rule of docs/store.md keeps, said in another way than by the code."""
        now = current(self.store)
        first = [one for one in (now, self.replaced[now]) if one in self.order]
        others = [one for one in reversed(self.order) if one not in first]
        free = [one for one in first + others if one not in self.pinned]
        return set(free[:n_kept]) | (self.pinned & set(self.order))

    def expect(self, kept: set[str], n_kept: int) -> None:
        lie = there(self.store)
        if self.is_order_known:
            assert lie == kept
        else:
            # Clocks that were wrong say who is old, but neither how many stay nor the last two.
            (self.store / "published.json.damaged").unlink(missing_ok=True)
            assert len(lie - self.pinned) <= n_kept
            now = current(self.store)
            assert {one for one in (now, self.replaced[now]) if one in self.order} <= lie
            assert self.pinned <= lie
        self.order = [one for one in self.order if one in lie]


@pytest.mark.repeats
def test_no_sequence_of_events_loses_a_release(files: Path) -> None:
    class OfFiles(Events):
        pass

    OfFiles.files = files
    run_state_machine_as_test(
        OfFiles,
        settings=settings(max_examples=repeats.times(10), stateful_step_count=15, deadline=None),
    )
