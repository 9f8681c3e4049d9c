"""Releases published one after another from one small ingest, and processes killed while they do.

The tables of all are the same files: only what is published, and when, differs.
"""

import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_loaders.release import publishing
from straits import journal
from tests.builders import studies

# What changes a folder, as Python's audit hooks call it. Of what is deleted in a folder that has
# been moved away, one step for each of its folders is enough.
_CHANGES = {"os.rename", "os.symlink", "os.rmdir", "os.mkdir", "shutil.rmtree"}

FACTS = {"name": "A test", "profile": "open"}


def template(folder: Path) -> Path:
    """Ingest a study of two people and return the folder of its release."""
    (folder / "calls.vcf").write_text(
        studies.vcf_text(["P1", "P2"], [studies.record("chr1 100 A G", "0/1 0/0")])
    )
    study = studies.one_call_set(folder, ["calls.vcf"], {"P1": "XX", "P2": "XY"})
    studies.ingest(study, folder / "store")
    return (folder / "store" / "current").resolve()


def publish(store: Path, files: Path, n_kept: int = 3) -> publishing.Published:
    """Publish a release that holds the files of another."""
    return publish_counted(store, files, n_kept, lambda: None)


def publish_counted(
    store: Path, files: Path, n_kept: int, begin: Callable[[], None]
) -> publishing.Published:
    """Publish a release; `begin` is called once it is built."""
    with publishing.new_release(store) as (folder, release_id):
        shutil.copytree(
            files,
            folder,
            copy_function=os.link,
            ignore=shutil.ignore_patterns("manifest.*"),
            dirs_exist_ok=True,
        )
        begin()
        return publishing.publish(store, folder, release_id, FACTS, [], n_kept)


def publish_killed(store: Path, files: Path, n_kept: int, step: int) -> bool:
    """Publish in a process that is killed before its step-th change; returns whether it was.

    Nothing of that process is tidied up: it ends by SIGKILL.
    """
    child = os.fork()
    if child == 0:
        signal.alarm(120)  # one that hangs is no reason to hang
        try:
            publish_counted(store, files, n_kept, lambda: _die_before(step))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the process failed"
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
    return os.WIFSIGNALED(status)


def _die_before(step: int) -> None:
    left = step

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        writes = event == "open" and str(arguments[0]).endswith(
            (".new", "manifest.json", "manifest.sha256")
        )
        if event in _CHANGES or writes:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def without_sync(patch: pytest.MonkeyPatch) -> None:
    """Let nothing wait for the disk: what a killed process wrote is there without that."""
    patch.setattr(journal, "sync", lambda _: None)


def set_clock(patch: pytest.MonkeyPatch, seconds: int) -> None:
    """Let ingests believe that it is so many seconds after the start of 2026."""
    now = datetime.fromtimestamp(1_767_225_600 + seconds, UTC)
    patch.setattr(publishing, "_now", lambda: now)


def current(store: Path) -> str:
    """Return the id that `current` names."""
    return os.readlink(store / "current").removeprefix("releases/")


def there(store: Path) -> set[str]:
    """Return the ids of the releases that lie in a store."""
    return {path.name for path in (store / "releases").iterdir()}
