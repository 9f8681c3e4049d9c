"""Readers beside one another never freeze the process: each case runs in one of its own."""

import os
import subprocess
import sys

import pytest

from tests.freezing import CASES
from tests.source import ROOT

FREEZES = ("callback", "shared frame")
# Seconds after which a process that has not even ended itself counts as hung.
HUNG = 120


def run(case: str, seconds: float, threads: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.freezing", case, str(seconds)],
        cwd=ROOT,
        env=os.environ | {"POLARS_MAX_THREADS": threads},
        capture_output=True,
        text=True,
        timeout=HUNG,
        check=False,
    )


@pytest.mark.parametrize("case", FREEZES)
def test_the_watchdog_sees_what_freezes(case: str) -> None:
    # Were these to pass, the tests below would show nothing.
    done = run(case, 60, "1")
    assert done.returncode == 1, done.stdout
    assert "Timeout" in done.stderr


@pytest.mark.parametrize("case", sorted(set(CASES) - set(FREEZES)))
@pytest.mark.parametrize("threads", ["1", "2"])
def test_frames_are_converted_beside_all_else(case: str, threads: str) -> None:
    done = run(case, 3, threads)
    assert done.returncode == 0, done.stderr
    assert "not frozen" in done.stdout
