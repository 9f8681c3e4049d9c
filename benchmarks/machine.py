"""The machine and the programs of a run, without any name that would tell whose it is."""

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.settings import PEERS_PYTHON, THREADS

_OURS = ("duckdb", "numba", "numpy", "polars", "pyarrow")
_PEERS = ("afquery", "pgenlib", "cyvcf2", "msprime")


def describe() -> dict[str, str]:
    """Return processor, memory, system and versions, as a person would write them down."""
    facts = {
        "processor": f"{_processor()}, {os.cpu_count()} cores, {THREADS} threads used",
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.0f} GB",
        "system": f"{platform.system()} {_kernel()}, Python {platform.python_version()}",
        "libraries": ", ".join(f"{name} {version(name)}" for name in _OURS),
    }
    return facts | {"peers": ", ".join(_peers())}


def _processor() -> str:
    said = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    found = re.search(r"model name\s*:\s*(.+)", said)
    return found[1].strip() if found else platform.machine()


def _kernel() -> str:
    """Return the version of the kernel, without what its maker added."""
    return platform.release().split("-")[0]


def _peers() -> list[str]:
    lines = [
        _first_line("plink2", "--version"),
        _first_line("bcftools", "--version"),
        _first_line("bgzip", "--version"),
    ]
    asked = (
        "from importlib.metadata import version; "
        f"print(', '.join(name + ' ' + version(name) for name in {_PEERS}))"
    )
    return [*lines, _first_line(str(PEERS_PYTHON), "-c", asked)]


def _first_line(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0].strip()
