"""What fails after a release was opened is never shown, and what cannot be read is a sentence."""

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_loaders.release.publishing import write_manifest
from straits import cohorts
from straits.errors import DamageError
from straits.store import Asked, open_store, watched_store
from straits.store.releases import wholeness
from straits.store.releases.release_files import Release, locate
from straits.tables import manifest
from straits.ui.frame import messages
from tests import repeats
from tests.builders import damage, screens, studies, tiny_store
from tests.builders.damage import GENES, P, files, flip, of
from tests.builders.screens import said

N_FLIPS = repeats.times(200)
SEED = 12
HUNG = 60  # seconds
ADDRESS = {"variant": {"v": "rs4988235"}}


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return damage.two_releases(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def store(ingested: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ingested, tmp_path / "store", symlinks=True))


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a test say when the files are checked."""
    monkeypatch.setattr(wholeness, "watch", lambda release: None)
    monkeypatch.setattr(wholeness, "is_watched", lambda release: True)
    return


def rot(path: Path, bit: int) -> None:
    """Turn one bit over as a disk does: no date of the file tells."""
    before = path.stat()
    flip(path, bit)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def checked(store: Path) -> wholeness.Wholeness:
    known = wholeness.of(locate(store, None))
    known.check()
    return known


@pytest.mark.repeats
@pytest.mark.usefixtures("unwatched")
def test_no_flipped_bit_is_shown_after_the_check(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(SEED)
    everything = files((store / "current").resolve())
    monkeypatch.setenv("STRAITS_STORE", str(store))
    shown = []
    for number in range(N_FLIPS):
        path = draw.choice(everything)
        bit = draw.randrange(8 * path.stat().st_size)
        rot(path, bit)
        checked(store)
        try:
            watched_store()
            shown.append((path, bit))
        except DamageError:
            pass
        if number % 20 == 0:
            app = screens.opened("overview", store, monkeypatch)
            assert app.title[0].value == "Which release can be read?"
            assert not app.dataframe
        rot(path, bit)
        # As an administrator's copy would have it: written anew.
        os.utime(path)
    assert not shown
    checked(store)
    assert watched_store().query("study").height == 1


@pytest.mark.usefixtures("unwatched")
def test_a_store_that_is_open_answers_nothing_more_from_what_it_keeps(store: Path) -> None:
    opened = open_store(store)
    before = opened.query("sites")
    assert opened.cohorts.members(cohorts.EVERYBODY).height == 4
    rot(of(store, P), 100)
    assert opened.query("sites").equals(before)
    checked(store)
    with pytest.raises(DamageError, match="group_id=P"):
        opened.query("sites")
    everyone = Asked("wgs", "everyone", "everyone", "all")
    for ask in (
        lambda: opened.cohorts.sizes(cohorts.cohort_id(cohorts.EVERYBODY)),
        lambda: opened.linkage(everyone, [0], [0]),
        lambda: opened.carriers([everyone], [0]),
    ):
        with pytest.raises(DamageError):
            ask()


@pytest.mark.usefixtures("unwatched")
def test_what_was_kept_of_damaged_files_is_gone_once_they_are_restored(store: Path) -> None:
    good = of(store, P).read_bytes()
    of(store, P).write_bytes(good[:200] + bytes(1) + good[201:])
    opened = open_store(store)
    checked(store)
    of(store, P).write_bytes(good)
    with pytest.raises(DamageError, match="being checked before anything of them is shown"):
        open_store(store)
    checked(store)
    again = open_store(store)
    assert again is not opened
    assert again.opening != opened.opening
    with pytest.raises(DamageError):
        opened.query("study")


@pytest.mark.usefixtures("unwatched")
def test_a_file_that_is_written_to_is_not_answered_from_until_it_was_checked(store: Path) -> None:
    checked(store)
    opened = open_store(store)
    os.utime(of(store, P))
    with pytest.raises(DamageError, match="were written to"):
        open_store(store)
    with pytest.raises(DamageError, match="was written to after it was opened"):
        opened.query("study")
    checked(store)
    assert open_store(store).query("study").height == 1


@pytest.mark.usefixtures("unwatched")
def test_a_file_that_is_added_where_views_would_read_it_is_refused(store: Path) -> None:
    checked(store)
    open_store(store)
    extra = of(store, P).parents[1] / "group_id=R"
    extra.mkdir()
    shutil.copy(of(store, P), extra / "data.parquet")
    checked(store)
    with pytest.raises(DamageError, match="group_id=R/data.parquet is not named"):
        open_store(store)


def test_a_server_finds_the_damage_of_its_own_accord_and_offers_another_release(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rot(of(store, P), 100)
    until = time.monotonic() + HUNG
    text = ""
    while "Open release" not in text and time.monotonic() < until:
        time.sleep(0.1)
        app = screens.opened("gene", store, monkeypatch)
        text = said(app)
    current = (store / "current").resolve()
    (other,) = (path.name for path in (store / "releases").iterdir() if path != current)
    assert f"Open release {other}" in text
    assert P in text
    assert screens.opened("overview", store, monkeypatch, r=other).title[0].value != app.title[0]


def test_a_release_that_cannot_be_checked_does_not_end_the_checking_of_others(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = locate(store, None)
    other = locate(tiny_store.two_sites(tmp_path / "other"), None)
    look = wholeness.of

    def failing(asked: Release) -> wholeness.Wholeness:
        if asked == other:
            raise FileNotFoundError("deleted while it was looked through")
        return look(asked)

    monkeypatch.setattr(wholeness, "of", failing)
    wholeness.watch(other)
    wholeness.watch(release)
    until = time.monotonic() + HUNG
    while not look(release).is_whole and time.monotonic() < until:
        time.sleep(0.05)
    assert look(release).is_whole


def test_without_another_release_a_damaged_one_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tiny_store.two_sites(tmp_path / "store")
    of(store, GENES).unlink()
    app = screens.opened("overview", store, monkeypatch)
    assert not app.exception
    assert "aggregates/genes.parquet" in said(app)
    assert "no other release that is whole" in said(app)


def broken_text(table: pa.Table) -> pa.Table:
    """Return a table whose texts are not UTF-8."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            raw = pa.array([b"\xff\xfe"] * table.num_rows, pa.binary())
            text = pa.StringArray.from_buffers(len(raw), *raw.buffers()[1:], raw.buffers()[0])
            table = table.set_column(place, field, text)
    return table


def other_types(table: pa.Table) -> pa.Table:
    """Return a table whose numbers are texts and whose texts are numbers."""
    columns = [
        pa.array([7] * table.num_rows) if pa.types.is_string(field.type) else
        pa.array(["seven"] * table.num_rows)
        for field in table.schema
    ]  # fmt: skip
    return pa.table(columns, names=table.schema.names)


def other_names(table: pa.Table) -> pa.Table:
    return table.rename_columns([f"{name}_of_before" for name in table.schema.names])


def no_rows(table: pa.Table) -> pa.Table:
    return table.slice(0, 0)


TABLES = ("study", "genes", "groups", "group_sizes", "alleles", "call_sets", "frequencies")


@pytest.mark.usefixtures("unwatched")
@pytest.mark.parametrize("change", [broken_text, other_types, other_names, no_rows])
@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_not_what_it_should_be_shows_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, change: Callable[..., pa.Table]
) -> None:
    store = tiny_store.two_sites(tmp_path / "store")
    folder = of(store, "aggregates")
    for path in folder.rglob("*.parquet"):
        if path.relative_to(folder).parts[0].removesuffix(".parquet") == table:
            pq.write_table(change(pq.read_table(path, partitioning=None)), path)
    found = manifest.read("aggregates", folder)
    assert isinstance(found, manifest.Manifest)
    write_manifest(folder, {k: v for k, v in found.content.items() if k != "tables"})
    # As the server does with what no page catches; what is no Exception would pass it by.
    monkeypatch.setattr(
        "streamlit.runtime.scriptrunner.exec_code.handle_user_script_exception",
        lambda error, _: messages.show_uncaught(error),
    )
    for noun in ("overview", "variant"):
        app = screens.opened(noun, store, monkeypatch, **ADDRESS.get(noun, {}))
        assert not app.exception
        assert "Traceback" not in said(app)
        assert said(app)


@pytest.mark.repeats
@pytest.mark.usefixtures("unwatched")
def test_whatever_bit_is_flipped_a_command_answers_or_says_what_is_wrong(store: Path) -> None:
    draw = random.Random(SEED)
    everything = files((store / "current").resolve())
    for _ in range(repeats.times(40)):
        path = draw.choice(everything)
        bit = draw.randrange(8 * path.stat().st_size)
        flip(path, bit)
        done = studies.command("frequencies", "--store", store, "--region", "chr1:1-300")
        assert done.returncode in (0, 2), (path, bit)
        flip(path, bit)


def test_a_release_that_is_whole_is_answered_from(store: Path) -> None:
    # The control of this file: the same way in, and nothing amiss.
    known = checked(store)
    assert known.is_whole
    assert not known.look()
    known.require()
    assert open_store(store).query("sites").height == 1
