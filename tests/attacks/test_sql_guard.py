"""A statement of somebody else reads what is released under `inside`, and does nothing besides."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from straits import workbench
from straits.sandbox import landlock
from straits.store import Store
from straits.store.query import sql_text
from straits.store.releases.release_files import find_release
from straits.workbench import LIMITS, AskError
from tests.attacks.hostile_statements import BOMBS, HONEST, SMALL, statements
from tests.builders import demo_studies
from tests.builders.inside_store import inside_store

CANARY = "ROWCANARY"
ROOT = Path(__file__).resolve().parents[2]
QUICK = replace(LIMITS, seconds=1.0)
# Seconds that a machine may take to fork, to end a process and to tell; beside other tests, more.
GRACE = 5.0 if "PYTEST_XDIST_WORKER" in os.environ else 0.5
needs_wall = pytest.mark.skipif(
    not landlock.version(), reason="the kernel has no Landlock switched on"
)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a release of the demo under `inside`, with canaries among people and all counts."""
    store = shutil.copytree(
        inside_store(), tmp_path_factory.mktemp("guard") / "store", symlinks=True
    )
    release = (store / "current").resolve()
    for name in ("rows", "aggregates"):
        pl.DataFrame({"canary": [CANARY]}).write_parquet(release / name / "canary.parquet")
        (release / name / "canary.csv").write_text(f"canary\n{CANARY}\n")
    return release


@pytest.fixture(scope="module")
def store(released: Path) -> Store:
    return Store(find_release(released.parents[1], None))


@pytest.fixture
def folders(released: Path, tmp_path: Path) -> dict[str, Path]:
    """Return the folders that statements name; a test fails if any file of them changes."""
    names = ("rows", "aggregates", "released")
    return {name: released / name for name in names} | {"out": tmp_path}


@pytest.fixture(autouse=True)
def nothing_is_written(released: Path, tmp_path: Path) -> Iterator[None]:
    before = _files(released) | _files(tmp_path)
    yield
    assert _files(released) | _files(tmp_path) == before


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def _secrets(released: Path) -> list[str]:
    """Return what no answer may hold: the canaries, and who the people are."""
    people = pl.read_parquet(released / "rows" / "samples.parquet", glob=False)
    ids = people["sample_id"].to_list() + people["person_id"].to_list()
    return [CANARY, "PYTHONCANARY", "ENVCANARY", "root:x:", *ids]


def _ungated(
    released: Path, folders: dict[str, Path], is_confined: bool
) -> list[tuple[str, bool, str]]:
    allowed = [f"{released / 'released'}/"] if is_confined else [f"{released}/"]
    asked = {
        "statements": statements(*SMALL, **folders),
        "readable": [str(released / "released")],
        "setup": [sql_text.allow_folders(allowed), "set enable_external_access = false"],
        "is_confined": is_confined,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.confined_statements"],
        input=json.dumps(asked),
        env=os.environ | {"STRAITS_CANARY": "ENVCANARY", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [tuple(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]
    assert len(said) == len(asked["statements"]), done.stderr
    return said


def test_there_are_as_many_as_were_promised() -> None:
    assert len(statements(*SMALL, BOMBS)) >= 120
    assert len(statements(HONEST)) >= 40


@needs_wall
def test_the_wall_alone_lets_nothing_through(released: Path, folders: dict[str, Path]) -> None:
    said = _ungated(released, folders, is_confined=True)
    secrets = _secrets(released)
    assert [one for one, _, told in said if any(secret in told for secret in secrets)] == []
    # It is no process that answers nothing at all.
    assert any(is_answered for _, is_answered, _ in said)


def test_a_plain_locked_connection_leaks(released: Path, folders: dict[str, Path]) -> None:
    # It writes too, so that it has a copy of its own.
    copy = folders["out"] / "release"
    shutil.copytree(released, copy)
    apart = {name: copy / name for name in ("rows", "aggregates", "released")}
    said = _ungated(copy, apart | {"out": copy}, is_confined=False)
    leaked = [one for one, _, told in said if CANARY in told]
    assert len(leaked) >= 5
    assert (copy / "a.csv").exists()
    shutil.rmtree(copy)


def _asked(store: Store, statement: str) -> tuple[str, float, int]:
    """Return what came of a statement: what it said, seconds over the limit, the most memory."""
    try:
        answer = workbench.ask(store, statement, limits=QUICK)
    except AskError as error:
        return str(error), error.seconds - QUICK.seconds, error.peak_bytes
    return str(answer.rows.rows()), answer.seconds - QUICK.seconds, answer.peak_bytes


def _check(store: Store, released: Path, asked: list[str]) -> None:
    secrets = _secrets(released)
    with ThreadPoolExecutor(2) as pool:
        for one, (said, over, peak) in zip(
            asked, pool.map(lambda s: _asked(store, s), asked), strict=True
        ):
            # What is refused says the words of the statement itself.
            told = said.replace(one, "")
            assert not any(secret in told and secret not in one for secret in secrets), one
            assert over <= GRACE, one
            assert peak <= 512 << 20, one


@needs_wall
def test_hostile_statements_end_in_time_and_tell_nothing(
    store: Store, released: Path, folders: dict[str, Path]
) -> None:
    _check(store, released, [*statements(*SMALL, **folders)[::8], *statements(BOMBS)[:4]])


@needs_wall
@pytest.mark.long
def test_every_hostile_statement_ends_in_time_and_tells_nothing(
    store: Store, released: Path, folders: dict[str, Path]
) -> None:
    _check(store, released, statements(*SMALL, BOMBS, **folders))


@needs_wall
def test_honest_statements_are_answered(store: Store) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda one: workbench.ask(store, one), statements(HONEST))
        assert all(answer.rows.width for answer in answers)


def test_without_the_wall_nothing_is_asked_under_a_minimum(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    with pytest.raises(AskError, match="Landlock"):
        workbench.ask(store, "select 1")
    opened = Store(find_release(demo_studies.small_demo_store(), None))
    assert workbench.why_off(opened) is None
