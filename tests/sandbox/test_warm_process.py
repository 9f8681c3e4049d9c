"""A process per statement: one waits ready, none is asked twice, and each ends when it is to."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.ipc
import pytest

from straits.sandbox.warm_process import Outcome, WarmProcess

ENDLESS = "select sum(hash(x) % 7) from range(9000000000000) as a(x)"


class GivenUpError(Exception):
    """Whoever asked has left."""


@pytest.fixture
def warm() -> Iterator[WarmProcess]:
    process = WarmProcess()
    yield process
    process.close()


def asked(
    warm: WarmProcess,
    text: str,
    views: Mapping[str, str] | None = None,
    seconds: float = 30.0,
    check: Callable[[], None] = lambda: None,
) -> Outcome:
    """Ask a statement where views of some names are there to be asked."""
    told = {
        "folders": [], "setup": ["set enable_external_access = false"], "seconds": seconds,
        "memory": 400 << 20, "needs_wall": False,
        "definitions": [
            {"name": name, "kind": "view", "statement": f"create view {name} as {select}",
             "uses": [], "own": ""}
            for name, select in (views or {}).items()
        ],
    }  # fmt: skip
    question = {"text": text, "parameters": {}, "rows": 10, "bytes": 1 << 20, "wants": "rows"}
    return warm.ask(told, question, check)


def first(outcome: Outcome) -> Any:
    assert "error" not in outcome.said, outcome.said
    return pyarrow.ipc.open_stream(outcome.arrow).read_all().column(0)[0].as_py()


def children(warm: WarmProcess) -> set[int]:
    """Return the processes that the warm process has now."""
    assert warm._process is not None
    pid = warm._process.pid
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def until(is_so: Callable[[], bool], seconds: float = 20.0) -> float:
    """Wait until something is so; returns how long that took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds
        time.sleep(0.005)
    return time.monotonic() - began


def test_one_child_waits_and_is_asked_once(warm: WarmProcess) -> None:
    assert first(asked(warm, "select 1")) == 1
    until(lambda: len(children(warm)) == 1)
    waiting = children(warm)
    assert first(asked(warm, "select 2")) == 2
    until(lambda: len(children(warm)) == 1)
    assert not waiting & children(warm)


def test_what_waits_answers_nobody_who_may_read_something_else(warm: WarmProcess) -> None:
    assert first(asked(warm, "from mine", {"mine": "select 'secret' as a"})) == "secret"
    until(lambda: len(children(warm)) == 1)
    other = asked(warm, "from mine", {"theirs": "select 2 as a"})
    assert "There is no" in other.said["error"]
    assert first(asked(warm, "from mine", {"mine": "select 'open' as a"})) == "open"
    # The control: asked as before, it is there again.
    assert first(asked(warm, "from mine", {"mine": "select 'secret' as a"})) == "secret"


@pytest.mark.parametrize("is_ready", [False, True])
def test_who_gives_up_frees_the_process_within_a_second(warm: WarmProcess, is_ready: bool) -> None:
    if is_ready:
        asked(warm, "select 1")
        until(lambda: len(children(warm)) == 1)
    began = time.monotonic()
    busy: set[int] = set()

    def check() -> None:
        busy.update(children(warm))
        if busy and time.monotonic() - began > 0.3:
            raise GivenUpError

    with pytest.raises(GivenUpError):
        asked(warm, ENDLESS, check=check)
    assert until(lambda: not busy & children(warm)) < 1.0


def test_at_the_limit_it_is_killed(warm: WarmProcess) -> None:
    asked(warm, "select 1")
    for _ in range(2):
        ended = asked(warm, ENDLESS, seconds=0.5).ended
        assert (ended["stopped"], ended["ended"]) == ("time", -signal.SIGKILL)
        assert ended["seconds"] < 1.5


def test_killed_processes_are_made_again(warm: WarmProcess) -> None:
    asked(warm, "select 1")
    until(lambda: len(children(warm)) == 1)
    for pid in children(warm):
        os.kill(pid, signal.SIGKILL)
    until(lambda: not children(warm))
    assert first(asked(warm, "select 2")) == 2
    until(lambda: len(children(warm)) == 1)
    (waiting,) = children(warm)
    assert warm._process is not None
    warm._process.kill()
    # With the warm process goes what waits.
    until(lambda: not Path(f"/proc/{waiting}").exists() or _is_dead(waiting))
    assert first(asked(warm, "select 3")) == 3


def _is_dead(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
