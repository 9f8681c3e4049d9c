"""What tests share: the public data, the peer tools, the browser, and what happens without them.

A test asks for what it needs by naming a fixture; its marker follows from that. What is not there
is skipped with the reason, and fails instead where an environment variable says that it must be
there: STRAITS_REQUIRE_PEERS=1, STRAITS_REQUIRE_BROWSER=1, STRAITS_REQUIRE_SHARED=1.
"""

import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

from straits import __main__
from tests import repeats
from tests.builders import compiled_once, made_once
from tests.lint import quick

# A machine that is busy with something else is no reason to fail.
settings.register_profile("straits", deadline=None, max_examples=repeats.A_PART)
settings.register_profile("long", deadline=None, max_examples=repeats.ALL)
settings.load_profile("straits")

# Each page that is opened alone would look through all installed packages for components again.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

# Each command that is run within a process would build the parser of all commands again.
__main__._parser = cache(__main__._parser)

# No test takes the power away: what was written is read, whether the disk has it yet or not.
os.fsync = lambda _: None

ROOT = Path(__file__).resolve().parents[1]

Tool = Callable[..., str]

# How a skip begins where the public data is missing.
NO_DATA = "no public data at"

MARKER_OF_FIXTURE = {
    "bcftools": "peer",
    "plink2": "peer",
    "chromium": "browser",
    "page": "browser",
    "shared_data": "shared",
}
REQUIREMENT_OF_MARKER = {
    "peer": "STRAITS_REQUIRE_PEERS",
    "browser": "STRAITS_REQUIRE_BROWSER",
    "shared": "STRAITS_REQUIRE_SHARED",
}


def pytest_configure() -> None:
    """Name the folder that the workers share before they start, and let none compile alone."""
    made_once.shared()
    compiled_once.begin()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by the fixtures that it uses, and as quick where it needs nothing slow.

    Beside other workers the files that wait come first, then those with other slow tests, so that
    quick ones are left for the end and all workers end together.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        markers = {MARKER_OF_FIXTURE[name] for name in fixtures & MARKER_OF_FIXTURE.keys()}
        for marker in markers:
            item.add_marker(marker)
        # The example of a docstring has no module of its own.
        module = getattr(item, "module", None)
        is_slow = module is not None and quick.is_slow(module.__name__)
        if not (markers or is_slow or item.get_closest_marker("long")):
            item.add_marker("quick")
    if hasattr(config, "workerinput"):
        slow = {item.path for item in items if not item.get_closest_marker("quick")}
        items.sort(key=lambda item: (item.path not in slow, not _waits(item.path)))


def _waits(path: Path) -> bool:
    """Tell whether a file of tests drives browsers or servers, or waits for what could hang."""
    return path.parent.name in ("e2e", "load") or path.name == "test_freezing.py"


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what was imported, which stays."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where the environment says that nothing may be missing."""
    report = yield
    if not report.skipped or hasattr(report, "wasxfail"):
        return report
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    # Whoever has the tools may still lack the data.
    may_lack = {"peer", "browser"} if NO_DATA in reason else set()
    required = [
        variable
        for marker, variable in REQUIREMENT_OF_MARKER.items()
        if marker not in may_lack
        and item.get_closest_marker(marker)
        and os.environ.get(variable) == "1"
    ]
    if required:
        report.outcome = "failed"
        report.longrepr = f"{reason}\n{required[0]}=1 says that this test must run."
    return report


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of public data that is not committed (1000 Genomes and others)."""
    folder = Path(os.environ.get("STRAITS_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"{NO_DATA} {folder}; name its folder in STRAITS_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def bcftools() -> Tool:
    """Return a function that runs bcftools and gives what it printed."""
    return _tool("bcftools")


@pytest.fixture(scope="session")
def plink2() -> Tool:
    """Return a function that runs plink2 and gives what it printed."""
    return _tool("plink2")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium on this machine; CHROMIUM names another one."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium on the PATH; install it or name it in CHROMIUM")
    return path


def _tool(name: str) -> Tool:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"no {name} on the PATH; on Debian or Ubuntu: apt-get install {name}")

    def run(*arguments: object, cwd: Path | None = None) -> str:
        command = [path, *map(str, arguments)]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return run
